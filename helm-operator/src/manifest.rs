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
}
