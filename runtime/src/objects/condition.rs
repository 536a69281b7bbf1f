//! Status conditions, as `metav1.Condition`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use k8s_openapi::jiff::Timestamp;
use kube::Resource;

/// The status of a condition.
///
/// ```
/// use kubewright_runtime::condition::{self, Verdict};
///
/// assert_eq!(Verdict::from(true), Verdict::True);
/// let condition = condition::new("Available", Verdict::Unknown, "NotAsked", "nobody has looked yet");
/// assert_eq!(condition.status, "Unknown");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The condition holds.
    True,
    /// The condition does not hold.
    False,
    /// It is not known whether the condition holds.
    Unknown,
}

impl Verdict {
    /// Returns the value of the condition's `status` field.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Unknown => "Unknown",
        }
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        match holds {
            true => Self::True,
            false => Self::False,
        }
    }
}

/// Creates a condition whose transition time is now. `reason` is one word in `CamelCase` for programs, `message` is for
/// people.
#[must_use]
pub fn new(
    kind: impl Into<String>,
    verdict: impl Into<Verdict>,
    reason: impl Into<String>,
    message: impl Into<String>,
) -> Condition {
    Condition {
        type_: kind.into(),
        status: verdict.into().as_str().to_owned(),
        reason: reason.into(),
        message: message.into(),
        last_transition_time: Time(Timestamp::now()),
        observed_generation: None,
    }
}

/// Sets a condition: replaces the one of the same type, or appends it. Returns whether anything changed.
///
/// The transition time is kept if the status stays the same, so setting an equal condition again changes nothing.
///
/// ```
/// use kubewright_runtime::condition;
///
/// let mut conditions = Vec::new();
/// assert!(condition::set(&mut conditions, condition::new("Available", false, "Starting", "no replica is ready"), Some(1)));
/// assert!(!condition::set(&mut conditions, condition::new("Available", false, "Starting", "no replica is ready"), Some(1)));
/// assert!(condition::set(&mut conditions, condition::new("Available", true, "Ready", "3 replicas are ready"), Some(1)));
/// assert!(condition::is_true(&conditions, "Available"));
/// ```
pub fn set(conditions: &mut Vec<Condition>, new: Condition, observed_generation: Option<i64>) -> bool {
    let mut new = new;
    if observed_generation.is_some() {
        new.observed_generation = observed_generation;
    }
    let Some(old) = conditions.iter_mut().find(|old| old.type_ == new.type_) else {
        conditions.push(new);
        return true;
    };
    if old.status == new.status {
        new.last_transition_time = old.last_transition_time.clone();
    }
    let changed = *old != new;
    *old = new;
    changed
}

/// Methods for the conditions of a status.
///
/// ```
/// use kubewright_runtime::condition::ConditionsExt as _;
/// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
///
/// let mut object = ConfigMap::default();
/// object.metadata.generation = Some(2);
/// let mut conditions = Vec::new();
/// assert!(conditions.set(&object, "Available", true, "Ready", "3 replicas are ready"));
/// assert!(!conditions.set(&object, "Available", true, "Ready", "3 replicas are ready"));
/// assert!(conditions.is_true("Available") && !conditions.is_false("Available"));
/// assert_eq!(conditions[0].observed_generation, Some(2));
/// ```
pub trait ConditionsExt {
    /// Sets the condition of this type, for the generation of `object`, and returns whether anything changed. See [`set`]
    /// and [`new`].
    fn set(
        &mut self,
        object: &impl Resource,
        kind: impl Into<String>,
        verdict: impl Into<Verdict>,
        reason: impl Into<String>,
        message: impl Into<String>,
    ) -> bool;

    /// Returns whether the condition of this type is `True`.
    fn is_true(&self, kind: &str) -> bool;

    /// Returns whether the condition of this type is `False`.
    fn is_false(&self, kind: &str) -> bool;
}

impl ConditionsExt for Vec<Condition> {
    fn set(
        &mut self,
        object: &impl Resource,
        kind: impl Into<String>,
        verdict: impl Into<Verdict>,
        reason: impl Into<String>,
        message: impl Into<String>,
    ) -> bool {
        set(
            self,
            new(kind, verdict, reason, message),
            object.meta().generation,
        )
    }

    fn is_true(&self, kind: &str) -> bool {
        is_true(self, kind)
    }

    fn is_false(&self, kind: &str) -> bool {
        is_false(self, kind)
    }
}

/// Returns the condition of a type.
#[must_use]
pub fn find<'a>(conditions: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.type_ == kind)
}

/// Returns whether the condition of this type exists and is `True`.
#[must_use]
pub fn is_true(conditions: &[Condition], kind: &str) -> bool {
    is(conditions, kind, Verdict::True)
}

/// Returns whether the condition of this type exists and is `False`.
#[must_use]
pub fn is_false(conditions: &[Condition], kind: &str) -> bool {
    is(conditions, kind, Verdict::False)
}

fn is(conditions: &[Condition], kind: &str, verdict: Verdict) -> bool {
    find(conditions, kind).is_some_and(|condition| condition.status == verdict.as_str())
}

/// Removes a condition, and returns whether it existed.
pub fn remove(conditions: &mut Vec<Condition>, kind: &str) -> bool {
    let before = conditions.len();
    conditions.retain(|condition| condition.type_ != kind);
    conditions.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(condition: Condition, time: &str) -> Condition {
        Condition {
            last_transition_time: Time(time.parse().unwrap()),
            ..condition
        }
    }

    #[test]
    fn the_transition_time_changes_with_the_status_alone() {
        let first = since(new("Ready", false, "Starting", "a"), "2026-01-01T00:00:00Z");
        let mut conditions = vec![new("Other", true, "Other", ""), first.clone()];
        let later = since(new("Ready", false, "Starting", "b"), "2026-01-02T00:00:00Z");
        assert!(set(&mut conditions, later.clone(), Some(2)));
        let found = find(&conditions, "Ready").unwrap();
        assert_eq!(found.message, "b");
        assert_eq!(found.observed_generation, Some(2));
        assert_eq!(found.last_transition_time, first.last_transition_time);
        assert!(!set(&mut conditions, later, Some(2)));

        let turned = since(new("Ready", true, "Up", ""), "2026-01-03T00:00:00Z");
        assert!(set(&mut conditions, turned.clone(), Some(2)));
        let found = find(&conditions, "Ready").unwrap();
        assert_eq!(found.last_transition_time, turned.last_transition_time);
        assert_eq!(conditions.len(), 2);
    }

    #[test]
    fn unknown_is_neither_true_nor_false() {
        let mut conditions = vec![new("Ready", Verdict::Unknown, "Lost", "")];
        assert!(!is_true(&conditions, "Ready") && !is_false(&conditions, "Ready"));
        assert!(!is_true(&conditions, "Absent") && !is_false(&conditions, "Absent"));
        assert!(remove(&mut conditions, "Ready"));
        assert!(!remove(&mut conditions, "Ready"));
        assert!(conditions.is_empty());
    }
}
