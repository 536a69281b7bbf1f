//! Runs the rules of an object within a budget.

use kubewright_cel::Failure;
use serde_json::Value;

use super::Rules;
use super::compiled::Rule;
use crate::cause::{Cause, Reason, bad, detailed};
use crate::correlation::{ByKey, Pair};
use crate::node::Node;
use crate::path::Path;

/// The most bytes of a message that an expression makes.
const LONGEST_MESSAGE: usize = 5 * 1024;

/// Whether causes of unchanged values are dropped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ratchet<'a> {
    current: Option<Pair<'a>>,
    /// The closest value above that has an old one.
    nearest: Option<Pair<'a>>,
}

impl<'a> Ratchet<'a> {
    pub(super) fn new(new: &'a Value, old: Option<&'a Value>, node: &'a Node) -> Self {
        Self {
            current: old.map(|old| Pair { new, old, node }),
            nearest: None,
        }
    }

    fn drops(self) -> bool {
        self.current.or(self.nearest).is_some_and(Pair::is_equal)
    }

    fn key(self, key: &str) -> Self {
        match self.current {
            None => self,
            Some(_) if self.nearest.is_none() && matches!(key, "apiVersion" | "kind") => Self::default(),
            Some(pair) => self.below(pair.key(key)),
        }
    }

    fn below(self, pair: Option<Pair<'a>>) -> Self {
        Self {
            current: pair,
            nearest: self.current,
        }
    }

    /// For the rules in `allOf`, which are not dropped by the value itself.
    fn nested(self) -> Self {
        Self {
            current: None,
            nearest: self.nearest,
        }
    }
}

/// The budget is spent: no more rules are run.
struct Spent;

/// The causes so far, and what is left to spend.
pub(super) struct Runner {
    pub(super) budget: i64,
    pub(super) causes: Vec<Cause>,
}

impl Runner {
    pub(super) fn new(budget: i64) -> Self {
        Self {
            budget,
            causes: Vec::new(),
        }
    }

