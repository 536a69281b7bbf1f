//! The CustomResourceDefinitions of types with kube's and schemars's derives, from their source.
//!
//! A project that uses kube-rs prints its CRDs by a program that calls `crd()`. This crate reads the same types, and gives the same CRD
//! without compiling or running anything:
//!
//! ```text
//! syn item ── attrs ──▶ schema (as schemars makes it) ── transform (as schemars and kube do) ── props ──▶ Schema, Crd
//!                          │
//!                        eval: the defaults, bounds and rules that are expressions
//! ```
//!
//! The caller answers what names mean, by a [`Scope`]. What cannot be known without running the program is a [`Problem`] with its place.
//!
//! This crate does no I/O and does not depend on kube.

#![warn(missing_docs)]

mod attrs;
mod crd;
mod era;
mod eval;
mod kube;
mod markers;
mod props;
mod reader;
mod schema;
mod scope;
mod transform;
mod types;

use std::rc::Rc;

use kubewright_core::crd::Crd;

pub use crd::merge;
pub use era::Era;
pub use kube::{Kind, kind};
pub use scope::{Constant, Function, Implementation, Item, Named, Path, Problem, Scope, Syntax, Valued};

/// A kind's CRD with one version.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The CRD.
    pub crd: Crd,
    /// Whether a marker says that objects are stored in this version.
    pub stored: bool,
}

/// Returns the CRD of a type with `#[derive(CustomResource)]`, with this version alone; `None` if the type is none, or has
/// `schema = "disabled"`.
///
/// # Errors
///
/// If the program could not be compiled, if it panics, or if a value is not known without running it.
pub fn definition<S: Scope>(
    scope: &S,
    item: &Rc<Item<S::Place>>,
    era: Era,
) -> Result<Option<Definition>, Vec<Problem<S::Place>>> {
    let mut reader = match era {
        Era::V3_1 => reader::Reader::new(scope),
    };
    let made = reader.definition(item);
    match reader.keep(made) {
        Some(crd) if reader.problems.is_empty() => Ok(crd),
        _ => Err(reader.problems),
    }
}
