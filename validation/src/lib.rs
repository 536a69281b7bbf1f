//! Judges objects as the Kubernetes API server does, by the CRD of their kind.
//!
//! ```text
//! YAML ── Document ──▶ object ── Kind: prune, default, validate ──▶ Verdict: the object as it is stored, or the causes
//! ```
//!
//! [`definition`] judges a CRD itself.
//!
//! The judge is the API server: the cases in `testdata/cases` have its answers, and `tests/cases/server.rs` asks it again. This crate
//! does no I/O.

#![warn(missing_docs)]

mod cause;
mod correlation;
mod decoded;
mod defaults;
mod definition;
mod embedded;
mod format;
mod go;
mod kind;
mod limits;
mod lists;
mod metadata;
mod node;
mod path;
mod prune;
mod rules;
mod scale;
mod values;
pub mod yaml;

pub use cause::{Cause, Reason};
pub use definition::{RejectedDefault, definition, rejected_defaults};
pub use kind::{Kind, Verdict};
pub use path::Step;
pub use prune::Unknown;
