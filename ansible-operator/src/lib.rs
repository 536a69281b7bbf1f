//! Operators from Ansible roles and playbooks.
//!
//! The program `ansible-operator` reads `watches.yaml` and starts `ansible-runner` for every object of the listed kinds. The
//! object's spec becomes variables, and the result becomes conditions. Roles reach the cluster through a proxy on the loopback
//! interface, which makes what they create belong to the object.
//!
//! Your own program can do the same with [`operator::run`].
//!
//! ```no_run
//! use clap::Parser;
//! use kubewright_ansible_operator::operator::{self, Cli};
//!
//! #[tokio::main]
//! async fn main() -> anyhow::Result<()> {
//!     operator::run(Cli::parse()).await
//! }
//! ```

#![deny(missing_docs)]

mod annotations;
mod collection;
mod content;
mod directory;
mod events;
mod extra_vars;
mod gate;
mod metrics;
mod names;
pub mod operator;
mod outcome;
mod proxy;
mod reconciler;
mod runner;
mod snake;
mod status;
pub mod watches;

pub use content::{Content, Search};
pub use runner::LogEvents;
