//! Operators from Helm charts.
//!
//! The program `helm-operator` reads `watches.yaml` and reconciles every object of the listed kinds to a Helm release.
//! [`HelmReconciler`] does the same for one kind inside your own operator, beside controllers in Rust.
//!
//! The `helm` program (version 3 or 4) installs, upgrades, rolls back and uninstalls. It runs only when the values or the chart
//! have changed: otherwise the metadata of the release Secrets and of the release's objects say that there is nothing to do.
//!
//! ```no_run
//! use kubewright_helm_operator::{Chart, Helm, HelmReconciler};
//! use kubewright_runtime::{Manager, ManagerOptions};
//! # use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
//! # use kubewright_runtime::{CustomResource, Schema};
//! # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, Schema)]
//! # pub struct NginxSpec { pub replicas: i32 }
//! # #[derive(Clone, Debug, CustomResource)]
//! # #[resource(group = "demo.example.com", version = "v1alpha1")]
//! # pub struct Nginx { pub metadata: ObjectMeta, pub spec: NginxSpec }
//!
//! # async fn example() -> anyhow::Result<()> {
//! let mut manager = Manager::connect(ManagerOptions::default()).await?;
//! HelmReconciler::of::<Nginx>(Chart::open("helm-charts/nginx")?, Helm::new("helm"))
//!     .values(|nginx| Ok(serde_json::json!({ "replicaCount": nginx.spec.replicas })))
//!     .add_to(&mut manager)?;
//! manager.run().await?;
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]

mod annotations;
mod chart;
mod compare;
mod decide;
mod dependents;
mod digest;
mod helm;
mod manifest;
mod metrics;
mod names;
#[cfg(feature = "program")]
pub mod operator;
mod overrides;
mod owner;
mod process;
mod reconciler;
mod release;
mod status;
pub mod watches;

pub use annotations::DryRun;
pub use chart::{Chart, ChartError};
pub use helm::{Helm, HelmError};
pub use kubewright_operator_kit::duration::{DurationError, parse as parse_duration};
pub use overrides::{OverrideError, Overrides};
pub use reconciler::{HelmReconciler, Released};
pub use status::{DeployedRelease, HelmStatus};
