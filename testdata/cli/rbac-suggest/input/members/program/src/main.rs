//! Types of another package are read only when a name leads there, while the syntax of this file is in use.

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::Client;
use kube::api::{Api, DeleteParams};

async fn clean(client: Client, stores: shared::Stores) -> kube::Result<()> {
    let secrets: Api<Secret> = Api::all(client.clone());
    secrets.delete("one", &DeleteParams::default()).await?;
    stores.pods.delete("one", &DeleteParams::default()).await?;
    stores.inner.services.delete("one", &DeleteParams::default()).await?;
    Api::<ConfigMap>::all(client).delete("one", &DeleteParams::default()).await?;
    Ok(())
}

fn main() {}
