//! A minimal controller: keeps a ConfigMap with a text for every `Greeting`.
//!
//! ```sh
//! cargo run --example controller -- --crd | kubectl apply -f -
//! cargo run --example controller
//! ```
//!
//! In another terminal:
//!
//! ```sh
//! kubectl apply -f - <<EOF
//! { apiVersion: demo.example.com/v1, kind: Greeting, metadata: { name: world }, spec: { text: Hello } }
//! EOF
//! kubectl get configmap world -o yaml
//! ```

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use kubewright_runtime::k8s_openapi::{
    api::core::v1::ConfigMap, apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kubewright_runtime::kube::CustomResourceExt as _;
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::{prelude::*, reconcile::Result};
use serde::{Deserialize, Serialize};

/// The desired state of a Greeting.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct GreetingSpec {
    /// Text is what the ConfigMap contains.
    /// +kubebuilder:validation:MinLength=1
    pub text: String,
}

/// Greeting is the Schema for the greetings API.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "demo.example.com", version = "v1")]
pub struct Greeting {
    pub metadata: ObjectMeta,
    pub spec: GreetingSpec,
}

struct GreetingReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
}

impl Reconciler for GreetingReconciler {
    type Object = Greeting;

    /// Called once for every Greeting at start-up, and again whenever one of them or its ConfigMap changes.
    async fn reconcile(&self, greeting: Arc<Greeting>) -> Result<Action> {
        let map = ConfigMap {
            metadata: ObjectMeta {
                name: greeting.metadata.name.clone(),
                namespace: greeting.metadata.namespace.clone(),
                ..ObjectMeta::default()
            },
            data: Some([("text".to_owned(), greeting.spec.text.clone())].into()),
            ..ConfigMap::default()
        };
        // The owner reference lets the API server delete the ConfigMap together with its Greeting.
        let map = map.controlled_by(&*greeting)?;
        // Server-side apply: creates the ConfigMap, or corrects the fields that this controller owns.
        self.client.apply(&map, "greeting-controller").await?;
        Ok(Action::await_change())
    }
}

/// Keeps a ConfigMap for every Greeting
#[derive(Parser)]
struct Args {
    /// Print the CRD
    #[arg(long)]
    crd: bool,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    logging::exit_code(run(Args::parse()).await) // logs the error, if there is one
}

#[expect(clippy::print_stdout, reason = "the CRD is for kubectl")]
async fn run(args: Args) -> anyhow::Result<()> {
    if args.crd {
        println!("{}", serde_json::to_string_pretty(&Greeting::crd())?);
        return Ok(());
    }
    logging::init(&args.logging)?;
    let mut manager = Manager::connect(ManagerOptions::default()).await?;
    let reconciler = GreetingReconciler {
        client: manager.client(),
    };
    Controller::of(reconciler)
        .owns::<ConfigMap>() // reconciles the Greeting when its ConfigMap changes
        .add_to(&mut manager)?;
    manager.run().await?; // until SIGTERM or Ctrl-C
    Ok(())
}
