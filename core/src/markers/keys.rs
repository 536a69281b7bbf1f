//! Markers of map keys. A schema cannot restrict keys, so these become CEL rules of the map.

use serde::Deserialize;
use serde_json::Value;

use super::slot::Slot;
use super::{Arg, Def, SchemaMarker};
use crate::{diagnostic::Message, schema::Validation};

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<MinLength>(),
    Def::schema::<MaxLength>(),
    Def::schema::<Pattern>(),
    Def::schema::<Enum>(),
];

macro_rules! length {
    ($type:ident, $name:literal, $sign:tt, $limit:literal, $other:literal, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(u64);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = "x-kubernetes-validations";
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("int", "the number of characters")];

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                const START: &str = concat!("size(key) ", stringify!($sign), " ");
                const OTHER: &str = concat!("size(key) ", $other, " ");
                let condition = format!("{START}{}", self.0);
                once(slot, START, &condition)?;
                let others: Vec<u64> = conditions(slot, OTHER)
                    .filter_map(|limit| limit.parse().ok())
                    .collect();
                let fits = |other: u64| other $sign self.0;
                if let Some(other) = others.into_iter().find(|other| !fits(*other)) {
                    return Err(Message::new(format!(
                        "leaves no valid key: another marker has `{other}`"
                    ))
                    .help("change one of the two"));
                }
                every_key(
                    slot,
                    &condition,
                    format!(concat!("keys must have ", $limit, " {} characters"), self.0),
                )
            }
        }
    };
}

length!(
    MinLength,
    "kubebuilder:validation:keys:MinLength",
    >=,
    "at least",
    "<=",
    "The minimum length of the map's keys, in characters; becomes a CEL rule."
);
length!(
    MaxLength,
    "kubebuilder:validation:keys:MaxLength",
    <=,
    "at most",
    ">=",
    "The maximum length of the map's keys, in characters; becomes a CEL rule."
);

#[derive(Deserialize)]
struct Pattern(String);

impl SchemaMarker for Pattern {
    const NAME: &'static str = "kubebuilder:validation:keys:Pattern";
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str =
        "A regular expression that every key of the map must match; becomes a CEL rule.";
    const ARGS: &'static [Arg] = &[Arg::value(
        "string",
        "the expression; in backticks it needs no escapes",
    )];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        let condition = format!("key.matches({})", quoted(&self.0));
        every_key(slot, &condition, format!("keys must match {}", self.0))
    }
}

#[derive(Deserialize)]
struct Enum(Vec<Value>);

impl SchemaMarker for Enum {
    const NAME: &'static str = "kubebuilder:validation:keys:Enum";
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "The allowed keys of the map; becomes a CEL rule.";
    const ARGS: &'static [Arg] = &[Arg::value("list", "the keys")];

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        // Keys are strings, whatever they look like.
        let names: Vec<_> = self
            .0
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let list: Vec<_> = names.iter().map(|name| quoted(name)).collect();
        let condition = format!("key in [{}]", list.join(", "));
        once(slot, "key in ", &condition)?;
        every_key(
            slot,
            &condition,
            format!("keys must be one of {}", names.join(", ")),
        )
    }
}

/// What follows `start` in the conditions for keys that other markers set, here and on the type.
fn conditions<'s>(slot: &'s Slot<'_>, start: &'s str) -> impl Iterator<Item = &'s str> {
    let rules = slot.own.validations.iter().chain(&slot.base.validations);
    rules.filter_map(move |rule| condition_of(rule)?.strip_prefix(start))
}

/// The condition of a rule that [`every_key`] made.
fn condition_of(rule: &Validation) -> Option<&str> {
    let condition = rule.rule.strip_prefix("self.all(key, ")?;
    condition.strip_suffix(')')
}

/// Checks that no marker in the same place sets another condition that begins in the same way.
fn once(slot: &Slot<'_>, start: &str, condition: &str) -> Result<(), Message> {
    let mut before = slot.own.validations.iter().filter_map(condition_of);
    match before.any(|before| before.starts_with(start) && before != condition) {
        true => Err(Message::new("contradicts the marker above").help("keep one of the two")),
        false => Ok(()),
    }
}

fn every_key(slot: &mut Slot<'_>, condition: &str, message: String) -> Result<(), Message> {
    let place = Some(slot.place);
    if slot.base.values().is_none() && !slot.base.opaque {
        return Err(
            Message::new("applies to maps, but this is not a map").help("remove it, or use another type")
        );
    }
    let rule = format!("self.all(key, {condition})");
    slot.object()?.validations.push(Validation {
        rule,
        message: Some(message),
        place,
        ..Validation::default()
    });
    Ok(())
}

/// A CEL string literal; JSON's escapes are valid in CEL.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
