//! Controllers that run against an API server.

mod discovery;
mod execute;
mod request;
mod running;
mod watch;

pub use running::Running;
