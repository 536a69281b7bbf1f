//! Stores a Memcached in one version in a real API server and reads it in the other.

use anyhow::Result;
use kubewright_runtime::kube::api::{ListParams, Patch, PatchParams, PostParams};
use kubewright_runtime::serde_json::json;

use cache_operator::api::v1::memcached::Memcached as Hub;
use cache_operator::api::v1alpha1::memcached::{Memcached as Spoke, MemcachedSpec};

use crate::world::{World, spec};

#[tokio::test]
async fn each_version_is_served_as_the_other() -> Result<()> {
    let world = World::shared("versions").await?;
    let (hubs, spokes) = (world.api::<Hub>(), world.api::<Spoke>());

    let old = MemcachedSpec {
        size: 2,
        image: "memcached:1.6".to_owned(),
        memory_megabytes: 32,
    };
    let stored = spokes
        .create(&PostParams::default(), &Spoke::new("old", old.clone()))
        .await?;
    assert_eq!(stored.spec, old);
    let hub = hubs.get("old").await?;
    assert_eq!(hub.metadata.uid, stored.metadata.uid);
    assert_eq!((hub.spec.replicas, hub.spec.memory.megabytes), (2, 32));
    assert_eq!(hub.metadata.annotations, None);

    let mut new = Hub::new("new", spec(3));
    new.spec.idle_timeout_seconds = Some(60);
    let new = hubs.create(&PostParams::default(), &new).await?;
    let spoke = spokes.get("new").await?;
    assert_eq!((spoke.spec.size, spoke.spec.memory_megabytes), (3, 64));

    // The timeout stays when the version that does not have this field is written.
    let patch = Patch::Merge(json!({ "spec": { "size": 5 } }));
    spokes.patch("new", &PatchParams::default(), &patch).await?;
    let hub = hubs.get("new").await?;
    assert_eq!(hub.spec.replicas, 5);
    assert_eq!(hub.spec.idle_timeout_seconds, Some(60));
    assert_eq!(hub.spec.memory, new.spec.memory);

    // Whole lists are converted too.
    let sizes = spokes.list(&ListParams::default()).await?;
    let sizes: Vec<i32> = sizes.into_iter().map(|spoke| spoke.spec.size).collect();
    assert_eq!(sizes, [5, 2]);
    Ok(())
}

#[tokio::test]
async fn an_object_of_the_old_version_runs() -> Result<()> {
    let world = World::shared("old-version").await?;
    let _operator = world.start_controller("operator")?;
    let spoke = MemcachedSpec {
        size: 2,
        image: "memcached:1.6".to_owned(),
        memory_megabytes: 32,
    };
    let spokes = world.api::<Spoke>();
    spokes
        .create(&PostParams::default(), &Spoke::new("old", spoke))
        .await?;
    world.has_ready("old", 2).await?;
    let status = spokes.get("old").await?.status.unwrap_or_default();
    assert_eq!(status.ready, 2);
    Ok(())
}
