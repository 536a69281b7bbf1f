//! CEL: a rule in parentheses is the same rule, and each error has a place and one line.
#![no_main]

use std::sync::LazyLock;

use kubewright_core::cel::parse;
use kubewright_core::check::cel::{Scope, check};
use kubewright_core::schema::Schema;
use libfuzzer_sys::fuzz_target;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = include_str!("../schemas/cel.json");
    serde_json::from_str(text).expect("a schema")
});

fuzz_target!(|text: &str| {
    let scope = |object, optional_old_self| Scope {
        schema: &SCHEMA,
        object,
        optional_old_self,
    };
    match parse(text) {
        Ok(expr) => {
            // A comment would hide the closing parenthesis, so it is on a line of its own.
            match parse(&format!("({text}\n)")) {
                Ok(inner) => assert_eq!(inner, expr),
                Err(message) => assert!(message.text.contains("nests deeper"), "{message}"),
            }
            assert!(
                parse(&format!("{text}\n )")).is_err(),
                "a bracket too many is accepted"
            );
        }
        Err(message) => {
            assert!(message.text.starts_with("does not parse at "), "{message}");
            assert!(!message.to_string().contains('\n'), "{message}");
            for object in [false, true] {
                let messages = check(text, &scope(object, false)).expect_err("it does not parse");
                assert_eq!(messages, [message.clone()]);
            }
            return;
        }
    }
    for (object, optional) in [(false, false), (true, false), (true, true)] {
        if let Err(messages) = check(text, &scope(object, optional)) {
            assert!(!messages.is_empty());
            for message in messages {
                assert!(!message.to_string().contains('\n'), "{message}");
            }
        }
    }
});
