//! Markers against the resources that are known: those of the API server itself, and the kinds of the project.
//!
//! The API server accepts any text, because other authorizers and API servers may have any resources and verbs. So an
//! unknown group is never an error, and an unknown resource, verb or subresource only if it is a typo of a known one.

use std::collections::{BTreeMap, BTreeSet};

use super::{MarkerError, RbacMarker};
use crate::suggest::nearest;
use crate::tables::{Minor, groups_of, resources_of};

/// A kind of the project, with the names that a marker may use for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKind {
    /// Its group.
    pub group: String,
    /// The name that a rule needs.
    pub plural: String,
    /// Its kind, singular and short names.
    pub names: Vec<String>,
}

/// The verbs of requests, and those that the API server uses only for authorization.
const VERBS: &[&str] = &[
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "proxy",
    "use",
    "bind",
    "escalate",
    "impersonate",
    "approve",
    "sign",
    "attest",
];

/// Resources that exist only for authorization, so that discovery does not list them.
const VIRTUAL: &[(&str, &str)] = &[
    ("", "users"),
    ("", "groups"),
    ("", "nodes/checkpoint"),
    ("", "nodes/configz"),
    ("", "nodes/healthz"),
    ("", "nodes/log"),
    ("", "nodes/metrics"),
    ("", "nodes/pods"),
    ("", "nodes/spec"),
    ("", "nodes/stats"),
    ("authentication.k8s.io", "uids"),
    ("authentication.k8s.io", "userextras"),
    ("certificates.k8s.io", "signers"),
];

/// Subresources of any resource: the rules that are scaffolded for every kind have `status` and `finalizers`, and garbage
/// collection needs `finalizers`.
const ANY: &[&str] = &["status", "finalizers", "scale"];

/// What markers name and nothing is known to have.
#[derive(Debug, Default)]
pub struct Unknown {
    /// Typos of what is known.
    pub typos: Vec<MarkerError>,
    /// Resources that no Kubernetes version has in these groups, and that are like none: a rule may name anything.
    pub others: Vec<MarkerError>,
}

/// Returns what is unknown in markers whose groups are all known.
pub fn check_known(markers: &[RbacMarker], own: &[OwnKind]) -> Unknown {
    let mut unknown = Unknown::default();
    for (index, marker) in markers.iter().enumerate() {
        let groups: Vec<_> = marker
            .groups
            .iter()
            .map(|group| if group == "core" { "" } else { group.as_str() })
            .collect();
        let known = Known { groups: &groups, own };
        for resource in &marker.resources {
            let error = |(message, help): (String, String)| {
                let error = MarkerError::new(index, "resources", message);
                error.about(resource).help(help)
            };
            match known.resource(resource) {
                Some(typo) => unknown.typos.push(error(typo)),
                None => unknown.others.extend(known.unlisted(resource).map(error)),
            }
        }
        if !groups.is_empty() && known.all_built_in() {
            for verb in &marker.verbs {
                if let Some(near) = verb_typo(verb) {
                    let error = MarkerError::new(index, "verbs", format!("unknown verb `{verb}`"));
                    unknown
                        .typos
                        .push(error.about(verb).help(format!("did you mean `{near}`?")));
                }
            }
        }
    }
    unknown
}

/// The verb that this one is a typo of. One that is not in lower case, or has a `:`, was chosen by somebody.
fn verb_typo(verb: &str) -> Option<&'static str> {
    let plain = !VERBS.contains(&verb) && verb.bytes().all(|byte| byte.is_ascii_lowercase());
    plain.then(|| nearest(verb, VERBS.iter().copied())).flatten()
}

/// A group as a marker writes it.
fn shown(group: &str) -> &str {
    if group.is_empty() { "core" } else { group }
}

/// A resource, and its subresource.
fn split(written: &str) -> (&str, Option<&str>) {
    match written.split_once('/') {
        Some((name, subresource)) => (name, Some(subresource)),
        None => (written, None),
    }
}

