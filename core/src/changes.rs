//! What changes between two states of CustomResourceDefinitions, and the effects on objects and clients.
//!
//! [`compare`] reads no files and asks no cluster: it needs two CRDs.

mod bounds;
mod kind;
mod rule;
mod schemas;
mod values;
mod versions;

use std::fmt;

use serde::Serialize;

use crate::crd::Crd;

pub use rule::{Class, Effect, RULES, Rule};
pub use versions::unconverted;

/// One change of a CRD.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The version, or nothing if the change is one of the kind.
    pub version: String,
    /// The path of the field, such as `.spec.size`, or nothing.
    pub path: String,
    /// The rule.
    pub rule: Rule,
    /// The reason.
    pub reason: String,
}

impl Change {
    /// Whether it breaks objects or requests that were valid before.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.rule.class() == Class::Breaking
    }

    fn of_kind(rule: Rule, reason: impl Into<String>) -> Self {
        Self::of_version("", rule, reason)
    }

    fn of_version(version: &str, rule: Rule, reason: impl Into<String>) -> Self {
        Self {
            version: version.to_owned(),
            path: String::new(),
            rule,
            reason: reason.into(),
        }
    }

    /// The version and the path, as far as there are any.
    #[must_use]
    pub fn place(&self) -> String {
        let parts = [self.version.as_str(), self.path.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place().as_str() {
            "" => write!(f, "{}", self.reason),
            place => write!(f, "`{place}`: {}", self.reason),
        }
    }
}

/// The changes from one state of a CRD to another, sorted by version and path.
///
/// Two CRDs that differ have at least one change.
///
/// ```
/// use kubewright_core::changes::{Class, compare};
/// use kubewright_core::{crd::Crd, yaml};
///
/// let crd = |field: &str| -> Crd {
///     yaml::from_str(&format!("
/// apiVersion: apiextensions.k8s.io/v1
/// kind: CustomResourceDefinition
/// metadata: {{ name: caches.example.com }}
/// spec:
///   group: example.com
///   names: {{ kind: Cache, listKind: CacheList, plural: caches, singular: cache }}
///   scope: Namespaced
///   versions:
///   - name: v1
///     served: true
///     storage: true
///     schema: {{ openAPIV3Schema: {{ type: object, properties: {{ {field}: {{ type: string }} }} }} }}
/// ")).unwrap()
/// };
/// let changes = compare(&crd("size"), &crd("replicas"));
/// assert_eq!(changes[0].to_string(), "`v1 .replicas`: the field is added");
/// assert_eq!(changes[1].to_string(), "`v1 .size`: the field is removed; the API server drops it from stored objects");
/// assert_eq!(changes[1].rule.class(), Class::Breaking);
/// assert_eq!(compare(&crd("size"), &crd("size")), []);
/// ```
#[must_use]
pub fn compare(old: &Crd, new: &Crd) -> Vec<Change> {
    let mut changes = kind::compare(old, new);
    changes.extend(versions::compare(old, new));
    if changes.is_empty() && old != new {
        changes.push(Change::of_kind(Rule::Other, "the CRD changes"));
    }
    changes.sort();
    changes.dedup();
    changes
}

/// The change of a CRD that only one of two states has.
///
/// ```
/// use kubewright_core::changes::{Rule, appears, disappears};
///
/// assert_eq!(appears().rule, Rule::CrdAdded);
/// assert!(disappears().breaks());
/// ```
#[must_use]
pub fn disappears() -> Change {
    let reason = "the CRD is removed; with it, the API server deletes all objects of the kind";
    Change::of_kind(Rule::CrdRemoved, reason)
}

/// The change of a CRD that only the new state has.
#[must_use]
pub fn appears() -> Change {
    Change::of_kind(Rule::CrdAdded, "the CRD is added")
}
