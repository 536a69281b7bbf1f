//! Sizes of a Deployment and its `ReplicaSets`.

use crate::object::Object;
use crate::pods::scaled;

pub(super) fn replicas(set: &Object) -> i64 {
    set.int("/spec/replicas").unwrap_or(1)
}

pub(super) fn available(set: &Object) -> i64 {
    set.int("/status/availableReplicas").unwrap_or(0)
}

pub(super) fn wanted(deployment: &Object) -> i64 {
    deployment.int("/spec/replicas").unwrap_or(1)
}

/// How many replicas may be there in addition, and how many may be missing.
pub(super) fn bounds(deployment: &Object) -> (i64, i64) {
    if deployment.text("/spec/strategy/type") == "Recreate" {
        return (0, 0);
    }
    let wanted = wanted(deployment);
    let surge = scaled(
        deployment.at("/spec/strategy/rollingUpdate/maxSurge"),
        wanted,
        true,
    );
    let missing = scaled(
        deployment.at("/spec/strategy/rollingUpdate/maxUnavailable"),
        wanted,
        false,
    );
    match (surge, missing) {
        (0, 0) => (0, 1.min(wanted)),
        (surge, missing) => (surge, missing.min(wanted)),
    }
}
