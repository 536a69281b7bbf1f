//! Subscribes to the package, and approves what OLM plans.

use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use super::{Installation, catalog};
use crate::cluster::MANAGER;
use crate::diagnosis::plans;
use crate::failure::Result;
use crate::kinds::{InstallPlan, Subscription, holds};
use crate::stage::Look;

/// Creates the Subscription, and waits for its InstallPlan. Returns the names of both.
pub(super) async fn subscribe(installation: &Installation<'_>) -> Result<(String, String)> {
    let (target, source) = (&installation.target, &installation.source);
    let name = format!("{}-sub", source.csv.replace('.', "-"));
    let subscription = json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "Subscription",
        "metadata": installation.metadata(&name),
        "spec": {
            "source": installation.catalog(), "sourceNamespace": target.namespace,
            "name": source.package, "channel": catalog::CHANNEL, "startingCSV": source.csv,
            "installPlanApproval": "Manual",
        },
    });
    target.apply(&subscription).await?;
    let plan = planned(installation, &name).await?;
    Ok((name, plan))
}

/// Waits until OLM has a plan for the version.
pub(super) async fn planned(installation: &Installation<'_>, name: &str) -> Result<String> {
    let (target, source) = (&installation.target, &installation.source);
    let subscriptions: Api<Subscription> = Api::namespaced(target.client.clone(), &target.namespace);
    let what = format!("resolving the Subscription `{name}`");
    let look = async || {
        let subscription = subscriptions.get_opt(name).await;
        let subscription =
            subscription.map_err(|error| target.problem("reading the Subscription", &error))?;
        let Some(subscription) = subscription else {
            return Ok(Look::Failed("somebody has deleted it".to_owned()));
        };
        let status = subscription.status.unwrap_or_default();
        if status.current_csv.as_deref() == Some(&source.csv)
            && let Some(plan) = status.install_plan_ref.and_then(|plan| plan.name)
        {
            return Ok(Look::Done(plan));
        }
        for (condition, what) in [
            ("ResolutionFailed", "OLM finds no solution"),
            ("BundleUnpackFailed", "OLM cannot unpack the image of the bundle"),
            ("CatalogSourcesUnhealthy", "a catalog is not healthy"),
        ] {
            if let Some(condition) = holds(&status.conditions, condition) {
                let message = condition.message.as_deref().unwrap_or_default();
                return Ok(Look::Doubtful(format!("{what}: {message}")));
            }
        }
        Ok(Look::Waiting(
            match holds(&status.conditions, "BundleUnpacking") {
                Some(_) => "OLM unpacks the images of bundles".to_owned(),
                None => "there is no InstallPlan yet; does the Pod `catalog-operator` run?".to_owned(),
            },
        ))
    };
    installation.stage(&what).run(look).await
}

/// Approves an InstallPlan, and waits until OLM has created its objects.
pub(super) async fn approve(installation: &Installation<'_>, name: &str) -> Result<()> {
    let target = &installation.target;
    let plans: Api<InstallPlan> = Api::namespaced(target.client.clone(), &target.namespace);
    let approved = json!({ "spec": { "approved": true } });
    let params = PatchParams {
        field_manager: Some(MANAGER.to_owned()),
        ..PatchParams::default()
    };
    let done = plans.patch(name, &params, &Patch::Merge(approved)).await;
    done.map_err(|error| target.problem(&format!("approving the InstallPlan `{name}`"), &error))?;
    let what = format!("creating the objects of the InstallPlan `{name}`");
    let look = async || {
        let plan = plans.get_opt(name).await;
        let plan = plan.map_err(|error| target.problem("reading the InstallPlan", &error))?;
        let Some(plan) = plan else {
            return Ok(Look::Failed("somebody has deleted it".to_owned()));
        };
        let status = plan.status.unwrap_or_default();
        Ok(match status.phase.as_deref() {
            Some("Complete") => Look::Done(()),
            Some("Failed") => Look::Failed(plans::failure(&status)),
            _ => match plans::trouble(&status) {
                Some(trouble) => Look::Doubtful(trouble),
                None => Look::Waiting(plans::state(&status)),
            },
        })
    };
    installation.stage(&what).run(look).await
}
