//! Markers of a root type: the parts of a CRD around the schema.

mod columns;
mod conversion;
mod names;
mod subresources;
mod versions;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Arg, Def, Effect, ResourceMarker};
use crate::{
    diagnostic::{Located, Message, Part},
    ir::{Marker, Site},
    names::{InvalidName, KEY_HELP, check_annotation, check_object_label},
};
pub use columns::{PrintColumn, SelectableField};
pub use conversion::Conversion;
pub use names::ResourceNames;
pub use subresources::Scale;
use subresources::Status;
pub use versions::DeprecatedVersion;
use versions::{SkipVersion, StorageVersion, UnservedVersion};

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::resource::<ResourceNames>(),
    Def::resource::<Status>(),
    Def::resource::<Scale>(),
    Def::resource::<PrintColumn>(),
    Def::resource::<SelectableField>(),
    Def::resource::<StorageVersion>(),
    Def::resource::<UnservedVersion>(),
    Def::resource::<DeprecatedVersion>(),
    Def::resource::<SkipVersion>(),
    Def::resource::<Metadata>(),
    Def::resource::<Conversion>(),
];

/// The argument that is wrong; `None` for the whole marker.
type Argument = Option<&'static str>;

/// The CRD settings from the markers of one root type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// `kubebuilder:resource`
    pub names: ResourceNames,
    /// Whether there is a status subresource.
    pub status: bool,
    /// The scale subresource.
    pub scale: Option<Scale>,
    /// Printer columns of `kubectl get`.
    pub columns: Vec<PrintColumn>,
    /// Selectable fields.
    pub selectable: Vec<SelectableField>,
    /// Whether objects are stored in this version.
    pub storage: bool,
    /// Whether the version is not served.
    pub unserved: bool,
    /// Whether the version is deprecated, and its warning.
    pub deprecated: Option<DeprecatedVersion>,
    /// Whether the version is omitted from the CRD.
    pub skip: bool,
    /// Annotations of the CRD.
    pub annotations: BTreeMap<String, String>,
    /// Labels of the CRD.
    pub labels: BTreeMap<String, String>,
    /// The conversion webhook.
    pub conversion: Option<Conversion>,
    /// The place of the current marker.
    at: Site,
}

/// Checks that a marker that may occur once does not contradict an earlier one.
fn same<T: PartialEq>(old: Option<&T>, new: &T) -> Result<(), Message> {
    match old {
        Some(old) if old != new => {
            Err(Message::new("contradicts the marker above").help("keep one of the two"))
        }
        Some(_) | None => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Metadata {
    annotations: Vec<String>,
    labels: Vec<String>,
}

impl ResourceMarker for Metadata {
    const NAME: &'static str = "kubebuilder:metadata";
    const HELP: &'static str = "Annotations and labels of the CRD; may be repeated.";
    const ARGS: &'static [Arg] = &[
        Arg::optional("annotations", "list", "annotations as `key=value`"),
        Arg::optional("labels", "list", "labels as `key=value`"),
    ];

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        let pair = |text: String| match text.split_once('=') {
            Some((key, value)) => Ok((key.trim().to_owned(), value.to_owned())),
            None => Err(Message::new(format!("has `{text}`, which needs a `=`")).help("write `key=value`")),
        };
        let at = |argument| move |message: Message| message.at(Some(argument));
        let wrong = |argument| {
            move |reason: InvalidName| {
                let message = Message::new(reason.to_string());
                message.help(KEY_HELP).at(Some(argument))
            }
        };
        for text in self.annotations {
            let (key, value) = pair(text).map_err(at("annotations"))?;
            check_annotation(&key).map_err(wrong("annotations"))?;
            same(resource.annotations.get(&key), &value).map_err(at("annotations"))?;
            resource.annotations.insert(key, value);
        }
        for text in self.labels {
            let (key, value) = pair(text).map_err(at("labels"))?;
            check_object_label(&key, &value).map_err(wrong("labels"))?;
            same(resource.labels.get(&key), &value).map_err(at("labels"))?;
            resource.labels.insert(key, value);
        }
        Ok(())
    }
}

impl Resource {
    /// Reads the markers of a root type, and returns the errors of those that are malformed, by their sites.
    pub fn read(markers: &[Marker]) -> (Self, Vec<(Site, Located<Part>)>) {
        let mut resource = Self::default();
        let mut errors = Vec::new();
        for marker in markers {
            let Some(found) = super::find(&marker.name) else {
                continue;
            };
            resource.at = marker.at;
            if let Effect::Resource(apply) = found.def.effect
                && let Err(error) = apply(&marker.args, &mut resource)
            {
                errors.push((marker.at, error.about_marker(&marker.name)));
            }
        }
        (resource, errors)
    }
}
