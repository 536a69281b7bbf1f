//! Checks that defaults, enum values and examples are valid for their schema.

mod fit;
mod format;

use serde_json::Value;

use super::{By, Findings, node::Node};
use crate::{diagnostic::Message, schema::Schema};
use fit::{Fit, Mismatch};

/// The API server looks at defaults outside of maps, and at no other value.
pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let by = if node.in_map {
        By::Kubewright
    } else {
        By::ApiServer
    };
    if let Some(value) = &schema.default {
        let mut fit = Fit::default();
        fit.check(value, schema);
        if !node.meta {
            fit.check_pruning(value, schema);
        }
        report(node, ("default", "default", by), value, fit.mismatches, findings);
    }
    if let Some(value) = &schema.example {
        let mut fit = Fit::default();
        fit.check(value, schema);
        let what = ("example", "example", By::Kubewright);
        report(node, what, value, fit.mismatches, findings);
    }
    if !schema.enumeration.is_empty() {
        let others = Schema {
            enumeration: Vec::new(),
            ..schema.clone()
        };
        for value in &schema.enumeration {
            let mut fit = Fit::default();
            fit.check(value, &others);
            let what = ("enum", "enum value", By::Kubewright);
            report(node, what, value, fit.mismatches, findings);
        }
    }
}

fn report(
    node: &Node<'_>,
    (key, what, by): (&str, &str, By),
    value: &Value,
    mismatches: Vec<Mismatch>,
    findings: &mut Findings,
) {
    for Mismatch {
        place,
        message,
        only_us,
    } in mismatches
    {
        let at = if place.is_empty() {
            String::new()
        } else {
            format!(" at `{place}`")
        };
        let message = Message::new(format!(
            "the {what} `{}` is not valid{at}: {message}",
            short(value)
        ));
        let by = if only_us { By::Kubewright } else { by };
        findings.add_by(by, node, key, message);
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
