//! CRD upgrades, as OLM v1 judges them before it installs a new version of an operator.
//!
//! OLM v1 is strict: it refuses every change that it cannot prove harmless. `kubewright_core::changes` answers another question,
//! namely what the API server does to stored objects.

mod nodes;
mod rules;
mod versions;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::Bundle;

pub use rules::Rule;

/// A change that OLM v1 refuses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The CRD.
    pub crd: String,
    /// The version, or two versions that are served together and differ (`v1alpha1 -> v1`); nothing if the change is one of the kind.
    pub version: String,
    /// The field, such as `.spec.size`, or nothing.
    pub path: String,
    /// The rule.
    pub rule: Rule,
    /// What changes.
    pub reason: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = [self.version.as_str(), self.path.as_str()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        match place.is_empty() {
            true => write!(f, "`{}`: {}", self.crd, self.reason),
            false => write!(f, "`{}`, `{}`: {}", self.crd, place.join(" "), self.reason),
        }
    }
}

/// The changes between the CRDs of two bundles that OLM v1 refuses. New CRDs and removed ones are not compared.
#[must_use]
pub fn compare_bundles(old: &Bundle, new: &Bundle) -> Vec<Change> {
    let old_crd = |name: &str| old.crds().find(|crd| crd.name() == name);
    let pairs = new.crds().filter_map(|crd| Some((old_crd(crd.name())?, crd)));
    pairs
        .flat_map(|(old, new)| compare(&old.object, &new.object))
        .collect()
}

/// The changes between two versions of a CRD that OLM v1 refuses, sorted.
///
/// ```
/// use kubewright_bundle::upgrade::compare;
/// use serde_json::json;
///
/// let crd = |schema| json!({
///     "metadata": { "name": "caches.example.com" },
///     "spec": {
///         "scope": "Namespaced",
///         "versions": [{
///             "name": "v1",
///             "served": true,
///             "storage": true,
///             "schema": { "openAPIV3Schema": { "type": "object", "properties": { "size": schema } } },
///         }],
///     },
/// });
/// let changes = compare(&crd(json!({ "type": "integer" })), &crd(json!({ "type": "integer", "maximum": 3 })));
/// assert_eq!(changes[0].to_string(), "`caches.example.com`, `v1 .size`: `maximum` 3 is added");
/// ```
#[must_use]
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let crd = new["metadata"]["name"].as_str().unwrap_or_default();
    let mut changes = of_kind(old, new);
    for (name, before, after) in versions::same(old, new) {
        changes.extend(of_schemas(&name, before, after, true));
    }
    if new["spec"]["conversion"]["strategy"] != "Webhook" {
        let known: BTreeSet<_> = versions::served_together(old)
            .into_iter()
            .flat_map(|(pair, older, newer)| of_schemas(&pair, older, newer, false))
            .collect();
        let pairs = versions::served_together(new).into_iter();
        let found = pairs.flat_map(|(pair, older, newer)| of_schemas(&pair, older, newer, false));
        changes.extend(found.filter(|change| !known.contains(change)));
    }
    for change in &mut changes {
        crd.clone_into(&mut change.crd);
    }
    changes.sort();
    changes.dedup();
    changes
}

/// The changes outside of schemas.
fn of_kind(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    let (from, to) = (&old["spec"]["scope"], &new["spec"]["scope"]);
    if from != to {
        let reason = format!("the scope changes from {from} to {to}");
        changes.push(change("", "", Rule::Scope, reason));
    }
    let present: Vec<_> = versions::all(new)
        .iter()
        .map(|version| &version["name"])
        .collect();
    for stored in versions::stored(old) {
        if !present.contains(&&stored) {
            let reason = format!("the version {stored} is removed, and objects may be stored in it");
            changes.push(change("", "", Rule::StoredVersion, reason));
        }
    }
    changes
}

/// The changes of one schema to another; `fields_stay` if a field of the first has to be in the other.
fn of_schemas(version: &str, old: &Value, new: &Value, fields_stay: bool) -> Vec<Change> {
    let (old, new) = (nodes::all(old), nodes::all(new));
    let mut changes = Vec::new();
    let nothing = Value::Object(serde_json::Map::new());
    for (path, before) in &old {
        let after = match new.get(path) {
            None if fields_stay => {
                let reason = "the field is removed".to_owned();
                changes.push(change(version, path, Rule::FieldRemoved, reason));
                continue;
            }
            after => after.unwrap_or(&nothing),
        };
        let found = rules::broken(before, after).into_iter();
        changes.extend(found.map(|(rule, reason)| change(version, path, rule, reason)));
    }
    changes
}

fn change(version: &str, path: &str, rule: Rule, reason: String) -> Change {
    Change {
        crd: String::new(),
        version: version.to_owned(),
        path: path.to_owned(),
        rule,
        reason,
    }
}
