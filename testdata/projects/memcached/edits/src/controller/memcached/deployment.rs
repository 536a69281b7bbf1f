//! The Deployment of each Memcached.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, ContainerPort, PodSecurityContext, PodSpec, PodTemplateSpec,
    SeccompProfile, SecurityContext,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use kubewright_runtime::owner::{OwnedExt as _, OwnerError};

use crate::api::v1::memcached::{Memcached, MemcachedSpec};

const PORT: i32 = 11211;
/// The user ID in the image.
const USER: i64 = 11211;

/// Returns the desired Deployment. Fields that are not set here are left to other field managers.
pub(super) fn of(object: &Memcached) -> Result<Deployment, OwnerError> {
    let name = object.metadata.name.clone().unwrap_or_default();
    let labels = BTreeMap::from([
        ("app.kubernetes.io/name".to_owned(), "memcached".to_owned()),
        ("app.kubernetes.io/instance".to_owned(), name.clone()),
    ]);
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
                spec: Some(pod(&object.spec)),
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    deployment.controlled_by(object)
}

/// Returns the number of ready servers, or 0 while the status is that of an earlier spec.
pub(super) fn ready(deployment: &Deployment) -> i32 {
    let Some(status) = &deployment.status else {
        return 0;
    };
    match status.observed_generation == deployment.metadata.generation {
        true => status.ready_replicas.unwrap_or_default(),
        false => 0,
    }
}

/// Returns the Pods' spec, which satisfies the Pod Security Standard `restricted`.
fn pod(spec: &MemcachedSpec) -> PodSpec {
    PodSpec {
        containers: vec![Container {
            name: "memcached".to_owned(),
            image: Some(spec.image.clone()),
            args: Some(arguments(spec)),
            ports: Some(vec![ContainerPort {
                name: Some("memcached".to_owned()),
                container_port: PORT,
                ..ContainerPort::default()
            }]),
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
            run_as_user: Some(USER),
            seccomp_profile: Some(SeccompProfile {
                type_: "RuntimeDefault".to_owned(),
                ..SeccompProfile::default()
            }),
            ..PodSecurityContext::default()
        }),
        ..PodSpec::default()
    }
}

fn arguments(spec: &MemcachedSpec) -> Vec<String> {
    let mut arguments = vec![format!("--memory-limit={}", spec.memory.megabytes)];
    if let Some(size) = spec.memory.max_item_kilobytes {
        arguments.push(format!("--max-item-size={size}k"));
    }
    if let Some(seconds) = spec.idle_timeout_seconds {
        arguments.push(format!("--extended=idle_timeout={seconds}"));
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::v1::memcached::Memory;

    #[test]
    fn the_arguments_come_from_the_spec() {
        let mut spec = MemcachedSpec {
            memory: Memory {
                megabytes: 64,
                max_item_kilobytes: None,
            },
            ..MemcachedSpec::default()
        };
        assert_eq!(arguments(&spec), ["--memory-limit=64"]);
        spec.memory.max_item_kilobytes = Some(512);
        spec.idle_timeout_seconds = Some(60);
        let expected = [
            "--memory-limit=64",
            "--max-item-size=512k",
            "--extended=idle_timeout=60",
        ];
        assert_eq!(arguments(&spec), expected);
    }

    #[test]
    fn the_status_of_an_earlier_spec_is_not_used() {
        let mut deployment = Deployment::default();
        assert_eq!(ready(&deployment), 0);
        let status = deployment.status.get_or_insert_default();
        status.observed_generation = Some(1);
        status.ready_replicas = Some(3);
        deployment.metadata.generation = Some(1);
        assert_eq!(ready(&deployment), 3);
        deployment.metadata.generation = Some(2);
        assert_eq!(ready(&deployment), 0);
    }
}
