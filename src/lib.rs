//! The kubewright CLI as a library: parses arguments, makes a plan, and writes it in one step.
//!
//! * [`kubewright_analysis`] reads the source of a project.
//! * [`project`] holds the contents of `PROJECT`; [`plugins`] plan a project's files from [`templates`].
//! * [`plan`] holds the changes to files, and is the only code that writes them.
//! * `cli` defines the arguments, `commands` has one function per subcommand, `report` renders diagnostics, and
//!   [`Printer`] is the only code that prints.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod chart;
mod cli;
mod commands;
mod digest;
#[doc(hidden)]
pub mod fuzzing;
pub mod interrupt;
mod legacy;
mod license;
mod line_ends;
mod options;
pub mod plan;
pub mod plugins;
mod printer;
pub mod project;
mod renaming;
mod report;
pub mod templates;
mod three_way;
mod update;
mod yaml;

pub use cli::{Color, MessageFormat, command};
pub use commands::{Variables, run, run_with};
pub use kubewright_analysis::{Diagnostic, Level};
pub use printer::{Printer, Streams};
pub use update::scaffold_changes;
