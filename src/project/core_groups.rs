//! The groups of Kubernetes' types.

/// The short names and their domains.
const GROUPS: &[(&str, &str)] = &[
    ("admission", "k8s.io"),
    ("admissionregistration", "k8s.io"),
    ("apiextensions", "k8s.io"),
    ("apps", ""),
    ("auditregistration", "k8s.io"),
    ("authentication", "k8s.io"),
    ("authorization", "k8s.io"),
    ("autoscaling", ""),
    ("batch", ""),
    ("certificates", "k8s.io"),
    ("coordination", "k8s.io"),
    ("core", ""),
    ("discovery", "k8s.io"),
    ("events", "k8s.io"),
    ("extensions", ""),
    ("flowcontrol.apiserver", "k8s.io"),
    ("imagepolicy", "k8s.io"),
    ("metrics", "k8s.io"),
    ("networking", "k8s.io"),
    ("node", "k8s.io"),
    ("policy", ""),
    ("rbac.authorization", "k8s.io"),
    ("resource", "k8s.io"),
    ("scheduling", "k8s.io"),
    ("setting", "k8s.io"),
    ("storage", "k8s.io"),
];

/// Returns the domain of a Kubernetes group by its short name.
///
/// ```
/// use kubewright::project::core_domain;
///
/// assert_eq!(core_domain("networking"), Some("k8s.io"));
/// assert_eq!(core_domain("apps"), Some(""));
/// assert_eq!(core_domain("cache"), None);
/// ```
#[must_use]
pub fn core_domain(group: &str) -> Option<&'static str> {
    let found = GROUPS.iter().find(|(name, _)| *name == group);
    found.map(|(_, domain)| *domain)
}

/// The short name of a Kubernetes group that is written in full: `networking` for `networking.k8s.io`.
pub(crate) fn core_group(full: &str) -> Option<&'static str> {
    let mut groups = GROUPS.iter().filter(|(_, domain)| !domain.is_empty());
    let found = groups.find(|(name, domain)| {
        full.strip_suffix(domain).and_then(|name| name.strip_suffix('.')) == Some(*name)
    });
    found.map(|(name, _)| *name)
}

/// The module of a group and version in `k8s_openapi`.
pub(crate) fn core_module(group: &str, version: &str) -> String {
    match group {
        "apiextensions" => format!("apiextensions_apiserver::pkg::apis::apiextensions::{version}"),
        other => {
            let first = other.split('.').next().unwrap_or(other);
            format!("api::{first}::{version}")
        }
    }
}
