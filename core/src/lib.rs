//! Markers, schemas and manifests.

pub mod markers;
pub mod suggest;
