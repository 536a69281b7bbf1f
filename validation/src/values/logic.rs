//! `allOf`, `anyOf`, `oneOf` and `not`.

use serde_json::Value;

use super::judge;
use super::outcome::{Failure, Outcome};
use crate::go;
use crate::node::Node;
use crate::path::Path;

pub(super) fn check(value: &Value, node: &Node, path: &Path<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    check_any(value, node, path, &mut outcome);
    check_one(value, node, path, &mut outcome);
    check_all(value, node, path, &mut outcome);
    if let Some(not) = &node.not
        && judge(value, not, path, None).failures.is_empty()
    {
        let message = format!("{} must not validate the schema (not)", quoted(path));
        outcome.add(Failure::of_object(path, message));
    }
    outcome.matches += 1;
    outcome
}

fn quoted(path: &Path<'_>) -> String {
    go::quote(&path.dotted())
}

/// Keeps the outcome with the most passed checks; the first one of several.
fn keep_best(best: &mut Option<Outcome>, outcome: Outcome) {
    if best.as_ref().is_none_or(|best| outcome.matches > best.matches) {
        *best = Some(outcome);
    }
}

fn check_any(value: &Value, node: &Node, path: &Path<'_>, outcome: &mut Outcome) {
    if node.any_of.is_empty() {
        return;
    }
    let mut best = None;
    for branch in &node.any_of {
        let judged = judge(value, branch, path, None);
        if judged.failures.is_empty() {
            outcome.merge(judged);
            return;
        }
        keep_best(&mut best, judged);
    }
    let message = format!("{} must validate at least one schema (anyOf)", quoted(path));
    outcome.add(Failure::of_object(path, message));
    outcome.merge(best.unwrap_or_default());
}

fn check_one(value: &Value, node: &Node, path: &Path<'_>, outcome: &mut Outcome) {
    if node.one_of.is_empty() {
        return;
    }
    let mut best = None;
    let mut first = None;
    let mut valid = 0;
    for branch in &node.one_of {
        let judged = judge(value, branch, path, None);
        if judged.failures.is_empty() {
            valid += 1;
            best = None;
            first.get_or_insert(judged);
        } else if valid == 0 {
            keep_best(&mut best, judged);
        }
    }
    if valid == 1 {
        outcome.merge(first.unwrap_or_default());
        return;
    }
    let found = match valid {
        0 => "Found none valid".to_owned(),
        count => format!("Found {count} valid alternatives"),
    };
    let message = format!(
        "{} must validate one and only one schema (oneOf). {found}",
        quoted(path)
    );
    outcome.add(Failure::of_object(path, message));
    outcome.merge(best.unwrap_or_default());
}

fn check_all(value: &Value, node: &Node, path: &Path<'_>, outcome: &mut Outcome) {
    let mut valid = 0;
    for branch in &node.all_of {
        let judged = judge(value, branch, path, None);
        valid += usize::from(judged.failures.is_empty());
        outcome.merge(judged);
    }
    if valid != node.all_of.len() {
        let none = if valid == 0 { ". None validated" } else { "" };
        let message = format!("{} must validate all the schemas (allOf){none}", quoted(path));
        outcome.add(Failure::of_object(path, message));
    }
}
