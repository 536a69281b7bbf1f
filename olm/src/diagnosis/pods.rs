//! What keeps a Pod from running.

use k8s_openapi::api::core::v1::{ContainerStatus, Event, Pod};
use kube::api::{Api, ListParams};

use crate::cluster::Target;
use crate::failure::Result;

/// Reasons for waiting that do not pass without help.
const STUCK: [&str; 8] = [
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "RunContainerError",
];

/// Whether a Pod is ready.
pub(crate) fn is_ready(pod: &Pod) -> bool {
    let conditions = pod
        .status
        .iter()
        .filter_map(|status| status.conditions.as_ref())
        .flatten();
    conditions
        .into_iter()
        .any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

/// What a Pod is doing.
pub(crate) fn state(pod: &Pod) -> String {
    let status = pod.status.as_ref();
    let phase = status
        .and_then(|status| status.phase.as_deref())
        .unwrap_or("Pending");
    let waiting = statuses(pod).find_map(|container| {
        let waiting = container.state.as_ref()?.waiting.as_ref()?;
        Some(format!(
            "; the container `{}` waits: {}",
            container.name,
            waiting.reason.as_deref()?
        ))
    });
    format!("it is {phase}{}", waiting.unwrap_or_default())
}

/// What is wrong with a Pod, in one line.
pub(crate) async fn trouble(target: &Target, pod: &Pod) -> Result<Option<String>> {
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    for container in statuses(pod) {
        let state = container.state.as_ref();
        if let Some(waiting) = state.and_then(|state| state.waiting.as_ref())
            && let Some(reason) = waiting.reason.as_deref().filter(|reason| STUCK.contains(reason))
        {
            let message = waiting.message.as_deref().unwrap_or_default();
            let last = container
                .last_state
                .as_ref()
                .and_then(|state| state.terminated.as_ref());
            let exit = last
                .map(|last| format!(" after exit code {}", last.exit_code))
                .unwrap_or_default();
            let help = if reason.contains("Image") {
                format!("; can the node pull `{}`?", container.image)
            } else {
                format!(
                    "; `kubectl logs -n {} {name} -c {} --previous` shows its last lines",
                    target.namespace, container.name
                )
            };
            return Ok(Some(format!(
                "the container `{}` of the Pod `{name}` is in {reason}{exit}: {message}{help}",
                container.name
            )));
        }
    }
    let conditions = pod
        .status
        .iter()
        .filter_map(|status| status.conditions.as_ref())
        .flatten();
    for condition in conditions {
        if condition.type_ == "PodScheduled" && condition.status == "False" {
            let message = condition.message.as_deref().unwrap_or_default();
            return Ok(Some(format!("no node takes the Pod `{name}`: {message}")));
        }
    }
    if is_ready(pod) {
        return Ok(None);
    }
    warning(target, "Pod", name).await
}

/// The newest warning about an object.
pub(crate) async fn warning(target: &Target, kind: &str, name: &str) -> Result<Option<String>> {
    let events: Api<Event> = Api::namespaced(target.client.clone(), &target.namespace);
    let fields = format!("involvedObject.kind={kind},involvedObject.name={name},type=Warning");
    let Ok(events) = events.list(&ListParams::default().fields(&fields)).await else {
        // Who may not read events still gets the other reasons.
        return Ok(None);
    };
    let newest = events
        .items
        .into_iter()
        .max_by_key(|event| event.metadata.creation_timestamp.clone());
    Ok(newest.map(|event| {
        format!(
            "{kind} `{name}`: {}: {}",
            event.reason.unwrap_or_default(),
            event.message.unwrap_or_default()
        )
    }))
}

fn statuses(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let status = pod.status.iter();
    status.flat_map(|status| {
        let init = status.init_container_statuses.iter().flatten();
        init.chain(status.container_statuses.iter().flatten())
    })
}
