//! Checks that every pattern compiles.

use kubewright_cel::Pattern;

use super::{Findings, node::Node};
use crate::{diagnostic::Message, schema::Schema};

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    patterns(node.schema, &mut |pattern| {
        if let Err(reason) = Pattern::parse(pattern) {
            let message = Message::new(format!("the pattern `{pattern}` does not compile: {reason}"));
            findings.add(node, "pattern", message);
        }
    });
}

/// Every pattern of a node, including those in `allOf`, `anyOf`, `oneOf` and `not`.
fn patterns(schema: &Schema, report: &mut dyn FnMut(&str)) {
    if let Some(pattern) = &schema.pattern {
        report(pattern);
    }
    let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
    for branch in branches.chain(schema.not.as_deref()) {
        nested(branch, report);
    }
}

fn nested(branch: &Schema, report: &mut dyn FnMut(&str)) {
    patterns(branch, report);
    for below in branch.properties.values().chain(branch.items.as_deref()) {
        nested(below, report);
    }
}
