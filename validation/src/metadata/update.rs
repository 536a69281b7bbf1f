//! What may change in metadata.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{check_common, check_generation, text};
use crate::cause::Cause;
use crate::path::Path;

/// The fields that never change, with the value of one that is not set.
const IMMUTABLE: [&str; 2] = ["name", "namespace"];
const IMMUTABLE_TOO: [&str; 4] = [
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// Checks changed metadata.
pub(crate) fn check_update(new: &Value, old: &Value, path: &Path<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !old["deletionTimestamp"].is_null() {
        let names = |metadata: &Value| -> BTreeSet<String> {
            let list = metadata["finalizers"].as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (new, old) = (names(new), names(old));
        let extra: Vec<_> = new.difference(&old).map(|name| crate::go::quote(name)).collect();
        if !extra.is_empty() {
            let detail = format!(
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                extra.join(", ")
            );
            causes.push(Cause::forbidden(&path.field("finalizers"), &detail));
        }
    }
    check_generation(new, path, &mut causes);
    if new["generation"].as_i64() < old["generation"].as_i64() {
        let value = new["generation"].as_i64().unwrap_or(0).into();
        causes.push(Cause::invalid(
            &path.field("generation"),
            &value,
            "must not be decremented",
        ));
    }
    for key in IMMUTABLE {
        if text(new, key) != text(old, key) {
            causes.push(Cause::invalid(
                &path.field(key),
                &text(new, key).into(),
                "field is immutable",
            ));
        }
    }
    for key in IMMUTABLE_TOO {
        // What is left out is filled in from the old object.
        if !new[key].is_null() && new[key] != old[key] {
            causes.push(Cause::invalid(&path.field(key), &new[key], "field is immutable"));
        }
    }
    check_common(new, path, &mut causes);
    causes
}
