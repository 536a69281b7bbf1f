//! The kubewright CLI as a library: parses arguments, makes a plan, and writes it in one step.
//!
//! * [`source`] reads the module trees of a project and resolves names in them.
//! * [`analysis`] turns the source into CRDs, roles and webhook configurations, or into diagnostics.
//! * [`project`] holds the contents of `PROJECT`; [`plugins`] plan a project's files from [`templates`].
//! * [`plan`] holds the changes to files, and is the only code that writes them.
//! * `cli` defines the arguments, `commands` has one function per subcommand, `report` renders diagnostics, and
//!   [`Printer`] is the only code that prints.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod analysis;
mod chart;
mod cli;
mod commands;
mod diagnostic;
#[doc(hidden)]
pub mod fuzzing;
pub mod interrupt;
mod legacy;
mod licence;
mod options;
pub mod plan;
pub mod plugins;
mod printer;
pub mod project;
mod quoted;
mod report;
pub mod source;
pub mod templates;
mod threads;
mod three_way;
mod update;
mod yaml;

pub use cli::{Color, MessageFormat, command};
pub use commands::{Variables, run, run_with};
pub use diagnostic::{Diagnostic, Level};
pub use printer::{Printer, Streams};
pub use update::scaffold_changes;
