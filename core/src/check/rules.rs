//! CEL rules: their texts, where they may use `oldSelf`, and the names in them.

mod budget;
mod explained;

use kubewright_cel::Compiled;

use super::{At, Findings, cel, node::Node, paths::field_path};
use crate::{diagnostic::Message, schema::Validation};

const REASONS: &[&str] = &[
    "FieldValueDuplicate",
    "FieldValueForbidden",
    "FieldValueInvalid",
    "FieldValueRequired",
];

pub(super) use budget::Budget;
pub use explained::{RuleCost, costs};

pub(super) fn check(node: &Node<'_>, findings: &mut Findings) {
    for rule in &node.schema.validations {
        let (place, path) = match rule.place {
            Some(place) => (Some(place), String::new()),
            None => node.place("x-kubernetes-validations"),
        };
        let at = place.map_or(At::Type, At::Place);
        let mut report = |message: Message| findings.push(at, &path, message);
        texts(node, rule, &mut report);
        let costs = expressions(node, rule, &mut report);
        findings.budget.add(
            node,
            at,
            costs.rule.saturating_add(costs.message),
            costs.compiled.as_ref(),
        );
    }
}

/// Checks what all rules cost together, after the walk.
pub(super) fn check_sum(findings: &mut Findings) {
    budget::check_sum(findings);
}

fn texts(node: &Node<'_>, rule: &Validation, report: &mut dyn FnMut(Message)) {
    let breaks = |text: &str| text.contains(['\n', '\r']);
    let message = rule.message.as_deref().unwrap_or_default();
    if rule.rule.trim().is_empty() {
        report(Message::new("the rule is empty"));
    } else if !message.is_empty() && message.trim().is_empty() {
        report(Message::new("the message is blank"));
    } else if breaks(message.trim()) {
        report(Message::new("the message has a line break").help("write it on one line"));
    } else if breaks(rule.rule.trim()) && message.is_empty() {
        report(Message::new("a rule with several lines needs a message").help("add `message=`"));
    }
    if rule
        .message_expression
        .as_deref()
        .is_some_and(|text| !text.is_empty() && text.trim().is_empty())
    {
        report(Message::new("the messageExpression is blank"));
    }
    if let Some(reason) = rule.reason.as_deref().filter(|reason| !REASONS.contains(reason)) {
        let message = Message::new(format!("unknown reason `{reason}`"));
        report(message.help(format!("use one of {}", REASONS.join(", "))));
    }
    let Some(path) = rule.field_path.as_deref().filter(|path| !path.is_empty()) else {
        return;
    };
    if path.trim().is_empty() {
        report(Message::new("the fieldPath is blank").help("leave it out, or write `.a.b`"));
    } else if breaks(path) {
        report(Message::new("the fieldPath has a line break").help("write it on one line"));
    } else if let Err(message) = field_path(path, node.schema) {
        report(Message {
            text: format!("the fieldPath `{path}` {}", message.text),
            ..message
        });
    }
}

fn expressions(node: &Node<'_>, rule: &Validation, report: &mut dyn FnMut(Message)) -> Costs {
    let mut costs = Costs::default();
    let optional = rule.optional_old_self == Some(true);
    if !rule.rule.trim().is_empty() {
        match cel::rule(&node.rules, &rule.rule, optional) {
            Err(messages) => messages
                .into_iter()
                .for_each(|message| report(about("rule", message))),
            Ok(compiled) => {
                old_self(node, rule, compiled.uses_old_self, report);
                costs.rule = budget::rule(node, &compiled, report);
                costs.compiled = Some(compiled);
            }
        }
    }
    let message = rule.message_expression.as_deref();
    if let Some(text) = message.filter(|text| !text.trim().is_empty()) {
        match cel::message(&node.rules, text, optional) {
            Err(messages) => messages
                .into_iter()
                .for_each(|message| report(about("messageExpression", message))),
            Ok(compiled) => costs.message = budget::message(node, &compiled, report),
        }
    }
    costs
}

/// What the expressions of a rule may cost, as far as it is known.
#[derive(Default)]
struct Costs {
    rule: u64,
    message: u64,
    compiled: Option<Compiled>,
}

fn old_self(node: &Node<'_>, rule: &Validation, used: bool, report: &mut dyn FnMut(Message)) {
    match (used, &node.unmatched) {
        (true, Some(list)) => {
            let list = if list.is_empty() { "the list" } else { list };
            let message = format!(
                "the rule uses `oldSelf`, but items of `{list}` cannot be matched with the old items"
            );
            report(Message::new(message).help(
                "make every list above it `+listType=map`, or put the rule on the list and compare there",
            ));
        }
        (false, _) if rule.optional_old_self.is_some() => {
            let message = Message::new("`optionalOldSelf` is set, but the rule does not use `oldSelf`");
            report(message.help("remove `optionalOldSelf`"));
        }
        (true | false, _) => {}
    }
}

fn about(what: &str, message: Message) -> Message {
    Message {
        text: format!("the {what} {}", message.text),
        ..message
    }
}
