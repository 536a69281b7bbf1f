//! The CEL rules of a schema.

mod compiled;
mod field_path;
mod run;

use std::collections::BTreeMap;

use kubewright_core::schema::Schema;
use serde_json::Value;

use crate::cause::{Cause, Reason};
use crate::node::Node;
use compiled::Rule;
use run::{Ratchet, Runner};

/// The most that all rules of an object may cost together.
pub(crate) const BUDGET: i64 = 10_000_000;

/// The rules of a node and of the nodes below it.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    /// The `type` of the node.
    ty: String,
    items: Option<Box<Rules>>,
    properties: BTreeMap<String, Rules>,
    values: Option<Box<Rules>>,
    all_of: Vec<Rules>,
}

impl Rules {
    /// The rules of a whole object, or of a part of it; `None` if it has none where the API server looks for them.
    pub(crate) fn new(schema: &Schema, is_root: bool) -> Option<Self> {
        if !has_rules(schema) {
            return None;
        }
        Some(Self::build(schema, schema, is_root).unwrap_or_default())
    }

    pub(crate) fn all_compile(&self) -> bool {
        let below = [&self.items, &self.values].into_iter().flatten();
        self.rules.iter().all(|rule| rule.program.is_ok())
            && below.map(|below| &**below).all(Self::all_compile)
            && self
                .properties
                .values()
                .chain(&self.all_of)
                .all(Self::all_compile)
    }

    /// The rules that `validation` has for values of `node`. The two differ below `allOf`.
    fn build(validation: &Schema, node: &Schema, root: bool) -> Option<Self> {
        let mut built = Self {
            rules: compiled::compile(validation, node, root),
            ty: node.ty.clone().unwrap_or_default(),
            ..Self::default()
        };
        if let (Some(validation), Some(node)) = (&validation.items, &node.items) {
            built.items = Self::build(validation, node, false).map(Box::new);
        }
        for (name, validation) in validation.properties.iter() {
            if let Some(rules) = node
                .properties
                .get(name)
                .and_then(|node| Self::build(validation, node, false))
            {
                built.properties.insert(name.clone(), rules);
            }
        }
        if let (Some(validation), Some(node)) = (validation.values(), node.values()) {
            built.values = Self::build(validation, node, false).map(Box::new);
        }
        built.all_of = validation
            .all_of
            .iter()
            .filter_map(|nested| Self::build(nested, node, root))
            .collect();
        let empty = built.rules.is_empty()
            && built.items.is_none()
            && built.properties.is_empty()
            && built.values.is_none()
            && built.all_of.is_empty();
        (!empty).then_some(built)
    }

    /// Runs all rules, unless other causes say that the object is no fit for them.
    pub(crate) fn check(&self, object: &Value, old: Option<&Value>, node: &Node, causes: &mut Vec<Cause>) {
        if causes.iter().any(|cause| cause.reason.blocks_rules()) {
            let text = "Invalid value: null: some validation rules were not checked because the object was invalid; \
                        correct the existing errors to complete validation";
            causes.push(Cause::new(Reason::Invalid, "<nil>", text));
            return;
        }
        let mut runner = Runner::new(BUDGET);
        runner.walk(self, object, old, node, Ratchet::new(object, old, node));
        causes.extend(runner.causes);
    }

    /// Runs the rules on a default, which must be valid both where it replaces an equal value and where it is new.
    pub(crate) fn check_default(&self, default: &Value, node: &Node, budget: &mut i64) -> Vec<Cause> {
        let run = |old| {
            let mut runner = Runner::new(*budget);
            runner.walk(self, default, old, node, Ratchet::default());
            runner
        };
        let replaced = run(Some(default));
        if !replaced.causes.is_empty() {
            return replaced.causes;
        }
        let new = run(None);
        *budget = replaced.budget.min(new.budget);
        new.causes
    }
}

/// Whether the API server looks for rules at all. It does not find those that are only in `allOf`.
fn has_rules(schema: &Schema) -> bool {
    !schema.validations.is_empty()
        || schema.items.as_deref().is_some_and(has_rules)
        || schema.values().is_some_and(has_rules)
        || schema.properties.values().any(has_rules)
}
