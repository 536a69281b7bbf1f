//! KubeSchema: CEL rules and merge strategies.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;

use kube::core::{ListMerge, MapMerge, Message, Reason, Rule, StructMerge};
use kube::{CustomResource, CustomResourceExt, KubeSchema};
use serde::{Deserialize, Serialize};

const RULE: &str = "self.a != ''";

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, KubeSchema)]
#[kube(group = "example.com", version = "v1", kind = "Rules", namespaced)]
#[kube(validation = "self.metadata.name.size() < 20")]
#[kube(validation = Rule::new("self.spec.a != self.spec.b").message("a and b are equal"))]
#[x_kube(validation = "self.a != self.b", validation = ("self.a != 'x'", "no x"))]
#[x_kube(validation = RULE)]
#[serde(rename_all = "camelCase")]
/// With rules.
pub struct RulesSpec {
    #[x_kube(validation = "self != ''")]
    a: String,
    /// Documented.
    #[x_kube(validation = ("self.size() < 5", "too long"))]
    b: String,
    #[x_kube(validation = Rule::new("self == oldSelf").message("immutable").reason(Reason::FieldValueInvalid).field_path(".size"))]
    c: Option<Inner>,
    #[x_kube(validation = Rule::new("!oldSelf.hasValue() || self > 0").message(Message::Expression("'too small'".into())).optional_old_self(true))]
    long_name: i32,
    #[x_kube(validation = Rule { rule: "self < 9".into(), reason: Some(Reason::FieldValueForbidden), ..Rule::default() })]
    #[schemars(range(min = 1))]
    e: u32,
    #[x_kube(merge_strategy = ListMerge::Atomic)]
    f: Vec<String>,
    #[x_kube(merge_strategy = ListMerge::Set)]
    g: Vec<String>,
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".to_string()]))]
    h: Vec<Named>,
    #[x_kube(merge_strategy = MapMerge::Granular)]
    i: std::collections::BTreeMap<String, String>,
    #[x_kube(merge_strategy = StructMerge::Atomic)]
    j: Inner,
    #[schemars(extend("x-kubernetes-validations" = [{"rule": "self != 1"}]))]
    #[x_kube(validation = "self != 2")]
    k: i32,
    #[x_kube(validation = concat!("self", " != 'l'"))]
    l: String,
    #[schemars(length(min = 3))]
    #[x_kube(validation = "self != 'm'")]
    m: String,
    #[serde(default = "four")]
    #[x_kube(validation = "self != 5")]
    n: i32,
    #[serde(flatten)]
    #[x_kube(validation = "self != 'first'")]
    flat: Flat,
}

fn four() -> i32 {
    4
}

#[derive(Clone, Debug, Deserialize, Serialize, KubeSchema)]
#[x_kube(validation = "has(self.size)")]
pub struct Inner {
    size: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize, schemars::JsonSchema)]
pub struct Named {
    name: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, schemars::JsonSchema)]
pub struct Flat {
    zulu: String,
    yankee: String,
}

pub fn crds() -> Vec<Crd> {
    vec![Rules::crd()]
}
