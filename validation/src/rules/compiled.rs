//! Rules that are ready to run.

use kubewright_cel::{Compiled, Context, Minor};
use kubewright_core::schema::{Schema, Validation};

use super::field_path;
use crate::cause::Reason;
use crate::path::Step;

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// The rule, or why it does not compile.
    pub(super) program: Result<Compiled, String>,
    pub(super) message: Option<Compiled>,
    /// The text that failures are reported with.
    pub(super) shown: String,
    /// The message, if there is one.
    pub(super) text: Option<String>,
    pub(super) reason: Reason,
    /// Where the cause is, below the node.
    pub(super) field: Option<(String, Vec<Step>)>,
    pub(super) optional_old_self: bool,
}

impl Rule {
    pub(super) fn uses_old_self(&self) -> bool {
        self.program.as_ref().is_ok_and(|program| program.uses_old_self)
    }
}

/// Compiles the rules of a schema for values of a node.
pub(super) fn compile(validation: &Schema, node: &Schema, root: bool) -> Vec<Rule> {
    if validation.validations.is_empty() {
        return Vec::new();
    }
    let with_rules;
    let node = if std::ptr::eq(validation, node) {
        node
    } else {
        with_rules = Schema {
            validations: validation.validations.clone(),
            ..node.clone()
        };
        &with_rules
    };
    let context = if root {
        Context::root(node)
    } else {
        Context::part(node)
    };
    // What has no type has no rules.
    if context.occurrences().is_err() {
        return Vec::new();
    }
    let rules = validation.validations.iter();
    rules
        .filter(|rule| !rule.rule.trim().is_empty())
        .map(|rule| compile_one(rule, node, &context))
        .collect()
}

fn compile_one(rule: &Validation, node: &Schema, context: &Context) -> Rule {
    let optional = rule.optional_old_self == Some(true);
    let text = rule.message.as_deref().filter(|text| !text.is_empty());
    let program = context
        .rule(&rule.rule, optional, Minor::NEWEST)
        .map_err(|errors| {
            let texts: Vec<_> = errors.iter().map(ToString::to_string).collect();
            texts.join(", ")
        });
    let message = rule.message_expression.as_deref().filter(|text| !text.is_empty());
    Rule {
        program,
        message: message.and_then(|text| context.message(text, optional, Minor::NEWEST).ok()),
        shown: text.unwrap_or(&rule.rule).trim().to_owned(),
        text: text.map(|text| text.trim().to_owned()),
        reason: match rule.reason.as_deref() {
            Some("FieldValueForbidden") => Reason::Forbidden,
            Some("FieldValueRequired") => Reason::Required,
            Some("FieldValueDuplicate") => Reason::Duplicate,
            _ => Reason::Invalid,
        },
        field: rule
            .field_path
            .as_deref()
            .filter(|path| !path.is_empty())
            .map(|path| field_path::normalized(path, node)),
        optional_old_self: optional,
    }
}
