//! The kinds of objects that a bundle may hold.

/// Kinds beside `ClusterServiceVersion` and `CustomResourceDefinition`, and whether their objects are in a namespace.
///
/// OLM compares only the kind, not the group.
pub const SUPPORTED: [(&str, bool); 20] = [
    ("ClusterRole", false),
    ("ClusterRoleBinding", false),
    ("ConfigMap", true),
    ("ConsoleCLIDownload", false),
    ("ConsoleLink", false),
    ("ConsolePlugin", false),
    ("ConsoleQuickStart", false),
    ("ConsoleYAMLSample", false),
    ("NetworkPolicy", true),
    ("PodDisruptionBudget", true),
    ("PodMonitor", true),
    ("PriorityClass", false),
    ("PrometheusRule", true),
    ("Role", true),
    ("RoleBinding", true),
    ("Secret", true),
    ("Service", true),
    ("ServiceAccount", true),
    ("ServiceMonitor", true),
    ("VerticalPodAutoscaler", true),
];

/// Whether a bundle may hold objects of a kind.
///
/// ```
/// assert!(kubewright_bundle::kinds::is_supported("ConfigMap"));
/// assert!(!kubewright_bundle::kinds::is_supported("StatefulSet"));
/// ```
#[must_use]
pub fn is_supported(kind: &str) -> bool {
    kind == "ClusterServiceVersion" || kind == "CustomResourceDefinition" || row(kind).is_some()
}

/// Whether objects of a supported kind are in a namespace.
#[must_use]
pub fn is_namespaced(kind: &str) -> bool {
    kind == "ClusterServiceVersion" || row(kind).is_some_and(|(_, namespaced)| *namespaced)
}

fn row(kind: &str) -> Option<&'static (&'static str, bool)> {
    SUPPORTED.iter().find(|(supported, _)| *supported == kind)
}
