//! Simulated controllers, scheduler and kubelets, which make a bare API server behave like a cluster.
//!
//! They take the place of kube-controller-manager, kube-scheduler and nodes. Pods are
//! scheduled, run and become ready, but no container runs; [`ANNOTATIONS`] of a Pod say how it fails, how long it takes and
//! what it prints.
//!
//! A controller is a function from what is known of the cluster to requests. An engine calls it when something has changed, and
//! does no I/O either. [`Running`] watches an API server, tells the engine, and sends the requests.
//!
//! ```no_run
//! # async fn example(config: kube::Config) -> Result<(), Box<dyn std::error::Error>> {
//! use kubewright_controllers::{Running, Settings};
//!
//! let mut controllers = Running::start(config, Settings::default())?;
//! controllers.ready().await?;
//! # Ok(())
//! # }
//! ```

mod client;
mod clock;
mod controllers;
mod decision;
mod engine;
mod kind;
mod object;
mod pods;
mod revisions;
mod selector;
mod world;

pub use client::{Answer, KubeletApi, Running};
pub use clock::Clock;
pub use controllers::{ANNOTATIONS, Settings};
pub use kind::Kind;
