//! Watches of the API server: the cache, and the changes that it reports.

pub mod cache;
pub(crate) mod change;
pub(crate) mod gone;
pub mod predicate;
