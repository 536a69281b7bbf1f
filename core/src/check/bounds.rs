//! Bounds that exclude every value. The API server does not compare them.

use std::cmp::Ordering;

use super::{By, Findings, node::Node};
use crate::{
    diagnostic::Message,
    schema::{Schema, compare},
};

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let has = |types: &[&str]| schema.ty.as_deref().is_some_and(|ty| types.contains(&ty));
    if has(&["integer", "number"]) || schema.int_or_string {
        numbers(node, findings);
    }
    let counts = [
        (
            has(&["string"]) || schema.int_or_string,
            ("minLength", schema.min_length),
            ("maxLength", schema.max_length),
        ),
        (
            has(&["array"]),
            ("minItems", schema.min_items),
            ("maxItems", schema.max_items),
        ),
        (
            has(&["object"]),
            ("minProperties", schema.min_properties),
            ("maxProperties", schema.max_properties),
        ),
    ];
    for (applies, (least, from), (most, to)) in counts {
        if let (true, Some(from), Some(to)) = (applies, from, to)
            && from > to
        {
            report(
                node,
                [least, most],
                format!("`{least}` {from} is greater than `{most}` {to}"),
                findings,
            );
        }
    }
}

fn numbers(node: &Node<'_>, findings: &mut Findings) {
    let Schema {
        minimum: Some(minimum),
        maximum: Some(maximum),
        exclusive_minimum,
        exclusive_maximum,
        ..
    } = node.schema
    else {
        return;
    };
    let problem = match compare(minimum, maximum) {
        Ordering::Greater => format!("`minimum` {minimum} is greater than `maximum` {maximum}"),
        Ordering::Equal if *exclusive_minimum || *exclusive_maximum => {
            format!("`minimum` and `maximum` are both {minimum}, and {minimum} is excluded")
        }
        Ordering::Equal | Ordering::Less => return,
    };
    report(node, ["minimum", "maximum"], problem, findings);
}

/// Reports the bound that comes last in the source.
fn report(node: &Node<'_>, [least, most]: [&'static str; 2], problem: String, findings: &mut Findings) {
    let key = match (node.schema.origin(least), node.schema.origin(most)) {
        (Some(least_at), Some(most_at)) if least_at > most_at => least,
        (Some(_), None) => least,
        _ => most,
    };
    let message = Message::new(format!("no value is valid: {problem}"));
    findings.add_by(By::Kubewright, node, key, message.help("change one of the two"));
}
