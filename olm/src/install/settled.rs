//! Waits until OLM has completed an installation or an upgrade.

use kube::api::{Api, ListParams};

use super::Installation;
use crate::failure::Result;
use crate::kinds::{ClusterServiceVersion, InstallPlan, Subscription, SubscriptionStatus};
use crate::stage::Look;

/// Waits until a Subscription has installed what it has resolved, and no replaced version is left. Returns the installed version.
///
/// While a replaced version exists, OLM finds no solution for any Subscription in its namespace, and it does not try again when the
/// version is gone. `resumed` is a version that may be in the middle of its installation.
pub(super) async fn wait(
    installation: &Installation<'_>,
    subscription: &str,
    what: &str,
    resumed: Option<&str>,
) -> Result<String> {
    let target = &installation.target;
    let subscriptions: Api<Subscription> = Api::namespaced(target.client.clone(), &target.namespace);
    let look = async || {
        let found = subscriptions.get_opt(subscription).await;
        let found = found.map_err(|error| target.problem("reading the Subscription", &error))?;
        let Some(found) = found else {
            return Ok(Look::Failed(format!(
                "somebody has deleted the Subscription `{subscription}`"
            )));
        };
        let status = found.status.unwrap_or_default();
        if let Some(look) = pending(installation, &status, resumed).await? {
            return Ok(look);
        }
        Ok(match replaced(installation).await? {
            Some(look) => look,
            None => Look::Done(status.installed_csv.unwrap_or_default()),
        })
    };
    installation.stage(what).run(look).await
}

/// Says what is being installed, if something is.
async fn pending(
    installation: &Installation<'_>,
    status: &SubscriptionStatus,
    resumed: Option<&str>,
) -> Result<Option<Look<String>>> {
    let target = &installation.target;
    let (current, installed) = (&status.current_csv, &status.installed_csv);
    let Some(current) = current.as_ref().filter(|_| current != installed) else {
        return Ok(None);
    };
    if resumed == Some(current) {
        return Ok(None);
    }
    let waiting = format!("the Subscription does not report `{current}` as installed");
    let Some(name) = status
        .install_plan_ref
        .as_ref()
        .and_then(|plan| plan.name.as_deref())
    else {
        return Ok(Some(Look::Waiting(waiting)));
    };
    let plans: Api<InstallPlan> = Api::namespaced(target.client.clone(), &target.namespace);
    let plan = plans.get_opt(name).await;
    let plan = plan.map_err(|error| target.problem("reading the InstallPlan", &error))?;
    Ok(Some(match plan {
        Some(plan) if !plan.spec.approved => Look::Failed(format!(
            "the InstallPlan `{name}` for `{current}` is not approved; approve it, or delete the Subscription with `kubewright cleanup {} -n {}`",
            installation.source.package, target.namespace
        )),
        _ => Look::Waiting(waiting),
    }))
}

/// A version in the namespace that another one replaces.
async fn replaced(installation: &Installation<'_>) -> Result<Option<Look<String>>> {
    let target = &installation.target;
    let versions: Api<ClusterServiceVersion> = Api::namespaced(target.client.clone(), &target.namespace);
    let all = versions.list(&ListParams::default()).await;
    let all = all
        .map_err(|error| target.problem("listing ClusterServiceVersions", &error))?
        .items;
    let phase = |version: &ClusterServiceVersion| {
        let status = version.status.as_ref();
        status.and_then(|status| status.phase.clone()).unwrap_or_default()
    };
    let Some(old) = all
        .iter()
        .find(|version| matches!(phase(version).as_str(), "Replacing" | "Deleting"))
    else {
        return Ok(None);
    };
    let name = old.metadata.name.as_deref().unwrap_or_default();
    let new = all
        .iter()
        .find(|version| version.spec.replaces.as_deref() == Some(name));
    let Some(new) = new else {
        return Ok(Some(Look::Waiting(format!("OLM has not deleted `{name}` yet"))));
    };
    let replacing = format!(
        "`{}`, which replaces `{name}`,",
        new.metadata.name.as_deref().unwrap_or_default()
    );
    Ok(Some(match phase(new).as_str() {
        "Failed" => Look::Doubtful(format!(
            "{replacing} is Failed: {}",
            new.status
                .as_ref()
                .and_then(|status| status.message.as_deref())
                .unwrap_or_default()
        )),
        "Succeeded" => Look::Waiting(format!("OLM has not deleted `{name}` yet")),
        phase => Look::Waiting(format!("{replacing} is in the phase {phase}")),
    }))
}
