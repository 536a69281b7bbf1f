//! Checks that defaults, enum values and examples are valid for their schema.

mod fit;
mod format;

use serde_json::Value;

use super::{Findings, node::Node};
use crate::{
    diagnostic::{Located, Message},
    schema::Schema,
};
use fit::Fit;

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    if let Some(value) = &schema.default {
        let mut fit = Fit::default();
        fit.check(value, schema);
        if !node.meta {
            fit.check_pruning(value, schema);
        }
        report(node, "default", "default", value, fit.mismatches, findings);
    }
    if let Some(value) = &schema.example {
        let mut fit = Fit::default();
        fit.check(value, schema);
        report(node, "example", "example", value, fit.mismatches, findings);
    }
    if !schema.enumeration.is_empty() {
        let others = Schema {
            enumeration: Vec::new(),
            ..schema.clone()
        };
        for value in &schema.enumeration {
            let mut fit = Fit::default();
            fit.check(value, &others);
            report(node, "enum", "enum value", value, fit.mismatches, findings);
        }
    }
}

fn report(
    node: &Node<'_>,
    key: &str,
    what: &str,
    value: &Value,
    mismatches: Vec<Located<String>>,
    findings: &mut Findings,
) {
    for Located { place, message } in mismatches {
        let at = if place.is_empty() {
            String::new()
        } else {
            format!(" at `{place}`")
        };
        let message = Message::new(format!(
            "the {what} `{}` is not valid{at}: {message}",
            short(value)
        ));
        findings.add(node, key, message);
    }
}

/// A value on one line, shortened if it is long.
fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
