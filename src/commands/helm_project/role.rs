//! The role of the operator: for its kinds, for releases, and for everything that the charts render.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_charts::Chart;
use serde_json::{Value, json};

use crate::commands::content::manifest;
use crate::project::{Project, Resource};

type Texts = BTreeSet<String>;

/// Rules by their groups and verbs, so that those that differ in resources only are one.
#[derive(Default)]
struct Rules(BTreeMap<(Texts, Texts), Texts>);

impl Rules {
    fn allow(&mut self, groups: &[&str], resources: &[&str], verbs: &[&str]) {
        let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Texts>();
        let rule = self.0.entry((set(groups), set(verbs))).or_default();
        rule.extend(set(resources));
    }
}

const ALL: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

/// Returns the text of the role, and what cannot be known.
pub(super) fn text(project: &Project, charts: &[(&Resource, Chart)]) -> (String, Vec<String>) {
    let mut rules = Rules::default();
    // Helm stores releases in Secrets.
    rules.allow(&[""], &["secrets"], &ALL);
    rules.allow(&["events.k8s.io"], &["events"], &["create", "patch"]);
    let mut granted = Vec::new();
    let mut notes = Vec::new();
    for (resource, chart) in charts {
        let group = resource.identity.qualified_group();
        let plural = resource.plural();
        let sub = |name: &str| format!("{plural}/{name}");
        rules.allow(
            &[&group],
            &[&plural],
            &["get", "list", "patch", "update", "watch"],
        );
        rules.allow(&[&group], &[&sub("status")], &["get", "patch", "update"]);
        rules.allow(&[&group], &[&sub("finalizers")], &["update"]);
        let permissions = chart.permissions();
        for rule in &permissions.rules {
            let resources: Vec<_> = rule.resources.iter().map(String::as_str).collect();
            rules.allow(&[&rule.group], &resources, &ALL);
        }
        granted.extend(permissions.granted);
        let note = |note: String| format!("helm-charts/{}/{note}", chart.name());
        notes.extend(permissions.notes.into_iter().map(note));
    }
    let rules = rules.0.into_iter().map(
        |((groups, verbs), resources)| json!({ "apiGroups": groups, "resources": resources, "verbs": verbs }),
    );
    let mut rules: Vec<Value> = rules.collect();
    for rule in granted {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let text = manifest::text(&manifest::role(project, &rules));
    notes.sort();
    notes.dedup();
    (text, notes)
}
