//! What is missing in roles, and what is superfluous.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::rbac::PolicyRule;

use crate::uses::Use;

/// A marker `+kubebuilder:rbac`, and the requests that need it.
#[derive(Clone, Debug)]
pub struct Marker<'u, A> {
    /// The group; empty for the core group.
    pub group: String,
    /// The resources: those of one group that need the same verbs.
    pub resource: String,
    /// The verbs that are not granted, in the order in which they are usually written.
    pub verbs: Vec<&'static str>,
    /// The requests with these verbs.
    pub uses: Vec<&'u Use<A>>,
}

/// The usual order of verbs.
const ORDER: [&str; 8] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
];

impl<A> Marker<'_, A> {
    /// The text of the marker.
    #[must_use]
    pub fn text(&self) -> String {
        let group = if self.group.is_empty() {
            "core"
        } else {
            &self.group
        };
        format!(
            "+kubebuilder:rbac:groups={group},resources={},verbs={}",
            self.resource,
            self.verbs.join(";")
        )
    }
}

impl<A> Use<A> {
    /// The resource with its subresource, as rules name it.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.subresource {
            Some(subresource) => format!("{}/{subresource}", self.resource.plural),
            None => self.resource.plural.clone(),
        }
    }
}

fn has(list: &[String], wanted: &str) -> bool {
    list.iter().any(|item| item == wanted || item == "*")
}

fn grants(rule: &PolicyRule, group: &str, resource: &str, verb: &str) -> bool {
    let names = |list: &[String]| {
        let of_any = resource
            .split_once('/')
            .map(|(_, subresource)| format!("*/{subresource}"));
        has(list, resource) || of_any.is_some_and(|any| has(list, &any))
    };
    rule.resource_names.is_empty()
        && has(&rule.api_groups, group)
        && names(&rule.resources)
        && has(&rule.verbs, verb)
}

/// Returns the markers for the requests that no rule allows. A rule that is limited to some objects counts for none, because
/// the names of objects are not known.
#[must_use]
pub fn missing<'u, A>(uses: &'u [Use<A>], rules: &[PolicyRule]) -> Vec<Marker<'u, A>> {
    type ByVerb<'u, A> = BTreeMap<&'static str, Vec<&'u Use<A>>>;
    let mut wanted: BTreeMap<(String, String), ByVerb<'u, A>> = BTreeMap::new();
    for found in uses.iter().filter(|found| !found.usual) {
        let (group, name) = (&found.resource.group, found.name());
        if rules.iter().any(|rule| grants(rule, group, &name, found.verb)) {
            continue;
        }
        let verbs = wanted.entry((group.clone(), name)).or_default();
        verbs.entry(found.verb).or_default().push(found);
    }
    let markers = wanted.into_iter().map(|((group, resource), verbs)| Marker {
        group,
        resource,
        verbs: ORDER
            .into_iter()
            .filter(|verb| verbs.contains_key(verb))
            .collect(),
        uses: verbs.into_values().flatten().collect(),
    });
    markers.collect()
}

/// Returns what rules allow and no request needs: group, resource and verbs. Rules about URLs, wildcards and `finalizers`, which the
/// API server checks for owner references that block deletion, are left out.
#[must_use]
pub fn superfluous<A>(uses: &[Use<A>], rules: &[PolicyRule]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for rule in rules {
        for group in &rule.api_groups {
            for resource in rule
                .resources
                .iter()
                .filter(|name| !name.ends_with("/finalizers"))
            {
                for verb in &rule.verbs {
                    let is_open = is_open(group, resource, verb);
                    let is_needed = uses.iter().any(|found| {
                        found.resource.group == *group && found.name() == *resource && found.verb == verb
                    });
                    if !is_open && !is_needed {
                        found
                            .entry((group.clone(), resource.clone()))
                            .or_default()
                            .insert(verb.clone());
                    }
                }
            }
        }
    }
    found
}

/// What rules grant with `*`, whose extent nobody can compare with calls: group and resource, and the verbs.
#[must_use]
pub fn wildcards(rules: &[PolicyRule]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for rule in rules {
        let pairs = rule
            .api_groups
            .iter()
            .flat_map(|group| rule.resources.iter().map(move |resource| (group, resource)));
        for (group, resource) in pairs {
            let verbs: BTreeSet<String> = rule
                .verbs
                .iter()
                .filter(|verb| is_open(group, resource, verb))
                .cloned()
                .collect();
            if !verbs.is_empty() {
                let of = found.entry((group.clone(), resource.clone())).or_default();
                of.extend(verbs);
            }
        }
    }
    found
}

fn is_open(group: &str, resource: &str, verb: &str) -> bool {
    [group, resource, verb].iter().any(|part| part.contains('*'))
}
