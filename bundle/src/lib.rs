//! Bundles and catalogs for the Operator Lifecycle Manager (OLM): what they are, how they are made and what is wrong with them.
//!
//! Everything here works on files and values. What talks to a registry or to a cluster is elsewhere.

#![warn(missing_docs)]

pub mod annotations;
pub mod catalog;
pub mod finding;
pub mod generate;
pub mod icon;
pub mod image;
pub mod kinds;
pub mod names;
pub mod output;
pub mod package_manifests;
pub mod place;
pub mod pointer;
pub mod ranges;
pub mod scorecard;
pub mod selector;
pub mod upgrade;
pub mod v1;
pub mod validate;
pub mod version;

mod bundle;
mod certificates;
mod files;
mod shape;

pub use bundle::{Bundle, Manifest, Unreadable, is_yaml};
pub use files::Files;
