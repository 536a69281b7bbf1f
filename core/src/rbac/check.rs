use super::{MarkerError, PolicyRule, RbacMarker, labels};
use crate::names::is_dns_label;

pub(super) fn marker(index: usize, marker: &RbacMarker) -> Vec<MarkerError> {
    let mut errors = Vec::new();
    shape(index, marker, &mut errors);
    words(index, marker, &mut errors);
    role(index, marker, &mut errors);
    labels::check(index, marker, &mut errors);
    errors
}

/// Checks a rule as the API server does.
fn shape(index: usize, marker: &RbacMarker, errors: &mut Vec<MarkerError>) {
    let mut error = |argument, message: &str, help: &str| {
        errors.push(MarkerError::new(index, argument, message).help(help));
    };
    if marker.verbs.is_empty() {
        error(
            "verbs",
            "a rule without verbs allows nothing",
            "write `verbs=get;list;watch`",
        );
    }
    if marker.urls.is_empty() {
        return;
    }
    if !marker.namespace.is_empty() {
        let message = "urls are not in a namespace, so a Role cannot allow them";
        error("urls", message, "remove `namespace`");
    }
    if !(marker.groups.is_empty() && marker.resources.is_empty() && marker.resource_names.is_empty()) {
        error(
            "urls",
            "a rule is for resources or for urls, not for both",
            "write two markers",
        );
    }
}

/// The markers without groups or resources that are still without them in the merged rules, so that the API server rejects
/// the role.
pub(super) fn incomplete(
    markers: &[RbacMarker],
    indices: &[usize],
    rules: &[PolicyRule],
) -> Vec<MarkerError> {
    let refused = |rule: &&PolicyRule| {
        rule.non_resource_urls.is_empty() && (rule.api_groups.is_empty() || rule.resources.is_empty())
    };
    let holds = |list: &[String], part: &[String]| part.iter().all(|word| list.contains(word));
    let mut errors = Vec::new();
    for rule in rules.iter().filter(refused) {
        let of_it = indices.iter().filter(|&&index| {
            let marker = &markers[index];
            marker.urls.is_empty()
                && marker.groups.is_empty() == rule.api_groups.is_empty()
                && marker.resources.is_empty() == rule.resources.is_empty()
                && holds(&rule.resources, &marker.resources)
                && (holds(&rule.verbs, &marker.verbs) || rule.verbs == ["*"])
        });
        errors.extend(of_it.filter_map(|&index| lacking(index, &markers[index])));
    }
    errors.sort();
    errors.dedup();
    errors
}

fn lacking(index: usize, marker: &RbacMarker) -> Option<MarkerError> {
    let error = |argument, message: &str, help: &str| MarkerError::new(index, argument, message).help(help);
    match (marker.groups.is_empty(), marker.resources.is_empty()) {
        (true, true) => Some(error(
            "groups",
            "a rule needs API groups and resources, or urls",
            "add `groups=...,resources=...` or `urls=...`",
        )),
        (true, false) => Some(error(
            "groups",
            "a rule for resources needs API groups",
            "add `groups=...`; `groups=core` for pods and services",
        )),
        (false, true) => Some(error(
            "resources",
            "a rule for API groups needs resources",
            "add `resources=...`",
        )),
        (false, false) => None,
    }
}

/// Values that the API server accepts and that match nothing.
fn words(index: usize, marker: &RbacMarker, errors: &mut Vec<MarkerError>) {
    let RbacMarker {
        groups,
        resources,
        urls,
        verbs,
        resource_names: _,
        ..
    } = marker;
    for (argument, noun, list) in [
        ("groups", "group", groups),
        ("resources", "resource", resources),
        ("verbs", "verb", verbs),
    ] {
        for word in list {
            if word.is_empty() && argument != "groups" {
                let message = format!("an empty {noun} matches nothing");
                errors.push(MarkerError::new(index, argument, message).help("remove it"));
            } else if word.contains(char::is_whitespace) {
                let message = format!("the {noun} `{word}` holds white space, so it matches nothing");
                errors.push(
                    MarkerError::new(index, argument, message)
                        .about(word)
                        .help("separate list elements by `;`"),
                );
            }
        }
    }
    for url in urls.iter().filter(|url| !url.starts_with('/') && *url != "*") {
        let message = format!("the url `{url}` matches nothing, because it does not begin with `/`");
        errors.push(
            MarkerError::new(index, "urls", message)
                .about(url)
                .help(format!("write `/{url}`")),
        );
    }
}

fn role(index: usize, marker: &RbacMarker, errors: &mut Vec<MarkerError>) {
    let RbacMarker {
        namespace, role_name, ..
    } = marker;
    if !namespace.is_empty() && !is_dns_label(namespace) {
        let message = format!("`{namespace}` is not a valid name of a namespace");
        let help = "use lower-case letters, digits and `-`, at most 63 characters";
        errors.push(MarkerError::new(index, "namespace", message).help(help));
    }
    // Without a name, the marker is for the role of the generator, as for controller-gen.
    if !role_name.is_empty() && !is_role_name(role_name) {
        let message = format!("`{role_name}` is not a valid name of a role");
        errors.push(MarkerError::new(index, "roleName", message).help("remove `/` and `%`"));
    }
}

/// Whether a role can have this name: any text that is valid in a URL path, including upper case and colons.
pub fn is_role_name(name: &str) -> bool {
    !(name.is_empty() || name.contains(['/', '%']) || name == "." || name == "..")
}
