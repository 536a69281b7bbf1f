//! Rules on objects: an answer in bounded time, the same one each time. The text is a rule, a line `---`, and the spec of an object in JSON.
#![no_main]

#[path = "../tea.rs"]
mod tea;

use std::sync::LazyLock;

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
    let schema = json!({"openAPIV3Schema": {"type": "object", "properties": {"spec": schema}}});
    let tea = tea::kind(&json!({"schema": schema})).expect("a schema");
    let mut object = json!({"spec": spec});
    tea::complete(&mut object);
    let verdict = tea.create(&object);
    assert_eq!(verdict, tea.create(&object));
    // Transition rules.
    assert_eq!(tea.update(&object, &object), tea.update(&object, &object));
});
