//! CEL: a rule in parentheses is the same rule, and each error has a place and one line.
#![no_main]

use std::sync::LazyLock;

use kubewright_core::cel::parse;
use kubewright_core::fuzzing::rule;
use kubewright_core::schema::{Schema, Validation};
use libfuzzer_sys::fuzz_target;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = include_str!("../schemas/cel.json");
    let mut schema: Schema = serde_json::from_str(text).expect("a schema");
    schema.validations.push(Validation::default());
    schema
});

fuzz_target!(|text: &str| {
    // A comment would hide the closing parenthesis, so it is on a line of its own.
    let bracketed = format!("({text}\n)");
    if let Err(message) = parse(text) {
        assert!(message.text.starts_with("does not parse at "), "{message}");
        assert!(!message.to_string().contains('\n'), "{message}");
        for root in [false, true] {
            let messages = rule(&SCHEMA, text, root, false).expect_err("it does not parse");
            assert_eq!(messages, [message.clone()]);
        }
        return;
    }
    assert!(
        parse(&format!("{text}\n )")).is_err(),
        "a bracket too many is accepted"
    );
    for (root, optional) in [(false, false), (true, false), (true, true)] {
        let plain = rule(&SCHEMA, text, root, optional);
        match &plain {
            Ok(cost) => match rule(&SCHEMA, &bracketed, root, optional) {
                Ok(inner) => assert_eq!(inner, *cost),
                Err(messages) => assert!(messages[0].text.contains("nests deeper"), "{messages:?}"),
            },
            Err(messages) => {
                assert!(!messages.is_empty());
                for message in messages {
                    assert!(!message.to_string().contains('\n'), "{message}");
                }
            }
        }
    }
});
