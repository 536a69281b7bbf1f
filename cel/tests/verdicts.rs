//! Compares every rule in `testdata/rules` with what the API server's own code says about it: whether it compiles, the cost of one
//! evaluation, the cost with all occurrences of its node, and the sum for the CRD.
//!
//! A case is `NAME.yaml`, a schema. `NAME.verdicts` is written by `testdata/oracle/rules` (`make rules`), not by hand.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "verdicts/schema.rs"]
mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kubewright_cel::{CRD_LIMIT, Compiled, Context, Error, Minor, RULE_LIMIT, Structural, Untyped};
use schema::Schema;

/// What is said about a rule, for each minor version.
type Verdicts = BTreeMap<String, Vec<(u32, String)>>;

#[test]
fn each_rule_is_judged_as_the_api_server_judges_it() {
    let (mut rules, mut schemas, mut wrong) = (0, 0, Vec::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rules");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
    {
        let text = fs::read_to_string(path).unwrap();
        let schema: Schema = serde_saphyr::from_str(&text).unwrap();
        let expected = expected(&fs::read_to_string(path.with_extension("verdicts")).unwrap());
        let said = judged(&schema);
        let name = path.file_stem().unwrap().to_string_lossy();
        let nodes = expected.keys().filter(|place| place.ends_with("[0]"));
        schemas += nodes.count();
        rules += expected.len() - 1;
        for (place, expected) in &expected {
            let Some((said, text)) = said.get(place) else {
                wrong.push(format!("{name} {place}: not judged"));
                continue;
            };
            for ((minor, expected), said) in expected.iter().zip(said) {
                if expected != said.split(" -- ").next().unwrap() {
                    wrong.push(format!(
                        "{name} {place} 1.{minor}: Go: {expected}: here: {said}: {text:?}"
                    ));
                    break;
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {rules} rules are judged differently",
        wrong.join("\n"),
        wrong.len()
    );
    assert!(rules >= 1_500, "only {rules} rules");
    assert!(schemas >= 40, "only {schemas} schemas");
}

/// Reads lines of a place and `33-34 verdict` for ranges of versions. Why a rule is refused is said in other words here.
fn expected(text: &str) -> Verdicts {
    let line = |line: &str| {
        let mut fields = line.split('\t');
        let place = fields.next().unwrap().to_owned();
        let verdicts = fields.flat_map(|field| {
            let (range, verdict) = field.split_once(' ').unwrap();
            let (from, to) = range.split_once('-').unwrap();
            let verdict = if verdict.starts_with("refused") {
                "refused"
            } else {
                verdict
            };
            let minors = from.parse::<u32>().unwrap()..=to.parse().unwrap();
            minors.map(|minor| (minor, verdict.to_owned()))
        });
        (place, verdicts.collect())
    };
    text.lines().map(line).collect()
}

/// What this crate says, in the words of the verdicts, and the text of each rule.
fn judged(schema: &Schema) -> BTreeMap<String, (Vec<String>, String)> {
    let mut judge = Judge::default();
    judge.walk("", schema, &Context::root(schema));
    let totals = minors().map(|minor| {
        let total = judge.totals.get(&minor).copied().unwrap_or(0);
        format!("{} {total}", if total > CRD_LIMIT { "dear" } else { "fits" })
    });
    let totals = totals.collect();
    judge.said.insert("total".to_owned(), (totals, String::new()));
    judge.said
}

fn minors() -> impl Iterator<Item = u32> {
    Minor::OLDEST.0..=Minor::NEWEST.0
}

#[derive(Default)]
struct Judge {
    said: BTreeMap<String, (Vec<String>, String)>,
    totals: BTreeMap<u32, u64>,
}

impl Judge {
    fn walk(&mut self, path: &str, schema: &Schema, context: &Context) {
        for (index, rule) in schema.rules.iter().enumerate() {
            let optional = rule.optional_old_self == Some(true);
            let place = format!("{path}[{index}]");
            let (mut said, mut messages) = (Vec::new(), Vec::new());
            let Ok(occurrences) = context.occurrences() else {
                self.said.insert(
                    path.to_owned(),
                    (minors().map(|_| "untyped".to_owned()).collect(), String::new()),
                );
                continue;
            };
            for minor in minors() {
                let compiled = context.rule(&rule.rule, optional, Minor(minor));
                let refused = compiled.is_err();
                said.push(self.say(minor, compiled, occurrences));
                if let Some(text) = &rule.message_expression {
                    messages.push(if refused {
                        "unseen".to_owned()
                    } else {
                        let compiled = context.message(text, optional, Minor(minor));
                        let said = self.say(minor, compiled, 1);
                        said.trim_end_matches(" old").to_owned()
                    });
                }
            }
            self.said.insert(place.clone(), (said, rule.rule.clone()));
            if let Some(text) = &rule.message_expression {
                self.said
                    .insert(format!("{place}message"), (messages, text.clone()));
            }
        }
        for (name, property) in schema.properties() {
            self.walk(
                &format!("{path}.{name}"),
                property,
                &context.property(schema, name, property),
            );
        }
        if let Some(items) = schema.items() {
            self.walk(&format!("{path}.@items"), items, &context.items(schema, items));
        }
        if let Some(values) = schema.values() {
            self.walk(
                &format!("{path}.@values"),
                values,
                &context.values(schema, values),
            );
        }
    }

    fn say(&mut self, minor: u32, compiled: Result<Compiled, Vec<Error>>, occurrences: u64) -> String {
        match compiled {
            Err(errors) => format!("refused -- {}", errors[0]),
            Ok(compiled) => {
                let cost = compiled.cost.saturating_mul(occurrences);
                let total = self.totals.entry(minor).or_default();
                *total = total.saturating_add(cost);
                let verdict = if cost > RULE_LIMIT { "dear" } else { "fits" };
                let old = if compiled.uses_old_self { " old" } else { "" };
                format!("{verdict} {} {cost}{old}", compiled.cost)
            }
        }
    }
}

#[test]
fn a_node_without_a_type_has_no_rules() {
    let schema: Schema = serde_saphyr::from_str("x-kubernetes-validations: [{rule: 'true'}]").unwrap();
    assert_eq!(Context::root(&schema).occurrences(), Err(Untyped));
}
