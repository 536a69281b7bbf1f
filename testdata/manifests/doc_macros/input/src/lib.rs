//! Docs that a macro makes may hold markers, which the command does not see.

#[doc = concat!("+kubebuilder:rbac:groups=core,resources=pods,verbs=", "get")]
pub struct Reconciler;

#[derive(kubewright_runtime::Rbac)]
#[doc = include_str!("permissions.md")]
pub struct Included;

pub struct Inside {
    #[doc = include_str!("permissions.md")]
    field: u8,
}

pub enum Choice {
    #[doc = concat!("+kubebuilder:rbac:groups=core,resources=pods,verbs=", "list")]
    One,
}

#[doc = concat!("+kubebuilder:rbac:groups=core,resources=pods,verbs=", "watch")]
pub fn function() {}

/// schemars' derive knows the text.
#[derive(schemars::JsonSchema)]
#[doc = include_str!("permissions.md")]
pub struct Settings {
    #[doc = concat!("the ", "size")]
    size: u8,
}
