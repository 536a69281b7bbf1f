//! Markers, schemas and manifests.

pub mod markers;
pub mod names;
pub mod suggest;
pub mod tables;
