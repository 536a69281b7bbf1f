//! Objects of two texts, compared by their meaning.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use similar::TextDiff;

/// Labels and annotations that a chart sets beside those of kustomize.
const OF_HELM: [&str; 5] = [
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/version",
    "helm.sh/chart",
    "helm.sh/resource-policy",
];

pub(crate) fn documents(text: &str) -> Vec<Value> {
    let documents: Vec<Value> = kubewright_core::yaml::all_from_str(text).unwrap();
    documents
        .into_iter()
        .filter(|document| !document.is_null())
        .collect()
}

/// What the objects of a chart and of kustomize differ in; `absent` are those that kustomize cannot leave out.
pub(crate) fn differences(chart: &str, kustomize: &str, absent: &[String]) -> String {
    let (chart, mut kustomize) = (by_name(documents(chart)), by_name(documents(kustomize)));
    let mut out = String::new();
    for name in absent {
        if kustomize.remove(name).is_none() {
            out.push_str(&format!("{name} does not exist\n"));
        }
    }
    for (name, object) in &chart {
        match kustomize.remove(name) {
            None => out.push_str(&format!("{name} is only in the chart\n")),
            Some(other) if other == *object => {}
            Some(other) => {
                let texts = [object, &other].map(|object| kubewright_core::yaml::to_string(object).unwrap());
                let diff = TextDiff::from_lines(&texts[0], &texts[1]);
                out.push_str(&format!("{name}\n{}", diff.unified_diff()));
            }
        }
    }
    kustomize
        .keys()
        .for_each(|name| out.push_str(&format!("{name} is not in the chart\n")));
    out
}

fn by_name(objects: Vec<Value>) -> BTreeMap<String, Value> {
    let is_of_both = |object: &Value| {
        object["kind"] != "Namespace" && object["metadata"]["annotations"]["helm.sh/hook"].is_null()
    };
    let named = objects.into_iter().filter(is_of_both).map(|object| {
        let name = format!(
            "{}/{}",
            object["kind"].as_str().unwrap(),
            object["metadata"]["name"].as_str().unwrap()
        );
        (name, meaning(object))
    });
    named.collect()
}

/// An object without what means nothing: empty fields, the order of arguments, and what Helm adds.
fn meaning(mut object: Value) -> Value {
    for field in ["labels", "annotations"] {
        if let Some(map) = object["metadata"][field].as_object_mut() {
            OF_HELM.iter().for_each(|key| drop(map.remove(*key)));
        }
    }
    if let Some(containers) = object
        .pointer_mut("/spec/template/spec/containers")
        .and_then(Value::as_array_mut)
    {
        for container in containers {
            if let Some(args) = container["args"].as_array_mut() {
                args.sort_by_key(ToString::to_string);
            }
        }
    }
    without_empty(object).unwrap_or_default()
}

fn without_empty(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .into_iter()
                .filter_map(|(key, value)| Some((key, without_empty(value)?)))
                .collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(
            items
                .into_iter()
                .map(|item| without_empty(item).unwrap_or_default())
                .collect(),
        ),
        scalar => Some(scalar),
    }
}
