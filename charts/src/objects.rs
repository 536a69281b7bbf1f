//! The objects in the templates of a chart, as far as their text says what they are. All branches of conditions count.

use std::path::Path;

use kubewright_core::yaml;
use serde_json::Value;

use crate::{Chart, RenderedObject};

/// An object in a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    /// The template.
    pub(crate) file: String,
    /// The group, if `apiVersion` is written out.
    pub(crate) group: Option<String>,
    pub(crate) kind: String,
    /// The rules of a role, as far as they are written out.
    pub(crate) rules: Option<Vec<Value>>,
}

/// A kind that the chart brings as a CRD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnCrd {
    pub(crate) group: String,
    pub(crate) kind: String,
    pub(crate) plural: String,
}

impl Object {
    /// Reads a rendered object.
    pub(crate) fn rendered(object: &RenderedObject) -> Self {
        let text = |field: &str| object.value[field].as_str().unwrap_or_default().to_owned();
        let version = text("apiVersion");
        let mut one = Self {
            file: object.file.clone(),
            group: Some(
                version
                    .split_once('/')
                    .map_or(String::new(), |(group, _)| group.to_owned()),
            ),
            kind: text("kind"),
            rules: None,
        };
        one.rules = object.value["rules"]
            .as_array()
            .filter(|_| one.is_role())
            .cloned();
        one
    }

    pub(crate) fn is_role(&self) -> bool {
        ["Role", "ClusterRole"].contains(&self.kind.as_str())
    }
}

impl Chart {
    pub(crate) fn objects(&self) -> Vec<Object> {
        let templates = self.files().filter(|(path, _)| is_template(path));
        let objects = templates.flat_map(|(path, text)| {
            let file = path.display().to_string();
            documents(text)
                .filter_map(move |text| object(&file, &text))
                .collect::<Vec<_>>()
        });
        objects.collect()
    }

    /// Returns the kinds of the CRDs in `crds/`, and whether there are any.
    pub(crate) fn crds(&self) -> Vec<OwnCrd> {
        let is_crd = |path: &Path| path.components().any(|part| part.as_os_str() == "crds");
        let files = self.files().filter(|(path, _)| is_crd(path));
        let documents = files.flat_map(|(_, text)| yaml::all_from_str::<Value>(text).unwrap_or_default());
        let crds = documents.filter_map(|crd| {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            (crd["kind"] == "CustomResourceDefinition").then_some(())?;
            Some(OwnCrd {
                group: text(&crd["spec"]["group"])?,
                kind: text(&crd["spec"]["names"]["kind"])?,
                plural: text(&crd["spec"]["names"]["plural"])?,
            })
        });
        crds.collect()
    }
}

/// Whether Helm renders a file to objects.
fn is_template(path: &Path) -> bool {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    let in_templates = parts.iter().rev().nth(1).is_some() && parts.iter().any(|part| part == "templates");
    let name = parts.last().map(|name| name.to_string()).unwrap_or_default();
    in_templates && !name.starts_with('_') && [".yaml", ".yml", ".tpl"].iter().any(|end| name.ends_with(end))
}

fn documents(text: &str) -> impl Iterator<Item = String> {
    let mut all = vec![String::new()];
    for line in text.lines() {
        match line.trim_end() {
            "---" => all.push(String::new()),
            line => {
                if let Some(last) = all.last_mut() {
                    last.push_str(line);
                    last.push('\n');
                }
            }
        }
    }
    all.into_iter()
}

fn object(file: &str, text: &str) -> Option<Object> {
    let top = |name: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix(name));
        let mut values = lines
            .filter_map(|rest| rest.strip_prefix(':'))
            .map(|value| plain(value).to_owned());
        values.next()
    };
    let kind = top("kind").filter(|kind| !kind.is_empty() && !kind.contains("{{"))?;
    let version = top("apiVersion").filter(|version| !version.is_empty() && !version.contains("{{"));
    let group = version.map(|version| {
        version
            .split_once('/')
            .map_or(String::new(), |(group, _)| group.to_owned())
    });
    let mut object = Object {
        file: file.to_owned(),
        group,
        rules: None,
        kind,
    };
    object.rules = object.is_role().then(|| rules(text)).flatten();
    Some(object)
}

/// The value of a line, without quotes and comment.
fn plain(value: &str) -> &str {
    let value = value.split(" #").next().unwrap_or_default().trim();
    value.trim_matches(['"', '\''])
}

/// The rules of a role, if they can be read without the actions of the template.
fn rules(text: &str) -> Option<Vec<Value>> {
    let lines = text.lines().filter(|line| !line.contains("{{"));
    let start = lines.skip_while(|line| line.trim_end() != "rules:");
    let block = start
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.is_empty() || line.starts_with([' ', '-', '#']));
    let block: Vec<_> = block.map(|(_, line)| line).collect();
    let value: Value = yaml::from_str(&block.join("\n")).ok()?;
    value["rules"].as_array().cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_found_in_all_branches() {
        let text = concat!(
            "{{- if .Values.a }}\napiVersion: apps/v1 # always\nkind: \"Deployment\"\nspec:\n  kind: Inner\n{{- end }}\n",
            "---\n{{- if .Values.b }}\napiVersion: {{ include \"x\" . }}\nkind: Ingress\n{{- end }}\n",
            "---\nkind: {{ .Values.kind }}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n",
            "metadata:\n  name: {{ .Release.Name }}\nrules:\n- apiGroups: ['']\n  resources: [pods]\n  verbs: [get]\n",
        );
        let all: Vec<_> = documents(text)
            .filter_map(|text| object("a.yaml", &text))
            .collect();
        let kinds: Vec<_> = all
            .iter()
            .map(|one| (one.kind.as_str(), one.group.as_deref()))
            .collect();
        let rbac = Some("rbac.authorization.k8s.io");
        assert_eq!(
            kinds,
            [("Deployment", Some("apps")), ("Ingress", None), ("Role", rbac)]
        );
        let rule = json!({ "apiGroups": [""], "resources": ["pods"], "verbs": ["get"] });
        assert_eq!(all[2].rules, Some(vec![rule]));
        let is = |path: &str| is_template(Path::new(path));
        assert!(is("templates/a.yaml") && is("charts/x/templates/sub/b.yml"));
        assert!(!is("templates/_helpers.tpl") && !is("templates/NOTES.txt") && !is("values.yaml"));
    }
}
