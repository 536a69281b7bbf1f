//! Rules that nobody should write: each has an answer, in bounded time and memory.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "verdicts/schema.rs"]
mod schema;

use kubewright_cel::{Compiled, Context, Error, Minor};
use proptest::prelude::*;
use schema::Schema;

fn context() -> Context {
    let schema = "
        type: object
        properties:
          size: {type: integer}
          name: {type: string}
          list: {type: array, items: {type: array, items: {type: string}}}
        x-kubernetes-validations: [{rule: 'true'}]";
    let schema: Schema = serde_saphyr::from_str(schema).unwrap();
    assert!(!schema.rules.is_empty() && !schema.properties.is_empty());
    assert!(schema.rules.iter().all(|rule| rule.rule == "true"));
    assert!(schema.rules[0].message_expression.is_none() && schema.rules[0].optional_old_self.is_none());
    Context::root(&schema)
}

fn compile(text: &str) -> Result<Compiled, Vec<Error>> {
    context().rule(text, false, Minor::NEWEST)
}

fn reason(text: &str) -> String {
    compile(text).unwrap_err()[0].text.clone()
}

#[test]
fn a_long_rule_is_compiled_or_refused() {
    let comparisons = vec!["self.size == 1"; 5_000].join(" || ");
    assert!(comparisons.len() < 100_000);
    assert_eq!(compile(&comparisons).unwrap().cost, 5_000 * 2);
    let longer = vec!["self.size == 1"; 6_000].join(" || ");
    assert_eq!(reason(&longer), "the expression is longer than 100000 characters");
    let list = format!("self.size in [{}]", vec!["1"; 49_000].join(","));
    assert!(compile(&list).unwrap().cost > 49_000);
}

#[test]
fn a_deep_rule_is_refused() {
    let deep = "the expression nests deeper than 250 levels";
    assert_eq!(
        reason(&format!("{}true{}", "(".repeat(500), ")".repeat(500))),
        deep
    );
    assert_eq!(reason(&format!("self{}", ".a".repeat(500))), deep);
    assert_eq!(reason(&format!("{}1 > 0", "1 + ".repeat(500))), deep);
    assert_eq!(
        reason(&format!("{}[]{} == []", "[".repeat(500), "]".repeat(500))),
        deep
    );
    let loops = (0..240).fold("true".to_owned(), |inner, _| format!("self.list.all(x, {inner})"));
    assert_eq!(compile(&loops).unwrap().cost, u64::MAX);
}

#[test]
fn a_rule_that_grows_when_it_is_expanded_is_refused() {
    let grows = format!("self.?size{}.hasValue()", ".optMap(x, x)".repeat(100));
    assert_eq!(
        reason(&grows),
        "the expression grows too large when its macros are expanded"
    );
}

#[test]
fn a_pattern_that_explodes_elsewhere_is_compiled() {
    assert!(compile("self.name.matches('^(a+)+$')").is_ok());
    assert!(reason("self.name.matches('((a{1000}){1000})')").contains("does not compile"));
}

proptest! {
    #[test]
    fn never_panics(parts in proptest::collection::vec(prop::sample::select(PARTS), 0..12)) {
        let text = parts.concat();
        for minor in [Minor::OLDEST, Minor::NEWEST] {
            for optional in [false, true] {
                _ = context().rule(&text, optional, minor);
                _ = context().message(&text, optional, minor);
            }
        }
    }
}

const PARTS: &[&str] = &[
    "self",
    ".size",
    ".name",
    ".list",
    "[0]",
    "[?0]",
    ".?size",
    ".all(x, ",
    ".map(i, ",
    ".filter(x, ",
    "x",
    "i",
    ")",
    "(",
    " + ",
    " == ",
    " && ",
    "!",
    "-",
    "1",
    "1u",
    "1.5",
    "'a'",
    "b'a'",
    "true",
    "null",
    "[",
    "]",
    "{",
    "}",
    ": ",
    ", ",
    " ? ",
    "oldSelf",
    ".optMap(x, ",
    ".orValue(",
    "size(",
    ".size()",
    ".matches(",
    "int(",
    "duration(",
    ".format([",
    ".sortBy(x, ",
    "has(",
    "in ",
    "sets.contains(",
    ".join(",
    ".split(",
    "timestamp(",
    "google.protobuf.Duration{",
    "dyn(",
    "type(",
    ".transformMap(k, v, ",
];
