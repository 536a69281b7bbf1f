//! Rules on objects: an answer in bounded time, the same one each time. The text is a rule, a line `---`, and the spec of an object in JSON.
#![no_main]

use std::sync::LazyLock;

use kubewright_core::crd::Crd;
use kubewright_validation::Kind;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../schemas/cel.json")).expect("a schema"));

fuzz_target!(|text: &str| {
    let Some((rule, spec)) = text.split_once("\n---\n") else {
        return;
    };
    let Ok(spec) = serde_json::from_str::<Value>(spec) else {
        return;
    };
    let mut schema = SCHEMA.clone();
    schema["x-kubernetes-validations"] = json!([{"rule": rule}, {"rule": "true", "messageExpression": rule}]);
    let crd: Crd = serde_json::from_value(json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "teas.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
            "scope": "Namespaced",
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": schema}}},
            }],
        },
    }))
    .expect("a CRD");
    let tea = Kind::all(&crd).remove(0);
    let object = json!({
        "apiVersion": "example.com/v1", "kind": "Tea", "metadata": {"name": "green"}, "spec": spec,
    });
    let verdict = tea.create(&object);
    assert_eq!(verdict, tea.create(&object));
    // Transition rules.
    assert_eq!(tea.update(&object, &object), tea.update(&object, &object));
});
