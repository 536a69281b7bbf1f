//! What no item shows by itself is found where the whole CRD is made.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct LampSpec {
    color: String,
}

/// Only with its spec in sight can be told that the column leads nowhere.
/// +kubebuilder:printcolumn:name=Color,type=string,JSONPath=.spec.colour
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
struct Lamp {
    metadata: ObjectMeta,
    spec: LampSpec,
}

#[test]
fn a_column_that_leads_nowhere_is_found() {
    let error = kubewright_runtime::crd::of::<Lamp>().unwrap_err().to_string();
    let expected = "the column `Color`: `spec` has no field `colour`; did you mean `color`?";
    assert!(error.contains(expected), "{error}");
}
