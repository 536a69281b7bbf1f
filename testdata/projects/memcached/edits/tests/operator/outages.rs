//! Failures that the operator, or another replica in its place, must survive.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use kubewright_envtest::Environment;
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::{DeleteParams, Patch, PatchParams};
use kubewright_runtime::serde_json::json;

use cache_operator::api::v1::memcached::Memcached;

use crate::world::{World, eventually};

/// How long a lease is valid after its last renewal.
const LEASE: Duration = Duration::from_secs(15);

#[tokio::test]
async fn nothing_is_lost_while_it_does_not_run() -> Result<()> {
    let world = World::shared("restart").await?;
    let operator = world.start_controller("first")?;
    for name in ["changed", "drifted", "deleted"] {
        world.create(name, 1).await?;
    }
    for name in ["changed", "drifted", "deleted"] {
        world.has_ready(name, 1).await?;
    }
    operator.kill();

    let objects = world.api::<Memcached>();
    scale::<Memcached>(&objects, "changed", 2).await?;
    scale::<Deployment>(&world.api(), "drifted", 3).await?;
    objects.delete("deleted", &DeleteParams::default()).await?;
    world.create("created", 1).await?;
    assert!(
        objects
            .get("deleted")
            .await?
            .metadata
            .deletion_timestamp
            .is_some()
    );

    let _operator = world.start_controller("second")?;
    world.has_ready("changed", 2).await?;
    world.has_ready("drifted", 1).await?;
    world.has_ready("created", 1).await?;
    eventually(async || {
        ensure!(
            objects.get_opt("deleted").await?.is_none(),
            "it still exists"
        );
        Ok(())
    })
    .await?;
    assert!(
        world
            .api::<Deployment>()
            .get_opt("deleted")
            .await?
            .is_none()
    );
    Ok(())
}

#[tokio::test]
async fn another_replica_takes_over_when_the_leader_is_killed() -> Result<()> {
    let world = World::shared("takeover").await?;
    let arguments = ["--enable-webhooks=false", "--leader-elect"].map(str::to_owned);
    let leader = world.start("leader", &arguments)?;
    world.create("sample", 1).await?;
    world.has_ready("sample", 1).await?;
    let before = lease(&world).await?;
    let _other = world.start("other", &arguments)?;

    leader.kill();
    let killed = Instant::now();
    scale::<Memcached>(&world.api(), "sample", 2).await?;
    world.has_ready("sample", 2).await?;
    // The leader did not release its lease, so the other replica waited until it expired.
    let waited = killed.elapsed();
    assert!(
        waited > LEASE / 2 && waited < 2 * LEASE,
        "it took over after {waited:?}"
    );
    let after = lease(&world).await?;
    assert_ne!(after.holder_identity, before.holder_identity);
    assert_eq!(after.lease_transitions, Some(1));
    Ok(())
}

#[tokio::test]
async fn it_continues_after_the_api_server_was_down() -> Result<()> {
    // A cluster of its own: the other tests need the API server.
    let mut cluster = Environment::builder()
        .cluster()
        .crd_path("config/crd/bases")
        .webhook_path("config/webhook/manifests.yaml")
        .start()
        .await?;
    let world = World::of(&cluster, "away").await?;
    let server = cluster.webhook_server();
    let arguments = [
        format!("--webhook-port={}", server.port()),
        format!("--webhook-cert-path={}", server.certificates().display()),
    ];
    let _operator = world.start("operator", &arguments)?;
    let sample = eventually(async || world.create("sample", 1).await).await?;
    world.has_ready("sample", 1).await?;

    cluster.stop_api_server()?;
    ensure!(
        world.client.apiserver_version().await.is_err(),
        "it still runs"
    );
    cluster.restart_api_server().await?;

    eventually(async || scale::<Memcached>(&world.api(), "sample", 2).await).await?;
    let object = world.has_ready("sample", 2).await?;
    assert_eq!(object.metadata.uid, sample.metadata.uid);
    eventually(async || scale::<Deployment>(&world.api(), "sample", 3).await).await?;
    world.has_ready("sample", 2).await?;
    world
        .api::<Memcached>()
        .delete("sample", &DeleteParams::default())
        .await?;
    eventually(async || {
        ensure!(
            world.api::<Memcached>().get_opt("sample").await?.is_none(),
            "it still exists"
        );
        Ok(())
    })
    .await
}

async fn lease(world: &World) -> Result<LeaseSpec> {
    let lease = world
        .api::<Lease>()
        .get("cache-operator.example.org")
        .await?;
    lease.spec.context("the lease says nothing")
}

async fn scale<K>(api: &Api<K>, name: &str, replicas: i32) -> Result<()>
where
    K: Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let patch = Patch::Merge(json!({ "spec": { "replicas": replicas } }));
    api.patch(name, &PatchParams::default(), &patch).await?;
    Ok(())
}
