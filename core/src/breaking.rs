//! What a new CustomResourceDefinition does to objects that are stored under the old one.
//!
//! [`compare`] reads no files and asks no cluster: it needs two CRDs.

mod schemas;

use std::fmt;

use crate::crd::{Crd, CrdVersion};

/// A way in which a CRD breaks objects that were valid before. [`RULES`] lists all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Objects move into or out of namespaces.
    Scope,
    /// A version disappears, and objects may be stored in it.
    VersionRemoved,
    /// A version is no longer served.
    VersionNotServed,
    /// Another version is stored, and versions with different schemas are not converted.
    StorageMoved,
    /// Versions have different schemas, and are not converted.
    NoConversion,
    /// A field disappears.
    FieldRemoved,
    /// A field or value gets another type.
    TypeChanged,
    /// A field becomes required and has no default.
    Required,
    /// `null` is no longer valid.
    NotNullable,
    /// Unknown fields are no longer kept.
    Pruned,
    /// A bound admits fewer values.
    Bound,
    /// An enum admits fewer values.
    Enum,
    /// A pattern appears or changes.
    Pattern,
    /// A format appears or changes.
    Format,
    /// A CEL rule or another value check appears.
    Check,
    /// A list gets another type, or other keys.
    List,
}

/// Every rule, with what it does to stored objects.
pub const RULES: [(Rule, Effect); 16] = [
    (Rule::Scope, Effect::CrdRejected),
    (Rule::VersionRemoved, Effect::CrdRejected),
    (Rule::VersionNotServed, Effect::NotServed),
    (Rule::StorageMoved, Effect::Pruned),
    (Rule::NoConversion, Effect::Pruned),
    (Rule::FieldRemoved, Effect::Pruned),
    (Rule::TypeChanged, Effect::Rejected),
    (Rule::Required, Effect::Rejected),
    (Rule::NotNullable, Effect::Pruned),
    (Rule::Pruned, Effect::Pruned),
    (Rule::Bound, Effect::Rejected),
    (Rule::Enum, Effect::Rejected),
    (Rule::Pattern, Effect::Rejected),
    (Rule::Format, Effect::Rejected),
    (Rule::Check, Effect::Rejected),
    (Rule::List, Effect::Rejected),
];

/// What the API server does, at worst, once the new CRD is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It rejects the CRD.
    CrdRejected,
    /// It answers requests for the version with 404.
    NotServed,
    /// It drops fields of objects.
    Pruned,
    /// It rejects objects that it took before.
    Rejected,
}

/// One change that breaks stored objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// The version, or nothing if the change is one of the kind.
    pub version: String,
    /// The path of the field, such as `.spec.size`, or nothing.
    pub path: String,
    /// The rule.
    pub rule: Rule,
    /// The reason.
    pub reason: String,
}

impl Rule {
    /// Returns what it does to stored objects, at worst.
    #[must_use]
    pub fn effect(self) -> Effect {
        let effect = RULES.iter().find(|(rule, _)| *rule == self);
        effect.map_or(Effect::Rejected, |(_, effect)| *effect)
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = [self.version.as_str(), self.path.as_str()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        match place.is_empty() {
            true => write!(f, "{}", self.reason),
            false => write!(f, "`{}`: {}", place.join(" "), self.reason),
        }
    }
}

/// The changes from `old` to `new` that break stored objects, sorted by version and path.
///
/// ```
/// use kubewright_core::breaking::compare;
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
/// let breaks = compare(&crd("size"), &crd("replicas"));
/// assert_eq!(breaks[0].to_string(), "`v1 .size`: the field is removed; the API server drops it from stored objects");
/// assert_eq!(compare(&crd("size"), &crd("size")), []);
/// ```
#[must_use]
pub fn compare(old: &Crd, new: &Crd) -> Vec<Break> {
    let mut breaks = Vec::new();
    let (from, to) = (&old.spec.scope, &new.spec.scope);
    if from != to {
        breaks.push(of_kind(
            Rule::Scope,
            format!("the scope changes from `{from}` to `{to}`; the API server rejects that, so delete the CRD and its objects first"),
        ));
    }
    for version in &old.spec.versions {
        breaks.extend(version_changes(version, find(new, &version.name)));
    }
    let stored = |crd: &Crd| {
        let mut versions = crd.spec.versions.iter();
        versions
            .find(|version| version.storage)
            .map(|version| version.name.clone())
    };
    if let (Some(from), Some(to)) = (stored(old), stored(new))
        && from != to
        && !converts(new)
        && let (Some(before), Some(after)) = (find(old, &from), find(new, &to))
        && !schemas::same(before, after)
    {
        breaks.push(of_kind(
            Rule::StorageMoved,
            format!("the stored version moves from `{from}` to `{to}`, whose schema differs, without a conversion webhook"),
        ));
    }
    breaks.extend(unconverted(new).filter(|_| unconverted(old).is_none()));
    breaks.sort();
    breaks.dedup();
    breaks
}

/// The versions of a CRD that differ and are not converted.
///
/// The API server then only changes `apiVersion`, and drops the fields that the other version does not have.
#[must_use]
pub fn unconverted(crd: &Crd) -> Option<Break> {
    if converts(crd) {
        return None;
    }
    let mut versions = crd.spec.versions.iter();
    let first = versions.next()?;
    let other = versions.find(|other| !schemas::same(first, other))?;
    Some(of_kind(
        Rule::NoConversion,
        format!(
            "`{}` and `{}` have different schemas and no conversion webhook; the API server drops the fields that one of them does not have",
            first.name, other.name
        ),
    ))
}

fn version_changes(old: &CrdVersion, new: Option<&CrdVersion>) -> Vec<Break> {
    let of_version = |rule, reason: &str| Break {
        version: old.name.clone(),
        path: String::new(),
        rule,
        reason: reason.to_owned(),
    };
    let Some(new) = new else {
        let reason =
            "the version is removed; the API server rejects that while `status.storedVersions` lists it";
        return vec![of_version(Rule::VersionRemoved, reason)];
    };
    let mut breaks = Vec::new();
    if old.served && !new.served {
        let reason = "the version is no longer served; clients that use it get 404";
        breaks.push(of_version(Rule::VersionNotServed, reason));
    }
    breaks.extend(schemas::compare(old, new));
    breaks
}

fn of_kind(rule: Rule, reason: String) -> Break {
    Break {
        version: String::new(),
        path: String::new(),
        rule,
        reason,
    }
}

fn find<'c>(crd: &'c Crd, name: &str) -> Option<&'c CrdVersion> {
    crd.spec.versions.iter().find(|version| version.name == name)
}

fn converts(crd: &Crd) -> bool {
    let conversion = crd.spec.conversion.as_ref();
    conversion.is_some_and(|conversion| conversion["strategy"] == "Webhook")
}
