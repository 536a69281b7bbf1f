//! YAML: what is written is read back equal, at every place of a document.
#![no_main]

use kubewright_core::yaml;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

fuzz_target!(|text: &str| {
    // A document by its structure...
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        written(&value);
    }
    // ...and any text as a string, alone, as a key, as a value and as an item.
    written(&json!(text));
    written(&json!({ "a": { "key": text, "list": [text, [text], { "b": text }] } }));
    let key = |value: Value| Value::Object(Map::from_iter([(text.to_owned(), value)]));
    written(&json!([key(json!(text)), key(json!({ "a": [1] })), { "a": key(json!([])) }]));
});

fn written(value: &Value) {
    let text = yaml::to_string(value).expect("JSON can be written");
    let read: Value = yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {value}\n{text}"));
    assert_eq!(&read, value, "{text}");
    let trailing = text
        .lines()
        .any(|line| line.ends_with(' ') && line.trim().is_empty());
    assert!(
        !trailing || has_blank_lines(value),
        "an empty line has blanks:\n{text}"
    );
}

/// Whether a string has a line of blanks, which has to be written as it is.
fn has_blank_lines(value: &Value) -> bool {
    let blank = |text: &str| {
        text.lines()
            .any(|line| !line.is_empty() && line.trim().is_empty())
    };
    match value {
        Value::String(text) => blank(text),
        Value::Array(items) => items.iter().any(has_blank_lines),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| blank(key) || has_blank_lines(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
