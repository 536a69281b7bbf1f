//! The scorecard: tests of a bundle, as operator-sdk has them.

mod builtin;
mod config;
mod descriptors;
mod output;
mod status;
mod validation;

pub use builtin::{Verdicts, run, tests};
pub use config::{Config, Malformed, Stage, Test};
pub use output::Output;
pub use status::{Result, State, Status, TestList, TestRun};
