//! The CRDs: as templates, or as they are.

use kubewright_core::yaml;
use serde_json::Value;

use super::ChartError;
use super::conditions;
use super::json::text;
use super::names::{NAME_LABEL, Names, STANDARD};
use super::node::{Condition, Entry, Node};
use super::sort::{Role, Sorted};
use super::webhooks::{INJECT, injected};

pub(super) fn crd(object: &Value, sorted: &Sorted, names: &Names) -> Node {
    // Names do not occur in schemas, which are most of a CRD.
    let mut node = Node::Value(object.clone());
    *node.key("metadata") = names.node(&object["metadata"]);
    names.metadata(&mut node, object);
    injected(&mut node, object, names);
    let annotations = node.at(&["metadata", "annotations"]).entries();
    annotations.push(
        Entry::new("helm.sh/resource-policy", Node::literal("keep")).when(Condition::value("crds.keep")),
    );
    let conversion = &object["spec"]["conversion"];
    if !conversion["webhook"].is_null() && conditions::has_webhooks(sorted) {
        let mut webhook = names.node(conversion);
        super::webhooks::bundle(
            webhook.at(&["webhook", "clientConfig"]),
            &conditions::sources(sorted),
        );
        let entry = Entry::new("conversion", webhook).when(conditions::webhooks());
        node.key("spec").put(entry);
    }
    node
}

/// Whether a CRD has a conversion webhook of the release.
fn converts(crd: &Value, names: &Names) -> bool {
    let conversion = &crd["spec"]["conversion"];
    !matches!(names.node(conversion), Node::Value(_))
}

/// Whether any CRD names an object of the release.
pub(super) fn have_names(sorted: &Sorted, names: &Names) -> bool {
    let has_names = |crd: &Value| converts(crd, names) || !crd["metadata"]["annotations"][INJECT].is_null();
    sorted.of(Role::Crd).any(|object| has_names(&object.value))
}

/// A CRD for `crds/`, which Helm does not render.
pub(super) fn plain(crd: &Value, names: &Names) -> Result<String, ChartError> {
    if converts(crd, names) {
        let name = text(&crd["metadata"]["name"]).to_owned();
        return Err(ChartError::Conversion(name));
    }
    let mut crd = crd.clone();
    let metadata = &mut crd["metadata"];
    for (map, is_of_release) in [
        (
            "labels",
            &(|key: &str| STANDARD.contains(&key) && key != NAME_LABEL) as &dyn Fn(&str) -> bool,
        ),
        ("annotations", &|key: &str| key == INJECT),
    ] {
        if let Some(fields) = metadata[map].as_object_mut() {
            fields.retain(|key, _| !is_of_release(key));
            if fields.is_empty() {
                metadata[map].take();
            }
        }
    }
    if let Some(fields) = metadata.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    Ok(yaml::to_string(&crd)?)
}
