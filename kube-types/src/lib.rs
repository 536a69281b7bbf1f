//! The CustomResourceDefinitions of types with kube's and schemars's derives, from their source.
//!
//! A project that uses kube-rs prints its CRDs with a program that calls `crd()`. This crate reads the same types, and gives the same CRD
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
mod json;
mod kube;
mod marked;
mod markers;
mod props;
mod reader;
mod repair;
mod resolve;
mod schema;
mod scope;
mod span;
mod stated;
mod strict;
mod transform;
mod types;
mod undecided;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use kubewright_core::crd::Crd;
use serde_json::Value;

pub use attrs::derived;
pub use crd::merge;
pub use era::Era;
pub use kube::{Kind, kind};
pub use repair::{Effect, Repair};
pub use scope::{Constant, Function, Implementation, Item, Named, Path, Problem, Scope, Syntax, Valued};
pub use stated::{Keys, Stated};

/// A kind's CRD with one version.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The CRD.
    pub crd: Crd,
    /// Whether a marker says that objects are stored in this version.
    pub stored: bool,
    /// How a strict schema differs from the one that kube writes.
    pub repairs: Vec<Repair>,
}

/// A CRD, and what should be known of it.
#[derive(Clone, Debug)]
pub struct Defined<P> {
    /// The CRD.
    pub definition: Definition,
    /// What the API server accepts, although it has no effect, or another one than its author expects.
    pub notes: Vec<Problem<P>>,
    /// What was needed of what is stated, except what another kind has needed and kept in the cache.
    pub used: Keys,
}

/// Schemas of types of other crates, kept from one kind of a package to the next.
#[derive(Debug, Default)]
pub struct Cache(Mutex<BTreeMap<(bool, String), Arc<Value>>>);

/// What is wanted of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Schemas that other kinds of the package needed.
    pub cache: Option<&'a Cache>,
    /// The versions of kube and schemars.
    pub era: Era,
    /// Which schemas.
    pub schemas: Schemas,
    /// What the source does not show.
    pub stated: &'a Stated,
}

/// Which schemas are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schemas {
    /// Those of the program's `crd()`.
    #[default]
    Exact,
    /// Those that the API server accepts, and with which it loses nothing that the types read.
    Strict,
}

/// A CRD if the type has one, or what is wrong.
pub type Outcome<P> = Result<Option<Defined<P>>, Vec<Problem<P>>>;

/// Returns the CRD of a type with `#[derive(CustomResource)]`, with this version alone; `None` if the type is none, or has
/// `schema = "disabled"`.
///
/// # Errors
///
/// If the program could not be compiled, if it panics, or if a value is not known without running it.
pub fn definition<S: Scope>(scope: &S, item: &Rc<Item<S::Place>>, wanted: Wanted<'_>) -> Outcome<S::Place> {
    made(scope, item, wanted).map_err(|problems| match wanted.schemas {
        Schemas::Exact => {
            let strict = Wanted {
                schemas: Schemas::Strict,
                ..wanted
            };
            let left = made(scope, item, strict).err().unwrap_or_default();
            hinted(problems, &left)
        }
        Schemas::Strict => problems,
    })
}

fn made<S: Scope>(scope: &S, item: &Rc<Item<S::Place>>, wanted: Wanted<'_>) -> Outcome<S::Place> {
    let mut reader = reader::Reader::new(scope, wanted);
    let made = reader.definition(item);
    match reader.keep(made) {
        Some(made) if reader.problems.is_empty() => Ok(made.map(|definition| Defined {
            definition,
            notes: reader.notes,
            used: reader.used,
        })),
        _ => Err(match reader.endless {
            Some(problem) => vec![problem],
            None => reader.problems,
        }),
    }
}

/// Adds to each problem that strict schemas solve, that they do. `left` are those that they have: if one is new, they solve nothing.
fn hinted<P: PartialEq>(mut problems: Vec<Problem<P>>, left: &[Problem<P>]) -> Vec<Problem<P>> {
    const STRICT: &str = "write strict schemas, with `crd:schema=strict`";
    let is_same = |one: &Problem<P>, other: &Problem<P>| {
        one.place == other.place
            && one.span.byte_range() == other.span.byte_range()
            && one.message == other.message
    };
    let is_known = |left: &Problem<P>| problems.iter().any(|problem| is_same(problem, left));
    if !left.iter().all(is_known) {
        return problems;
    }
    for problem in &mut problems {
        if !left.iter().any(|left| is_same(problem, left)) {
            problem.message.help = Some(match problem.message.help.take() {
                Some(help) => format!("{help}; or {STRICT}"),
                None => STRICT.to_owned(),
            });
        }
    }
    problems
}
