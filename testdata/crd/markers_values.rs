//! Markers of numbers, strings, values and texts.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// A type with a title.
/// +kubebuilder:title="A small number"
/// +kubebuilder:externalDocs:url="https://example.com",description="all about it"
/// +kubebuilder:validation:Maximum=9
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Small(pub i32);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    /// +kubebuilder:validation:Minimum=-5
    /// +kubebuilder:validation:Maximum=5
    pub bounded: i32,
    /// +kubebuilder:validation:Minimum=0
    /// +kubebuilder:validation:ExclusiveMinimum=true
    /// +kubebuilder:validation:Maximum=10
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub exclusive: i32,
    /// +kubebuilder:validation:MultipleOf=3
    pub multiple: i32,
    /// +k8s:minimum=1
    /// +k8s:maximum=2
    pub native: i32,
    /// +kubebuilder:validation:MinLength=2
    /// +kubebuilder:validation:MaxLength=4
    pub length: String,
    /// +kubebuilder:validation:Pattern=`^[a-z]\.$`
    pub pattern: String,
    /// +kubebuilder:validation:Format=uuid
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// +kubebuilder:validation:Enum=a;b;"c d"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// +kubebuilder:validation:Enum=1;2
    /// +kubebuilder:default=2
    #[serde(default)]
    pub number: i32,
    /// +default=true
    #[serde(default)]
    pub switch: bool,
    /// +kubebuilder:example={a: 1}
    /// +kubebuilder:default={b: 2,
    ///   c: 3}
    #[serde(default)]
    pub map: std::collections::BTreeMap<String, i32>,
    /// +kubebuilder:example="like this"
    /// +kubebuilder:title=Shown
    /// +kubebuilder:externalDocs:url=https://example.com/docs
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// +nullable
    #[serde(default)]
    pub null: Option<i32>,
    pub small: Small,
    /// +kubebuilder:validation:XIntOrString
    /// +kubebuilder:validation:Type=""
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub either: Option<serde_json::Value>,
    /// +k8s:immutable
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// +k8s:immutable
    pub fixed_always: i32,
    /// +kubebuilder:validation:XValidation:rule="self.startsWith('x')",message="must begin with x",reason=FieldValueInvalid
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<String>,
}

/// +kubebuilder:validation:XValidation:rule="self.spec.bounded <= self.spec.exclusive",messageExpression="self.spec.bounded > 1 ? 'bounded is large' : 'exclusive is small'",fieldPath=".spec.bounded"
/// +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || oldSelf.value().spec.small == self.spec.small",optionalOldSelf=true
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-values.example.com", version = "v1")]
pub struct Value {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn spec() -> Spec {
    Spec {
        bounded: -5,
        exclusive: 1,
        multiple: 3,
        native: 1,
        length: "ab".to_owned(),
        pattern: "a.".to_owned(),
        ..Spec::default()
    }
}

pub fn samples() -> Vec<Value> {
    let full = Spec {
        bounded: 5,
        exclusive: 9,
        multiple: -3,
        native: 2,
        length: "äöüß".to_owned(),
        pattern: "z.".to_owned(),
        format: Some("00000000-0000-0000-0000-000000000005".to_owned()),
        word: Some("c d".to_owned()),
        number: 1,
        switch: true,
        map: [("x".to_owned(), 1)].into(),
        shown: Some("shown".to_owned()),
        null: Some(1),
        small: Small(9),
        either: Some("50%".into()),
        fixed: Some("fixed".to_owned()),
        fixed_always: 1,
        ruled: Some("x".to_owned()),
    };
    vec![
        Value::new("full", full),
        Value::new("least", Spec { number: 2, either: Some(5.into()), ..spec() }),
    ]
}

pub fn accepted() -> Vec<serde_json::Value> {
    let mut spec = serde_json::json!(spec());
    let fields = spec.as_object_mut().expect("an object");
    for defaulted in ["number", "switch", "map"] {
        fields.remove(defaulted);
    }
    vec![spec]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(Spec { number: 1, ..spec() });
        spec[name] = value;
        spec
    };
    vec![
        (with("bounded", (-6).into()), "spec.bounded"),
        (with("bounded", 6.into()), "spec.bounded"),
        (with("bounded", 2.into()), "bounded is large"),
        (with("exclusive", 0.into()), "spec.exclusive"),
        (with("exclusive", 10.into()), "spec.exclusive"),
        (with("multiple", 4.into()), "spec.multiple"),
        (with("native", 3.into()), "spec.native"),
        (with("native", 0.into()), "spec.native"),
        (with("length", "a".into()), "spec.length"),
        (with("length", "abcde".into()), "spec.length"),
        (with("pattern", "ab".into()), "spec.pattern"),
        (with("format", "x".into()), "spec.format"),
        (with("word", "c".into()), "spec.word"),
        (with("number", 3.into()), "spec.number"),
        (with("small", 10.into()), "spec.small"),
        (with("either", true.into()), "spec.either"),
        (with("ruled", "y".into()), "must begin with x"),
    ]
}
