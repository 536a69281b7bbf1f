//! The marker about how consoles of the Operator Lifecycle Manager show a kind and its fields.

use serde::Deserialize;

use super::{Arg, Def, Effect, On, read};
use crate::{
    diagnostic::{Located, Message, Part},
    ir::Marker,
};

/// The marker.
pub const CSV: &str = "operator-sdk:csv:customresourcedefinitions";
/// How it and its typos begin.
pub(super) const PREFIX: &str = "operator-sdk:csv:";

/// The markers of this file.
pub const MARKERS: &[Def] = &[Def {
    name: CSV,
    on: On::FIELD.or(On::ROOT),
    args: ARGS,
    help: "Describes a kind or a field in the ClusterServiceVersion; `kubewright generate kustomize manifests` writes it.",
    effect: Effect::Placed(check),
    nests: false,
}];

const ARGS: &[Arg] = &[
    Arg::optional(
        "displayName",
        "string",
        "the name that users see; made from the kind or the field by default",
    ),
    Arg::optional(
        "order",
        "int",
        "the position among kinds or fields; last by default",
    ),
    Arg::optional(
        "resources",
        "list",
        "of a kind: objects that the operator creates, as `{{Kind,version,name},...}`",
    ),
    Arg::optional(
        "type",
        "string",
        "of a field, required there: `spec` or `status`, the list that it is in",
    ),
    Arg::optional(
        "xDescriptors",
        "list",
        "of a field: how it is shown, such as `urn:alm:descriptor:text`",
    ),
];

/// The arguments on a root type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct OfKind {
    /// The name for readers.
    pub display_name: Option<String>,
    /// The position among the kinds.
    pub order: Option<u64>,
    /// Kind, version and name of objects that the operator creates.
    pub resources: Vec<Vec<String>>,
}

/// The arguments on a field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OfField {
    /// The list that the field is in.
    #[serde(rename = "type")]
    pub list: List,
    /// The name for readers.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The position among the fields.
    #[serde(default)]
    pub order: Option<u64>,
    /// How it is shown.
    #[serde(default)]
    pub x_descriptors: Vec<String>,
}

/// A list of descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    /// Of the desired state.
    Spec,
    /// Of the observed state.
    Status,
}

/// Checks the arguments at a place.
fn check(text: &str, place: On) -> Result<(), Located<Part>> {
    if place.contains(On::FIELD) {
        return read::<OfField>(text, ARGS).map(drop);
    }
    let kind: OfKind = read(text, ARGS)?;
    match kind
        .resources
        .iter()
        .find(|parts| !(2..=3).contains(&parts.len()))
    {
        Some(parts) => Err(
            Message::new(format!("has the resource `{{{}}}`", parts.join(",")))
                .help("write kind, version and, if you like, name: `{Deployment,v1,memcached}`")
                .into(),
        ),
        None => Ok(()),
    }
}

/// What the markers of a root type say.
#[must_use]
pub fn of_kind(markers: &[Marker]) -> Vec<OfKind> {
    let markers = markers.iter().filter(|marker| marker.name == CSV);
    markers
        .filter_map(|marker| read(&marker.args, ARGS).ok())
        .collect()
}

/// What the markers of a field say.
#[must_use]
pub fn of_field(markers: &[Marker]) -> Vec<OfField> {
    let markers = markers.iter().filter(|marker| marker.name == CSV);
    markers
        .filter_map(|marker| read(&marker.args, ARGS).ok())
        .collect()
}
