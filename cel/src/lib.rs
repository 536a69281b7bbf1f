//! CEL rules (`x-kubernetes-validations`) as the Kubernetes API server compiles them: types, cost and verdict.
//!
//! ```text
//! text ── parse ──▶ tree ── check (declarations of the schema, library of the minor) ──▶ checked tree ── cost ──▶ estimate
//! ```
//!
//! A [`Context`] is a node of a schema; it compiles the rules of the node. There is one tree for checking, cost and evaluation, with
//! macros expanded as cel-go expands them, because the cost of a rule is the cost of that tree.
//!
//! The judge is the API server's own code: `testdata/rules` has schemas with rules, and what Kubernetes says about each of them.
//!
//! This crate does no I/O.

#![warn(missing_docs)]

mod advice;
mod check;
mod compile;
mod constant;
mod context;
mod cost;
mod declaration;
mod error;
#[cfg(feature = "evaluate")]
mod evaluate;
pub mod formats;
mod library;
mod minor;
#[cfg(feature = "evaluate")]
pub mod names;
mod number;
mod parser;
mod pattern;
mod quote;
mod stack;
mod structural;
mod time;
mod token;
mod tree;
mod types;

pub use advice::{Advice, Bound, Node};
pub use compile::Compiled;
pub use context::{Context, Untyped};
pub use declaration::{Keyword, escape, is_word};
pub use error::{Error, Unknown};
#[cfg(feature = "evaluate")]
pub use evaluate::{Failure, Run, check_quantity};
pub use minor::Minor;
pub use pattern::Pattern;
#[cfg(feature = "regex")]
pub use pattern::Regex;
pub use quote::quote;
pub use structural::Structural;
pub use tree::Tree;

/// The most that a rule may cost, with every occurrence of its node.
pub const RULE_LIMIT: u64 = 10_000_000;
/// The most that all rules of a CRD may cost together.
pub const CRD_LIMIT: u64 = 100_000_000;

/// Parses an expression with the macros that a version has.
///
/// ```
/// use kubewright_cel::{Minor, parse};
///
/// assert!(parse("self.items.all(i, i > 0)", Minor::NEWEST).is_ok());
/// let error = parse("self.items.all(0, true)", Minor::NEWEST).unwrap_err();
/// assert_eq!(error.text, "`all` needs a variable as its first argument");
/// ```
///
/// # Errors
///
/// If the text is not a CEL expression.
pub fn parse(text: &str, minor: Minor) -> Result<Tree, Error> {
    parser::parse(text, minor).map_err(|problem| problem.in_text(text))
}
