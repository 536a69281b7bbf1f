//! The permissions that a program's markers ask for.

#[cfg(feature = "controller")]
mod declared;
#[cfg(feature = "controller")]
mod missing;
#[cfg(feature = "controller")]
pub(crate) mod preflight;
#[cfg(feature = "controller")]
mod right;

use k8s_openapi::{
    api::rbac::v1::{ClusterRole, PolicyRule},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kubewright_core::{
    markers::args::{self, Form},
    rbac::{self, RbacMarker},
};

#[cfg(feature = "controller")]
#[doc(hidden)]
pub use declared::Declared;
#[cfg(feature = "controller")]
pub(crate) use declared::Registered;
#[cfg(feature = "controller")]
#[doc(hidden)]
pub use inventory::submit;
#[cfg(feature = "controller")]
pub(crate) use missing::Need;
#[cfg(feature = "controller")]
pub use missing::{Missing, MissingRights};
#[cfg(feature = "controller")]
pub(crate) use right::Right;

/// A type with `+kubebuilder:rbac` markers in its doc comment.
///
/// ```
/// use kubewright_runtime::Rbac;
///
/// /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch
/// #[derive(Rbac)]
/// struct DeploymentReconciler;
///
/// let rules = DeploymentReconciler::rbac_rules();
/// assert_eq!(rules[0].verbs, ["get", "list", "watch"]);
/// ```
pub trait Rbac {
    /// The texts of the markers; for the derive.
    #[doc(hidden)]
    const MARKERS: &'static [&'static str];

    /// Returns the rules, merged as `kubewright manifests` merges them.
    fn rbac_rules() -> Vec<PolicyRule> {
        // The derive has parsed the same texts before.
        let markers: Vec<RbacMarker> = Self::MARKERS
            .iter()
            .filter_map(|text| args::parse(text, Form::Named).ok())
            .collect();
        rbac::policy_rules(&markers)
            .into_iter()
            .map(|rule| {
                let rbac::PolicyRule {
                    api_groups,
                    non_resource_urls,
                    resource_names,
                    resources,
                    verbs,
                } = rule;
                let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
                PolicyRule {
                    api_groups: some(api_groups),
                    non_resource_urls: some(non_resource_urls),
                    resource_names: some(resource_names),
                    resources: some(resources),
                    verbs,
                }
            })
            .collect()
    }

    /// Returns a `ClusterRole` with these rules.
    fn cluster_role(name: &str) -> ClusterRole {
        ClusterRole {
            metadata: ObjectMeta {
                name: Some(name.to_owned()),
                ..ObjectMeta::default()
            },
            rules: Some(Self::rbac_rules()),
            ..ClusterRole::default()
        }
    }
}
