//! The scorecard: tests of a bundle, as operator-sdk has them.

mod builtin;
mod config;
mod descriptors;
mod output;
mod status;
mod subject;
mod validation;

pub use builtin::{run, tests};
pub use config::{Config, Malformed, Stage, Test};
pub use output::Output;
pub use status::{Result, State, Status, TestList, TestRun};
pub use subject::Verdicts;
