//! Schemas and CRDs of types with derives.

pub mod crd;
pub mod described;
#[doc(hidden)]
pub mod root;
