//! The permissions of whoever installs a chart.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::{
    names,
    tables::{groups_of, resources_of},
};
use serde_json::{Value, json};

use crate::{
    Chart, Release,
    objects::{Object, OwnCrd},
};

/// The name of the release that a chart is rendered for.
const RELEASE: &str = "release-name";

/// What the installer of a chart must be allowed to do, and what the text of the chart does not tell.
///
/// ```
/// let permissions = kubewright_charts::Chart::starter("nginx").permissions();
/// assert!(permissions.rules.iter().any(|rule| rule.resources.contains("deployments")));
/// assert_eq!(permissions.notes, [] as [&str; 0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Permissions {
    /// The rules for the objects, one for each group.
    pub rules: Vec<Rule>,
    /// Rules that roles in the chart grant, which the installer must have itself.
    pub granted: Vec<Value>,
    /// What is not known, one sentence each.
    pub notes: Vec<String>,
}

/// All verbs for some resources of a group.
///
/// ```
/// use kubewright_charts::Rule;
///
/// let rule = Rule { group: "apps".to_owned(), resources: ["deployments".to_owned()].into() };
/// assert_eq!(rule.to_value()["apiGroups"], serde_json::json!(["apps"]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The group.
    pub group: String,
    /// The plurals of its kinds.
    pub resources: BTreeSet<String>,
}

impl Rule {
    /// Returns the rule as a role has it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
        json!({ "apiGroups": [self.group], "resources": self.resources, "verbs": verbs })
    }
}

impl Chart {
    /// Returns the permissions for all objects that any values render, also those of subcharts and hooks.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        let crds = self.crds();
        let mut permissions = Permissions::default();
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut allow = |group: &str, resource: &str| {
            groups
                .entry(group.to_owned())
                .or_default()
                .insert(resource.to_owned());
        };
        if !crds.is_empty() {
            allow("apiextensions.k8s.io", "customresourcedefinitions");
        }
        // What a template computes is known as far as the default values render it.
        let rendered = self.render(&Release::new(RELEASE, "default"), &Value::Null);
        let rendered: Vec<Object> = rendered
            .unwrap_or_default()
            .iter()
            .map(Object::rendered)
            .collect();
        let same = |one: &Object, other: &Object| one.file == other.file && one.kind == other.kind;
        for object in self.objects() {
            let others = || rendered.iter().filter(|other| same(other, &object));
            match resource(&object, &crds) {
                Ok((group, resource)) => allow(&group, &resource),
                // The object itself follows below.
                Err(_) if others().next().is_some() => {}
                Err(note) => permissions.notes.push(note),
            }
            match &object.rules {
                Some(rules) => permissions.granted.extend(rules.iter().cloned()),
                None if object.is_role() => {
                    let (file, kind) = (&object.file, &object.kind);
                    let what = match others().next() {
                        Some(_) => "the operator has those of the default values, and needs the others too",
                        None => "the operator needs them too",
                    };
                    permissions.notes.push(format!(
                        "{file}: the rules of the {kind} depend on values; {what}"
                    ));
                }
                None => {}
            }
        }
        for object in &rendered {
            if let Ok((group, resource)) = resource(object, &crds) {
                allow(&group, &resource);
            }
            for rule in object.rules.iter().flatten().map(of_any_release) {
                if !permissions.granted.contains(&rule) {
                    permissions.granted.push(rule);
                }
            }
        }
        permissions.granted.dedup();
        permissions.rules = groups
            .into_iter()
            .map(|(group, resources)| Rule { group, resources })
            .collect();
        permissions
    }
}

/// A rule without names of objects that depend on the name of the release.
fn of_any_release(rule: &Value) -> Value {
    let mut rule = rule.clone();
    let names = rule["resourceNames"].as_array().into_iter().flatten();
    let depends = names.filter_map(Value::as_str).any(|name| name.contains(RELEASE));
    if let Some(fields) = rule.as_object_mut().filter(|_| depends) {
        fields.remove("resourceNames");
    }
    rule
}

/// The group and the plural of an object.
fn resource(object: &Object, crds: &[OwnCrd]) -> Result<(String, String), String> {
    let Object {
        file, kind, group, ..
    } = object;
    let own = crds
        .iter()
        .find(|crd| crd.kind == *kind && group.as_ref().is_none_or(|group| *group == crd.group));
    if let Some(own) = own {
        return Ok((own.group.clone(), own.plural.clone()));
    }
    let plural = names::plural(kind);
    match group {
        Some(group) => {
            let built_in = resources_of(group);
            let singular = kind.to_lowercase();
            let known =
                built_in.and_then(|all| all.iter().find(|(_, names)| names.contains(&singular.as_str())));
            match (built_in, known) {
                (_, Some((plural, _))) => Ok((group.clone(), (*plural).to_owned())),
                // Groups of others, and kinds of the built-in ones that are gone.
                (None | Some(_), None) => Ok((group.clone(), plural)),
            }
        }
        None => {
            // Events are in two groups; the newest is the last.
            let found = groups_of(&plural).filter(|group| *group != "extensions").last();
            found.map(|group| (group.to_owned(), plural)).ok_or_else(|| {
                format!(
                    "{file}: the group of the kind {kind} depends on values; add a rule for it to config/rbac"
                )
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, group: Option<&str>) -> Object {
        Object {
            file: "templates/a.yaml".to_owned(),
            group: group.map(str::to_owned),
            kind: kind.to_owned(),
            rules: None,
        }
    }

    #[test]
    fn resources_of_built_in_own_and_foreign_kinds() {
        let crds = [OwnCrd {
            group: "example.com".to_owned(),
            kind: "Lamp".to_owned(),
            plural: "lampen".to_owned(),
        }];
        let of = |kind: &str, group: Option<&str>| {
            let found = resource(&object(kind, group), &crds);
            found.map(|(group, plural)| format!("{plural}.{group}"))
        };
        assert_eq!(of("Endpoints", Some("")).unwrap(), "endpoints.");
        assert_eq!(of("Ingress", None).unwrap(), "ingresses.networking.k8s.io");
        assert_eq!(of("Lamp", None).unwrap(), "lampen.example.com");
        assert_eq!(
            of("ServiceMonitor", Some("monitoring.coreos.com")).unwrap(),
            "servicemonitors.monitoring.coreos.com"
        );
        assert!(
            of("ServiceMonitor", None)
                .unwrap_err()
                .starts_with("templates/a.yaml: the group of the kind ServiceMonitor")
        );
    }
}
