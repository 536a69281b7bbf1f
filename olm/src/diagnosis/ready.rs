//! Whether an object is ready.

use kube::api::DynamicObject;
use serde_json::Value;

/// What is not ready; none for kinds that are ready as soon as they exist.
pub(crate) fn problem(object: &DynamicObject) -> Option<String> {
    let kind = object.types.as_ref().map_or("", |types| types.kind.as_str());
    let status = &object.data["status"];
    match kind {
        "CustomResourceDefinition" => {
            (condition(status, "Established") != "True").then(|| "is not established".to_owned())
        }
        "Deployment" => deployment(object),
        "ClusterServiceVersion" => match status["phase"].as_str() {
            Some("Succeeded") => None,
            phase => Some(format!(
                "is in the phase {}: {}",
                phase.unwrap_or("Pending"),
                status["message"].as_str().unwrap_or("OLM has not looked at it")
            )),
        },
        _ => None,
    }
}

fn deployment(object: &DynamicObject) -> Option<String> {
    let status = &object.data["status"];
    let number = |name: &str| status[name].as_i64().unwrap_or_default();
    let wanted = object.data["spec"]["replicas"].as_i64().unwrap_or(1);
    let current = number("observedGeneration") >= object.metadata.generation.unwrap_or_default();
    let updated = number("updatedReplicas");
    let ready = current
        && updated == wanted
        && number("replicas") == updated
        && number("availableReplicas") == updated;
    (!ready).then(|| {
        format!(
            "has {} of {wanted} replicas available",
            number("availableReplicas")
        )
    })
}

fn condition<'s>(status: &'s Value, name: &str) -> &'s str {
    let mut conditions = status["conditions"].as_array().into_iter().flatten();
    let found = conditions.find(|condition| condition["type"] == name);
    found
        .and_then(|condition| condition["status"].as_str())
        .unwrap_or_default()
}