/// The groups of one marker, and the kinds of the project.
struct Known<'a> {
    groups: &'a [&'a str],
    own: &'a [OwnKind],
}

impl Known<'_> {
    fn all_built_in(&self) -> bool {
        self.groups.iter().all(|group| resources_of(group).is_some())
    }

    fn own(&self) -> impl Iterator<Item = &OwnKind> {
        let in_groups = |kind: &&OwnKind| self.groups.contains(&kind.group.as_str());
        self.own.iter().filter(in_groups)
    }

    /// Returns whether a resource exists in one of the groups, or may exist.
    fn has(&self, name: &str) -> bool {
        let is_virtual = |(group, known): &(&str, &str)| self.groups.contains(group) && *known == name;
        name.is_empty()
            || name.contains('*')
            || self.groups.is_empty()
            || self.own().any(|kind| kind.plural == name)
            || self.built_in().any(|group| group.contains_key(name))
            || VIRTUAL.iter().any(is_virtual)
    }

    fn built_in(&self) -> impl Iterator<Item = &'static BTreeMap<&'static str, Vec<&'static str>>> {
        self.groups.iter().filter_map(|group| resources_of(group))
    }

    /// Why a resource is a typo, and the right word.
    fn resource(&self, written: &str) -> Option<(String, String)> {
        let (name, subresource) = split(written);
        let is_own = || self.own().any(|kind| kind.plural == name);
        if self.built_in().any(|group| group.contains_key(name)) && !is_own() {
            return self.subresource(name, subresource?);
        }
        if self.has(name) {
            return None;
        }
        let suffix = subresource
            .map(|subresource| format!("/{subresource}"))
            .unwrap_or_default();
        let built_in = || self.built_in();
        let lower = name.to_lowercase();
        let is_name = |other: &String| *other == lower;
        let called = self
            .own()
            .find(|kind| kind.names.iter().any(is_name))
            .map(|kind| kind.plural.as_str());
        let unknown = format!("unknown resource `{name}`");
        if let Some(plural) = called {
            return Some((unknown, format!("did you mean `{plural}{suffix}`?")));
        }
        if !self.all_built_in() {
            return None;
        }
        let by_other_name = built_in()
            .flatten()
            .find(|(_, others)| others.contains(&lower.as_str()));
        if let Some((plural, _)) = by_other_name {
            return Some((unknown, format!("did you mean `{plural}{suffix}`?")));
        }
        if let Some(group) = groups_of(name).next() {
            let group = shown(group);
            return Some((
                format!("the resource `{name}` is in the group `{group}`"),
                format!("write `groups={group}`"),
            ));
        }
        let plurals = built_in().flat_map(|group| group.keys().copied());
        let near = nearest(name, plurals.filter(|known| !known.contains('/')))?;
        Some((unknown, format!("did you mean `{near}{suffix}`?")))
    }

    /// Says that a resource is in none of the groups.
    fn unlisted(&self, written: &str) -> Option<(String, String)> {
        let (name, _) = split(written);
        if self.has(name) || !self.all_built_in() {
            return None;
        }
        let (oldest, newest) = (Minor::OLDEST, Minor::NEWEST);
        let groups: Vec<_> = self.groups.iter().map(|group| shown(group)).collect();
        Some((
            format!(
                "no Kubernetes version from {oldest} to {newest} has the resource `{name}` in `{}`",
                groups.join("`, `")
            ),
            "check the group and the plural; the rule is written as it is".to_owned(),
        ))
    }

    fn subresource(&self, name: &str, subresource: &str) -> Option<(String, String)> {
        let known: BTreeSet<_> = self
            .groups
            .iter()
            .filter_map(|group| resources_of(group))
            .flat_map(|group| group.keys())
            .filter_map(|known| known.strip_prefix(name)?.strip_prefix('/'))
            .chain(VIRTUAL.iter().filter_map(|(group, known)| {
                let known = known.strip_prefix(name)?.strip_prefix('/')?;
                self.groups.contains(group).then_some(known)
            }))
            .chain(ANY.iter().copied())
            .collect();
        if known.contains(subresource) {
            return None;
        }
        let near = nearest(subresource, known)?;
        Some((
            format!("unknown subresource `{name}/{subresource}`"),
            format!("did you mean `{name}/{near}`?"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<OwnKind> {
        let kind = |group: &str, plural: &str, names: &[&str]| OwnKind {
            group: group.to_owned(),
            plural: plural.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        vec![
            kind("zoo.example.com", "mice", &["mouse", "ms"]),
            kind("batch", "timers", &["timer"]),
        ]
    }

    fn said(groups: &str, resources: &str, verbs: &str) -> Vec<String> {
        let list = |text: &str| text.split(';').map(str::to_owned).collect();
        let marker = RbacMarker {
            groups: list(groups),
            resources: list(resources),
            verbs: list(verbs),
            ..RbacMarker::default()
        };
        let unknown = check_known(&[marker], &own());
        unknown
            .typos
            .iter()
            .map(ToString::to_string)
            .chain(unknown.others.iter().map(|other| format!("note: {other}")))
            .collect()
    }

    #[test]
    fn typos_in_groups_that_are_known() {
        for (groups, resources, verbs, expected) in [
            (
                "batch",
                "job",
                "get",
                "unknown resource `job`; did you mean `jobs`?",
            ),
            (
                "batch",
                "Job/status",
                "get",
                "unknown resource `Job`; did you mean `jobs/status`?",
            ),
            (
                "core",
                "pod",
                "get",
                "unknown resource `pod`; did you mean `pods`?",
            ),
            (
                "core",
                "cm",
                "get",
                "unknown resource `cm`; did you mean `configmaps`?",
            ),
            (
                "apps",
                "deploymets",
                "get",
                "unknown resource `deploymets`; did you mean `deployments`?",
            ),
            (
                "apps",
                "deployments",
                "get;lst",
                "unknown verb `lst`; did you mean `list`?",
            ),
            (
                "",
                "pods/exce",
                "create",
                "unknown subresource `pods/exce`; did you mean `pods/exec`?",
            ),
            (
                "core",
                "deployments",
                "get",
                "the resource `deployments` is in the group `apps`; write `groups=apps`",
            ),
            (
                "batch",
                "timer",
                "get",
                "unknown resource `timer`; did you mean `timers`?",
            ),
            (
                "zoo.example.com",
                "mouse/status",
                "get",
                "unknown resource `mouse`; did you mean `mice/status`?",
            ),
            (
                "policy",
                "podsecuritypolicies",
                "use",
                "note: no Kubernetes version from 1.33 to 1.37 has the resource `podsecuritypolicies` in `policy`; check the \
                 group and the plural; the rule is written as it is",
            ),
        ] {
            assert_eq!(
                said(groups, resources, verbs),
                [expected],
                "{groups} {resources} {verbs}"
            );
        }
    }

    #[test]
    fn what_may_be_is_left_alone() {
        for (groups, resources, verbs) in [
            (
                "core",
                "pods;pods/log;pods/finalizers;configmaps/status",
                "get;list;watch",
            ),
            (
                "core",
                "users;groups;serviceaccounts",
                "impersonate;impersonate:user-info",
            ),
            ("core", "nodes/metrics;nodes/stats", "get"),
            ("authentication.k8s.io", "userextras/scopes", "impersonate"),
            ("certificates.k8s.io", "signers", "approve;sign;attest"),
            ("apps", "*;*/scale;deployments/*", "*"),
            ("*", "job", "lst"),
            ("Core", "Pods", "GET"),
            ("apps", "deployments", "GET;List;manage"),
            ("cert-manager.io", "certificate", "lst"),
            ("batch", "timers;jobs", "get"),
            ("zoo.example.com", "mice;elephants", "get"),
            ("core;apps", "pods;deployments", "get"),
        ] {
            assert_eq!(
                said(groups, resources, verbs),
                [""; 0],
                "{groups} {resources} {verbs}"
            );
        }
    }
}
