//! What keeps a `ClusterServiceVersion` from succeeding.

use serde_json::Value;

use super::deployments;
use crate::cluster::Target;
use crate::failure::Result;
use crate::kinds::{ClusterServiceVersion, ClusterServiceVersionStatus, Requirement};

/// What OLM is doing with a version.
pub(crate) fn state(status: &ClusterServiceVersionStatus) -> String {
    let phase = status
        .phase
        .as_deref()
        .filter(|phase| !phase.is_empty())
        .unwrap_or("Pending");
    match status.message.as_deref().unwrap_or_default() {
        "" => format!("it is in the phase {phase}; does the Pod `olm-operator` run?"),
        message => format!("it is in the phase {phase}: {message}"),
    }
}

/// What is wrong with a version, in one line.
pub(crate) async fn trouble(target: &Target, version: &ClusterServiceVersion) -> Result<Option<String>> {
    let status = version.status.clone().unwrap_or_default();
    let message = status.message.clone().unwrap_or_default();
    match status.reason.as_deref().unwrap_or_default() {
        "NoOperatorGroup" => Ok(Some("the namespace has no OperatorGroup".to_owned())),
        "TooManyOperatorGroups" => Ok(Some(
            "the namespace has more than one OperatorGroup; keep only one".to_owned(),
        )),
        "UnsupportedOperatorGroup" => Ok(Some(format!(
            "the OperatorGroup does not fit the install modes of the operator: {message}"
        ))),
        "InterOperatorGroupOwnerConflict" => {
            Ok(Some(format!("another operator owns the same CRDs: {message}")))
        }
        "RequirementsNotMet" | "RequirementsUnknown" => {
            let unmet: Vec<_> = status.requirement_status.iter().filter_map(unmet).collect();
            Ok((!unmet.is_empty()).then(|| format!("requirements are not met: {}", unmet.join("; "))))
        }
        _ => {
            let declared = version.spec.install.pointer("/spec/deployments");
            let declared = declared.and_then(Value::as_array).map(Vec::as_slice);
            if let Some(trouble) = deployments::trouble(target, declared.unwrap_or_default()).await? {
                return Ok(Some(trouble));
            }
            let failed = status.phase.as_deref() == Some("Failed");
            Ok(failed.then(|| format!("OLM says: {message}")))
        }
    }
}

/// A requirement that is not met.
fn unmet(requirement: &Requirement) -> Option<String> {
    if requirement.status == "Present" {
        return None;
    }
    let (kind, name) = (&requirement.kind, &requirement.name);
    let denied: Vec<_> = requirement
        .dependents
        .iter()
        .filter(|dependent| dependent.status != "Satisfied")
        .map(|dependent| dependent.message.clone().unwrap_or_default())
        .collect();
    Some(match (kind.as_str(), &denied[..]) {
        ("ServiceAccount", [_, ..]) => format!(
            "the ServiceAccount `{name}` does not have the permissions {}",
            denied.join(", ")
        ),
        ("CustomResourceDefinition", _) if requirement.status == "NotPresent" => {
            format!("the CRD `{name}` does not exist; install the operator that provides it")
        }
        (kind, _) => {
            let message = match requirement.message.as_str() {
                "" => requirement.status.clone(),
                message => message.to_owned(),
            };
            format!("{kind} `{name}`: {message}")
        }
    })
}
