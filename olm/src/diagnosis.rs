//! Why an installation does not make progress.

pub(crate) mod deployments;
pub(crate) mod plans;
pub(crate) mod pods;
pub(crate) mod ready;
pub(crate) mod versions;
