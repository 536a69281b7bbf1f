//! The types of Kubernetes as values.

mod address;
mod format;
mod quantity;
mod semver;

pub(crate) use address::{Cidr, parse_ip};
pub(crate) use format::Format;
pub(crate) use quantity::Quantity;
pub(crate) use semver::Semver;
