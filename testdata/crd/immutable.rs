//! Fields and variants that cannot be changed once they are set.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Fields {
    /// +k8s:immutable
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional: Option<String>,
    /// +k8s:immutable
    #[serde(default, alias = "other")]
    pub named: String,
    #[serde(default)]
    pub free: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum External {
    Bucket {
        /// +k8s:immutable
        name: Option<String>,
        size: i32,
    },
    /// +k8s:immutable
    Volume(String),
    Copies(i32),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Internal {
    Bucket {
        /// +k8s:immutable
        name: Option<String>,
        size: i32,
    },
    /// +k8s:immutable
    Volume {
        claim: String,
    },
    /// +kubebuilder:validation:XValidation:rule="self.count >= oldSelf.count"
    Copies {
        count: i32,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", content = "in")]
pub enum Adjacent {
    Bucket {
        /// +k8s:immutable
        name: Option<String>,
        size: i32,
    },
    /// +k8s:immutable
    Volume {
        claim: String,
    },
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Untagged {
    Bucket {
        /// +k8s:immutable
        name: String,
        size: i32,
    },
    Copies {
        count: i32,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Fields>,
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
#[resource(group = "immutable.example.com", version = "v1")]
pub struct Fixed {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn changed() -> Vec<(serde_json::Value, serde_json::Value, Option<&'static str>)> {
    use serde_json::json;
    let set = Some("immutable once set");
    let same = Some("field is immutable");
    let of = |field: &'static str| move |value: serde_json::Value| json!({ field: value });
    let (fields, external, internal) = (of("fields"), of("external"), of("internal"));
    let (adjacent, untagged) = (of("adjacent"), of("untagged"));
    vec![
        (fields(json!({})), fields(json!({ "optional": "a", "named": "a" })), None),
        (fields(json!({ "optional": "a" })), fields(json!({ "optional": "b" })), same),
        (fields(json!({ "optional": "a" })), fields(json!({})), set),
        (fields(json!({ "other": "a" })), fields(json!({ "other": "b" })), same),
        (fields(json!({ "other": "a" })), fields(json!({ "named": "b" })), set),
        (fields(json!({ "named": "a" })), fields(json!({ "other": "a" })), set),
        (fields(json!({ "named": "a" })), fields(json!({ "named": "a", "free": 1 })), None),
        (
            external(json!({ "bucket": { "name": "a", "size": 1 } })),
            external(json!({ "bucket": { "name": "b", "size": 1 } })),
            same,
        ),
        (
            external(json!({ "bucket": { "name": "a", "size": 1 } })),
            external(json!({ "bucket": { "size": 1 } })),
            set,
        ),
        (
            external(json!({ "bucket": { "size": 1 } })),
            external(json!({ "bucket": { "name": "b", "size": 2 } })),
            None,
        ),
        (external(json!({ "bucket": { "name": "a", "size": 1 } })), external(json!({ "volume": "a" })), None),
        (external(json!({ "volume": "a" })), external(json!({ "volume": "b" })), same),
        (external(json!({ "volume": "a" })), external(json!({ "copies": 1 })), set),
        (external(json!({ "copies": 2 })), external(json!({ "copies": 1 })), None),
        (
            internal(json!({ "type": "Bucket", "name": "a", "size": 1 })),
            internal(json!({ "type": "Bucket", "name": "b", "size": 1 })),
            same,
        ),
        (
            internal(json!({ "type": "Bucket", "name": "a", "size": 1 })),
            internal(json!({ "type": "Bucket", "size": 1 })),
            set,
        ),
        (
            internal(json!({ "type": "Bucket", "name": "a", "size": 1 })),
            internal(json!({ "type": "Bucket", "name": "a", "size": 2 })),
            None,
        ),
        (
            internal(json!({ "type": "Bucket", "name": "a", "size": 1 })),
            internal(json!({ "type": "Volume", "claim": "a" })),
            None,
        ),
        (
            internal(json!({ "type": "Copies", "count": 2 })),
            internal(json!({ "type": "Bucket", "name": "a", "size": 1 })),
            None,
        ),
        (
            internal(json!({ "type": "Bucket", "size": 1 })),
            internal(json!({ "type": "Copies", "count": 2 })),
            None,
        ),
        (
            internal(json!({ "type": "Copies", "count": 2 })),
            internal(json!({ "type": "Copies", "count": 1 })),
            Some("self.count >= oldSelf.count"),
        ),
        (
            internal(json!({ "type": "Volume", "claim": "a" })),
            internal(json!({ "type": "Volume", "claim": "b" })),
            set,
        ),
        (
            internal(json!({ "type": "Volume", "claim": "a" })),
            internal(json!({ "type": "Copies", "count": 1 })),
            set,
        ),
        (
            adjacent(json!({ "type": "Bucket", "in": { "name": "a", "size": 1 } })),
            adjacent(json!({ "type": "Bucket", "in": { "name": "b", "size": 1 } })),
            same,
        ),
        (
            adjacent(json!({ "type": "Bucket", "in": { "name": "a", "size": 1 } })),
            adjacent(json!({ "type": "Bucket", "in": { "size": 1 } })),
            set,
        ),
        (
            adjacent(json!({ "type": "Bucket", "in": { "name": "a", "size": 1 } })),
            adjacent(json!({ "type": "Nothing" })),
            None,
        ),
        (
            adjacent(json!({ "type": "Nothing" })),
            adjacent(json!({ "type": "Bucket", "in": { "name": "a", "size": 1 } })),
            None,
        ),
        (
            adjacent(json!({ "type": "Volume", "in": { "claim": "a" } })),
            adjacent(json!({ "type": "Volume", "in": { "claim": "b" } })),
            set,
        ),
        (
            adjacent(json!({ "type": "Volume", "in": { "claim": "a" } })),
            adjacent(json!({ "type": "Nothing" })),
            set,
        ),
        (
            untagged(json!({ "name": "a", "size": 1 })),
            untagged(json!({ "name": "b", "size": 1 })),
            same,
        ),
        (untagged(json!({ "name": "a", "size": 1 })), untagged(json!({ "count": 1 })), None),
    ]
}
