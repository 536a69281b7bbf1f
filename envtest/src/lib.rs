//! A real Kubernetes API server for tests.
#![deny(missing_docs)]

mod assets;
mod authority;
mod control_plane;
mod crds;
mod environment;
mod error;
mod process;
mod text;
mod user;

pub use assets::{AssetSearch, Assets, Binary, GO_VERSION, KUBERNETES_VERSION};
pub use crds::Crds;
pub use environment::{Environment, EnvironmentBuilder};
pub use error::Error;
pub use user::User;
