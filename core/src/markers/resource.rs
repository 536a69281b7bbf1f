//! Markers of a root type: the parts of a CRD around the schema.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Arg, Def, Effect, ResourceMarker, list::one_of};
use crate::{
    diagnostic::{Located, Message, Part},
    ir::{Marker, Site},
    names,
};

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
    /// The place of the marker at hand.
    at: Site,
}

/// Names and scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceNames {
    /// The plural.
    pub path: Option<String>,
    /// The singular.
    pub singular: Option<String>,
    /// Short names.
    pub short_name: Vec<String>,
    /// Categories such as `all`.
    pub categories: Vec<String>,
    /// `Namespaced` or `Cluster`.
    pub scope: Option<String>,
}

impl ResourceMarker for ResourceNames {
    const NAME: &'static str = "kubebuilder:resource";
    const HELP: &'static str = "Names and scope of the resource.";
    const ARGS: &'static [Arg] = &[
        Arg::optional("path", "string", "the plural, if it is not the default"),
        Arg::optional(
            "singular",
            "string",
            "the singular; the kind in lower case by default",
        ),
        Arg::optional("shortName", "list", "short names for kubectl"),
        Arg::optional("categories", "list", "categories such as `all`"),
        Arg::optional("scope", "string", "`Namespaced` (the default) or `Cluster`"),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Message> {
        self.scope = self
            .scope
            .map(|scope| one_of(scope, &["Namespaced", "Cluster"]))
            .transpose()?;
        let path = self.path.iter().map(|name| ("plural", name));
        let singular = self.singular.iter().map(|name| ("singular", name));
        let short = self.short_name.iter().map(|name| ("short name", name));
        let categories = self.categories.iter().map(|name| ("category", name));
        for (noun, name) in path.chain(singular).chain(short).chain(categories) {
            names::check_label(noun, name).map_err(|reason| reason.to_string())?;
        }
        let old = std::mem::take(&mut resource.names);
        resource.names = Self {
            path: once("path", old.path, self.path)?,
            singular: once("singular", old.singular, self.singular)?,
            short_name: joined(old.short_name, self.short_name),
            categories: joined(old.categories, self.categories),
            scope: once("scope", old.scope, self.scope)?,
        };
        Ok(())
    }
}

/// The value that two markers set, if they do not contradict each other.
fn once(what: &str, old: Option<String>, new: Option<String>) -> Result<Option<String>, Message> {
    match (old, new) {
        (Some(old), Some(new)) if old != new => Err(Message::new(format!(
            "has `{what}={new}`, but a marker above has `{what}={old}`"
        ))
        .help("keep one of the two")),
        (old, new) => Ok(new.or(old)),
    }
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

fn joined(mut old: Vec<String>, new: Vec<String>) -> Vec<String> {
    for name in new {
        if !old.contains(&name) {
            old.push(name);
        }
    }
    old
}

#[derive(Deserialize)]
struct Status;

impl ResourceMarker for Status {
    const NAME: &'static str = "kubebuilder:subresource:status";
    const HELP: &'static str = "Makes the status a subresource with separate permissions.";

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        resource.status = true;
        Ok(())
    }
}

/// The scale subresource.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Scale {
    /// The path of the desired number of replicas.
    #[serde(rename = "specpath")]
    pub spec: String,
    /// The path of the current number of replicas.
    #[serde(rename = "statuspath")]
    pub status: String,
    /// The path of the label selector, serialized as a string.
    #[serde(rename = "selectorpath")]
    pub selector: Option<String>,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for Scale {
    const NAME: &'static str = "kubebuilder:subresource:scale";
    const HELP: &'static str = "Lets `kubectl scale` and autoscalers set the number of replicas.";
    const ARGS: &'static [Arg] = &[
        Arg::required(
            "specpath",
            "string",
            "the path of the desired number, such as `.spec.replicas`",
        ),
        Arg::required(
            "statuspath",
            "string",
            "the path of the current number, such as `.status.replicas`",
        ),
        Arg::optional(
            "selectorpath",
            "string",
            "the path of the label selector, serialized as a string",
        ),
    ];

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        let at = resource.at;
        let old = resource.scale.take().map(|old| Self { at, ..old });
        let new = Self { at, ..self };
        same(old.as_ref(), &new)?;
        resource.scale = Some(new);
        Ok(())
    }
}

/// A printer column of `kubectl get`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PrintColumn {
    /// The heading.
    pub name: String,
    /// The type of the value.
    #[serde(rename = "type")]
    pub ty: String,
    /// The path of the value.
    #[serde(rename = "JSONPath")]
    pub json_path: String,
    /// The description.
    pub description: Option<String>,
    /// The format of the value.
    pub format: Option<String>,
    /// The priority; columns above 0 appear in wide output only.
    pub priority: Option<i32>,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for PrintColumn {
    const NAME: &'static str = "kubebuilder:printcolumn";
    const HELP: &'static str = "A column of `kubectl get`; may be repeated.";
    const ARGS: &'static [Arg] = &[
        Arg::required("name", "string", "the heading"),
        Arg::required(
            "type",
            "string",
            "`string`, `integer`, `number`, `boolean` or `date`",
        ),
        Arg::required(
            "JSONPath",
            "string",
            "the path of the value, such as `.status.phase`",
        ),
        Arg::optional("description", "string", "the description"),
        Arg::optional("format", "string", "the format of the value"),
        Arg::optional("priority", "int", "above 0: shown in wide output only"),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Message> {
        self.ty = one_of(self.ty, &["string", "integer", "number", "boolean", "date"])?;
        self.at = resource.at;
        resource.columns.push(self);
        Ok(())
    }
}

