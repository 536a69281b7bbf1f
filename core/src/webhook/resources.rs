//! The resources of a rule, as the API server combines them.

use std::collections::BTreeSet;

/// Why the API server rejects a list of valid resources. As there, only an entry that stands behind a broader one is wrong, and of those
/// without a subresource only the last is compared with `*`.
pub(super) fn clash(resources: &[&str]) -> Option<String> {
    let mut whole = BTreeSet::new();
    let mut of_all = BTreeSet::new();
    let mut last = "*";
    for resource in resources {
        let Some((name, subresource)) = resource.split_once('/') else {
            last = resource;
            continue;
        };
        if whole.contains(name) {
            return Some(includes(&format!("{name}/*"), resource));
        }
        if of_all.contains(subresource) {
            return Some(includes(&format!("*/{subresource}"), resource));
        }
        if subresource == "*" {
            whole.insert(name);
        }
        if name == "*" {
            of_all.insert(subresource);
        }
    }
    (last != "*" && resources.contains(&"*")).then(|| includes("*", last))
}

fn includes(broad: &str, narrow: &str) -> String {
    format!("`{broad}` in `resources` includes `{narrow}`")
}

#[cfg(test)]
mod tests {
    use super::clash;

    #[test]
    fn what_the_api_server_rejects() {
        let rejected: [&[&str]; 6] = [
            &["*", "pods"],
            &["pods", "*", "services"],
            &["pods/*", "pods/status"],
            &["pods/*", "pods/*"],
            &["*/status", "pods/status"],
            &["*/status", "pods", "*/status"],
        ];
        for resources in rejected {
            assert!(clash(resources).is_some(), "{resources:?}");
        }
    }

    #[test]
    fn what_the_api_server_accepts() {
        let accepted: [&[&str]; 8] = [
            &["*"],
            &["*/*"],
            &["pods", "pods", "pods/status"],
            &["pods", "*"],
            &["*", "pods/status"],
            &["pods/status", "pods/*"],
            &["*/status", "pods/*"],
            &["*", "*/status", "*/scale"],
        ];
        for resources in accepted {
            assert_eq!(clash(resources), None, "{resources:?}");
        }
    }
}
