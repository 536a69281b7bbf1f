//! Which kinds the API server serves.

use kube::core::discovery::v2::APIGroupDiscoveryList;
use kube::{Client, Error};
use serde_json::{Value, json};

use crate::kind::{Kind, Resource};
use crate::object::{Object, condition};

use super::request;

/// The checks that an API server passes when it serves every built-in kind, and lists each of them.
const COMPLETE: [&str; 2] = [
    "/readyz/autoregister-completion",
    "/readyz/poststarthook/apiservice-discovery-controller",
];
/// The status code of a check that fails.
const FAILED: u16 = 500;

/// Whether all built-in kinds are listed. An API server that starts lists more and more of them.
pub(super) async fn is_complete(client: &Client) -> bool {
    let checks = COMPLETE.map(|check| async move {
        let request = http::Request::get(check).body(Vec::new());
        let request = request.map_err(Error::HttpError)?;
        client.request_text(request).await
    });
    let answers = futures::future::join_all(checks).await;
    answers.iter().all(|answer| match answer {
        Ok(_) => true,
        // Another release may not have this check.
        Err(error) => request::refusal(error).is_some_and(|(code, _)| code != FAILED),
    })
}

/// The kinds that are built in, and those of CRDs that exist.
pub(super) async fn all(client: &Client) -> Result<Vec<Resource>, Error> {
    let (core, groups) = futures::join!(
        client.list_core_api_versions_aggregated(),
        client.list_api_groups_aggregated()
    );
    let mut found: Vec<Resource> = Vec::new();
    for list in [core?, groups?] {
        for resource in of_list(&list) {
            // The first version is the preferred one.
            if found.iter().all(|known| known.kind() != resource.kind()) {
                found.push(resource);
            }
        }
    }
    Ok(found)
}

fn of_list(list: &APIGroupDiscoveryList) -> impl Iterator<Item = Resource> {
    list.items.iter().flat_map(|group| {
        let name = group
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.name.as_deref());
        let name = name.unwrap_or_default();
        group.versions.iter().flat_map(move |version| {
            let resources = version.resources.iter();
            resources.filter_map(move |resource| {
                let has = |verb: &str| resource.verbs.iter().any(|known| known == verb);
                // Events expire by themselves, and there are many.
                let is_event = resource.resource.as_deref() == Some("events");
                let kind = resource.response_kind.as_ref()?.kind.as_deref()?;
                let mut found = Resource::new(
                    name,
                    version.version.as_deref()?,
                    kind,
                    resource.resource.as_deref()?,
                    resource.scope.as_deref() == Some("Namespaced"),
                );
                found.watched = has("list") && has("watch") && !is_event;
                found.deletable = has("list") && has("delete");
                Some(found)
            })
        })
    })
}

/// The kind of a CRD, if the API server serves it.
pub(super) fn of_crd(crd: &Object) -> Option<Resource> {
    let established = condition(crd.list("/status/conditions"), "Established")?;
    if established["status"] != "True" || crd.is_deleting() {
        return None;
    }
    let mut versions = crd
        .list("/spec/versions")
        .iter()
        .filter(|version| version["served"] == true);
    let stored = versions.clone().find(|version| version["storage"] == true);
    let version = stored.or_else(|| versions.next())?["name"].as_str()?;
    Some(Resource::new(
        crd.text("/spec/group"),
        version,
        crd.text("/spec/names/kind"),
        crd.text("/spec/names/plural"),
        crd.text("/spec/scope") == "Namespaced",
    ))
}

/// An object without what no controller reads.
pub(super) fn slim(kind: &Kind, mut value: Value) -> Object {
    if *kind == Kind::CRD {
        if let Some(versions) = value.pointer_mut("/spec/versions").and_then(Value::as_array_mut) {
            for version in versions {
                *version = json!({
                    "name": version["name"], "served": version["served"], "storage": version["storage"],
                });
            }
        }
    } else if *kind == Kind::CONFIG_MAP
        && value["metadata"]["name"] != "kube-root-ca.crt"
        && let Some(object) = value.as_object_mut()
    {
        object.remove("data");
        object.remove("binaryData");
    }
    Object::new(value)
}
