//! What keeps an InstallPlan from being complete.

use crate::kinds::{InstallPlanStatus, Step};

/// What a plan is doing.
pub(crate) fn state(status: &InstallPlanStatus) -> String {
    let open: Vec<_> = status.plan.iter().filter(|step| is_open(step)).collect();
    match open.first() {
        Some(step) => format!(
            "{} of {} objects are missing, the next is the {} `{}`",
            open.len(),
            status.plan.len(),
            step.resource.kind,
            step.resource.name
        ),
        None => format!(
            "it is in the phase {}",
            status.phase.as_deref().unwrap_or("Planning")
        ),
    }
}

fn is_open(step: &Step) -> bool {
    !matches!(step.status.as_str(), "Present" | "Created")
}

/// Why a plan has failed.
pub(crate) fn failure(status: &InstallPlanStatus) -> String {
    let condition = status
        .conditions
        .iter()
        .find(|condition| condition.r#type == "Installed" && !condition.is_true());
    let message = condition.and_then(|condition| condition.message.as_deref());
    explain(
        status,
        message
            .or(status.message.as_deref())
            .unwrap_or("OLM gives no reason"),
    )
}

/// What is wrong with a plan whose phase is not Failed.
pub(crate) fn trouble(status: &InstallPlanStatus) -> Option<String> {
    for lookup in &status.bundle_lookups {
        for condition in &lookup.conditions {
            if condition.r#type == "BundleLookupFailed" && condition.is_true() {
                let message = condition.message.as_deref().unwrap_or_default();
                return Some(format!(
                    "OLM cannot unpack the image `{}`: {message}",
                    lookup.path
                ));
            }
        }
    }
    status
        .message
        .as_deref()
        .filter(|message| !message.is_empty())
        .map(|message| explain(status, message))
}

/// Adds what a message leaves out: the object, and what helps.
fn explain(status: &InstallPlanStatus, message: &str) -> String {
    let message = message.trim_start_matches("retrying execution due to error: ");
    let open = status.plan.iter().find(|step| is_open(step));
    let missing = message.contains("no matches for kind")
        || message.contains("resource not found")
        || message.contains("could not find the requested resource");
    match open {
        Some(step) if missing && !step.resource.group.is_empty() => format!(
            "the cluster does not have the kind {} of `{}/{}`, which the bundle's object `{}` needs; install its CRD, or remove the object from the bundle ({message})",
            step.resource.kind, step.resource.group, step.resource.version, step.resource.name
        ),
        Some(step) => format!(
            "{message} (at the {} `{}`)",
            step.resource.kind, step.resource.name
        ),
        None => message.to_owned(),
    }
}
