//! Root types, version by version, become CustomResourceDefinitions.

mod build;
mod root;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ir::Root, markers::resource::Resource, schema::Schema};
pub use build::{Misfit, definitions, same_plural};
pub use root::root_schema;

/// The annotation that says which release wrote the file.
pub const VERSION_ANNOTATION: &str = "kubewright.dev/version";

/// This release, as the annotation has it.
pub const TOOL_VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// One version of one kind.
#[derive(Clone, Debug)]
pub struct Version {
    /// Group, version and kind.
    pub root: Root,
    /// What its markers say.
    pub resource: Resource,
    /// Its schema, as [`root_schema`] makes it.
    pub schema: Schema,
}

/// A CustomResourceDefinition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Crd {
    /// `apiextensions.k8s.io/v1`
    pub api_version: String,
    /// `CustomResourceDefinition`
    pub kind: String,
    /// Name, annotations, labels.
    pub metadata: Metadata,
    /// The rest.
    pub spec: CrdSpec,
}

/// Name, annotations, labels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Annotations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The name.
    pub name: String,
}

/// What a CustomResourceDefinition says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrdSpec {
    /// How versions are converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<serde_json::Value>,
    /// The API group.
    pub group: String,
    /// The names.
    pub names: Names,
    /// Whether unknown fields are kept everywhere; only `false` is left of it.
    #[serde(
        rename = "preserveUnknownFields",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub preserve_unknown_fields: Option<bool>,
    /// `Namespaced` or `Cluster`.
    pub scope: String,
    /// The versions, in order of their names.
    pub versions: Vec<CrdVersion>,
}

/// The names of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Names {
    /// Groups of kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The kind.
    pub kind: String,
    /// The kind of lists.
    pub list_kind: String,
    /// The plural.
    pub plural: String,
    /// Short names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short_names: Vec<String>,
    /// The singular.
    pub singular: String,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CrdVersion {
    /// The columns of `kubectl get`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_printer_columns: Vec<Column>,
    /// Whether clients are warned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecation_warning: Option<String>,
    /// The name.
    pub name: String,
    /// The schema.
    pub schema: VersionSchema,
    /// The fields of field selectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selectable_fields: Vec<SelectableField>,
    /// Whether the API server serves it.
    pub served: bool,
    /// Whether objects are stored in it.
    pub storage: bool,
    /// Status and scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subresources: Option<Subresources>,
}

/// The schema of a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionSchema {
    /// The schema.
    #[serde(rename = "openAPIV3Schema")]
    pub open_api_v3_schema: Schema,
}

/// A column of `kubectl get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The form of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Where the value stands.
    pub json_path: String,
    /// The heading.
    pub name: String,
    /// Above 0: wide output only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub priority: i32,
    /// The kind of value.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A field of field selectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelectableField {
    /// Where the value stands.
    pub json_path: String,
}

/// Status and scale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subresources {
    /// The scale subresource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScalePaths>,
    /// The status subresource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Empty>,
}

/// `{}`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// Where the numbers of the scale subresource stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalePaths {
    /// The label selector, as a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_selector_path: Option<String>,
    /// The wished number.
    pub spec_replicas_path: String,
    /// The present number.
    pub status_replicas_path: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_zero(number: &i32) -> bool {
    *number == 0
}

impl Crd {
    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("{}_{}.yaml", self.spec.group, self.spec.names.plural)
    }
}
