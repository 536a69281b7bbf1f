//! What a flattened type says of itself stands in the object around it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:MinProperties=2
/// +kubebuilder:validation:MaxProperties=3
/// +structType=atomic
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Counted {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<i32>,
}

/// +kubebuilder:validation:XValidation:rule="self.from <= self.to",message="from is after to"
/// +kubebuilder:validation:XValidation:rule="self.to >= oldSelf.to",message="to may only grow"
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Range {
    pub from: i32,
    pub to: i32,
    /// +kubebuilder:default=1
    #[serde(default)]
    pub step: i32,
}

/// +kubebuilder:validation:XValidation:rule="!has(self.hi) || self.hi > 0",message="hi is not positive"
/// +kubebuilder:validation:AtLeastOneOf=hi;lo
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Loose {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hi: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lo: Option<i32>,
}

pub type Perhaps = Option<Range>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithCounted {
    #[serde(flatten)]
    pub counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithMarkers {
    /// +kubebuilder:validation:MinProperties=3
    /// +kubebuilder:validation:XValidation:rule="!has(self.from) || self.from >= 0"
    /// +structType=atomic
    #[serde(flatten)]
    pub range: Range,
}

/// serde ignores `default` here, so the fields of `Range` are required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithDefault {
    #[serde(flatten, default)]
    pub range: Range,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithOption {
    pub own: i32,
    #[serde(flatten)]
    pub range: Option<Range>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithAlias {
    pub own: i32,
    #[serde(flatten)]
    pub range: Perhaps,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithLoose {
    pub own: i32,
    #[serde(flatten)]
    pub loose: Option<Loose>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<WithCounted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markers: Option<WithMarkers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaulted: Option<WithDefault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<WithOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub some: Option<WithOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<WithAlias>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loose: Option<WithLoose>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "flatten-checks.example.com", version = "v1")]
pub struct Checked {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Checked> {
    let range = || Range { from: 1, to: 2, step: 3 };
    let counted = Counted { a: Some(1), b: Some(1), ..Counted::default() };
    let spec = Spec {
        counted: Some(WithCounted { counted }),
        markers: Some(WithMarkers { range: range() }),
        defaulted: Some(WithDefault { range: range() }),
        some: Some(WithOption { own: 1, range: Some(range()) }),
        alias: Some(WithAlias { own: 1, range: Some(range()) }),
        loose: Some(WithLoose { own: 1, loose: Some(Loose { hi: Some(1), lo: None }) }),
        ..Spec::default()
    };
    vec![Checked::new("checked", spec)]
}

/// Without the value, whatever the API server fills in.
pub fn accepted() -> Vec<serde_json::Value> {
    use serde_json::json;
    vec![
        json!({ "none": { "own": 1 } }),
        json!({ "alias": { "own": 1 } }),
        json!({ "loose": { "own": 1 } }),
        json!({ "some": { "own": 1, "from": 1, "to": 2 } }),
    ]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "counted": { "a": 1 } }), "spec.counted"),
        (json!({ "counted": { "a": 1, "b": 1, "c": 1, "d": 1 } }), "spec.counted"),
        (json!({ "markers": { "from": -1, "to": 2, "step": 1 } }), "spec.markers"),
        (json!({ "defaulted": { "from": 1 } }), "spec.defaulted.to"),
        (json!({ "some": { "own": 1, "from": 1 } }), "spec.some"),
        (json!({ "some": { "own": 1, "to": 1 } }), "spec.some"),
        (json!({ "some": { "own": 1, "from": 3, "to": 2 } }), "from is after to"),
        (json!({ "alias": { "own": 1, "from": 3, "to": 2 } }), "from is after to"),
        (json!({ "loose": { "own": 1, "hi": 0 } }), "hi is not positive"),
    ]
}