/// A field that field selectors can use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SelectableField {
    /// The path of the field.
    #[serde(rename = "JSONPath")]
    pub json_path: String,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for SelectableField {
    const NAME: &'static str = "kubebuilder:selectablefield";
    const HELP: &'static str = "A field that `kubectl get --field-selector` accepts; may be repeated.";
    const ARGS: &'static [Arg] = &[Arg::required(
        "JSONPath",
        "string",
        "the path of the field, such as `.spec.color`",
    )];

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        let named = |field: &Self| field.json_path == self.json_path;
        if resource.selectable.iter().any(named) {
            return Err(Message::new(format!("has `{}` twice", self.json_path)).help("remove one of them"));
        }
        let at = resource.at;
        resource.selectable.push(Self { at, ..self });
        Ok(())
    }
}

#[derive(Deserialize)]
struct StorageVersion;

impl ResourceMarker for StorageVersion {
    const NAME: &'static str = "kubebuilder:storageversion";
    const HELP: &'static str = "Objects are stored in this version.";

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        resource.storage = true;
        Ok(())
    }
}

#[derive(Deserialize)]
struct UnservedVersion;

impl ResourceMarker for UnservedVersion {
    const NAME: &'static str = "kubebuilder:unservedversion";
    const HELP: &'static str = "The API server does not serve this version.";

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        resource.unserved = true;
        Ok(())
    }
}

/// A deprecated version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct DeprecatedVersion {
    /// The warning that clients get.
    pub warning: Option<String>,
}

impl ResourceMarker for DeprecatedVersion {
    const NAME: &'static str = "kubebuilder:deprecatedversion";
    const HELP: &'static str = "Clients of this version get a warning.";
    const ARGS: &'static [Arg] = &[Arg::optional("warning", "string", "the warning")];

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        same(resource.deprecated.as_ref(), &self)?;
        resource.deprecated = Some(self);
        Ok(())
    }
}

#[derive(Deserialize)]
struct SkipVersion;

impl ResourceMarker for SkipVersion {
    const NAME: &'static str = "kubebuilder:skipversion";
    const HELP: &'static str = "Omits this version from the CRD.";

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        resource.skip = true;
        Ok(())
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

    fn apply(self, resource: &mut Resource) -> Result<(), Message> {
        let pair = |text: String| match text.split_once('=') {
            Some((key, value)) => Ok((key.trim().to_owned(), value.to_owned())),
            None => Err(Message::new(format!("has `{text}`, which needs a `=`")).help("write `key=value`")),
        };
        for text in self.annotations {
            let (key, value) = pair(text)?;
            same(resource.annotations.get(&key), &value)?;
            resource.annotations.insert(key, value);
        }
        for text in self.labels {
            let (key, value) = pair(text)?;
            same(resource.labels.get(&key), &value)?;
            resource.labels.insert(key, value);
        }
        Ok(())
    }
}

/// How the API server converts between versions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    /// `None` or `Webhook`.
    pub strategy: String,
    /// The path of the service.
    pub path: Option<String>,
    /// The URL, instead of a service.
    pub url: Option<String>,
    /// The service's name.
    pub service_name: Option<String>,
    /// The service's namespace.
    pub service_namespace: Option<String>,
    /// The service's port.
    pub service_port: Option<u16>,
    /// The versions of ConversionReview that the webhook understands.
    #[serde(default)]
    pub review_versions: Vec<String>,
}

impl ResourceMarker for Conversion {
    const NAME: &'static str = "kubebuilder:conversion";
    const HELP: &'static str =
        "How the API server converts between versions; replaces a kustomize patch of the CRD.";
    const ARGS: &'static [Arg] = &[
        Arg::required("strategy", "string", "`Webhook` or `None`"),
        Arg::optional("path", "string", "the webhook's path; `/convert` by default"),
        Arg::optional("url", "string", "the webhook's URL, instead of a service"),
        Arg::optional(
            "serviceName",
            "string",
            "the service; `webhook-service` by default",
        ),
        Arg::optional("serviceNamespace", "string", "its namespace; `system` by default"),
        Arg::optional("servicePort", "int", "its port; 443 by default"),
        Arg::optional(
            "reviewVersions",
            "list",
            "versions of ConversionReview; `v1` by default",
        ),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Message> {
        self.strategy = one_of(self.strategy, &["Webhook", "None"])?;
        let service = self.path.is_some()
            || self.service_name.is_some()
            || self.service_namespace.is_some()
            || self.service_port.is_some();
        if self.url.is_some() && service {
            return Err(Message::new("has both `url` and a service").help("keep one of them"));
        }
        if self.strategy == "None" && (service || self.url.is_some() || !self.review_versions.is_empty()) {
            return Err(
                Message::new("has arguments of a webhook, but the strategy is not `Webhook`")
                    .help("write `strategy=Webhook`"),
            );
        }
        same(resource.conversion.as_ref(), &self)?;
        resource.conversion = Some(self);
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
