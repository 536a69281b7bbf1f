//! Bounds that exclude every value. The API server does not compare them.

use std::cmp::Ordering;

use serde_json::Number;

use super::{By, Findings, node::Node};
use crate::{
    diagnostic::Message,
    schema::{Schema, compare, whole},
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
    let schema = node.schema;
    if let Some(factor) = &schema.multiple_of
        && compare(factor, &Number::from(0)) != Ordering::Greater
    {
        let message = Message::new(format!(
            "no value is valid: `multipleOf` {factor} is not positive"
        ));
        findings.add_by(
            By::Kubewright,
            node,
            "multipleOf",
            message.help("write a number above 0"),
        );
    }
    if let (Some(minimum), Some(maximum)) = (&schema.minimum, &schema.maximum)
        && let Some(problem) = contradiction(schema, minimum, maximum)
    {
        report(node, ["minimum", "maximum"], problem, findings);
    } else {
        width(node, findings);
    }
}

fn contradiction(schema: &Schema, minimum: &Number, maximum: &Number) -> Option<String> {
    match compare(minimum, maximum) {
        Ordering::Greater => Some(format!("`minimum` {minimum} is greater than `maximum` {maximum}")),
        Ordering::Equal if schema.exclusive_minimum || schema.exclusive_maximum => Some(format!(
            "`minimum` and `maximum` are both {minimum}, and {minimum} is excluded"
        )),
        Ordering::Less if schema.is("integer") && least(schema)? > greatest(schema)? => Some(format!(
            "no integer is between {minimum} and {maximum}, and both are excluded"
        )),
        Ordering::Equal | Ordering::Less => None,
    }
}

/// Reports a bound beyond the numbers of the format, which is that of the Rust type.
fn width(node: &Node<'_>, findings: &mut Findings) {
    let schema = node.schema;
    let (name, from, to) = match schema.format.as_deref() {
        Some("int32") => ("int32", i128::from(i32::MIN), i128::from(i32::MAX)),
        Some("int64") => ("int64", i128::from(i64::MIN), i128::from(i64::MAX)),
        Some(_) | None => return,
    };
    let beyond = if least(schema).is_some_and(|least| least > to) {
        (
            "minimum",
            &schema.minimum,
            format!("the greatest `{name}` is {to}"),
        )
    } else if greatest(schema).is_some_and(|greatest| greatest < from) {
        (
            "maximum",
            &schema.maximum,
            format!("the least `{name}` is {from}"),
        )
    } else {
        return;
    };
    if let (key, Some(bound), limit) = beyond {
        let message = Message::new(format!("no value is valid: `{key}` is {bound}, but {limit}"));
        let help = "change it, or use another type";
        findings.add_by(By::Kubewright, node, key, message.help(help));
    }
}

/// The least integer that the minimum allows.
fn least(schema: &Schema) -> Option<i128> {
    Some(whole(schema.minimum.as_ref()?)? + i128::from(schema.exclusive_minimum))
}

/// The greatest integer that the maximum allows.
fn greatest(schema: &Schema) -> Option<i128> {
    Some(whole(schema.maximum.as_ref()?)? - i128::from(schema.exclusive_maximum))
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
