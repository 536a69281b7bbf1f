//! Why an installation does not get on.

pub(crate) mod plans;
pub(crate) mod pods;
pub(crate) mod versions;
