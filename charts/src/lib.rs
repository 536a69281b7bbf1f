//! Reads Helm charts: the files of a chart, the schema and a sample of its values, and the permissions that whoever installs it
//! needs. Nothing is rendered, so an option that is off by default counts too.

#![deny(missing_docs)]

mod chart;
mod comments;
mod objects;
mod rules;
mod sample;
mod schema;
mod starter;

pub use chart::{Chart, ChartError};
pub use rules::{Permissions, Rule};
