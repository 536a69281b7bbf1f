//! Differences between two trees.

use serde_json::Value;

use crate::problem::below;

/// The path of the first difference, and the values there.
pub(crate) fn difference<'a>(
    a: &'a Value,
    b: &'a Value,
    path: &str,
) -> Option<(String, Option<&'a Value>, Option<&'a Value>)> {
    match (a, b) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let keys = ours
                .keys()
                .chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let path = below(path, key);
                match (ours.get(key), theirs.get(key)) {
                    (Some(a), Some(b)) => difference(a, b, &path),
                    (a, b) => Some((path, a, b)),
                }
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (a, b))| difference(a, b, &format!("{path}[{index}]")))
        }
        _ if a == b => None,
        _ => Some((path.to_owned(), Some(a), Some(b))),
    }
}
