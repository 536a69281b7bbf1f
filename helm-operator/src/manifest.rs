//! The objects of a manifest that Helm rendered.

use kubewright_core::yaml;
use kubewright_runtime::kube::core::GroupVersionKind;
use serde_json::Value;

/// An object as the chart rendered it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rendered(pub(crate) Value);

/// Returns the objects of a manifest. Those of a `List` are listed one by one.
pub(crate) fn objects(manifest: &str) -> Result<Vec<Rendered>, String> {
    let documents: Vec<Value> =
        yaml::all_from_str(manifest).map_err(|error| error.first_line().to_owned())?;
    let mut all = Vec::new();
    documents.into_iter().for_each(|document| add(document, &mut all));
    Ok(all)
}

fn add(document: Value, all: &mut Vec<Rendered>) {
    let is_list = document["kind"]
        .as_str()
        .is_some_and(|kind| kind.ends_with("List"));
    match document {
        Value::Object(mut fields) if is_list && fields.get("items").is_some_and(Value::is_array) => {
            let items = fields.remove("items");
            let items = items.as_ref().and_then(Value::as_array).cloned();
            items.into_iter().flatten().for_each(|item| add(item, all));
        }
        Value::Object(fields) => all.push(Rendered(Value::Object(fields))),
        _ => {}
    }
}

/// Returns whether two manifests render the same objects, whatever their order and text.
pub(crate) fn same_objects(one: &str, other: &str) -> Result<bool, String> {
    let sorted = |manifest: &str| {
        let mut objects: Vec<Value> = objects(manifest)?.into_iter().map(|object| object.0).collect();
        objects.sort_by_key(|object| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let metadata = &object["metadata"];
            [
                text(&object["apiVersion"]),
                text(&object["kind"]),
                text(&metadata["namespace"]),
                text(&metadata["name"]),
            ]
        });
        Ok::<_, String>(objects)
    };
    Ok(sorted(one)? == sorted(other)?)
}

impl Rendered {
    pub(crate) fn kind(&self) -> GroupVersionKind {
        let text = |field: &str| self.0[field].as_str().unwrap_or_default();
        let (group, version) = match text("apiVersion").split_once('/') {
            Some(parts) => parts,
            None => ("", text("apiVersion")),
        };
        GroupVersionKind::gvk(group, version, text("kind"))
    }

    pub(crate) fn name(&self) -> &str {
        self.0["metadata"]["name"].as_str().unwrap_or_default()
    }

    pub(crate) fn namespace(&self) -> Option<&str> {
        self.0["metadata"]["namespace"]
            .as_str()
            .filter(|name| !name.is_empty())
    }

    /// Whether the object stays when the release is uninstalled.
    pub(crate) fn is_kept(&self) -> bool {
        let policy = &self.0["metadata"]["annotations"]["helm.sh/resource-policy"];
        policy
            .as_str()
            .is_some_and(|policy| policy.trim().eq_ignore_ascii_case("keep"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_apart_and_empty_documents_left_out() {
        let manifest = concat!(
            "---\n# Source: a\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: x }\n",
            "---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n",
            "- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: kept\n    annotations: { helm.sh/resource-policy: keep }\n",
        );
        let all = objects(manifest).unwrap();
        let names: Vec<_> = all
            .iter()
            .map(|one| (one.kind().kind, one.name().to_owned()))
            .collect();
        assert_eq!(
            names,
            [
                ("Deployment".to_owned(), "web".to_owned()),
                ("Secret".to_owned(), "kept".to_owned())
            ]
        );
        assert_eq!(
            (all[0].namespace(), all[0].kind().group.as_str()),
            (Some("x"), "apps")
        );
        assert!(!all[0].is_kept() && all[1].is_kept());
        assert!(objects("a: [").is_err());
    }

    #[test]
    fn manifests_are_compared_as_objects() {
        let (a, b) = (
            "kind: A\nmetadata: { name: a }\nx: 1\n",
            "# b\nkind: B\nmetadata: { name: b }\n",
        );
        let same = same_objects(&format!("{a}---\n{b}"), &format!("---\n{b}---\n# other\n{a}"));
        assert_eq!(same, Ok(true));
        assert_eq!(same_objects(a, &a.replace('1', "2")), Ok(false));
    }
}
