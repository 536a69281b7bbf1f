//! The Deployment of each Page.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, PodSecurityContext, PodSpec, PodTemplateSpec, SeccompProfile,
    SecurityContext,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use kubewright_runtime::owner::{OwnedExt as _, OwnerError};

use crate::api::v1alpha1::page::Page;

/// Returns the desired Deployment. Fields that are not set here are left to other field managers.
pub(super) fn desired(object: &Page) -> Result<Deployment, OwnerError> {
    let name = object.metadata.name.clone().unwrap_or_default();
    let labels = [
        ("app.kubernetes.io/name", "page"),
        ("app.kubernetes.io/instance", &name),
        ("app.kubernetes.io/managed-by", "image-operator"),
    ];
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let labels = BTreeMap::from(labels.map(owned));
    let deployment = Deployment {
        metadata: ObjectMeta {
            name: Some(name),
            namespace: object.metadata.namespace.clone(),
            labels: Some(labels.clone()),
            ..ObjectMeta::default()
        },
        spec: DeploymentSpec {
            replicas: Some(object.spec.replicas),
            selector: LabelSelector {
                match_labels: Some(labels.clone()),
                ..LabelSelector::default()
            },
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(labels),
                    ..ObjectMeta::default()
                }),
                spec: Some(pod(object)),
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    deployment.controlled_by(object)
}

/// Returns the number of ready Pods, or 0 while the status is that of an earlier spec.
pub(super) fn ready_replicas(deployment: &Deployment) -> i32 {
    let Some(status) = &deployment.status else {
        return 0;
    };
    match status.observed_generation == deployment.metadata.generation {
        true => status.ready_replicas.unwrap_or_default(),
        false => 0,
    }
}

/// Returns the Pods' spec, which satisfies the Pod Security Standard `restricted`.
fn pod(object: &Page) -> PodSpec {
    PodSpec {
        containers: vec![Container {
            name: "page".to_owned(),
            image: Some(object.spec.image.clone()),
            security_context: Some(SecurityContext {
                allow_privilege_escalation: Some(false),
                capabilities: Some(Capabilities {
                    drop: Some(vec!["ALL".to_owned()]),
                    ..Capabilities::default()
                }),
                ..SecurityContext::default()
            }),
            ..Container::default()
        }],
        security_context: Some(PodSecurityContext {
            run_as_non_root: Some(true),
            seccomp_profile: Some(SeccompProfile {
                type_: "RuntimeDefault".to_owned(),
                ..SeccompProfile::default()
            }),
            ..PodSecurityContext::default()
        }),
        ..PodSpec::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_earlier_spec_is_not_used() {
        let mut deployment = Deployment::default();
        assert_eq!(ready_replicas(&deployment), 0);
        let status = deployment.status.get_or_insert_default();
        status.observed_generation = Some(1);
        status.ready_replicas = Some(3);
        deployment.metadata.generation = Some(1);
        assert_eq!(ready_replicas(&deployment), 3);
        deployment.metadata.generation = Some(2);
        assert_eq!(ready_replicas(&deployment), 0);
    }
}
