//! `cleanup` with OLM v1.

use kube::api::{Api, ApiResource, DynamicObject, ListParams};
use kubewright_bundle::pointer::text;
use serde_json::Value;

use super::{API, extension};
use crate::Cleanup;
use crate::cluster::{LABEL, Target};
use crate::failure::{Failure, Result};
use crate::output::Output;

/// Deletes the extension of a package, and the catalog that `run bundle` has created for it. The namespace stays.
pub(crate) async fn cleanup(args: &Cleanup, target: &Target, output: Output) -> Result<()> {
    if args.keep_operator_group {
        return Err(Failure::new(
            "`--keep-operator-group` is for OLM v0 only; leave it out",
        ));
    }
    let package = &args.package;
    let mut names = Vec::new();
    let mut crds = Vec::new();
    for found in extension::of_package(target, package).await? {
        extension::must_be_in(&found, args.namespace.as_deref())?;
        let name = extension::name_of(&found).to_owned();
        crds.extend(owned(target, &name).await?);
        names.push(name);
    }
    if !args.delete_crds {
        for crd in &crds {
            must_be_empty(target, crd).await?;
        }
    }
    if !crds.is_empty() {
        let crds: Vec<_> = crds
            .iter()
            .filter_map(|crd| crd.metadata.name.as_deref())
            .collect();
        output.status(&format!(
            "note: OLM v1 deletes the CRDs {} with the operator",
            crds.join(", ")
        ));
    }
    let mut deleted = 0;
    let extensions = target.all(API, "ClusterExtension");
    for name in names {
        let existed = target
            .gone(&extensions, "ClusterExtension", &name, args.timeout, output)
            .await?;
        deleted += usize::from(existed);
    }
    let catalogs = target.all(API, "ClusterCatalog");
    let labelled = ListParams::default().labels(&format!("{LABEL}={package}"));
    let found = catalogs.list(&labelled).await;
    let found = found.map_err(|error| target.problem("listing ClusterCatalogs", &error))?;
    for name in found.into_iter().filter_map(|catalog| catalog.metadata.name) {
        let existed = target
            .gone(&catalogs, "ClusterCatalog", &name, args.timeout, output)
            .await?;
        deleted += usize::from(existed);
    }
    if deleted == 0 {
        return Err(Failure::new(format!(
            "OLM v1 has nothing of the package `{package}`; `kubectl get clusterextensions` lists what is installed"
        )));
    }
    output.status(&format!("deleted {deleted} objects of `{package}`"));
    Ok(())
}

/// The CRDs that OLM v1 deletes with an extension.
async fn owned(target: &Target, extension: &str) -> Result<Vec<DynamicObject>> {
    let label = "olm.operatorframework.io/owner";
    let selector = format!("{label}-kind=ClusterExtension,{label}-name={extension}");
    let crds = target.all("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    let list = crds.list(&ListParams::default().labels(&selector)).await;
    let list = list.map_err(|error| target.problem("listing CRDs", &error))?;
    Ok(list.items)
}

/// Fails if a CRD has objects.
async fn must_be_empty(target: &Target, crd: &DynamicObject) -> Result<()> {
    let spec = &crd.data["spec"];
    let mut versions = spec["versions"].as_array().into_iter().flatten();
    let Some(version) = versions.find(|version| version["served"] == Value::Bool(true)) else {
        return Ok(());
    };
    let (group, version) = (text(spec, "/group"), text(version, "/name"));
    let resource = ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: format!("{group}/{version}"),
        kind: text(spec, "/names/kind").to_owned(),
        plural: text(spec, "/names/plural").to_owned(),
    };
    let objects: Api<DynamicObject> = Api::all_with(target.client.clone(), &resource);
    let list = objects.list(&ListParams::default()).await;
    let what = format!("listing {} objects", resource.kind);
    let list = list.map_err(|error| target.problem(&what, &error))?;
    let Some(first) = list.items.first() else {
        return Ok(());
    };
    let place = match &first.metadata.namespace {
        Some(namespace) => format!(" in the namespace `{namespace}`"),
        None => String::new(),
    };
    Err(Failure::new(format!(
        "{} {} objects exist, such as `{}`{place}, and OLM v1 deletes them with the CRDs of the operator; delete or move them, or pass `--delete-crds`",
        list.items.len(),
        resource.kind,
        first.metadata.name.as_deref().unwrap_or_default()
    )))
}
