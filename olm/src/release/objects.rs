//! Objects of any kind in the cluster.

use kube::api::{Api, DynamicObject, Patch, PatchParams};
use kube::core::GroupVersionKind;
use kube::discovery::{Scope, pinned_kind};
use kubewright_bundle::pointer::text;
use serde_json::Value;

use super::manifests::shown;
use crate::cluster::{MANAGER, Target};
use crate::failure::{Failure, Result};

/// The API of an object, and the object in the cluster; neither if the cluster does not know its kind.
pub(super) async fn find(
    target: &Target,
    object: &Value,
) -> Result<(Option<Api<DynamicObject>>, Option<DynamicObject>)> {
    let what = format!("reading the {}", shown(object));
    let Some(api) = api(target, object, &what).await? else {
        return Ok((None, None));
    };
    let found = api.get_opt(text(object, "/metadata/name")).await;
    let found = found.map_err(|error| target.problem(&what, &error))?;
    Ok((Some(api), found))
}

/// The API of an object; none if the cluster does not have its kind.
pub(super) async fn api(target: &Target, object: &Value, what: &str) -> Result<Option<Api<DynamicObject>>> {
    let api_version = text(object, "/apiVersion");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = GroupVersionKind::gvk(group, version, text(object, "/kind"));
    let (resource, capabilities) = match pinned_kind(&target.client, &kind).await {
        Ok(found) => found,
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(None),
        Err(kube::Error::Discovery(_)) => return Ok(None),
        Err(error) => return Err(target.problem(what, &error)),
    };
    let namespace = match text(object, "/metadata/namespace") {
        "" => &target.namespace,
        namespace => namespace,
    };
    Ok(Some(match capabilities.scope {
        Scope::Cluster => Api::all_with(target.client.clone(), &resource),
        Scope::Namespaced => Api::namespaced_with(target.client.clone(), namespace, &resource),
    }))
}

/// Creates or changes an object.
pub(super) async fn apply(target: &Target, object: &Value) -> Result<()> {
    let what = format!("applying the {}", shown(object));
    let api = api(target, object, &what).await?;
    let api =
        api.ok_or_else(|| Failure::new(format!("{what} failed: the cluster does not have this kind")))?;
    let params = PatchParams::apply(MANAGER).force();
    let done = api
        .patch(text(object, "/metadata/name"), &params, &Patch::Apply(object))
        .await;
    done.map(drop).map_err(|error| target.problem(&what, &error))
}
