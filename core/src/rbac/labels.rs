use std::collections::BTreeMap;

use super::{MarkerError, RbacMarker};
use crate::diagnostic::Errors;
use crate::names::{is_dns_label, is_label_part};

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
        if let Err(reason) = check_label(label) {
            let error = MarkerError::new(index, "labels", format!("the label `{label}` {reason}"));
            errors.push(error.help("write `labels=key=value`, or several as `labels=a=1;b=2`"));
        }
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

fn check_label(label: &str) -> Result<(), &'static str> {
    let (key, value) = label.split_once('=').ok_or("has no `=`")?;
    let (prefix, name) = key
        .split_once('/')
        .map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if prefix.is_some_and(|prefix| prefix.len() > 253 || !prefix.split('.').all(is_dns_label)) {
        return Err("has a prefix that is not a DNS name");
    }
    if !is_label_part(name) {
        return Err("has a key that Kubernetes does not allow");
    }
    if !value.is_empty() && !is_label_part(value) {
        return Err("has a value that Kubernetes does not allow");
    }
    Ok(())
}
