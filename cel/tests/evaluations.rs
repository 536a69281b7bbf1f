//! Runs the rules of `testdata/rules` on values, and compares results, errors and costs with those of the API server's own code.
//!
//! `testdata/evaluations/NAME.jsonl` is written by `testdata/oracle/rules` (`make rules`), not by hand.

#[path = "verdicts/schema.rs"]
mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kubewright_cel::{Compiled, Context, Failure, Minor, Structural};
use schema::Schema;
use serde::Deserialize;
use serde_json::Value;

/// Differences that are known: the case, its rule and the reason.
const KNOWN: [(&str, &str, &str); 1] = [(
    "names",
    "self.list.all(self, .self.size > 1)",
    "the cost of a rooted name that a variable hides is 15 there and 13 here",
)];

#[derive(Deserialize)]
struct Evaluation {
    at: String,
    rule: usize,
    #[serde(default)]
    message: bool,
    #[serde(rename = "self")]
    value: Value,
    #[serde(default)]
    old: Option<Value>,
    said: String,
    cost: u64,
}

#[test]
fn each_rule_gives_what_the_api_server_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let (mut count, mut wrong, mut errors, mut zones) = (0, Vec::new(), 0, 0);
    let mut paths: Vec<_> = fs::read_dir(folder.join("evaluations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("rules").join(format!("{name}.yaml"))).unwrap();
        let schema: Schema = serde_saphyr::from_str(&text).unwrap();
        let mut programs = BTreeMap::new();
        compile("", &schema, &Context::root(&schema), &mut programs);
        for line in fs::read_to_string(path).unwrap().lines() {
            let evaluation: Evaluation = serde_json::from_str(line).unwrap();
            count += 1;
            let key = (evaluation.at.clone(), evaluation.rule, evaluation.message);
            let Some((program, text)) = programs.get(&key) else {
                wrong.push(format!("{name} {key:?}: does not compile here"));
                continue;
            };
            if KNOWN.iter().any(|(case, rule, _)| *case == name && rule == text) {
                continue;
            }
            let (said, cost) = said(program, &evaluation);
            let expected = &evaluation.said;
            errors += usize::from(expected.starts_with("error"));
            // Only UTC is known here, as the guide says.
            if said.starts_with("error: unknown time zone ") {
                zones += 1;
                continue;
            }
            if !agrees(expected, &said) || cost != evaluation.cost {
                wrong.push(format!(
                    "{name} {key:?}: Go: {expected} at {}: here: {said} at {cost}: {text} on {} {:?}",
                    evaluation.cost, evaluation.value, evaluation.old
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {count} differ",
        wrong.join("\n"),
        wrong.len()
    );
    assert!(count >= 3_000, "only {count} evaluations");
    assert!(errors >= 100, "only {errors} errors");
    assert!(zones < 50, "{zones} time zones");
}

/// Errors of conversions have a text of Go's standard library; only its beginning is compared.
fn agrees(expected: &str, said: &str) -> bool {
    const LOOSE: [&str; 8] = [
        "error: parsing time",
        "error: time: invalid duration",
        "error: IP Address",
        "error: network address",
        "error: URL parse",
        "error: Invalid date",
        "error: Invalid character",
        "error: error during formatting",
    ];
    expected == said
        || LOOSE
            .iter()
            .any(|prefix| expected.starts_with(prefix) && said.starts_with(prefix))
}

fn said(program: &Compiled, evaluation: &Evaluation) -> (String, u64) {
    let (value, old) = (&evaluation.value, evaluation.old.as_ref());
    let (result, cost) = if evaluation.message {
        let run = program.text(value, old);
        (run.result, run.cost)
    } else {
        let run = program.test(value, old);
        (run.result.map(|flag| flag.to_string()), run.cost)
    };
    let said = match result {
        Ok(text) => text,
        Err(failure @ (Failure::Error(_) | Failure::Limit)) => format!("error: {failure}"),
        Err(other) => format!("error: {other}"),
    };
    (said, cost)
}

type Programs = BTreeMap<(String, usize, bool), (Compiled, String)>;

fn compile(path: &str, schema: &Schema, context: &Context, programs: &mut Programs) {
    for (index, rule) in schema.rules.iter().enumerate() {
        let optional = rule.optional_old_self == Some(true);
        let Ok(compiled) = context.rule(&rule.rule, optional, Minor::NEWEST) else {
            continue;
        };
        programs.insert((path.to_owned(), index, false), (compiled, rule.rule.clone()));
        if let Some(text) = &rule.message_expression
            && let Ok(compiled) = context.message(text, optional, Minor::NEWEST)
        {
            programs.insert((path.to_owned(), index, true), (compiled, text.clone()));
        }
    }
    for (name, property) in schema.properties() {
        let below = context.property(schema, name, property);
        compile(&format!("{path}.{name}"), property, &below, programs);
    }
    if let Some(items) = schema.items() {
        compile(
            &format!("{path}.@items"),
            items,
            &context.items(schema, items),
            programs,
        );
    }
    if let Some(values) = schema.values() {
        compile(
            &format!("{path}.@values"),
            values,
            &context.values(schema, values),
            programs,
        );
    }
}
