//! The kubewright command as a library: arguments in, a plan out, written once.
//!
//! * [`source`] reads the module trees of a project and resolves names in them.
//! * [`analysis`] turns what was read into CRDs, roles and webhook configurations, or into diagnostics.
//! * [`project`] is what `PROJECT` says, [`plugins`] plan what is to be in a project, from [`templates`].
//! * [`plan`] is what is to be written, and the one place that writes it.
//! * `cli` holds the arguments, `commands` one function for each subcommand, `report` shows diagnostics and
//!   [`Printer`] is the only code that prints.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod analysis;
mod cli;
mod commands;
pub mod interrupt;
mod licence;
mod options;
pub mod plan;
pub mod plugins;
mod printer;
pub mod project;
mod report;
pub mod source;
pub mod templates;
mod threads;

pub use cli::{Color, MessageFormat, command};
pub use commands::{Variables, run, run_with};
pub use printer::{Printer, Streams};
pub use report::{Diagnostic, Level};
