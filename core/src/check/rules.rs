//! CEL rules: their texts, where they may use `oldSelf`, and the names in them.

mod budget;
mod explained;

use kubewright_cel::Compiled;

use super::{At, Findings, cel, node::Node, paths::field_path};
use crate::{diagnostic::Message, schema::Validation};

/// The arguments of a rule, as in a CRD.
const RULE: &str = "rule";
const MESSAGE: &str = "message";
const MESSAGE_EXPRESSION: &str = "messageExpression";
const FIELD_PATH: &str = "fieldPath";

/// Takes what is wrong with an argument of a rule.
type Report<'r> = dyn FnMut(&'static str, Message) + 'r;

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
        let at = |argument| place.map_or(At::Type, |place| At::Rule(place, argument));
        let mut report = |argument, message: Message| findings.push(at(argument), &path, message);
        texts(node, rule, &mut report);
        let costs = expressions(node, rule, &mut report);
        findings.budget.add(
            node,
            at(RULE),
            costs.rule.saturating_add(costs.message),
            costs.compiled.as_ref(),
        );
    }
}

/// Checks what all rules cost together, after the walk.
pub(super) fn check_sum(findings: &mut Findings) {
    budget::check_sum(findings);
}

fn texts(node: &Node<'_>, rule: &Validation, report: &mut Report<'_>) {
    let breaks = |text: &str| text.contains(['\n', '\r']);
    let message = rule.message.as_deref().unwrap_or_default();
    if rule.rule.trim().is_empty() {
        report(RULE, Message::new("the rule is empty"));
    } else if !message.is_empty() && message.trim().is_empty() {
        report(MESSAGE, Message::new("the message is blank"));
    } else if breaks(message.trim()) {
        let error = Message::new("the message has a line break");
        report(MESSAGE, error.help("write it on one line"));
    } else if breaks(rule.rule.trim()) && message.is_empty() {
        let error = Message::new("a rule with several lines needs a message");
        report(RULE, error.help("add `message=`"));
    }
    if rule
        .message_expression
        .as_deref()
        .is_some_and(|text| !text.is_empty() && text.trim().is_empty())
    {
        report(MESSAGE_EXPRESSION, Message::new("the messageExpression is blank"));
    }
    if let Some(reason) = rule.reason.as_deref().filter(|reason| !REASONS.contains(reason)) {
        let message = Message::new(format!("unknown reason `{reason}`"));
        report(
            "reason",
            message.help(format!("use one of `{}`", REASONS.join("`, `"))),
        );
    }
    let Some(path) = rule.field_path.as_deref().filter(|path| !path.is_empty()) else {
        return;
    };
    if path.trim().is_empty() {
        let error = Message::new("the fieldPath is blank");
        report(FIELD_PATH, error.help("leave it out, or write `.a.b`"));
    } else if breaks(path) {
        let error = Message::new("the fieldPath has a line break");
        report(FIELD_PATH, error.help("write it on one line"));
    } else if let Err(message) = field_path(path, node.schema) {
        let text = format!("the fieldPath `{path}` {}", message.text);
        report(FIELD_PATH, Message { text, ..message });
    }
}

fn expressions(node: &Node<'_>, rule: &Validation, report: &mut Report<'_>) -> Costs {
    let mut costs = Costs::default();
    let optional = rule.optional_old_self == Some(true);
    if !rule.rule.trim().is_empty() {
        match cel::rule(&node.rules, &rule.rule, optional) {
            Err(messages) => messages
                .into_iter()
                .for_each(|message| report(RULE, about("rule", message))),
            Ok(compiled) => {
                old_self(node, rule, compiled.uses_old_self, report);
                costs.rule = budget::rule(node, &compiled, &mut |message| report(RULE, message));
                costs.compiled = Some(compiled);
            }
        }
    }
    let message = rule.message_expression.as_deref();
    if let Some(text) = message.filter(|text| !text.trim().is_empty()) {
        match cel::message(&node.rules, text, optional) {
            Err(messages) => messages
                .into_iter()
                .for_each(|message| report(MESSAGE_EXPRESSION, about("messageExpression", message))),
            Ok(compiled) => {
                let mut report = |message| report(MESSAGE_EXPRESSION, message);
                costs.message = budget::message(node, &compiled, &mut report);
            }
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

fn old_self(node: &Node<'_>, rule: &Validation, used: bool, report: &mut Report<'_>) {
    match (used, &node.unmatched) {
        (true, Some(list)) => {
            let list = if list.is_empty() { "the list" } else { list };
            let message = format!(
                "the rule uses `oldSelf`, but items of `{list}` cannot be matched with the old items"
            );
            let help =
                "make every list above it `+listType=map`, or put the rule on the list and compare there";
            report(RULE, Message::new(message).help(help));
        }
        (false, _) if rule.optional_old_self.is_some() => {
            let message = Message::new("`optionalOldSelf` is set, but the rule does not use `oldSelf`");
            report("optionalOldSelf", message.help("remove `optionalOldSelf`"));
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
