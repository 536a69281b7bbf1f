//! The permissions that a program needs, from what it does with kube-rs and with kubewright's runtime.
//!
//! ```text
//! bodies of functions ── walk ──▶ calls, with the types of receivers and arguments (infer)
//!                                    │ requests: the verbs and kinds of each call
//!                                    ▼
//!                  follow: generic functions, by the calls that name their types
//!                                    ▼
//!                        Use: resource, verb, place      Unfollowed: what could not be followed
//! ```
//!
//! Types are found as far as the source states them: in signatures, fields, `let` with a type, and `::<T>`. The compiler infers more
//! than that, so the result is never complete; what could not be followed is part of it.
//!
//! The caller answers what names mean, by [`Program`]. This crate does no I/O.

#![warn(missing_docs)]

mod done;
mod expected;
mod follow;
mod infer;
mod marker;
mod pattern;
mod program;
mod requests;
mod ty;
mod uses;
mod walk;

pub use follow::found;
pub use marker::{Marker, missing, superfluous, wildcards};
pub use program::{Body, Callee, Meaning, Program};
pub use uses::{Found, Resource, Spot, Unfollowed, Use};
