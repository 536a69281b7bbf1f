//! The versions that are built, and what builds them.

/// The Kubernetes release that is built when none is given.
pub const KUBERNETES_VERSION: &str = "1.37.1";

/// The oldest Go that builds every server.
pub const GO_VERSION: &str = "1.26";
