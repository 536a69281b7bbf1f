//! Markers, schemas and manifests: the code that the CLI and the derives of kubewright share.
//!
//! The data flows through these modules:
//!
//! ```text
//! syn item ── parse ──▶ ir ── lower(graph) ──▶ schema ── check ── crd ──▶ yaml
//! ```
//!
//! * [`parse`] (feature `parse`) turns a Rust item into plain data, [`ir`]: names as serde writes them, docs, markers.
//! * [`markers`] is the one list of markers: parser, effects, help and reference documents read it.
//! * [`lower`] turns the data into a [`schema`]. It asks a [`lower::Graph`] what a reference to another type means; the
//!   CLI answers from source text, a derive from what rustc resolved. Nothing else differs between the two.
//! * [`cel`] reads rules, and [`check`] finds what the API server would reject.
//! * [`changes`] finds what differs between two states of a CRD, and what that does to objects.
//! * [`crd`] joins root types into CustomResourceDefinitions; [`yaml`] is the one writer of manifests.
//!
//! This crate does no I/O and does not depend on kube.

#![warn(missing_docs)]

pub mod cel;
pub mod changes;
pub mod check;
pub mod crd;
pub mod csv;
pub mod diagnostic;
pub mod docs;
#[doc(hidden)]
pub mod fuzzing;
pub mod ir;
pub mod lower;
pub mod markers;
pub mod names;
#[cfg(feature = "parse")]
pub mod parse;
pub mod plain;
pub mod rbac;
pub mod schema;
pub mod suggest;
pub mod tables;
pub mod watches;
pub mod webhook;
pub mod yaml;
