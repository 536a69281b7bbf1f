mod api;
mod generic;
mod other;

use std::sync::Arc;

use futures::StreamExt;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::{core::v1 as core, networking::v1::Ingress};
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::controller::{Action, Controller};
use kube::runtime::events::{Event, Recorder, Reporter};
use kube::runtime::finalizer::{Event as Finalizer, finalizer};
use kube::runtime::watcher;
use kube::{Client, Resource, ResourceExt};

use crate::api::{Order, v2::Order as NewOrder};

type Result<T, E = kube::Error> = std::result::Result<T, E>;
type Secrets = Api<core::Secret>;

struct Context {
    client: Client,
    secrets: Secrets,
    recorder: Recorder,
}

impl Context {
    fn orders(&self, namespace: &str) -> Api<Order> {
        Api::namespaced(self.client.clone(), namespace)
    }
}

/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch
/// +kubebuilder:rbac:groups="",resources=nodes,verbs=*
async fn reconcile(order: Arc<Order>, context: Arc<Context>) -> Result<Action> {
    let namespace = order.namespace().unwrap_or_default();
    let orders = context.orders(&namespace);
    finalizer(&orders, "shop.example.com/cleanup", order, |event| async {
        match event {
            Finalizer::Apply(order) => apply(&order, &context).await,
            Finalizer::Cleanup(_) => Ok(Action::await_change()),
        }
    })
    .await
}

async fn apply(order: &Order, context: &Context) -> Result<Action> {
    let Context { client, secrets, .. } = context;
    if let Some(secret) = secrets.get_opt("payment").await? {
        secrets.delete(&secret.name_any(), &DeleteParams::default()).await?;
    }
    let deployments: Api<Deployment> = Api::default_namespaced(client.clone());
    let patch = Patch::Apply(Deployment::default());
    deployments.patch("web", &PatchParams::apply("shop"), &patch).await?;
    deployments.patch_scale("web", &PatchParams::default(), &Patch::Merge(())).await?;
    let pods = Api::<core::Pod>::all(client.clone());
    for pod in pods.list(&ListParams::default()).await? {
        pods.evict(&pod.name_any(), &Default::default()).await?;
        pods.logs(&pod.name_any(), &Default::default()).await?;
    }
    let nodes: Api<core::Node> = Api::all(client.clone());
    nodes.cordon("one").await?;
    let (_, _) = tokio::try_join!(
        Api::<Ingress>::all(client.clone()).list(&ListParams::default()),
        async { pods.delete_collection(&Default::default(), &Default::default()).await }
    )?;
    let status = Patch::Merge(serde_json::json!({ "status": {} }));
    context
        .orders("shop")
        .patch_status(&order.name_any(), &PatchParams::default(), &status)
        .await?;
    context.recorder.publish(&Event::default(), &order.object_ref(&())).await?;
    let made: core::ConfigMap = generic::ensure(client.clone(), core::ConfigMap::default()).await?;
    generic::Store::new(Api::<core::Service>::all(client.clone())).replace(core::Service::default()).await?;
    println!("{}", made.name_any());
    Ok(Action::await_change())
}

#[tokio::main]
async fn main() -> Result<()> {
    let client = Client::try_default().await?;
    let lease = kube_leader_election::LeaseLock::new(client.clone(), "shop", Default::default());
    lease.try_acquire_or_renew().await.unwrap();
    let context = Arc::new(Context {
        client: client.clone(),
        secrets: Api::namespaced(client.clone(), "shop"),
        recorder: Recorder::new(client.clone(), Reporter::from("shop")),
    });
    let old = Controller::new(Api::all(client.clone()), watcher::Config::default())
        .owns(Api::<Deployment>::all(client.clone()), watcher::Config::default())
        .watches(Api::<core::Namespace>::all(client.clone()), watcher::Config::default(), |_| None)
        .run(reconcile, |_, _, _| Action::await_change(), context)
        .for_each(|_| async {});
    let new = watcher(Api::<NewOrder>::all(client.clone()), watcher::Config::default());
    let mut new = std::pin::pin!(new);
    tokio::select! {
        _ = old => {},
        Some(event) = new.next() => println!("{event:?}"),
        _ = other::run(client.clone()) => {},
    }
    Ok(())
}
