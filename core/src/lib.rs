//! Markers, schemas and manifests.
