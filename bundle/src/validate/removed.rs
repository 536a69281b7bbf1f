//! APIs that Kubernetes has removed.

use semver::Version;

use super::Rule;
use super::rule::{At, Report};
use super::subject::{Gvk, Subject};
use crate::Bundle;
use crate::finding::Severity::Error;
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "removed-api",
        validator: "alpha-deprecated-apis",
        severity: Error,
        about: "The bundle uses an API that Kubernetes has removed",
        check: removed,
    },
    Rule {
        id: "removed-resource",
        validator: "alpha-deprecated-apis",
        severity: Error,
        about: "A permission is for a resource that Kubernetes has removed",
        check: resource,
    },
];

/// The minor version without it, the group and version, the kinds.
const REMOVED: [(u64, &str, &[&str]); 24] = [
    (22, "apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"]),
    (22, "scheduling.k8s.io/v1beta1", &["PriorityClass"]),
    (
        22,
        "rbac.authorization.k8s.io/v1beta1",
        &["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
    ),
    (22, "apiregistration.k8s.io/v1beta1", &["APIService"]),
    (22, "authentication.k8s.io/v1beta1", &["TokenReview"]),
    (
        22,
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SubjectAccessReview",
        ],
    ),
    (
        22,
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    ),
    (22, "coordination.k8s.io/v1beta1", &["Lease"]),
    (22, "extensions/v1beta1", &["Ingress"]),
    (22, "networking.k8s.io/v1beta1", &["Ingress", "IngressClass"]),
    (
        22,
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
    ),
    (22, "certificates.k8s.io/v1beta1", &["CertificateSigningRequest"]),
    (25, "batch/v1beta1", &["CronJob"]),
    (25, "discovery.k8s.io/v1beta1", &["EndpointSlice"]),
    (25, "events.k8s.io/v1beta1", &["Event"]),
    (25, "autoscaling/v2beta1", &["HorizontalPodAutoscaler"]),
    (
        25,
        "policy/v1beta1",
        &["PodDisruptionBudget", "PodSecurityPolicy"],
    ),
    (25, "node.k8s.io/v1beta1", &["RuntimeClass"]),
    (26, "autoscaling/v2beta2", &["HorizontalPodAutoscaler"]),
    (
        26,
        "flowcontrol.apiserver.k8s.io/v1beta1",
        &["FlowSchema", "PriorityLevelConfiguration"],
    ),
    (27, "storage.k8s.io/v1beta1", &["CSIStorageCapacity"]),
    (
        29,
        "flowcontrol.apiserver.k8s.io/v1beta2",
        &["FlowSchema", "PriorityLevelConfiguration"],
    ),
    (
        32,
        "flowcontrol.apiserver.k8s.io/v1beta3",
        &["FlowSchema", "PriorityLevelConfiguration"],
    ),
    (
        16,
        "extensions/v1beta1",
        &[
            "DaemonSet",
            "Deployment",
            "NetworkPolicy",
            "PodSecurityPolicy",
            "ReplicaSet",
        ],
    ),
];

/// The minor version of Kubernetes that does not have an API any more.
fn since(api_version: &str, kind: &str) -> Option<u64> {
    let row = REMOVED
        .iter()
        .find(|(_, removed, kinds)| *removed == api_version && kinds.contains(&kind));
    row.map(|(minor, ..)| *minor)
}

/// Whether the bundle uses an API that is gone in 1.22, which the validator `community` asks for.
pub(super) fn in_1_22(bundle: &Bundle) -> bool {
    bundle
        .manifests
        .iter()
        .any(|manifest| since(text(&manifest.object, "/apiVersion"), manifest.kind()) == Some(22))
}

/// The oldest version that the bundle claims to run on, or that was asked for.
fn target(subject: &Subject<'_>) -> Option<Version> {
    let minimum = subject.csv().map(|csv| text(&csv.object, "/spec/minKubeVersion"));
    let minimum = minimum.and_then(|minimum| Version::parse(minimum).ok());
    subject.options.kubernetes.clone().max(minimum)
}

fn report_removed(subject: &Subject<'_>, report: &mut Report<'_>, at: At<'_>, minor: u64, what: &str) {
    let message = format!("Kubernetes 1.{minor} has removed {what}");
    let help = "use the version that replaced it, or another API";
    match target(subject).is_some_and(|target| target >= Version::new(1, minor, 0)) {
        true => report.add(at, message, help),
        false => report.warn(at, message, help),
    }
}

fn removed(subject: &Subject<'_>, report: &mut Report<'_>) {
    for manifest in &subject.bundle.manifests {
        let api_version = text(&manifest.object, "/apiVersion");
        if let Some(minor) = since(api_version, manifest.kind()) {
            let what = format!("`{}`", Gvk::of_object(&manifest.object));
            report_removed(
                subject,
                report,
                At::manifest(manifest, "apiVersion"),
                minor,
                &what,
            );
        }
    }
    let Some(csv) = subject.csv() else { return };
    for (path, described) in ["owned", "required"]
        .into_iter()
        .flat_map(|key| subject.described(key))
    {
        for (at, resource) in items(described, "/resources").iter().enumerate() {
            let (version, kind) = (text(resource, "/version"), text(resource, "/kind"));
            if let Some(minor) = since(version, kind) {
                let at = At::manifest(csv, &format!("{path}.resources.{at}"));
                report_removed(subject, report, at, minor, &format!("`{version} {kind}`"));
            }
        }
    }
}

fn resource(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for permission in subject.permissions() {
        for (at, rule) in permission.rules.iter().enumerate() {
            let has = |key: &str, value: &str| items(rule, key).iter().any(|one| one == value);
            // Every other resource exists in another version, which rules do not name.
            if has("/apiGroups", "policy") && has("/resources", "podsecuritypolicies") {
                let at = At::manifest(csv, &format!("{}.rules.{at}", permission.path));
                report.warn(
                    at,
                    "Kubernetes 1.25 has removed `podsecuritypolicies`",
                    "remove the permission",
                );
            }
        }
    }
}
