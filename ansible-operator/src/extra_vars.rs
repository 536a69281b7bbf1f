//! The variables of a run.

use kubewright_runtime::ObjectKey;
use kubewright_runtime::kube::core::GroupVersionKind;
use serde_json::{Map, Value, json};

use crate::snake;

/// What the variables are made from.
pub(crate) struct Source<'s> {
    pub(crate) kind: &'s GroupVersionKind,
    pub(crate) key: &'s ObjectKey,
    pub(crate) object: &'s Value,
    pub(crate) snake_case: bool,
    pub(crate) mark_unsafe: bool,
    /// Variables that replace those of the object; the last wins.
    pub(crate) more: &'s [&'s Map<String, Value>],
}

/// Returns the variables, and the fields of the spec that have no variable because another field has the same name.
pub(crate) fn all(source: &Source<'_>) -> (Map<String, Value>, Vec<String>) {
    let empty = json!({});
    let spec = match &source.object["spec"] {
        Value::Object(_) => &source.object["spec"],
        _ => &empty,
    };
    let (parameters, lost) = match source.snake_case {
        true => snake::value(spec),
        false => (spec.clone(), Vec::new()),
    };
    let marked = |value: Value| match source.mark_unsafe {
        true => mark_unsafe(value),
        false => value,
    };
    let mut vars = match marked(parameters) {
        Value::Object(vars) => vars,
        _ => Map::new(),
    };
    let meta = json!({ "name": source.key.name(), "namespace": source.key.namespace().unwrap_or_default() });
    vars.insert("ansible_operator_meta".to_owned(), meta);
    let prefix = variable(&source.kind.group, &source.kind.kind);
    vars.insert(prefix.clone(), marked(source.object.clone()));
    vars.insert(format!("{prefix}_spec"), marked(spec.clone()));
    for more in source.more {
        vars.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    (vars, lost)
}

/// Returns the name of the variable with the whole object.
fn variable(group: &str, kind: &str) -> String {
    let group = group.replace(['.', '-'], "_");
    format!("_{group}_{}", kind.to_lowercase()).to_lowercase()
}

/// Wraps strings, so that Ansible never takes them for templates.
fn mark_unsafe(value: Value) -> Value {
    match value {
        Value::String(text) => json!({ "__ansible_unsafe": text }),
        Value::Array(items) => items.into_iter().map(mark_unsafe).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, mark_unsafe(value)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars(snake_case: bool, mark_unsafe: bool) -> (Value, Vec<String>) {
        let object = json!({
            "metadata": { "name": "a" }, "status": { "x": 1 },
            "spec": { "fooBar": "{{ x }}", "foo_bar": 1, "items": [{ "aB": "c" }], "size": 3 },
        });
        let more = [
            json!({ "size": 4, "only": true }).as_object().cloned().unwrap(),
            json!({ "only": false }).as_object().cloned().unwrap(),
        ];
        let source = Source {
            kind: &GroupVersionKind::gvk("my-demo.example.com", "v1", "Site"),
            key: &ObjectKey::namespaced("shop", "a"),
            object: &object,
            snake_case,
            mark_unsafe,
            more: &[&more[0], &more[1]],
        };
        let (vars, lost) = all(&source);
        (Value::Object(vars), lost)
    }

    #[test]
    fn the_object_the_entry_and_the_finalizer_set_variables() {
        let (vars, lost) = vars(true, false);
        assert_eq!(vars["foo_bar"], "{{ x }}");
        assert_eq!(lost, ["foo_bar"]);
        assert_eq!(vars["items"], json!([{ "a_b": "c" }]));
        assert_eq!((&vars["size"], &vars["only"]), (&json!(4), &json!(false)));
        assert_eq!(
            vars["ansible_operator_meta"],
            json!({ "name": "a", "namespace": "shop" })
        );
        assert_eq!(vars["_my_demo_example_com_site"]["status"]["x"], 1);
        assert_eq!(vars["_my_demo_example_com_site_spec"]["fooBar"], "{{ x }}");
    }

    #[test]
    fn strings_of_the_object_can_be_unsafe_and_keys_as_they_are() {
        let (vars, _) = vars(false, true);
        assert_eq!(vars["fooBar"], json!({ "__ansible_unsafe": "{{ x }}" }));
        assert_eq!(
            vars["_my_demo_example_com_site_spec"]["items"][0]["aB"],
            json!({ "__ansible_unsafe": "c" })
        );
        assert_eq!(vars["size"], 4);
    }
}
