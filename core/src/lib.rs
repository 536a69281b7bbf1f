//! Markers, schemas and manifests.

mod marker_error;
pub mod markers;
pub mod names;
pub mod rbac;
pub mod suggest;
pub mod tables;

pub use marker_error::MarkerError;
