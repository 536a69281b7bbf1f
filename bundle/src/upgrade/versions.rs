//! The versions of a CRD that are compared.

use std::cmp::Ordering;

use serde_json::Value;

/// All versions.
pub(super) fn all(crd: &Value) -> &[Value] {
    crd["spec"]["versions"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The versions in which objects may be stored: those of the status, or the stored one.
pub(super) fn stored(crd: &Value) -> Vec<Value> {
    match &crd["status"]["storedVersions"] {
        Value::Array(names) => names.clone(),
        _ => {
            let versions = all(crd).iter().filter(|version| version["storage"] == true);
            versions.map(|version| version["name"].clone()).collect()
        }
    }
}

/// The schemas of each version that both CRDs have.
pub(super) fn same<'a>(old: &'a Value, new: &'a Value) -> Vec<(String, &'a Value, &'a Value)> {
    let pairs = all(old).iter().filter_map(|before| {
        let after = all(new)
            .iter()
            .find(|version| version["name"] == before["name"])?;
        Some((name(before).to_owned(), schema(before), schema(after)))
    });
    pairs.collect()
}

/// The schemas of each two versions that are served, the less stable one first.
pub(super) fn served_together(crd: &Value) -> Vec<(String, &Value, &Value)> {
    let mut served: Vec<_> = all(crd)
        .iter()
        .filter(|version| version["served"] == true)
        .collect();
    served.sort_by(|one, other| by_stability(name(one), name(other)));
    let mut pairs = Vec::new();
    for (index, older) in served.iter().enumerate() {
        for newer in &served[index + 1..] {
            let both = format!("{} -> {}", name(older), name(newer));
            pairs.push((both, schema(older), schema(newer)));
        }
    }
    pairs
}

fn name(version: &Value) -> &str {
    version["name"].as_str().unwrap_or_default()
}

fn schema(version: &Value) -> &Value {
    &version["schema"]["openAPIV3Schema"]
}

/// Kubernetes' order: `v1` is above `v1beta1` and that above `v1alpha1`; other names are below, in the order of their letters.
fn by_stability(one: &str, other: &str) -> Ordering {
    match (parts(one), parts(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (None, None) => other.cmp(one),
    }
}

/// Stability, major and minor number of a name such as `v1beta2`.
fn parts(name: &str) -> Option<(u8, u64, u64)> {
    let rest = name.strip_prefix('v')?;
    let end = rest
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(rest.len());
    let (major, rest) = rest.split_at(end);
    let number = |text: &str| {
        text.parse::<u64>()
            .ok()
            .filter(|number| *number > 0 && !text.starts_with(['0', '+']))
    };
    let major = number(major)?;
    if rest.is_empty() {
        return Some((2, major, 0));
    }
    match (rest.strip_prefix("beta"), rest.strip_prefix("alpha")) {
        (Some(minor), _) => Some((1, major, number(minor)?)),
        (_, Some(minor)) => Some((0, major, number(minor)?)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_versions_are_last() {
        let mut names = ["v10", "foo", "v1beta1", "v2", "v1alpha2", "bar", "v1beta10", "v1"];
        names.sort_by(|one, other| by_stability(one, other));
        let sorted = ["foo", "bar", "v1alpha2", "v1beta1", "v1beta10", "v1", "v2", "v10"];
        assert_eq!(names, sorted);
    }
}
