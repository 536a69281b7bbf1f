//! What OLM v1 refuses in a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A reason to refuse an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The scope changes.
    Scope,
    /// A version in which objects are stored disappears.
    StoredVersion,
    /// A field disappears.
    FieldRemoved,
    /// The type changes.
    Type,
    /// A field becomes required.
    Required,
    /// A default is added, changed or removed.
    Default,
    /// An enum is added, or loses a value.
    Enum,
    /// A bound is added, or becomes narrower.
    Bound,
    /// A pattern is added, changed or removed.
    Pattern,
    /// `null` is allowed or forbidden.
    Nullable,
    /// The alternatives of `oneOf` change.
    OneOf,
    /// Anything else changes.
    Other,
}

impl Rule {
    /// Its name in reports.
    ///
    /// ```
    /// assert_eq!(kubewright_bundle::upgrade::Rule::FieldRemoved.name(), "field-removed");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::StoredVersion => "stored-version",
            Self::FieldRemoved => "field-removed",
            Self::Type => "type",
            Self::Required => "required",
            Self::Default => "default",
            Self::Enum => "enum",
            Self::Bound => "bound",
            Self::Pattern => "pattern",
            Self::Nullable => "nullable",
            Self::OneOf => "one-of",
            Self::Other => "other",
        }
    }
}

/// Keywords that no rule is about: texts for readers.
const TEXTS: [&str; 1] = ["description"];

const LOWER: [&str; 4] = ["minimum", "minItems", "minLength", "minProperties"];
const UPPER: [&str; 4] = ["maximum", "maxItems", "maxLength", "maxProperties"];

/// The keywords of a rule, and its check of their old and new values.
type Check = (
    Rule,
    &'static [&'static str],
    fn(&str, &Value, &Value) -> Option<String>,
);

const CHECKS: [Check; 9] = [
    (Rule::Type, &["type"], changed),
    (Rule::Required, &["required"], required),
    (Rule::Default, &["default"], changed),
    (Rule::Enum, &["enum"], enumeration),
    (Rule::Bound, &LOWER, lower),
    (Rule::Bound, &UPPER, upper),
    (Rule::Pattern, &["pattern"], changed),
    (Rule::Nullable, &["nullable"], changed),
    (Rule::OneOf, &["oneOf"], alternatives),
];

/// The rules that a change of a node breaks, with the reasons.
pub(super) fn broken(old: &Value, new: &Value) -> Vec<(Rule, String)> {
    let (mut old, mut new) = (fields(old), fields(new));
    for text in TEXTS {
        old.remove(text);
        new.remove(text);
    }
    let mut found = Vec::new();
    for (rule, keywords, check) in CHECKS {
        for keyword in keywords {
            let values = [&mut old, &mut new].map(|fields| fields.remove(*keyword).unwrap_or_default());
            let [before, after] = values;
            if before != after {
                found.extend(check(keyword, &before, &after).map(|reason| (rule, reason)));
            }
        }
    }
    let keywords: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let differ: Vec<_> = keywords
        .into_iter()
        .filter(|keyword| old.get(*keyword) != new.get(*keyword))
        .map(|keyword| format!("`{keyword}`"))
        .collect();
    if !differ.is_empty() {
        let what = match &differ[..] {
            [one] => format!("{one} changes"),
            several => format!("{} change", several.join(", ")),
        };
        found.push((Rule::Other, format!("{what}, which OLM v1 does not judge")));
    }
    found
}

/// The keywords of a node; an empty value is none.
fn fields(node: &Value) -> Map<String, Value> {
    let mut fields = node.as_object().cloned().unwrap_or_default();
    fields.retain(|_, value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    });
    fields
}

fn changed(keyword: &str, old: &Value, new: &Value) -> Option<String> {
    let reason = match (old, new) {
        (Value::Null, new) => format!("`{keyword}` {new} is added"),
        (old, Value::Null) => format!("`{keyword}` {old} is removed"),
        (old, new) => format!("`{keyword}` changes from {old} to {new}"),
    };
    Some(reason)
}

fn required(_: &str, old: &Value, new: &Value) -> Option<String> {
    let added = only_in(new, old);
    (!added.is_empty()).then(|| format!("{} becomes required", added.join(", ")))
}

fn enumeration(_: &str, old: &Value, new: &Value) -> Option<String> {
    let gone = only_in(old, new);
    match old {
        Value::Null => Some("an enum is added".to_owned()),
        _ => (!gone.is_empty()).then(|| format!("the enum loses {}", gone.join(", "))),
    }
}

fn lower(keyword: &str, old: &Value, new: &Value) -> Option<String> {
    bound(keyword, old, new, |old, new| new > old)
}

fn upper(keyword: &str, old: &Value, new: &Value) -> Option<String> {
    bound(keyword, old, new, |old, new| new < old)
}

fn bound(keyword: &str, old: &Value, new: &Value, narrower: fn(f64, f64) -> bool) -> Option<String> {
    match (old.as_f64(), new.as_f64()) {
        (None, Some(_)) => Some(format!("`{keyword}` {new} is added")),
        (Some(before), Some(after)) if narrower(before, after) => {
            Some(format!("`{keyword}` changes from {old} to {new}"))
        }
        _ => None,
    }
}

fn alternatives(keyword: &str, old: &Value, new: &Value) -> Option<String> {
    let bare = |schemas: &Value| -> BTreeSet<String> {
        let mut schemas = schemas.as_array().cloned().unwrap_or_default();
        for schema in schemas.iter_mut().filter_map(Value::as_object_mut) {
            for text in ["description", "title", "example", "externalDocs"] {
                schema.remove(text);
            }
        }
        schemas.iter().map(Value::to_string).collect()
    };
    (bare(old) != bare(new)).then(|| format!("the schemas of `{keyword}` change"))
}

/// The items of one list that the other does not have, sorted, as JSON in backticks.
fn only_in(one: &Value, other: &Value) -> Vec<String> {
    let items = |value: &Value| -> BTreeSet<String> {
        let items = value.as_array().into_iter().flatten();
        items
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect()
    };
    let other = items(other);
    let only = items(one).into_iter().filter(|item| !other.contains(item));
    only.map(|item| format!("`{item}`")).collect()
}
