//! An operator.
//! +kubebuilder:rbac:groups="",resources=events,verbs=create;patch

pub mod api;
pub mod controller;
mod webhook;
