//! CRDs in texts.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use kubewright_import::documents;
use serde_json::{Value, json};

use crate::commands::errors::{Stop, fail};

/// What `kubectl apply` leaves in objects.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Adds the CRDs of a text to `all`, by their names. Other objects are left out.
pub(super) fn collect(text: &str, from: &str, all: &mut BTreeMap<String, Crd>) -> Result<(), Stop> {
    // Reading all YAML of a repository takes longer than searching it.
    if !text.contains("CustomResourceDefinition") {
        return Ok(());
    }
    let found = documents(text).map_err(|problem| Message::new(format!("{from}: {problem}")))?;
    for mut crd in found.crds {
        strip(&mut crd);
        if let Some(twice) = all.insert(crd.metadata.name.clone(), crd) {
            return Err(fail(
                format!(
                    "the CRD `{}` appears twice, the second time in {from}",
                    twice.metadata.name
                ),
                "name a folder that has each CRD once",
            ));
        }
    }
    Ok(())
}

/// The CRDs of these groups in a list that `kubectl` prints as JSON: those of others may be anything.
pub(super) fn of_list(
    text: &str,
    groups: &BTreeSet<String>,
    from: &str,
) -> Result<BTreeMap<String, Crd>, Stop> {
    let mut list: Value = yaml::from_str(text).map_err(|error| {
        let text = format!("{from} does not list CRDs as JSON: {}", error.first_line());
        fail(
            text,
            "check `kubectl get customresourcedefinitions --output json`",
        )
    })?;
    let of_group = |object: &Value| {
        object["spec"]["group"]
            .as_str()
            .is_some_and(|group| groups.contains(group))
    };
    let items = match list["items"].take() {
        Value::Array(items) => items.into_iter().filter(of_group).collect(),
        _ => Vec::new(),
    };
    let mut all = BTreeMap::new();
    collect(
        &json!({ "kind": "List", "items": items }).to_string(),
        from,
        &mut all,
    )?;
    Ok(all)
}

/// A CRD that was generated, as it is read from a file.
pub(super) fn plain(crd: &Crd) -> Result<Crd, Message> {
    let text = serde_json::to_string(crd).map_err(|error| Message::new(error.to_string()))?;
    let read = documents(&text).map_err(|problem| problem.message)?;
    Ok(read.crds.into_iter().next().unwrap_or_else(|| crd.clone()))
}

/// Removes what others add in a cluster.
fn strip(crd: &mut Crd) {
    crd.metadata.annotations.remove(LAST_APPLIED);
    let client = crd
        .spec
        .conversion
        .as_mut()
        .and_then(|conversion| conversion.pointer_mut("/webhook/clientConfig"));
    if let Some(client) = client.and_then(Value::as_object_mut) {
        client.remove("caBundle");
    }
}
