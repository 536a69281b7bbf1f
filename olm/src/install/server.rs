//! Serves the catalog from a Pod.

mod manifests;

use k8s_openapi::api::core::v1::Pod;
use kube::api::Api;

use super::Installation;
use crate::cluster::LABEL;
use crate::diagnosis::pods;
use crate::failure::{Failure, Result};
use crate::kinds::CatalogSource;
use crate::output::Output;
use crate::stage::{Look, Stage};
use manifests::{COMPONENT, PORT};

/// Creates a CatalogSource with a Pod that serves a catalog, and waits until OLM is connected to it.
///
/// When the CatalogSource exists, its Pod serves the former catalog until OLM is connected to the new one. OLM reads a catalog again
/// only after it has connected to another address; and while a catalog cannot be reached, it resolves nothing in the namespace.
pub(super) async fn serve(installation: &Installation<'_>, catalog: &str) -> Result<()> {
    let target = &installation.target;
    let address = address_of(installation).await?;
    let source = manifests::source(installation, address.as_deref());
    let owner = manifests::owner(&target.apply(&source).await?);
    let name = manifests::pod_name(installation);
    let mut parts = Vec::new();
    for map in manifests::parts(installation, &name, catalog, &owner) {
        let applied = target.apply(&map).await?;
        parts.extend(applied.metadata.name);
    }
    replace(installation, &name).await?;
    target
        .apply(&manifests::pod(installation, &name, &parts, &owner))
        .await?;
    let address = run(installation, &name).await?;
    connect(installation, &name, address).await?;
    parts.push(name);
    tidy(installation, &parts).await
}

/// The address that OLM has now; none if the CatalogSource does not exist.
async fn address_of(installation: &Installation<'_>) -> Result<Option<String>> {
    let target = &installation.target;
    let sources: Api<CatalogSource> = Api::namespaced(target.client.clone(), &target.namespace);
    let name = installation.catalog();
    let source = sources.get_opt(&name).await;
    let source = source.map_err(|error| target.problem("reading the CatalogSource", &error))?;
    let Some(source) = source else {
        return Ok(None);
    };
    let labels = source.metadata.labels.unwrap_or_default();
    if labels.get(LABEL) != Some(&installation.source.package) {
        return Err(Failure::new(format!(
            "the namespace `{}` has a CatalogSource `{name}` that `run bundle` did not create; use another namespace, or rename it",
            target.namespace
        )));
    }
    Ok(source.spec.address)
}

/// Waits until the Pod runs, and returns its address.
async fn run(installation: &Installation<'_>, name: &str) -> Result<String> {
    let target = &installation.target;
    let pods: Api<Pod> = Api::namespaced(target.client.clone(), &target.namespace);
    let what = format!("starting the Pod `{name}` that serves the catalog");
    let look = async || {
        let pod = pods.get_opt(name).await;
        let pod = pod.map_err(|error| target.problem("reading the Pod", &error))?;
        let Some(pod) = pod else {
            return Ok(Look::Failed("somebody has deleted it".to_owned()));
        };
        Ok(match (pods::trouble(target, &pod).await?, address(&pod)) {
            (Some(trouble), _) => Look::Doubtful(trouble),
            (None, Some(address)) if pods::is_ready(&pod) => Look::Done(address),
            (None, _) => Look::Waiting(pods::state(&pod)),
        })
    };
    installation.stage(&what).run(look).await
}

/// Waits until OLM has connected. The address follows the Pod, whose address may change.
async fn connect(installation: &Installation<'_>, pod: &str, mut address: String) -> Result<()> {
    let target = &installation.target;
    let pods: Api<Pod> = Api::namespaced(target.client.clone(), &target.namespace);
    let sources: Api<CatalogSource> = Api::namespaced(target.client.clone(), &target.namespace);
    target
        .apply(&manifests::source(installation, Some(&address)))
        .await?;
    let name = installation.catalog();
    let what = format!("connecting OLM to the CatalogSource `{name}`");
    let look = async || {
        let now = pods.get_opt(pod).await;
        let now = now.map_err(|error| target.problem("reading the Pod", &error))?;
        if let Some(now) = &now
            && let Some(trouble) = pods::trouble(target, now).await?
        {
            return Ok(Look::Doubtful(trouble));
        }
        if let Some(now) = now.as_ref().and_then(self::address)
            && now != address
        {
            target.apply(&manifests::source(installation, Some(&now))).await?;
            address = now;
        }
        let source = sources.get_opt(&name).await;
        let source = source.map_err(|error| target.problem("reading the CatalogSource", &error))?;
        let status = source.and_then(|source| source.status).unwrap_or_default();
        let connection = status.connection_state.unwrap_or_default();
        let state = connection.last_observed_state.unwrap_or_default();
        let current = connection.address.as_deref() == Some(&address);
        Ok(match state.as_str() {
            "READY" if current => Look::Done(()),
            "" => Look::Waiting("OLM has not looked at it; does the Pod `catalog-operator` run?".to_owned()),
            state => Look::Waiting(format!("the connection to {address} is {state}")),
        })
    };
    installation.stage(&what).run(look).await
}

fn address(pod: &Pod) -> Option<String> {
    let address = pod.status.as_ref()?.pod_ip.as_ref()?;
    Some(match address.contains(':') {
        true => format!("[{address}]:{PORT}"),
        false => format!("{address}:{PORT}"),
    })
}

/// Deletes a Pod of the same name, which an interrupted command has left: most of a Pod cannot be changed.
async fn replace(installation: &Installation<'_>, name: &str) -> Result<()> {
    let target = &installation.target;
    let api = target.api("v1", "Pod");
    let pod = api.get_opt(name).await;
    let Some(pod) = pod.map_err(|error| target.problem("reading the Pod", &error))? else {
        return Ok(());
    };
    target.delete(&api, &pod, "Pod").await?;
    let look = async || {
        let remains = target.remains(&api, &pod, "Pod").await?;
        Ok(remains.map_or(Look::Done(()), Look::Waiting))
    };
    let what = format!("replacing the Pod `{name}`");
    let quiet = Stage {
        output: Output { quiet: true },
        ..installation.stage(&what)
    };
    quiet.run(look).await
}

/// Deletes the Pods and ConfigMaps of former catalogs.
async fn tidy(installation: &Installation<'_>, current: &[String]) -> Result<()> {
    let target = &installation.target;
    let selector = format!("{}={},{COMPONENT}=catalog", LABEL, installation.source.package);
    for kind in ["Pod", "ConfigMap"] {
        let api = target.api("v1", kind);
        for object in target.list("v1", kind, &selector).await? {
            let name = object.metadata.name.as_ref();
            if !name.is_some_and(|name| current.contains(name)) {
                target.delete(&api, &object, kind).await?;
            }
        }
    }
    Ok(())
}
