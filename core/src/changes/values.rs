//! Enums, patterns, formats, defaults and rules.

use serde_json::Value;

use super::Rule;
use crate::schema::{Schema, Validation};

pub(super) fn compare(old: &Schema, new: &Schema, mut add: impl FnMut(Rule, String)) {
    enums(&old.enumeration, &new.enumeration, &mut add);
    pattern(old, new, &mut add);
    format(old, new, &mut add);
    rules(&old.validations, &new.validations, &mut add);
    checks(old, new, &mut add);
    match (&old.default, &new.default) {
        (None, Some(after)) => add(
            Rule::Default,
            format!("the default {after} is added; stored objects without the field are read with it"),
        ),
        (Some(before), None) => add(
            Rule::Default,
            format!("the default {before} is removed; objects without the field are read without it"),
        ),
        (Some(before), Some(after)) if before != after => add(
            Rule::Default,
            format!("the default changes from {before} to {after}, for stored objects without the field too"),
        ),
        (Some(_) | None, _) => {}
    }
}

fn enums(old: &[Value], new: &[Value], add: &mut impl FnMut(Rule, String)) {
    let without = |all: &[Value], known: &[Value]| -> Vec<String> {
        let others = all.iter().filter(|value| !known.contains(value));
        others.map(Value::to_string).collect()
    };
    match (old.is_empty(), new.is_empty()) {
        (true, true) => return,
        (true, false) => return add(Rule::Enum, "an enum is added".to_owned()),
        (false, true) => return add(Rule::EnumWidened, "the enum is removed".to_owned()),
        (false, false) => {}
    }
    let (gone, added) = (without(old, new), without(new, old));
    if !gone.is_empty() {
        add(Rule::Enum, format!("the enum no longer has {}", gone.join(", ")));
    }
    if !added.is_empty() {
        add(
            Rule::EnumWidened,
            format!(
                "the enum also has {}; clients that know only the other values may fail to read it",
                added.join(", ")
            ),
        );
    }
    if gone.is_empty() && added.is_empty() && old != new {
        add(Rule::Documentation, "the order of the enum changes".to_owned());
    }
}

fn pattern(old: &Schema, new: &Schema, add: &mut impl FnMut(Rule, String)) {
    match (&old.pattern, &new.pattern) {
        (Some(before), Some(after)) if before != after => add(
            Rule::Pattern,
            format!("the pattern changes from `{before}` to `{after}`"),
        ),
        (None, Some(after)) => add(Rule::Pattern, format!("the pattern `{after}` is added")),
        (Some(before), None) => add(Rule::PatternRemoved, format!("the pattern `{before}` is removed")),
        (Some(_) | None, _) => {}
    }
}

fn format(old: &Schema, new: &Schema, add: &mut impl FnMut(Rule, String)) {
    match (&old.format, &new.format) {
        (Some(before), Some(after)) if before != after => {
            add(
                Rule::Format,
                format!("the format changes from `{before}` to `{after}`"),
            );
        }
        (None, Some(after)) => add(Rule::Format, format!("the format `{after}` is added")),
        (Some(before), None) => add(Rule::FormatRemoved, format!("the format `{before}` is removed")),
        (Some(_) | None, _) => {}
    }
}

fn rules(old: &[Validation], new: &[Validation], add: &mut impl FnMut(Rule, String)) {
    let find = |all: &'_ [Validation], rule: &str| all.iter().find(|one| one.rule == rule).cloned();
    for rule in new {
        match find(old, &rule.rule) {
            None => add(Rule::Check, format!("the rule `{}` is added", rule.rule)),
            Some(before) if before.optional_old_self != rule.optional_old_self => add(
                Rule::Check,
                format!("`optionalOldSelf` of the rule `{}` changes", rule.rule),
            ),
            Some(before) if !same(&before, rule) => add(
                Rule::CheckRemoved,
                format!("the message of the rule `{}` changes", rule.rule),
            ),
            Some(_) => {}
        }
    }
    for rule in old.iter().filter(|rule| find(new, &rule.rule).is_none()) {
        add(Rule::CheckRemoved, format!("the rule `{}` is removed", rule.rule));
    }
}

/// Whether two rules are the same, wherever they come from.
fn same(one: &Validation, other: &Validation) -> bool {
    let bare = |rule: &Validation| Validation {
        place: None,
        ..rule.clone()
    };
    bare(one) == bare(other)
}

fn checks(old: &Schema, new: &Schema, add: &mut impl FnMut(Rule, String)) {
    let checks = |schema: &Schema| {
        (
            schema.all_of.clone(),
            schema.any_of.clone(),
            schema.one_of.clone(),
            schema.not.clone(),
        )
    };
    if checks(old) == checks(new) {
        return;
    }
    let has_checks =
        !new.all_of.is_empty() || !new.any_of.is_empty() || !new.one_of.is_empty() || new.not.is_some();
    match has_checks {
        true => add(
            Rule::Check,
            "the checks in `allOf`, `anyOf`, `oneOf` or `not` change".to_owned(),
        ),
        false => add(
            Rule::CheckRemoved,
            "the checks in `allOf`, `anyOf`, `oneOf` or `not` are removed".to_owned(),
        ),
    }
}
