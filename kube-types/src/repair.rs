//! What strict schemas repair.

use serde_json::{Map, Value, json};

use crate::json::object;

/// A difference between the schema that kube writes and a strict one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// The path of the field, such as `.spec.size`; empty for the kind.
    pub path: String,
    /// What happens without it.
    pub effect: Effect,
    /// What kube writes, and what a strict schema has instead.
    pub text: String,
}

/// What happens without a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// kube panics, or the API server rejects the CRD.
    Refused,
    /// The API server accepts the CRD, and loses data, rejects objects that the Rust type reads, or does not check a bound.
    Lost,
}

impl std::fmt::Display for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = if self.path.is_empty() {
            "the kind"
        } else {
            &self.path
        };
        write!(f, "{path}: {}", self.text)
    }
}

/// The key with repairs that were made while a schema was read. No JSON of anybody has it.
pub(crate) const REPAIRS: &str = "\u{1}repairs";

/// Notes a repair in the schema that it is about.
pub(crate) fn note(schema: &mut Value, effect: Effect, text: &str) {
    note_in(object(schema), effect, text);
}

/// The same, for the keywords of a schema.
pub(crate) fn note_in(map: &mut Map<String, Value>, effect: Effect, text: &str) {
    let refused = effect == Effect::Refused;
    if let Value::Array(all) = map.entry(REPAIRS).or_insert_with(|| json!([])) {
        all.push(json!([refused, text]));
    }
}
