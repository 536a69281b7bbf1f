//! A group that the API server guards.

pub mod v1 {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    use kubewright_runtime::CustomResource;

    use super::super::widgets;

    /// Nut has the kind of another group's kind, and its spec.
    /// +kubebuilder:metadata:annotations="api-approved.kubernetes.io=unapproved, for a test"
    #[derive(Clone, Debug, CustomResource)]
    #[resource(group = "parity.x-k8s.io", version = "v1")]
    pub struct Nut {
        pub metadata: ObjectMeta,
        pub spec: widgets::Shared,
    }
}
