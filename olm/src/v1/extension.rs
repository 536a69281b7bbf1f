//! The ClusterExtension.

use kube::api::{Api, ListParams};
use kubewright_bundle::image::Reference;
use kubewright_bundle::pointer::text;
use kubewright_bundle::v1::{Install, Source, extension};
use serde_json::{Value, json};

use super::catalog::{Progress, current, progress};
use super::{API, Session};
use crate::cluster::{LABEL, Target};
use crate::failure::{Failure, Result};
use crate::install::catalog::CHANNEL;
use crate::kinds::{ClusterExtension, Condition};
use crate::stage::Look;

/// The extensions that install a package.
pub(super) async fn of_package(target: &Target, package: &str) -> Result<Vec<ClusterExtension>> {
    let extensions: Api<ClusterExtension> = Api::all(target.client.clone());
    let all = extensions.list(&ListParams::default()).await;
    let all = all.map_err(|error| target.problem("listing ClusterExtensions", &error))?;
    let is_ours = |extension: &ClusterExtension| {
        let catalog = extension.spec.source.catalog.as_ref();
        catalog.is_some_and(|catalog| catalog.package_name == package)
    };
    Ok(all.items.into_iter().filter(is_ours).collect())
}

/// Fails if the package is installed already.
pub(super) async fn must_not_exist(session: &Session<'_>) -> Result<()> {
    let package = &session.source.package;
    match &of_package(&session.target, package).await?[..] {
        [] => Ok(()),
        [first, ..] => Err(Failure::new(format!(
            "the ClusterExtension `{}` installs the package `{package}` already; `kubewright run bundle-upgrade` upgrades it, and `kubewright cleanup {package} --olm v1` deletes it",
            name_of(first)
        ))),
    }
}

/// The extension that installs the package.
pub(super) async fn installed(session: &Session<'_>) -> Result<ClusterExtension> {
    let package = &session.source.package;
    let mut all = of_package(&session.target, package).await?;
    let Some(found) = all.pop() else {
        return Err(Failure::new(format!(
            "no ClusterExtension installs the package `{package}`; `kubewright run bundle` installs it"
        )));
    };
    if let Some((name, _)) = version_of(&found)
        && name == session.source.csv
    {
        return Err(Failure::new(format!(
            "`{name}` is installed already; the new bundle needs another name and version"
        )));
    }
    Ok(found)
}

/// Fails if the user has named another namespace than that of an extension.
pub(super) fn must_be_in(extension: &ClusterExtension, namespace: Option<&str>) -> Result<()> {
    let actual = &extension.spec.namespace;
    match namespace.filter(|namespace| namespace != actual) {
        Some(namespace) => Err(Failure::new(format!(
            "the ClusterExtension `{}` installs into the namespace `{actual}`, not into `{namespace}`",
            name_of(extension)
        ))),
        None => Ok(()),
    }
}

/// The name and the version of the bundle that an extension has installed.
pub(super) fn version_of(extension: &ClusterExtension) -> Option<(String, String)> {
    let bundle = extension.status.as_ref()?.install.as_ref()?.get("bundle")?;
    Some((
        text(bundle, "/name").to_owned(),
        text(bundle, "/version").to_owned(),
    ))
}

/// Where an extension is installed, and what it watches.
pub(super) fn install_of(extension: &ClusterExtension) -> Install {
    let config = extension.spec.config.clone().unwrap_or_default();
    let watched = text(&config, "/inline/watchNamespace");
    Install::new(&extension.spec.namespace).watch(Some(watched).filter(|watched| !watched.is_empty()))
}

/// Creates the extension, and waits until OLM v1 has installed the version.
pub(super) async fn create(session: &Session<'_>, install: &Install, catalog: &Reference) -> Result<()> {
    let object = manifest(session, install, catalog)?;
    apply(session, object).await
}

/// Points an extension to the new version, and waits until OLM v1 has installed it. What else the user has set stays.
pub(super) async fn upgrade(
    session: &Session<'_>,
    existing: &ClusterExtension,
    catalog: &Reference,
) -> Result<()> {
    let mut object = manifest(session, &install_of(existing), catalog)?;
    object["metadata"]["name"] = name_of(existing).into();
    let source = object["spec"]["source"].take();
    object["spec"] = serde_json::to_value(&existing.spec)?;
    let mut source = source;
    let policy = existing
        .spec
        .source
        .catalog
        .as_ref()
        .and_then(|catalog| catalog.upgrade_constraint_policy.clone());
    // The new version replaces the installed one in the catalog, which is what this policy allows.
    source["catalog"]["upgradeConstraintPolicy"] =
        policy.unwrap_or_else(|| "CatalogProvided".to_owned()).into();
    object["spec"]["source"] = source;
    apply(session, object).await
}

fn manifest(session: &Session<'_>, install: &Install, catalog: &Reference) -> Result<Value> {
    let source = Source::new(catalog.to_string()).channels([CHANNEL]);
    let objects = extension(&session.source.bundle, install, &source);
    let object = objects
        .into_iter()
        .find(|object| object["kind"] == "ClusterExtension");
    let mut object = object.ok_or_else(|| Failure::new("the bundle names no package"))?;
    object["metadata"]["labels"] =
        json!({ LABEL: session.source.package, "app.kubernetes.io/managed-by": "kubewright" });
    Ok(object)
}

async fn apply(session: &Session<'_>, object: Value) -> Result<()> {
    debug_assert_eq!(object["apiVersion"], API);
    let target = &session.target;
    target.apply_to_cluster(&object).await?;
    let extensions: Api<ClusterExtension> = Api::all(target.client.clone());
    let name = text(&object, "/metadata/name");
    let what = format!("installing the ClusterExtension `{name}`");
    let look = async || {
        let extension = extensions.get_opt(name).await;
        let extension = extension.map_err(|error| target.problem("reading the ClusterExtension", &error))?;
        Ok(match extension {
            None => Look::Failed("somebody has deleted it".to_owned()),
            Some(extension) => state(&extension, &session.source.csv),
        })
    };
    session.stage(&what).run(look).await
}

fn state(extension: &ClusterExtension, csv: &str) -> Look<()> {
    let generation = extension.metadata.generation.unwrap_or_default();
    let status = extension.status.clone().unwrap_or_default();
    let current = |name: &str| current(&status.conditions, name, generation);
    let (installed, progressing) = (current("Installed"), current("Progressing"));
    let is_ours = version_of(extension).is_some_and(|(name, _)| name == csv);
    let Some(progressing) = progressing else {
        return Look::Waiting(
            "OLM has not looked at it; does the Pod `operator-controller-controller-manager` run?".to_owned(),
        );
    };
    match progress(progressing) {
        Progress::Retrying(message) => Look::Doubtful(message),
        Progress::Blocked(message) => Look::Failed(message),
        Progress::Other(_) if is_ours && installed.is_some_and(Condition::is_true) => Look::Done(()),
        Progress::Other(message) => Look::Waiting(message),
    }
}

/// The name of an extension.
pub(super) fn name_of(extension: &ClusterExtension) -> &str {
    extension.metadata.name.as_deref().unwrap_or_default()
}
