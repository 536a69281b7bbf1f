//! Every line of `testdata/markers/args.txt`, and any text at all.

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_core::diagnostic::Located;
use kubewright_core::markers::args::{Form, is_open, parse};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Serialize)]
struct Args {
    #[serde(skip_serializing_if = "Option::is_none")]
    str: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    int: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    strs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ints: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<BTreeMap<String, Value>>,
    #[serde(rename = "JSONPath", skip_serializing_if = "Option::is_none")]
    json_path: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Needy {
    rule: String,
    message: Option<String>,
}

fn json<T: DeserializeOwned + Serialize>(text: &str, form: Form) -> Result<Value, Located<Range<usize>>> {
    parse::<T>(text, form).map(|value| serde_json::to_value(value).expect("JSON"))
}

fn read(kind: &str, text: &str) -> Result<Value, Located<Range<usize>>> {
    match kind {
        "string" => json::<String>(text, Form::Value),
        "int" => json::<i64>(text, Form::Value),
        "number" => json::<f64>(text, Form::Value),
        "bool" => json::<bool>(text, Form::Value),
        "strings" => json::<Vec<String>>(text, Form::Value),
        "matrix" => json::<Vec<Vec<i64>>>(text, Form::Value),
        "anys" => json::<Vec<Value>>(text, Form::Value),
        "any" => json::<Value>(text, Form::Value),
        "args" => json::<Args>(text, Form::Named),
        "needy" => json::<Needy>(text, Form::Named),
        "empty" => json::<()>(text, Form::Value),
        other => panic!("unknown type `{other}`"),
    }
}

const KINDS: [&str; 11] = [
    "string", "int", "number", "bool", "strings", "matrix", "anys", "any", "args", "needy", "empty",
];

/// What a line says, and what came out instead.
fn mismatch(line: &str) -> Option<String> {
    let (kind, rest) = line.split_once(" |").expect("TYPE | TEXT");
    let (text, expected) = match (rest.rfind(" => "), rest.rfind(" !! ")) {
        (_, Some(at)) => (&rest[..at], Err(&rest[at + 4..])),
        (Some(at), None) => (&rest[..at], Ok(&rest[at + 4..])),
        (None, None) => panic!("no expectation: {line}"),
    };
    let text = text.strip_prefix(' ').unwrap_or(text);
    let found = match (read(kind, text), expected) {
        (Ok(value), Ok(json)) if value == serde_json::from_str::<Value>(json).expect("JSON") => return None,
        (Ok(value), _) => format!("=> {value}"),
        (Err(error), expected) => {
            let found = format!("{} @ {}", error.message.text, &text[error.place]);
            if expected == Err(found.as_str()) {
                return None;
            }
            format!("!! {found}")
        }
    };
    Some(format!("{line}\n    found {found}"))
}

#[test]
fn reads_every_line_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/markers/args.txt");
    let table = std::fs::read_to_string(path).unwrap();
    let cases: Vec<&str> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert!(cases.len() > 150, "the table is cut off: {} lines", cases.len());
    let wrong: Vec<String> = cases.into_iter().filter_map(mismatch).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn helps() {
    let help = |kind: &str, text: &str| read(kind, text).unwrap_err().message.help.unwrap_or_default();
    assert_eq!(help("args", "Str=a"), "did you mean `str`?");
    assert_eq!(help("args", "b"), "write `b=...`; a boolean needs `=true` too");
    assert_eq!(
        help("args", "strs=a,x"),
        "separate list elements with `;`, or put the value in quotes"
    );
    assert_eq!(
        help("strings", "a,b"),
        "separate list elements with `;`, or put text that contains a `,` in quotes"
    );
    assert_eq!(
        help("any", "99999999999999999999"),
        "put it in quotes if it is a string"
    );
    assert_eq!(help("needy", "message=x"), "add `rule=...`");
    assert_eq!(help("empty", "=true"), "remove the value");
    assert_eq!(help("string", "a\nb"), "put the whole value in backticks");
    assert_eq!(help("int", "\"5\""), "remove the quotes");
    assert_eq!(help("matrix", "1;2"), "put a nested list in braces: `{a, b}`");
    assert_eq!(help("any", ""), "write `\"\"` for the empty string");
    assert_eq!(help("strings", "a;;b"), "write `\"\"` for an empty string");
    assert_eq!(help("strings", "[a;b]"), "separate elements in brackets with `,`");
    assert_eq!(help("args", ",int=1"), "remove the `,`");
    assert_eq!(help("args", "int=1,"), "remove the `,`");
    assert_eq!(help("args", "x"), "name the argument");
    assert_eq!(
        help("any", "{a: 1, b}"),
        "give the key a value, or use `[a, b]` for a list"
    );
    assert_eq!(help("any", "{: 1}"), "write `{key: value}`");
    assert_eq!(
        help("any", &format!("{}{}", "[".repeat(65), "]".repeat(65))),
        "flatten the value"
    );
    assert_eq!(help("any", "{a: 1"), "add a `}`, or put the value in quotes");
    assert_eq!(help("any", "[1"), "add a `]`, or put the value in quotes");
    assert_eq!(
        help("args", "str="),
        "write it after the `=`, or remove the argument"
    );
    assert_eq!(
        help("string", "\"a"),
        "add the closing `\"`, or put the value in backticks"
    );
    assert_eq!(
        help("string", r#""\xff""#),
        "write the characters themselves, or `\\u` escapes"
    );
    assert_eq!(
        help("string", r#""\d""#),
        "put the value in backticks, where a backslash needs no escape, or write `\\\\`"
    );
}

#[test]
fn a_string_over_several_lines_has_to_be_quoted() {
    assert_eq!(read("string", "`a\nb`"), Ok("a\nb".into()));
    assert_eq!(read("string", "\"a\nb\""), Ok("a\nb".into()));
    assert_eq!(
        read("string", "\"\\\n\"").unwrap_err().message.text,
        "unknown escape `\\\\n`"
    );
    assert_eq!(
        read("string", "[a\nb").unwrap_err().message.text,
        "a value that continues on the next line must be in quotes"
    );
}

#[test]
fn tells_what_is_open() {
    let open = [
        "\"a",
        "'a",
        "`a",
        "{",
        "{a: 1,",
        "{a: {b: 1}",
        "[1,",
        "{a: \"x}\"",
        "a;\"b",
        "rule=\"a",
        "rule=a,message=\"b",
        "rule=a, message = \"b",
        "\"a \\\"",
        "{a: [1, {",
        "'it''s",
        "a;{b",
        "\"a\";`b",
        "x = [",
    ];
    let closed = [
        "",
        "a",
        "it's",
        "\"a\"",
        "'it''s'",
        "{a: it's}",
        "{a: 1}",
        "[1]",
        "a;b's",
        "rule=self.a == \"x",
        "^[a-z]{1,3};?$",
        "[a-z]{1,",
        "^\\[",
        "(a,b's)",
        "self.x in ['a'",
        "rule=a,message=it's",
        "a, b's",
    ];
    let wrong = |texts: &[&str], expected| -> Vec<String> {
        texts
            .iter()
            .filter(|text| is_open(text) != expected)
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(wrong(&open, true), [""; 0]);
    assert_eq!(wrong(&closed, false), [""; 0]);
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    for (open, close) in [("[", "]"), ("{", "}"), ("{a: ", "}"), ("[{a: ", "}]")] {
        let text = format!("{}1{}", open.repeat(2_000), close.repeat(2_000));
        assert!(
            read("any", &text)
                .unwrap_err()
                .message
                .text
                .contains("nested deeper than 64 levels"),
            "{open}"
        );
        assert!(is_open(&open.repeat(2_000)), "{open}");
    }
    for (depth, is_read) in [(64, true), (65, false)] {
        let text = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read("any", &text).is_ok(), is_read, "{depth}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::with_cases(1_000)
    })]

    #[test]
    fn any_text_gives_a_value_or_an_error_within_it(
        text in prop_oneof![
            any::<String>(),
            "[abé1,;:={}\\[\\]\"'`\\\\ \n.e-]{0,24}",
            "(str|int|b|strs|any|m|rule)=[ab1,;:={}\\[\\]\"'`\\\\ ux]{0,20}",
        ],
    ) {
        is_open(&text);
        for kind in KINDS {
            if let Err(error) = read(kind, &text) {
                prop_assert!(text.get(error.place.clone()).is_some(), "{kind}: {error:?}");
                prop_assert!(!error.message.text.contains('\n'), "{kind}: {error:?}");
            }
        }
    }

    #[test]
    fn json_reads_as_itself(value in json_value()) {
        let text = value.to_string();
        prop_assert_eq!(read("any", &text), Ok(value));
        prop_assert!(!is_open(&text));
    }

    #[test]
    fn a_value_cut_short_is_open(value in prop::collection::vec(json_value(), 1..4)) {
        let text = Value::from(value).to_string();
        let end = text.char_indices().last().expect("not empty").0;
        prop_assert!(is_open(&text[..end]));
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
