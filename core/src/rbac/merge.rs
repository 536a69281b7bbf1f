use std::collections::BTreeMap;

use super::{PolicyRule, RbacMarker};

type Part = fn(&mut PolicyRule) -> &mut Vec<String>;

/// Merges by one list of a rule after the other: rules that are equal in everything else become one.
const PASSES: [Part; 4] = [
    |rule| &mut rule.verbs,
    |rule| &mut rule.resources,
    |rule| &mut rule.api_groups,
    |rule| &mut rule.non_resource_urls,
];

pub(super) fn rules<'a>(markers: impl Iterator<Item = &'a RbacMarker>) -> Vec<PolicyRule> {
    let mut rules: Vec<PolicyRule> = markers.flat_map(split).collect();
    for part in PASSES {
        rules = merge(rules, part);
    }
    for rule in &mut rules {
        if rule.verbs.iter().any(|verb| verb == "*") {
            rule.verbs = vec!["*".to_owned()];
        }
    }
    rules.sort_by_cached_key(|rule| (sort_key(rule), rule.verbs.clone()));
    rules
}

/// Splits into one rule per resource, so that equal resources merge regardless of how they were grouped.
fn split(marker: &RbacMarker) -> Vec<PolicyRule> {
    let groups = marker
        .groups
        .iter()
        .map(|group| if group == "core" { "" } else { group });
    let whole = PolicyRule {
        api_groups: normal(groups.map(str::to_owned).collect()),
        non_resource_urls: normal(marker.urls.clone()),
        resource_names: normal(marker.resource_names.clone()),
        resources: Vec::new(),
        verbs: normal(marker.verbs.clone()),
    };
    if marker.resources.is_empty() {
        return vec![whole];
    }
    let single = |resource: &String| PolicyRule {
        resources: vec![resource.clone()],
        ..whole.clone()
    };
    marker.resources.iter().map(single).collect()
}

fn normal(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    list
}

fn merge(rules: Vec<PolicyRule>, part: Part) -> Vec<PolicyRule> {
    let mut merged: BTreeMap<PolicyRule, Vec<String>> = BTreeMap::new();
    for mut rule in rules {
        let taken = std::mem::take(part(&mut rule));
        merged.entry(rule).or_default().extend(taken);
    }
    let restore = |(mut rule, list): (PolicyRule, Vec<String>)| {
        *part(&mut rule) = normal(list);
        rule
    };
    merged.into_iter().map(restore).collect()
}

// controller-gen sorts by this text; the same order keeps a diff against its output empty.
fn sort_key(rule: &PolicyRule) -> String {
    let PolicyRule {
        api_groups,
        non_resource_urls,
        resource_names,
        resources,
        verbs: _,
    } = rule;
    [api_groups, resources, resource_names, non_resource_urls]
        .map(|list| list.join("&"))
        .join(" + ")
}
