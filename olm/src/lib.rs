//! Pushes bundles and catalogs to registries, and installs them with the Operator Lifecycle Manager (OLM).
//!
//! The program `kubewright-olm` does it; `kubewright` starts it. Without the feature `program`, this crate has only the arguments
//! that both read.

#![warn(missing_docs)]

mod arguments;
#[cfg(feature = "program")]
mod cleanup;
#[cfg(feature = "program")]
mod cluster;
#[cfg(feature = "program")]
mod diagnosis;
#[cfg(feature = "program")]
mod failure;
#[cfg(feature = "program")]
mod generation;
#[cfg(feature = "program")]
mod images;
#[cfg(feature = "program")]
mod install;
#[cfg(feature = "program")]
pub mod kinds;
#[cfg(feature = "program")]
mod output;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "program")]
mod registry;
#[cfg(feature = "program")]
mod release;
#[cfg(feature = "program")]
mod run;
#[cfg(feature = "program")]
mod scorecard;
#[cfg(feature = "program")]
mod source;
#[cfg(feature = "program")]
mod stage;
#[cfg(feature = "program")]
mod v1;

pub use arguments::{
    Cleanup, Cluster, Generation, Images, InstallMode, ModeError, Olm, OlmInstall, OlmStatus, OlmUninstall,
    Pods, Pull, PullCatalog, PullPolicy, Push, Registry, Run, RunBundle, RunPackageManifests, RunUpgrade,
    ScorecardPods, SecurityContext, Serving,
};
