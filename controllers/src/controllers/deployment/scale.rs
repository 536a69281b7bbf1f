//! How many replicas each `ReplicaSet` of a Deployment gets.

use std::cmp::Reverse;

use crate::decision::Write;
use crate::object::Object;

use super::replica_sets::{self, Sets};
use super::size::{available, bounds, replicas, wanted};

/// The size of the set of the template, which has some replicas now.
pub(super) fn of_new(deployment: &Object, sets: &Sets<'_>, current: i64) -> i64 {
    let wanted = wanted(deployment);
    if deployment.text("/spec/strategy/type") == "Recreate" {
        return wanted;
    }
    let all: i64 = sets.all().map(replicas).sum();
    let most = wanted + bounds(deployment).0;
    current + (most - all).min(wanted - current).max(0)
}

/// The next step of a rolling update: first up, then down.
pub(super) fn rolling(deployment: &Object, sets: &Sets<'_>) -> Vec<Write> {
    let Some(new) = sets.new else {
        return Vec::new();
    };
    let (wanted, current) = (wanted(deployment), replicas(new));
    let size = if current > wanted {
        wanted
    } else {
        of_new(deployment, sets, current)
    };
    if let Some(write) = replica_sets::resize(deployment, new, size, false) {
        return vec![write];
    }
    let least = wanted - bounds(deployment).1;
    let all: i64 = sets.all().map(replicas).sum();
    let unready = current - available(new);
    let mut budget = all - least - unready;
    if budget <= 0 {
        return Vec::new();
    }
    let mut sizes: Vec<_> = sets.old.iter().map(|set| (*set, replicas(set))).collect();
    // Replicas that are not available go first: they block the rollout, and nobody misses them.
    for (set, size) in &mut sizes {
        let gone = (*size - available(set)).clamp(0, budget);
        *size -= gone;
        budget -= gone;
    }
    let mut spare = sets.all().map(available).sum::<i64>() - least;
    for (_, size) in &mut sizes {
        let gone = (*size).min(spare).max(0);
        *size -= gone;
        spare -= gone;
    }
    let resized = sizes.into_iter();
    resized
        .filter_map(|(set, size)| replica_sets::resize(deployment, set, size, false))
        .collect()
}

/// Old replicas end before new ones start.
pub(super) fn recreate(deployment: &Object, sets: &Sets<'_>, old_are_gone: bool) -> Vec<Write> {
    let old = sets.old.iter().filter(|set| replicas(set) > 0);
    let down: Vec<_> = old
        .filter_map(|set| replica_sets::resize(deployment, set, 0, false))
        .collect();
    if !down.is_empty() || !old_are_gone {
        return down;
    }
    let new = sets
        .new
        .and_then(|set| replica_sets::resize(deployment, set, wanted(deployment), false));
    new.into_iter().collect()
}

/// Another size of the Deployment, shared by its sets in proportion.
pub(super) fn proportionally(deployment: &Object, sets: &Sets<'_>) -> Vec<Write> {
    let wanted = wanted(deployment);
    let mut active: Vec<_> = sets.active().collect();
    if active.len() <= 1 {
        let newest = || {
            sets.new.or_else(|| {
                sets.old
                    .iter()
                    .copied()
                    .max_by_key(|set| replica_sets::revision(set))
            })
        };
        let only = active.first().copied().or_else(newest);
        return only
            .and_then(|set| resize_all(deployment, set, wanted))
            .into_iter()
            .collect();
    }
    let saturated = sets.new.is_some_and(|new| {
        replicas(new) == wanted && replica_sets::desired(new) == Some(wanted) && available(new) == wanted
    });
    if saturated {
        let old = sets.old.iter();
        return old
            .filter_map(|set| replica_sets::resize(deployment, set, 0, false))
            .collect();
    }
    if deployment.text("/spec/strategy/type") == "Recreate" {
        return Vec::new();
    }
    let all: i64 = active.iter().map(|set| replicas(set)).sum();
    let most = if wanted > 0 {
        wanted + bounds(deployment).0
    } else {
        0
    };
    let change = most - all;
    if change > 0 {
        active.sort_by_key(|set| (Reverse(replicas(set)), Reverse(set.created())));
    } else {
        active.sort_by_key(|set| (Reverse(replicas(set)), set.created()));
    }
    let mut sizes = Vec::new();
    let mut changed = 0;
    for set in &active {
        let part = if change == 0 {
            0
        } else {
            share(deployment, set, wanted, change - changed)
        };
        changed += part;
        sizes.push(replicas(set) + part);
    }
    if let Some(first) = sizes.first_mut() {
        *first = (*first + change - changed).max(0);
    }
    let sized = active.into_iter().zip(sizes);
    sized
        .filter_map(|(set, size)| replica_sets::resize(deployment, set, size, true))
        .collect()
}

/// Resizes, or notes at least the size of the Deployment.
fn resize_all(deployment: &Object, set: &Object, size: i64) -> Option<Write> {
    replica_sets::resize(deployment, set, size, true)
}

fn share(deployment: &Object, set: &Object, wanted: i64, left: i64) -> i64 {
    let current = replicas(set);
    if wanted == 0 {
        return (-current).max(left);
    }
    let most = wanted + bounds(deployment).0;
    let before = replica_sets::maximum(set).filter(|maximum| *maximum > 0);
    let before = before.unwrap_or_else(|| deployment.int("/status/replicas").unwrap_or(0));
    if before == 0 {
        return 0;
    }
    // Rounded to the nearest, as all are positive.
    let part = (2 * current * most + before) / (2 * before) - current;
    if left > 0 { part.min(left) } else { part.max(left) }
}