    /// Runs the rules of a whole object.
    pub(super) fn walk<'a>(
        &mut self,
        rules: &Rules,
        value: &'a Value,
        old: Option<&'a Value>,
        node: &'a Node,
        ratchet: Ratchet<'a>,
    ) {
        // What could not be run has its cause.
        let _: Result<(), Spent> = self.at(rules, value, old, node, ratchet, &Path::Root);
    }

    fn at<'a>(
        &mut self,
        rules: &Rules,
        value: &'a Value,
        old: Option<&'a Value>,
        node: &'a Node,
        ratchet: Ratchet<'a>,
        path: &Path<'_>,
    ) -> Result<(), Spent> {
        if value.is_null() {
            return Ok(());
        }
        let old = old.filter(|old| !old.is_null());
        self.run(rules, value, old, ratchet, path)?;
        for nested in &rules.all_of {
            self.at(nested, value, old, node, ratchet.nested(), path)?;
        }
        match value {
            Value::Array(items) => {
                let (Some(below), Some(node_below)) = (&rules.items, node.items.as_deref()) else {
                    return Ok(());
                };
                let old_items = old
                    .and_then(Value::as_array)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let by_key = ByKey::new(node, old_items);
                let pairs = ratchet.current.map(Pair::items).unwrap_or_default();
                for (index, item) in items.iter().enumerate() {
                    let ratchet = match ratchet.current {
                        None => ratchet,
                        Some(_) => ratchet.below(pairs.get(index).copied().flatten()),
                    };
                    self.at(
                        below,
                        item,
                        by_key.get(item),
                        node_below,
                        ratchet,
                        &path.item(index),
                    )?;
                }
            }
            Value::Object(fields) => {
                let old_fields = old.and_then(Value::as_object);
                let old_of = |key: &str| old_fields.and_then(|fields| fields.get(key));
                if let (Some(below), Some(node_below)) = (&rules.values, node.values()) {
                    for (key, value) in fields {
                        let path = path.entry(key);
                        self.at(below, value, old_of(key), node_below, ratchet.key(key), &path)?;
                    }
                }
                for (name, below) in &rules.properties {
                    if let (Some(value), Some(node_below)) = (fields.get(name), node.properties.get(name)) {
                        let path = path.field(name);
                        self.at(below, value, old_of(name), node_below, ratchet.key(name), &path)?;
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    /// Runs the rules of one node.
    fn run(
        &mut self,
        rules: &Rules,
        value: &Value,
        old: Option<&Value>,
        ratchet: Ratchet<'_>,
        path: &Path<'_>,
    ) -> Result<(), Spent> {
        if rules.rules.is_empty() {
            return Ok(());
        }
        if self.budget <= 0 {
            return self.out_of_budget(rules, path);
        }
        let uses_old = rules.rules.iter().any(Rule::uses_old_self);
        let old = old.filter(|_| uses_old);
        for rule in &rules.rules {
            let program = match &rule.program {
                Ok(program) => program,
                Err(reason) => {
                    self.invalid(rules, path, &format!("rule compile error: {reason}"));
                    continue;
                }
            };
            // A rule about changes runs only where there is an old value.
            if program.uses_old_self && old.is_none() && !rule.optional_old_self {
                continue;
            }
            let run = program.test(value, old);
            self.pay(run.cost, rules, path)?;
            match run.result {
                Ok(true) => {}
                Ok(false) => self.failed(rules, rule, value, old, ratchet, path)?,
                Err(Failure::Limit) => {
                    let limit = Failure::Limit;
                    let text = format!(
                        "'{limit}': no further validation rules will be run due to call cost exceeds limit for rule: {}",
                        rule.shown
                    );
                    self.invalid(rules, path, &text);
                    return Err(Spent);
                }
                Err(failure) => {
                    let text = failure.to_string();
                    let text = if text.starts_with("no such overload") {
                        format!(
                            "'{text}': call arguments did not match a supported operator, function or macro signature for rule: {}",
                            rule.shown
                        )
                    } else {
                        format!("{text} evaluating rule: {}", rule.shown)
                    };
                    self.invalid(rules, path, &text);
                }
            }
        }
        Ok(())
    }

    fn pay(&mut self, cost: u64, rules: &Rules, path: &Path<'_>) -> Result<(), Spent> {
        match i64::try_from(cost).ok().filter(|cost| *cost <= self.budget) {
            Some(cost) => {
                self.budget -= cost;
                Ok(())
            }
            None => self.out_of_budget(rules, path),
        }
    }

    fn out_of_budget(&mut self, rules: &Rules, path: &Path<'_>) -> Result<(), Spent> {
        let text =
            "validation failed due to running out of cost budget, no further validation rules will be run";
        self.invalid(rules, path, text);
        Err(Spent)
    }

    /// A cause whose value is the type of the node.
    fn invalid(&mut self, rules: &Rules, path: &Path<'_>, text: &str) {
        let ty = Value::from(rules.ty.as_str());
        self.causes.push(Cause::invalid(path, &ty, text));
    }

    /// A rule is not kept.
    fn failed(
        &mut self,
        rules: &Rules,
        rule: &Rule,
        value: &Value,
        old: Option<&Value>,
        ratchet: Ratchet<'_>,
        path: &Path<'_>,
    ) -> Result<(), Spent> {
        let dropped = !rule.uses_old_self() && ratchet.drops();
        let mut detail = match &rule.text {
            Some(text) => text.clone(),
            None => format!("failed rule: {}", rule.shown),
        };
        if let Some(message) = &rule.message {
            let run = message.text(value, old);
            if i64::try_from(run.cost).map_or(true, |cost| cost > self.budget) {
                let text = "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run";
                if !dropped {
                    self.invalid(rules, path, text);
                }
                return Err(Spent);
            }
            self.budget -= i64::try_from(run.cost).unwrap_or(0);
            if let Ok(text) = run.result {
                let text = text.trim();
                if !text.is_empty() && text.len() <= LONGEST_MESSAGE && !text.contains('\n') {
                    text.clone_into(&mut detail);
                }
            }
        }
        if dropped {
            return Ok(());
        }
        let omits_value = matches!(rules.ty.as_str(), "object" | "array");
        let message = match (rule.reason, omits_value) {
            (Reason::Required, _) => detailed("Required value", &detail),
            (Reason::Forbidden, _) => detailed("Forbidden", &detail),
            (Reason::Duplicate, true) => "Duplicate value".to_owned(),
            (Reason::Duplicate, false) => bad("Duplicate value", value, ""),
            (_, true) => detailed("Invalid value", &detail),
            (_, false) => bad("Invalid value", value, &detail),
        };
        let mut cause = Cause::at(rule.reason, path, message);
        if let Some((shown, steps)) = &rule.field {
            cause.field = match path {
                Path::Root => shown.clone(),
                _ => format!("{}.{shown}", cause.field),
            };
            cause.at.extend(steps.iter().cloned());
        }
        self.causes.push(cause);
        Ok(())
    }
}
