#![doc = include_str!("../README.md")]
#![doc = document_features::document_features!()]

pub mod plain {
    #![doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))]
}

#[doc = include_str!("../README.md")]
/// +kubebuilder:rbac:groups=apps,resources=daemonsets,verbs=get
pub fn reconcile() {}
