//! Reads Helm charts: the files of a chart, the schema and a sample of its values, and the permissions that whoever installs it
//! needs. An option that is off by default counts too. Charts are also rendered in process, as far as they do not need Helm.

#![deny(missing_docs)]

mod chart;
mod comments;
mod objects;
mod render;
mod rules;
mod sample;
mod schema;
mod starter;

pub use chart::{Chart, ChartError};
pub use render::{Release, RenderError, RenderedObject};
pub use rules::{Permissions, Rule};
