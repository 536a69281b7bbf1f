//! A chart beside a controller: Nginx objects are Helm releases, and a ConfigMap has the address of each.

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use kubewright_helm_operator::{Chart, Helm, HelmReconciler, HelmStatus};
use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::kube::core::ObjectMeta;
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::ManagerArgs;
use kubewright_runtime::{owner::OwnedExt as _, prelude::*, reconcile::Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The spec is what the releases are made from.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct NginxSpec {
    /// size is the number of Pods.
    /// +kubebuilder:validation:Minimum=0
    pub size: i32,
}

/// Nginx is a web server.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "demo.example.com", version = "v1alpha1")]
pub struct Nginx {
    pub metadata: ObjectMeta,
    pub spec: NginxSpec,
    pub status: Option<HelmStatus>,
}

/// The controller in Rust, with the same kind.
struct Addresses {
    client: Client,
}

impl Reconciler for Addresses {
    type Object = Nginx;

    async fn reconcile(&self, nginx: Arc<Nginx>) -> Result<Action> {
        let key = nginx.key();
        let (namespace, name) = (key.namespace().unwrap_or_default(), key.name());
        let mut map = ConfigMap {
            data: Some([("address".to_owned(), format!("{name}.{namespace}.svc"))].into()),
            ..ConfigMap::default()
        };
        map.metadata.namespace = Some(namespace.to_owned());
        map.metadata.name = Some(format!("{name}-address"));
        self.client
            .apply(&map.controlled_by(&*nginx)?, "addresses")
            .await?;
        Ok(Action::await_change())
    }
}

/// Adds both controllers.
pub fn register(manager: &mut Manager, chart: Chart, helm: Helm) -> Result<()> {
    HelmReconciler::of::<Nginx>(chart, helm)
        // The values of the chart, from the typed spec.
        .values(|nginx| Ok(json!({ "replicas": nginx.spec.size })))
        // Before helm runs: an error is a condition of the object.
        .before(async |nginx: Arc<Nginx>| {
            anyhow::ensure!(nginx.spec.size < 10, "no more than 9 Pods, please");
            Ok(())
        })
        // After the release is up to date.
        .after(async |nginx: Arc<Nginx>, released| {
            if released.changed {
                tracing::info!(
                    name = nginx.metadata.name,
                    revision = released.revision,
                    "released"
                );
            }
            Ok(())
        })
        .named("nginx-release")
        .add_to(manager)?;
    let client = manager.client();
    Controller::of(Addresses { client }).add_to(manager)?;
    Ok(())
}

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    logging::exit_code(run(Args::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    logging::init(&args.logging)?;
    let chart = Chart::open("helm-charts/nginx")?;
    let options = ManagerOptions::default();
    let mut manager = Manager::from_args(args.manager, "nginx.example.com", options).await?;
    register(&mut manager, chart, Helm::new("helm"))?;
    manager.run().await?;
    Ok(())
}
