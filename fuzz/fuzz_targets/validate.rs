//! Objects of any schema: an answer in bounded time, the same one each time. The text is YAML: the first document has the `schema`, the
//! others are objects.
#![no_main]

use kubewright_core::crd::Crd;
use kubewright_validation::{Kind, yaml};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let Ok(documents) = yaml::read(text) else {
        return;
    };
    let Some((first, others)) = documents.split_first() else {
        return;
    };
    let mut version = json!({
        "name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": first.value["schema"]},
    });
    if first.value["subresources"].is_object() {
        version["subresources"] = first.value["subresources"].clone();
    }
    let crd = serde_json::from_value::<Crd>(json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "teas.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
            "scope": "Namespaced",
            "versions": [version],
        },
    }));
    let Ok(crd) = crd else {
        return;
    };
    let tea = Kind::all(&crd).remove(0);
    for document in others {
        let mut object = document.value.clone();
        if let Some(fields) = object.as_object_mut() {
            let mut add = |key: &str, value: serde_json::Value| _ = fields.entry(key).or_insert(value);
            add("apiVersion", "example.com/v1".into());
            add("kind", "Tea".into());
            add("metadata", json!({"name": "a"}));
        }
        let verdict = tea.create(&object);
        assert_eq!(verdict, tea.create(&object));
        for unknown in &verdict.unknown {
            _ = document.place(&unknown.at);
        }
        for cause in &verdict.causes {
            _ = document.place(&cause.at);
        }
        _ = tea.update(&object, &verdict.object);
        _ = tea.update_status(&verdict.object, &object);
    }
});
