//! The webhooks of Memcached v1, called by a real API server.

use anyhow::{Context as _, Result};
use kubewright_runtime::kube::Error;
use kubewright_runtime::kube::api::{Patch, PatchParams, PostParams};
use kubewright_runtime::serde_json::json;

use cache_operator::api::v1::memcached::Memcached;

use crate::world::{World, spec};

#[tokio::test]
async fn invalid_objects_are_rejected_with_the_path_of_the_field() -> Result<()> {
    let world = World::shared("refused").await?;
    let objects = world.api::<Memcached>();
    let mut wrong = Memcached::new("wrong", spec(1));
    wrong.spec.memory.max_item_kilobytes = Some(40_000);
    let created = objects.create(&PostParams::default(), &wrong).await;
    assert_eq!(fields(created)?, ["spec.memory.maxItemKilobytes"]);
    assert!(objects.get_opt("wrong").await?.is_none());

    wrong.spec.image = "two words".to_owned();
    let created = objects.create(&PostParams::default(), &wrong).await;
    assert_eq!(
        fields(created)?,
        ["spec.memory.maxItemKilobytes", "spec.image"]
    );

    world.create("right", 1).await?;
    let patch = Patch::Merge(json!({ "spec": { "memory": { "megabytes": 1 } } }));
    let updated = objects
        .patch("right", &PatchParams::default(), &patch)
        .await;
    assert_eq!(fields(updated)?, ["spec.memory.maxItemKilobytes"]);
    // The schema rejects it before the webhook is called.
    let patch = Patch::Merge(json!({ "spec": { "idleTimeoutSeconds": 0 } }));
    let updated = objects
        .patch("right", &PatchParams::default(), &patch)
        .await;
    assert_eq!(fields(updated)?, ["spec.idleTimeoutSeconds"]);
    Ok(())
}

#[tokio::test]
async fn defaults_are_set() -> Result<()> {
    let world = World::shared("defaults").await?;
    for (megabytes, kilobytes) in [(1, 128), (64, 1024)] {
        let mut object = Memcached::new(&format!("with-{megabytes}"), spec(1));
        object.spec.memory.megabytes = megabytes;
        let stored = world
            .api::<Memcached>()
            .create(&PostParams::default(), &object)
            .await?;
        assert_eq!(stored.spec.memory.max_item_kilobytes, Some(kilobytes));
    }
    Ok(())
}

/// Returns the fields that the API server names when it rejects an object.
fn fields(answer: Result<Memcached, Error>) -> Result<Vec<String>> {
    match answer.err().context("it was not refused")? {
        Error::Api(status) => {
            let causes = status
                .details
                .map(|details| details.causes)
                .unwrap_or_default();
            Ok(causes.into_iter().map(|cause| cause.field).collect())
        }
        error => Err(error.into()),
    }
}
