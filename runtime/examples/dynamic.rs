//! A controller for a kind that is known only at run time: labels all its objects.
//!
//! ```sh
//! cargo run --example dynamic -- apps v1 Deployment
//! ```

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use kubewright_runtime::kube::{
    api::{Patch, PatchParams},
    core::{DynamicObject, GroupVersionKind},
};
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::{prelude::*, reconcile::Result};
use serde_json::json;

const LABEL: &str = "demo.example.com/seen";

struct Labels {
    client: KindClient<DynamicObject>, // a cached client for one kind
}

impl Reconciler for Labels {
    type Object = DynamicObject;

    async fn reconcile(&self, object: Arc<DynamicObject>) -> Result<Action> {
        let labels = object.metadata.labels.as_ref();
        if labels.is_some_and(|labels| labels.contains_key(LABEL)) {
            return Ok(Action::await_change());
        }
        // Everything below `metadata` is plain JSON: `object.data["spec"]["replicas"]`.
        tracing::info!(spec = %object.data["spec"], "labeling");
        let patch = Patch::Merge(json!({ "metadata": { "labels": { LABEL: "true" } } }));
        self.client
            .patch(&object.key(), &patch, &PatchParams::default())
            .await?;
        Ok(Action::await_change())
    }
}

/// Labels all objects of a kind
#[derive(Parser)]
struct Args {
    /// The API group; "" for the core group
    group: String,
    /// The version
    version: String,
    /// The kind
    kind: String,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    logging::exit_code(run(Args::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    logging::init(&args.logging)?;
    let mut manager = Manager::connect(ManagerOptions::default()).await?;
    let client = manager.client();
    // Asks the API server for the plural and the scope; an error says if the kind does not exist.
    let kind = GroupVersionKind::gvk(&args.group, &args.version, &args.kind);
    let kind = DynamicKind::find(client.kube(), &kind).await?;
    let labels = Labels {
        client: client.dynamic(&kind),
    };
    Controller::of_dynamic(&kind, labels).add_to(&mut manager)?;
    manager.run().await?;
    Ok(())
}
