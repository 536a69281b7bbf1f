//! The values file, its schema, and the table in the README.

use std::fmt::Write as _;

use kubewright_core::yaml::{self, YamlError};
use serde_json::{Map, Value, json};

use super::settings::Setting;

/// Comments of the groups of values, and of the first value of each part of the file.
const GROUPS: [(&str, &str); 13] = [
    ("image", "The image."),
    ("healthProbe", "Probes."),
    ("leaderElection", "Leader election."),
    ("serviceAccount", "The service account of the manager."),
    ("rbac", "Roles and bindings."),
    ("crds", "CustomResourceDefinitions."),
    (
        "operator",
        "The release of the operator, whose Service converts objects.",
    ),
    ("metrics", "Metrics."),
    ("webhooks", "Webhooks."),
    ("certManager", "Certificates from cert-manager."),
    ("networkPolicy", "Network policies."),
    ("tests", "`helm test`."),
    ("serviceMonitor", "The ServiceMonitor."),
];

/// `values.yaml`: every value with its default and a comment.
pub(super) fn yaml(settings: &[Setting]) -> Result<String, YamlError> {
    let mut out = String::from(
        "# The values of this chart. Your changes stay when the chart is written again.\n# values.schema.json has their types, README.md a table of them.\n",
    );
    let mut open: Vec<&str> = Vec::new();
    for setting in settings {
        let mut path: Vec<&str> = setting.path.split('.').collect();
        let key = path.pop().unwrap_or_default();
        let same = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        if path.is_empty() || same == 0 {
            out.push('\n');
        }
        for (depth, group) in path.iter().enumerate().skip(same) {
            let indent = "  ".repeat(depth);
            if let Some((_, about)) = GROUPS.iter().find(|(name, _)| name == group) {
                let _ = writeln!(out, "{indent}# {about}");
            }
            let _ = writeln!(out, "{indent}{group}:");
        }
        out.push_str(&entry(setting, key, path.len())?);
        open = path;
    }
    Ok(out)
}

/// One value with its comment, at this depth.
fn entry(setting: &Setting, key: &str, depth: usize) -> Result<String, YamlError> {
    let indent = "  ".repeat(depth);
    let mut out = comment(setting, &indent);
    let field: Map<String, Value> = [(key.to_owned(), setting.default.clone())].into_iter().collect();
    for line in yaml::to_string(&field)?.split_inclusive('\n') {
        if line != "\n" {
            out.push_str(&indent);
        }
        out.push_str(line);
    }
    Ok(out)
}

/// The comment of a value.
pub(super) fn comment(setting: &Setting, indent: &str) -> String {
    format!("{indent}# {}.\n", setting.about)
}

/// `values.schema.json`. Values that somebody added to the values file are allowed.
pub(super) fn schema(settings: &[Setting], present: &Value) -> String {
    let mut root = group();
    root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    root["properties"]["global"] = json!({ "type": "object" });
    for setting in settings {
        let mut at = &mut root;
        let mut path: Vec<&str> = setting.path.split('.').collect();
        let key = path.pop().unwrap_or_default();
        for part in path {
            let next = &mut at["properties"][part];
            if next.is_null() {
                *next = group();
            }
            at = next;
        }
        let mut schema = setting.schema.clone();
        schema["description"] = Value::from(setting.about);
        at["properties"][key] = schema;
    }
    allow(&mut root, present);
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn group() -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": {} })
}

/// Adds the keys of values that the schema would refuse.
fn allow(schema: &mut Value, present: &Value) {
    if schema["additionalProperties"] != false {
        return;
    }
    for (key, value) in present.as_object().into_iter().flatten() {
        let property = &mut schema["properties"][key];
        match property.is_null() {
            true => *property = Value::Bool(true),
            false => allow(property, value),
        }
    }
}

/// The table of values, in Markdown.
pub(super) fn table(settings: &[Setting]) -> String {
    let mut out = String::from("| value | default | description |\n|---|---|---|\n");
    for setting in settings {
        let default = setting.default.to_string().replace('|', "\\|");
        let _ = writeln!(
            out,
            "| `{}` | `{default}` | {} |",
            setting.path,
            setting.about.replace('|', "\\|")
        );
    }
    out
}
