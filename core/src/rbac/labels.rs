use std::collections::BTreeMap;

use super::{MarkerError, RbacMarker};
use crate::diagnostic::Errors;
use crate::names::{check_object_label, is_label_part};

const AGGREGATE: &str = "rbac.authorization.k8s.io/aggregate-to-";

/// The labels of a role, from all its markers.
pub(super) fn union(
    markers: &[RbacMarker],
    indices: &[usize],
    errors: &mut Errors<MarkerError>,
) -> BTreeMap<String, String> {
    let mut union: BTreeMap<String, String> = BTreeMap::new();
    for &index in indices {
        for (argument, key, value) in labels(&markers[index]) {
            match union.get(&key) {
                Some(before) if *before != value => {
                    errors.push(conflict(index, argument, &key, before, &value));
                }
                _ => {
                    union.insert(key, value);
                }
            }
        }
    }
    union
}

fn conflict(index: usize, argument: &'static str, key: &str, before: &str, value: &str) -> MarkerError {
    let message = format!("the label `{key}` is `{value}` here and `{before}` elsewhere in the same role");
    MarkerError::new(index, argument, message).help("use the same value, or another `roleName`")
}

/// The argument that sets a label, and the label's key and value.
fn labels(marker: &RbacMarker) -> Vec<(&'static str, String, String)> {
    let written = marker.labels.iter().filter_map(|label| label.split_once('='));
    let written = written.map(|(key, value)| ("labels", key.to_owned(), value.to_owned()));
    let aggregate = marker.aggregate.iter();
    let aggregate = aggregate.map(|role| ("aggregate", format!("{AGGREGATE}{role}"), "true".to_owned()));
    written.chain(aggregate).collect()
}

pub(super) fn check(index: usize, marker: &RbacMarker, errors: &mut Vec<MarkerError>) {
    for label in &marker.labels {
        let wrong = match label.split_once('=') {
            Some((key, value)) => check_object_label(key, value)
                .err()
                .map(|reason| reason.to_string()),
            None => Some(format!("the label `{label}` has no `=`")),
        };
        errors.extend(wrong.map(|message| {
            MarkerError::new(index, "labels", message)
                .help("write `labels=key=value`, or several as `labels=a=1;b=2`")
        }));
    }
    for role in &marker.aggregate {
        if !is_label_part(&format!("aggregate-to-{role}")) {
            let message = format!("`{role}` is not a valid name of a ClusterRole to aggregate to");
            errors.push(
                MarkerError::new(index, "aggregate", message).help("write `aggregate=admin;edit;view`"),
            );
        }
    }
    if !marker.aggregate.is_empty() && !marker.namespace.is_empty() {
        let message = "only a ClusterRole can be aggregated, not a Role in a namespace";
        errors.push(MarkerError::new(index, "aggregate", message).help("remove `aggregate` or `namespace`"));
    }
}
