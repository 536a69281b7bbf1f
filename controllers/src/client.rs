//! Controllers that run against an API server.

mod discovery;
mod execute;
mod kubelet_api;
mod request;
mod running;
mod watch;

pub use kubelet_api::{Answer, KubeletApi};
pub use running::Running;
