//! API types written in Go as Rust types with kubewright's derives and markers.
//!
//! ```text
//! Go ── token, parse ──▶ syntax ── translate ──▶ model ── places, write ──▶ Rust ── judge ──▶ CRDs
//! ```
//!
//! Names, comments, markers and the order of fields stay. The CRDs that the Rust types give are returned too, to be compared with
//! those of the Go project. Only [`Disk`] does I/O. This crate does not depend on kube.

#![warn(missing_docs)]

mod comment;
mod disk;
mod judge;
mod known;
mod model;
mod packages;
mod parse;
mod places;
mod problem;
mod syntax;
mod token;
mod translate;
mod translation;
mod write;

pub use disk::Disk;
pub use packages::{Source, Sources};
pub use parse::read;
pub use problem::Problem;
pub use syntax::{File, Marker};
pub use translation::{Api, Kind, Module, Options, Translation, kinds, translate};
