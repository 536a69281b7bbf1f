//! Builds CustomResourceDefinitions from the versions of root types.

mod build;
mod claims;
mod root;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ir::Root, markers::resource::Resource, schema::Schema};
pub use build::definitions;
pub use claims::{Claims, Clash, Role};
pub use root::root_schema;

/// The annotation with the release that wrote the file.
pub const VERSION_ANNOTATION: &str = "kubewright.dev/version";

/// The value of that annotation for this release.
pub const TOOL_VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// One version of one kind.
#[derive(Clone, Debug)]
pub struct Version {
    /// Group, version and kind.
    pub root: Root,
    /// The values of its markers.
    pub resource: Resource,
    /// Its schema, as [`root_schema`] builds it.
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
    /// The specification.
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

/// The `spec` of a CustomResourceDefinition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrdSpec {
    /// The conversion between versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<serde_json::Value>,
    /// The API group.
    pub group: String,
    /// The names.
    pub names: Names,
    /// Whether unknown fields are preserved everywhere; the API server accepts only `false`.
    #[serde(
        rename = "preserveUnknownFields",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub preserve_unknown_fields: Option<bool>,
    /// `Namespaced` or `Cluster`.
    pub scope: String,
    /// The versions, sorted by name.
    pub versions: Vec<CrdVersion>,
}

/// The names of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Names {
    /// Categories, such as `all`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The kind.
    pub kind: String,
    /// The kind of a list of objects; empty if it is left to the API server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
    /// Printer columns of `kubectl get`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additional_printer_columns: Vec<Column>,
    /// Whether the version is deprecated, so that clients get a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecation_warning: Option<String>,
    /// The name.
    pub name: String,
    /// The schema.
    pub schema: VersionSchema,
    /// Selectable fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selectable_fields: Vec<SelectableField>,
    /// Whether the API server serves this version.
    pub served: bool,
    /// Whether objects are stored in this version.
    pub storage: bool,
    /// The status and scale subresources.
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

/// A printer column of `kubectl get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The format of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The JSON path of the value.
    pub json_path: String,
    /// The heading.
    pub name: String,
    /// The priority; columns above 0 appear in wide output only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub priority: i32,
    /// The type of the value.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A field that field selectors can use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelectableField {
    /// The JSON path of the field.
    pub json_path: String,
}

/// The status and scale subresources.
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

/// The paths of the scale subresource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalePaths {
    /// The path of the label selector, serialized as a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_selector_path: Option<String>,
    /// The path of the desired number of replicas.
    pub spec_replicas_path: String,
    /// The path of the current number of replicas.
    pub status_replicas_path: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
fn is_zero(number: &i32) -> bool {
    *number == 0
}

impl Crd {
    /// The file name of the CRD.
    pub fn file_name(&self) -> String {
        format!("{}_{}.yaml", self.spec.group, self.spec.names.plural)
    }
}
