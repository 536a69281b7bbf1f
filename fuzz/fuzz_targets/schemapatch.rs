//! schemapatch: the schema is replaced, and nothing else changes.
#![no_main]

use kubewright::fuzzing::patched;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const GROUP: &str = "cache.example.com";
const KIND: &str = "Memcached";
const SCHEMA: &str =
    "description: |-\n  Text.\n\n  # More.\nproperties:\n  size:\n    type: integer\ntype: object\n";

fuzz_target!(|text: &str| {
    let schemas = [("v1alpha1", SCHEMA), ("v1", SCHEMA)];
    let Ok(Some(new)) = patched(text, GROUP, KIND, &schemas) else {
        return;
    };
    // A file that cannot be read as a whole is for its author to fix: each document is patched alone.
    let Ok(before) = documents(text) else {
        return;
    };
    let after = documents(&new).unwrap_or_else(|error| panic!("it cannot be read any more: {error}\n{new}"));
    let schema: Value = serde_saphyr::from_str(SCHEMA).expect("the schema is YAML");
    let expected: Vec<Value> = before
        .into_iter()
        .map(|document| with(document, &schema))
        .collect();
    assert_eq!(after, expected, "{text}\n-----\n{new}");
    let again = patched(&new, GROUP, KIND, &schemas);
    assert_eq!(
        again.as_ref().ok(),
        Some(&Some(new)),
        "a second time changes more"
    );
});

fn documents(text: &str) -> Result<Vec<Value>, serde_saphyr::Error> {
    serde_saphyr::from_multiple(text)
}

/// A document as it should become.
fn with(mut document: Value, schema: &Value) -> Value {
    let spec = &document["spec"];
    let is_ours = document["kind"] == "CustomResourceDefinition"
        && spec["group"] == GROUP
        && spec["names"]["kind"] == KIND;
    if !is_ours {
        return document;
    }
    let versions = document["spec"]["versions"].as_array_mut();
    for version in versions.into_iter().flatten() {
        if version["name"] == "v1alpha1" || version["name"] == "v1" {
            if !version["schema"].is_object() {
                version["schema"] = json!({});
            }
            version["schema"]["openAPIV3Schema"] = schema.clone();
        }
    }
    document
}
