//! The Pod of a test.

use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kubewright_bundle::scorecard::Test;
use serde_json::{Value, json};

use super::FILE;
use super::storage::Storage;
use crate::failure::Result;
use crate::{Pods, SecurityContext};

/// The beginning of names.
pub(super) const PREFIX: &str = "scorecard-test-";
/// The label `app`.
pub(super) const APP: &str = "scorecard-test";
/// The label with the name of the ConfigMap.
pub(super) const RUN: &str = "testrun";
/// The container of the test.
pub(super) const TEST: &str = "scorecard-test";
/// The container that unpacks the bundle.
pub(super) const UNTAR: &str = "scorecard-untar";

/// Makes the Pod of a test.
pub(super) fn of(
    test: &Test,
    storage: Option<&Storage>,
    map: &str,
    account: &str,
    args: &Pods,
) -> Result<Pod> {
    let is_restricted = args.pod_security == SecurityContext::Restricted;
    let context = match is_restricted {
        true => {
            json!({ "runAsNonRoot": true, "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] } })
        }
        false => Value::Null,
    };
    let unpack = format!("tar xzf /scorecard/{FILE} -C /scorecard-bundle");
    let mut labels = json!(test.labels);
    labels["app"] = json!(APP);
    labels[RUN] = json!(map);
    let mut pod = json!({
        "metadata": { "generateName": PREFIX, "labels": labels },
        "spec": {
            "serviceAccountName": account,
            "restartPolicy": "Never",
            "initContainers": [{
                "name": UNTAR, "image": args.untar_image, "imagePullPolicy": "IfNotPresent",
                "command": ["sh", "-c", unpack],
                "volumeMounts": [
                    { "name": "scorecard-bundle", "mountPath": "/scorecard", "readOnly": true },
                    { "name": "scorecard-untar", "mountPath": "/scorecard-bundle" },
                ],
                "securityContext": context,
            }],
            "containers": [{
                "name": TEST, "image": test.image, "imagePullPolicy": "IfNotPresent",
                "command": test.entrypoint,
                "env": [{ "name": "SCORECARD_NAMESPACE", "valueFrom": { "fieldRef": { "fieldPath": "metadata.namespace" } } }],
                "volumeMounts": [{ "name": "scorecard-untar", "mountPath": "/bundle", "readOnly": true }],
                "securityContext": context,
            }],
            "volumes": [
                { "name": "scorecard-bundle", "configMap": { "name": map } },
                { "name": "scorecard-untar", "emptyDir": {} },
            ],
        },
    });
    if is_restricted {
        pod["spec"]["securityContext"] = json!({
            "runAsUser": 1000, "runAsGroup": 1000, "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" },
        });
    }
    if let Some(storage) = storage {
        storage.add_to(&mut pod["spec"], &args.storage_image, &context);
    }
    Ok(serde_json::from_value(pod)?)
}

/// Whether a container has ended.
pub(super) fn has_ended(pod: &Pod, container: &str) -> bool {
    let statuses = pod
        .status
        .as_ref()
        .and_then(|status| status.container_statuses.as_ref());
    let mut statuses = statuses.into_iter().flatten();
    statuses.any(|status| status.name == container && exit_code(status).is_some())
}

/// The exit code of the container that unpacks the bundle, if it failed.
pub(super) fn unpacking_failed(pod: &Pod) -> Option<i32> {
    let statuses = pod.status.as_ref()?.init_container_statuses.as_ref()?;
    statuses.iter().filter_map(exit_code).find(|code| *code != 0)
}

fn exit_code(status: &ContainerStatus) -> Option<i32> {
    Some(status.state.as_ref()?.terminated.as_ref()?.exit_code)
}
