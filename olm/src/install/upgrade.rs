//! `run bundle-upgrade`: upgrades an installed operator.

use kube::api::{Api, ListParams, Patch, PatchParams};
use serde_json::json;

use super::{Installation, catalog, operator, server, settled, subscription};
use crate::RunUpgrade;
use crate::cluster::{MANAGER, Target};
use crate::failure::{Failure, Result};
use crate::kinds::Subscription;
use crate::output::Output;
use crate::source::Source;

/// Upgrades an operator.
pub(crate) async fn run(args: &RunUpgrade, source: Source, target: Target, output: Output) -> Result<()> {
    let installation = Installation::start(source, target, &args.serving, output).await?;
    let done = tokio::select! {
        done = upgrade(&installation) => done,
        _ = tokio::signal::ctrl_c() => Err(Failure::new("interrupted")),
    };
    installation.finish(done)
}

async fn upgrade(installation: &Installation<'_>) -> Result<()> {
    let (target, source) = (&installation.target, &installation.source);
    let name = subscription(installation).await?;
    // An interrupted upgrade can be repeated.
    let resumed = Some(source.csv.as_str());
    let installed = settled::wait(installation, &name, "completing earlier upgrades", resumed).await?;
    if installed == source.csv {
        return Err(Failure::new(format!(
            "`{installed}` is installed already; the new bundle needs another name and version"
        )));
    }
    server::serve(installation, &catalog::render(source, Some(&installed))?).await?;
    let subscriptions: Api<Subscription> = Api::namespaced(target.client.clone(), &target.namespace);
    // OLM looks at the catalog again when the Subscription changes; otherwise it may take minutes.
    let annotations = json!({ "kubewright.dev/upgrade": source.csv });
    let patch = json!({ "metadata": { "annotations": annotations }, "spec": {
        "source": installation.catalog(), "sourceNamespace": target.namespace, "channel": catalog::CHANNEL,
    } });
    let params = PatchParams {
        field_manager: Some(MANAGER.to_owned()),
        ..PatchParams::default()
    };
    let done = subscriptions.patch(&name, &params, &Patch::Merge(patch)).await;
    done.map_err(|error| target.problem(&format!("changing the Subscription `{name}`"), &error))?;
    let plan = subscription::planned(installation, &name).await?;
    subscription::approve(installation, &plan).await?;
    operator::wait(installation, &source.csv).await?;
    installation.complete(&name).await
}

/// The Subscription of the package, which must have installed something.
async fn subscription(installation: &Installation<'_>) -> Result<String> {
    let (target, package) = (&installation.target, &installation.source.package);
    let subscriptions: Api<Subscription> = Api::namespaced(target.client.clone(), &target.namespace);
    let all = subscriptions.list(&ListParams::default()).await;
    let all = all.map_err(|error| target.problem("listing Subscriptions", &error))?;
    let found = all
        .items
        .into_iter()
        .find(|subscription| subscription.spec.name == *package);
    let Some(found) = found else {
        return Err(Failure::new(format!(
            "the package `{package}` is not installed in the namespace `{}`; `kubewright run bundle` installs it",
            target.namespace
        )));
    };
    let name = found.metadata.name.unwrap_or_default();
    match found.status.and_then(|status| status.installed_csv) {
        Some(_) => Ok(name),
        None => Err(Failure::new(format!(
            "the Subscription `{name}` has not installed anything yet; wait for it, or delete it with `kubewright cleanup {package} -n {}`",
            target.namespace
        ))),
    }
}
