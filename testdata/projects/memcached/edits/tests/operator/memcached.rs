//! The controller `memcached`.

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::events::v1::Event;
use kubewright_runtime::kube::Resource as _;
use kubewright_runtime::kube::api::{DeleteParams, ListParams, Patch, PatchParams};
use kubewright_runtime::owner;
use kubewright_runtime::serde_json::json;

use cache_operator::api::v1::memcached::Memcached;

use crate::world::{World, eventually};

#[tokio::test]
async fn a_deployment_becomes_ready_and_the_status_says_so() -> Result<()> {
    let world = World::shared("create").await?;
    let _operator = world.start_controller("operator")?;
    world.create("sample", 3).await?;
    let object = world.has_ready("sample", 3).await?;

    let deployment = world.api::<Deployment>().get("sample").await?;
    assert!(owner::is_controlled_by(&deployment, &object));
    let pod = deployment.spec.template.spec.context("no Pods")?;
    let containers = pod.containers;
    assert_eq!(containers[0].image.as_deref(), Some("memcached:1.6-alpine"));
    // The first is from the spec, the second is the default of the webhook.
    assert_eq!(
        containers[0].args.as_deref(),
        Some(["--memory-limit=64", "--max-item-size=1024k"].map(String::from))
            .as_ref()
            .map(|all| &all[..])
    );
    has_events(&world, "sample", &["Created", "Available"]).await
}

#[tokio::test]
async fn it_scales() -> Result<()> {
    let world = World::shared("scale").await?;
    let _operator = world.start_controller("operator")?;
    world.create("sample", 1).await?;
    world.has_ready("sample", 1).await?;
    for replicas in [4, 2, 0] {
        let patch = Patch::Merge(json!({ "spec": { "replicas": replicas } }));
        world
            .api::<Memcached>()
            .patch_scale("sample", &PatchParams::default(), &patch)
            .await?;
        world.has_ready("sample", replicas).await?;
    }
    has_events(&world, "sample", &["Changed"]).await
}

#[tokio::test]
async fn changes_of_the_deployment_are_reverted() -> Result<()> {
    let world = World::shared("drift").await?;
    let _operator = world.start_controller("operator")?;
    let deployments = world.api::<Deployment>();
    world.create("sample", 2).await?;
    world.has_ready("sample", 2).await?;
    let before = deployments.get("sample").await?;

    let patch = Patch::Strategic(json!({
        "metadata": { "annotations": { "example.com/note": "of somebody else" } },
        "spec": {
            "replicas": 5,
            "template": { "spec": { "containers": [{ "name": "memcached", "image": "example.com/other" }] } },
        },
    }));
    let changed = deployments
        .patch("sample", &PatchParams::default(), &patch)
        .await?;
    assert_ne!(changed.spec, before.spec);
    let reverted = eventually(async || {
        let deployment = deployments.get("sample").await?;
        ensure!(deployment.spec == before.spec, "{:?}", deployment.spec);
        Ok(deployment)
    })
    .await?;
    // Fields of other field managers stay.
    let annotations = reverted.metadata.annotations.unwrap_or_default();
    assert_eq!(annotations["example.com/note"], "of somebody else");
    world.has_ready("sample", 2).await?;

    deployments
        .delete("sample", &DeleteParams::background())
        .await?;
    eventually(async || {
        let deployment = deployments.get("sample").await?;
        ensure!(
            deployment.metadata.uid != before.metadata.uid,
            "it is the old one"
        );
        Ok(())
    })
    .await?;
    world.has_ready("sample", 2).await?;
    Ok(())
}

#[tokio::test]
async fn it_is_deleted_after_its_servers_have_ended() -> Result<()> {
    let world = World::shared("delete").await?;
    let _operator = world.start_controller("operator")?;
    let objects = world.api::<Memcached>();
    world.create("sample", 2).await?;
    let object = world.has_ready("sample", 2).await?;
    assert!(
        !object
            .meta()
            .finalizers
            .clone()
            .unwrap_or_default()
            .is_empty()
    );

    objects.delete("sample", &DeleteParams::default()).await?;
    eventually(async || {
        ensure!(
            objects.get_opt("sample").await?.is_none(),
            "it still exists"
        );
        Ok(())
    })
    .await?;
    // The finalizer keeps the object until the Deployment is gone.
    assert!(world.api::<Deployment>().get_opt("sample").await?.is_none());
    has_events(&world, "sample", &["Ending"]).await
}

/// Waits for events about an object with these reasons.
async fn has_events(world: &World, name: &str, reasons: &[&str]) -> Result<()> {
    eventually(async || {
        let events = world.api::<Event>().list(&ListParams::default()).await?;
        let found: Vec<String> = events
            .into_iter()
            .filter(|event| {
                let regarding = event.regarding.clone().unwrap_or_default();
                regarding.kind.as_deref() == Some("Memcached")
                    && regarding.name.as_deref() == Some(name)
            })
            .filter_map(|event| event.reason)
            .collect();
        let all = reasons
            .iter()
            .all(|reason| found.iter().any(|other| other == reason));
        ensure!(all, "only {found:?}");
        Ok(())
    })
    .await
}
