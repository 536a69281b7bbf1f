//! What keeps the Deployments of an operator from having Pods.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ListParams};
use kubewright_bundle::pointer::text;
use serde_json::Value;

use super::pods;
use crate::cluster::Target;
use crate::failure::Result;

/// What is wrong with one of the Deployments that a bundle declares, in one line.
pub(crate) async fn trouble(target: &Target, declared: &[Value]) -> Result<Option<String>> {
    let deployments: Api<Deployment> = Api::namespaced(target.client.clone(), &target.namespace);
    for declared in declared {
        let name = text(declared, "/name");
        let deployment = deployments.get_opt(name).await;
        let deployment = deployment.map_err(|error| target.problem("reading Deployments", &error))?;
        let Some(deployment) = deployment else {
            continue;
        };
        let status = deployment.status.clone().unwrap_or_default();
        for condition in status.conditions.iter().flatten() {
            let failed = condition.type_.as_deref() == Some("ReplicaFailure")
                && condition.status.as_deref() == Some("True");
            if failed || condition.reason.as_deref() == Some("ProgressDeadlineExceeded") {
                let reason = condition.message.as_deref().unwrap_or_default();
                return Ok(Some(format!("the Deployment `{name}` has no Pods: {reason}")));
            }
        }
        let labels = deployment.spec.selector.match_labels.unwrap_or_default();
        let labels: Vec<_> = labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let pods: Api<Pod> = Api::namespaced(target.client.clone(), &target.namespace);
        let pods = pods.list(&ListParams::default().labels(&labels.join(","))).await;
        for pod in pods
            .map_err(|error| target.problem("listing Pods", &error))?
            .items
        {
            if let Some(trouble) = pods::trouble(target, &pod).await? {
                return Ok(Some(trouble));
            }
        }
    }
    Ok(None)
}
