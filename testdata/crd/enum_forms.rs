//! Enums with data, in each of serde's forms.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// Where a backup goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum External {
    /// An object store.
    Bucket { bucket_name: String, region: Option<String> },
    /// A volume.
    Volume(Volume),
    /// A number of copies.
    #[serde(alias = "number")]
    Copies(u8),
    Hosts(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// +kubebuilder:validation:MinLength=1
    pub claim_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Internal {
    /// An object store.
    Bucket { name: String, region: Option<String> },
    Volume(Volume),
    /// No backup.
    Nothing,
    #[serde(alias = "file")]
    Files { name: Option<String>, mode: u16 },
}

/// Where a copy goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "kind", content = "data")]
pub enum Adjacent {
    /// An object store
    /// of any size.
    Bucket { name: String, region: Option<String> },
    Volume(Volume),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Untagged {
    Bucket { bucket: String, region: Option<String> },
    Volume(Volume),
    Both { bucket: String, path: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<Internal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjacent: Option<Adjacent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untagged: Option<Untagged>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "enum-forms.example.com", version = "v1")]
pub struct Form {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

const NONE: Spec = Spec { external: None, internal: None, adjacent: None, untagged: None };

fn volume() -> Volume {
    Volume { claim_name: "claim".to_owned(), path: Some("/".to_owned()) }
}

pub fn samples() -> Vec<Form> {
    let name = || "name".to_owned();
    let external = [
        External::Bucket { bucket_name: name(), region: None },
        External::Bucket { bucket_name: name(), region: Some(name()) },
        External::Volume(volume()),
        External::Copies(3),
        External::Hosts(vec![name()]),
    ];
    let internal = [
        Internal::Bucket { name: name(), region: Some(name()) },
        Internal::Volume(volume()),
        Internal::Nothing,
        Internal::Files { name: None, mode: 0o644 },
    ];
    let adjacent =
        [Adjacent::Bucket { name: name(), region: None }, Adjacent::Volume(volume()), Adjacent::Nothing];
    let untagged = [
        Untagged::Bucket { bucket: name(), region: Some(name()) },
        Untagged::Volume(Volume { path: None, ..volume() }),
        Untagged::Volume(volume()),
    ];
    let external = external.map(|external| Spec { external: Some(external), ..NONE });
    let internal = internal.map(|internal| Spec { internal: Some(internal), ..NONE });
    let adjacent = adjacent.map(|adjacent| Spec { adjacent: Some(adjacent), ..NONE });
    let untagged = untagged.map(|untagged| Spec { untagged: Some(untagged), ..NONE });
    let specs = external.into_iter().chain(internal).chain(adjacent).chain(untagged);
    specs.map(|spec| Form::new("form", spec)).collect()
}

/// What only the names that are read, not written, make of it.
pub fn accepted() -> Vec<serde_json::Value> {
    vec![
        serde_json::json!({ "internal": { "type": "file", "mode": 1 } }),
        serde_json::json!({ "external": { "number": 1 } }),
    ]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "external": {} }), "spec.external"),
        (json!({ "external": "bucket" }), "spec.external"),
        (json!({ "external": { "copies": 1, "hosts": [] } }), "spec.external"),
        (json!({ "external": { "copies": 256 } }), "spec.external.copies"),
        (json!({ "external": { "other": {} } }), "spec.external"),
        (json!({ "external": { "volume": {} } }), "spec.external.volume.claimName"),
        (json!({ "internal": {} }), "spec.internal.type"),
        (json!({ "internal": { "type": "other" } }), "spec.internal.type"),
        (json!({ "internal": { "type": "bucket" } }), "spec.internal"),
        (json!({ "internal": { "type": "files", "mode": 65_536 } }), "spec.internal.mode"),
        (json!({ "internal": { "type": "volume", "claimName": "" } }), "spec.internal.claimName"),
        (json!({ "adjacent": { "kind": "Bucket" } }), "spec.adjacent"),
        (json!({ "adjacent": { "kind": "Bucket", "data": {} } }), "spec.adjacent"),
        (json!({ "adjacent": { "kind": "Volume", "data": { "name": "x" } } }), "spec.adjacent"),
        (json!({ "untagged": { "region": "x" } }), "spec.untagged"),
        (json!({ "untagged": {} }), "spec.untagged"),
    ]
}
