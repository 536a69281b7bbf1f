//! The InstallPlans of an operator.

use std::time::{Duration, SystemTime};

use k8s_openapi::jiff::Timestamp;
use kube::core::DynamicObject;
use kubewright_bundle::pointer::text;
use serde_json::Value;

use crate::failure::Result;
use crate::output::Output;
use crate::stage::{Look, Stage};

/// How long OLM takes for one object of an InstallPlan: it sends five requests a second, and needs up to three for an object.
const STEP: Duration = Duration::from_millis(600);
/// How long OLM takes to notice that an InstallPlan is complete.
const LAG: Duration = Duration::from_secs(3);

/// The InstallPlans of some Subscriptions.
#[derive(Default)]
pub(super) struct Plans {
    pub(super) names: Vec<String>,
    /// All versions that they name, also those that do not exist any more.
    pub(super) versions: Vec<String>,
    /// When OLM has certainly stopped to create their objects.
    quiet: Option<SystemTime>,
}

impl Plans {
    /// Adds a plan that only these Subscriptions own.
    pub(super) fn add(&mut self, plan: DynamicObject, subscriptions: &[String]) {
        let mut owners = plan.metadata.owner_references.iter().flatten().peekable();
        if owners.peek().is_none() || !owners.all(|owner| subscriptions.contains(&owner.name)) {
            return;
        }
        let names = plan.data.pointer("/spec/clusterServiceVersionNames");
        let names = names.and_then(Value::as_array).into_iter().flatten();
        let names = names.filter_map(Value::as_str).map(str::to_owned);
        self.versions.extend(names);
        self.quiet = self.quiet.max(quiet(&plan.data["status"], SystemTime::now()));
        self.names.extend(plan.metadata.name);
    }

    /// Waits until OLM creates nothing more. After a conflict, OLM carries out a plan that is complete for a second time, from a
    /// copy that it read before; it would create a version again that is deleted meanwhile.
    pub(super) async fn settle(&self, output: Output) -> Result<()> {
        let remaining = || {
            let quiet = self.quiet.unwrap_or(SystemTime::UNIX_EPOCH);
            quiet
                .duration_since(SystemTime::now())
                .ok()
                .filter(|left| !left.is_zero())
        };
        let Some(budget) = remaining() else {
            return Ok(());
        };
        let stage = Stage {
            what: "waiting until OLM creates no more objects of the InstallPlan",
            budget: budget + LAG,
            output,
        };
        let look = async || {
            Ok(match remaining() {
                None => Look::Done(()),
                Some(_) => Look::Waiting("it has been carried out just now".to_owned()),
            })
        };
        stage.run(look).await
    }
}

/// When OLM has certainly stopped to create the objects of a plan; none if it does not create any.
fn quiet(status: &Value, now: SystemTime) -> Option<SystemTime> {
    let steps = status["plan"].as_array().map_or(0, Vec::len);
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    let since = match text(status, "/phase") {
        "Complete" | "Failed" => {
            let mut conditions = status["conditions"].as_array().into_iter().flatten();
            let installed = conditions.find(|condition| condition["type"] == "Installed")?;
            let time = text(installed, "/lastTransitionTime").parse::<Timestamp>().ok()?;
            // A clock that is ahead of this one must not delay anything for long.
            SystemTime::from(time).min(now)
        }
        "Installing" => now,
        _ => return None,
    };
    Some(since + LAG + STEP.saturating_mul(steps))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_is_quiet_some_time_after_its_completion() {
        let time = "2026-01-01T00:00:00Z";
        let completed = SystemTime::from(time.parse::<Timestamp>().unwrap());
        let now = completed + Duration::from_secs(60);
        let of = |phase: &str| {
            json!({
                "phase": phase, "plan": [{}, {}],
                "conditions": [{ "type": "Installed", "lastTransitionTime": time }],
            })
        };
        let after = LAG + STEP * 2;
        assert_eq!(quiet(&of("Complete"), now), Some(completed + after));
        assert_eq!(quiet(&of("Installing"), now), Some(now + after));
        assert_eq!(quiet(&of("RequiresApproval"), now), None);
        let behind = completed - Duration::from_secs(60);
        assert_eq!(quiet(&of("Complete"), behind), Some(behind + after));
    }
}
