//! Random structural schemas, as CRDs.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Names of fields that are words of Rust, clash, or are no identifiers.
const NAMES: &[&str] = &[
    "$ref",
    "1st",
    "HTTPGet",
    "X",
    "a-b",
    "a_b",
    "aB",
    "apiVersion",
    "box",
    "httpGet",
    "items",
    "kind",
    "metadata",
    "option",
    "other",
    "podIPs",
    "self",
    "size",
    "sizes",
    "string",
    "type",
    "vec",
    "x",
];

const WORDS: &[&str] = &[
    "",
    "*",
    "1",
    "A",
    "ClusterIP",
    "Self",
    "TCP",
    "a",
    "a b",
    "a-b",
    "ä",
    "self",
    "\"",
    "`\\",
];

const TEXTS: &[&str] = &[
    "",
    " indented",
    "+optional",
    "+ a list\n+ of items",
    "---",
    "TODO: later",
    "One line.",
    "Two\nlines.",
    "```\nopen",
    "a\n\n\nb",
    "end ",
    "it's \"quoted\"",
    "tab\tand \\ backslash",
    "ü\u{202e}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(TEXTS).prop_map(str::to_owned),
        1 => "\\PC{0,20}",
        1 => "[a-z`\"'\\\\\n]{0,12}",
    ]
}

/// A schema without parts.
fn leaf() -> impl Strategy<Value = Value> {
    let number = |ty: &'static str| {
        (
            prop::option::of(-9..9i32),
            prop::option::of(10..99i32),
            any::<bool>(),
            prop::sample::select(&["", "int32", "int64"][..]),
        )
            .prop_map(move |(minimum, maximum, exclusive, format)| {
                let mut schema = json!({ "type": ty });
                if let Some(minimum) = minimum {
                    schema["minimum"] = minimum.into();
                    schema["exclusiveMinimum"] = exclusive.into();
                }
                if let Some(maximum) = maximum {
                    schema["maximum"] = maximum.into();
                }
                if !format.is_empty() && ty == "integer" {
                    schema["format"] = format.into();
                }
                schema
            })
    };
    let words = prop::sample::subsequence(WORDS, 1..6);
    let string = (
        prop::option::of(0..9u8),
        prop::option::of(prop::sample::select(&["^a`b$", "^\"\\d\"$", "^[a-z]+$"][..])),
        prop::option::of(prop::sample::select(
            &["date-time", "uuid", "byte", "unheard-of"][..],
        )),
    );
    prop_oneof![
        Just(json!({ "type": "boolean" })),
        number("integer"),
        number("number"),
        words.prop_map(|words| json!({ "type": "string", "enum": words })),
        string.prop_map(|(length, pattern, format)| {
            let mut schema = json!({ "type": "string" });
            if let Some(length) = length {
                schema["maxLength"] = length.into();
            }
            if let Some(pattern) = pattern {
                schema["pattern"] = pattern.into();
            }
            if let Some(format) = format {
                schema["format"] = format.into();
            }
            schema
        }),
        Just(json!({ "x-kubernetes-int-or-string": true })),
        Just(
            json!({ "x-kubernetes-int-or-string": true, "anyOf": [{ "type": "integer" }, { "type": "string" }] })
        ),
        Just(json!({ "x-kubernetes-preserve-unknown-fields": true })),
        Just(json!({ "type": "object", "x-kubernetes-preserve-unknown-fields": true })),
        Just(
            json!({ "type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true })
        ),
        Just(json!({ "type": "integer", "enum": [1, 2] })),
        Just(json!({ "type": "object" })),
    ]
}

/// What any schema may have.
fn noted(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let notes = (
        prop::option::of(text()),
        prop::option::weighted(0.2, text()),
        prop::bool::weighted(0.2),
        prop::collection::vec(text(), 0..2),
    );
    (schema, notes).prop_map(|(mut schema, (description, title, nullable, messages))| {
        if let Some(description) = description {
            schema["description"] = description.into();
        }
        if let Some(title) = title {
            schema["title"] = title.into();
        }
        if nullable {
            schema["nullable"] = true.into();
        }
        let rules = messages
            .iter()
            .filter(|text| !text.trim().is_empty() && !text.contains('\n'));
        let rules: Vec<_> = rules
            .map(|text| json!({ "rule": "true", "message": text }))
            .collect();
        if !rules.is_empty() {
            schema["x-kubernetes-validations"] = rules.into();
        }
        schema
    })
}

fn object(part: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let names = prop::sample::subsequence(NAMES, 1..5);
    (
        names,
        prop::collection::vec(part, 5),
        any::<u8>(),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(names, parts, required, open)| {
            let properties: Value = names.iter().map(|name| (*name).to_owned()).zip(parts).collect();
            let required: Vec<_> = names
                .iter()
                .enumerate()
                .filter(|(index, _)| required & (1 << index) != 0)
                .map(|(_, name)| *name)
                .collect();
            let mut schema = json!({ "type": "object", "properties": properties });
            if !required.is_empty() {
                schema["required"] = required.into();
            }
            if open {
                schema["x-kubernetes-preserve-unknown-fields"] = true.into();
            }
            schema
        })
}

/// The schema of a field.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    noted(leaf()).prop_recursive(4, 24, 5, |part| {
        let list = (part.clone(), prop::option::of(0..5u8), prop::bool::weighted(0.3));
        let union = (object(part.clone()), 0..4u8).prop_map(|(mut schema, form)| {
            let names = schema["properties"]
                .as_object()
                .map(|names| names.keys().cloned().collect::<Vec<_>>());
            let names = names.into_iter().flatten();
            if form > 0 {
                let fields = schema.as_object_mut();
                fields
                    .into_iter()
                    .for_each(|fields| drop(fields.remove("required")));
            }
            match form {
                0 | 1 => schema["oneOf"] = names.map(|name| json!({ "required": [name] })).collect(),
                2 => {
                    schema["minProperties"] = 1.into();
                    schema["maxProperties"] = 1.into();
                }
                _ => {
                    // Names that are no identifiers have other names in rules.
                    let plain = |name: &String| name.chars().all(|char| char.is_ascii_alphabetic());
                    let has: Vec<_> = names
                        .filter(plain)
                        .map(|name| format!("has(self.{name})"))
                        .collect();
                    if has.len() > 1 {
                        let rule = format!("[{}].filter(x,x==true).size() == 1", has.join(","));
                        schema["x-kubernetes-validations"] = json!([{ "rule": rule }]);
                    }
                }
            }
            schema
        });
        noted(prop_oneof![
            3 => object(part.clone()),
            1 => union,
            1 => part.prop_map(|values| json!({ "type": "object", "additionalProperties": values })),
            2 => list.prop_map(|(items, most, atomic)| {
                let mut schema = json!({ "type": "array", "items": items });
                if let Some(most) = most {
                    schema["maxItems"] = most.into();
                }
                if atomic {
                    schema["x-kubernetes-list-type"] = "atomic".into();
                }
                schema
            }),
        ])
    })
}

/// The CRD of a kind whose `spec` has this schema.
pub(crate) fn crd(spec: &Value) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": "teas.example.com" },
        "spec": {
            "group": "example.com",
            "names": { "kind": "Tea", "plural": "teas" },
            "scope": "Namespaced",
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "schema": { "openAPIV3Schema": { "type": "object", "properties": { "spec": spec } } },
            }],
        },
    })
}
