//! Objects that refer to others: typed indexes, and mappings that wait.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kubewright_runtime::{
    Controller, ObjectKey,
    cache::{Index, Query},
    reconcile::Action,
};
use serde_json::json;

use super::{Scripted, name};
use crate::world::{Runs, World, eventually};

fn secret(world: &World, name: &str, value: &str) -> Secret {
    serde_json::from_value(json!({
        "metadata": { "name": name, "namespace": world.namespace },
        "stringData": { "key": value },
    }))
    .unwrap()
}

/// The Secret that a map names.
fn reference(map: &ConfigMap) -> Option<ObjectKey> {
    let secret = map.data.as_ref()?.get("key")?;
    Some(ObjectKey::namespaced(map.metadata.namespace.as_deref()?, secret))
}

#[tokio::test]
async fn objects_are_found_and_reconciled_by_what_they_refer_to() {
    let world = World::new("controller-index").await;
    let live = world.client();
    for (name, secret) in [("a", "one"), ("b", "two"), ("c", "one")] {
        live.create(&world.config_map(name, secret)).await.unwrap();
    }
    let mut manager = world.manager();
    let by_secret: Index<ConfigMap> = manager.cache().index_keys("secret", reference).unwrap();
    let calls = Arc::new(Mutex::new(Vec::new()));
    let called = calls.clone();
    let scripted = Scripted(move |map: &ConfigMap| {
        called.lock().unwrap().push(name(map).to_owned());
        Ok(Action::await_change())
    });
    Controller::of(scripted)
        .watches_by_index::<Secret>(&by_secret)
        .add_to(&mut manager)
        .unwrap();
    let client = manager.client();
    let runs = Runs::start(manager);
    let reconciled = async |expected: &[&str]| {
        eventually("they are reconciled", async || {
            calls.lock().unwrap().len() >= expected.len()
        })
        .await;
        let mut calls = std::mem::take(&mut *calls.lock().unwrap());
        calls.sort();
        assert_eq!(calls, expected);
    };
    reconciled(&["a", "b", "c"]).await;
    let found = by_secret.get(&world.namespace, "one").await.unwrap();
    assert_eq!(found.iter().map(|map| name(map)).collect::<Vec<_>>(), ["a", "c"]);
    live.create(&secret(&world, "one", "1")).await.unwrap();
    reconciled(&["a", "c"]).await;

    client.apply(&world.config_map("a", "two"), "test").await.unwrap();
    reconciled(&["a"]).await;
    assert_eq!(by_secret.get(&world.namespace, "one").await.unwrap().len(), 1);
    live.apply(&secret(&world, "two", "2"), "test").await.unwrap();
    reconciled(&["a", "b"]).await;
    runs.stop().await;
}

#[tokio::test]
async fn a_mapping_may_wait_and_fail() {
    let world = World::new("controller-async").await;
    let live = world.client();
    live.create(&world.config_map("a", "one")).await.unwrap();
    let mut manager = world.manager();
    let calls = Arc::new(AtomicU32::new(0));
    let called = calls.clone();
    let scripted = Scripted(move |_: &ConfigMap| {
        called.fetch_add(1, Ordering::Relaxed);
        Ok(Action::await_change())
    });
    let (client, tries) = (manager.client(), Arc::new(AtomicU32::new(0)));
    Controller::of(scripted)
        .watches_async(move |_: Arc<Secret>| {
            let (client, tries) = (client.clone(), tries.clone());
            async move {
                match tries.fetch_add(1, Ordering::Relaxed) {
                    0 => anyhow::bail!("no answer"),
                    1 => panic!("no key"),
                    _ => {}
                }
                let maps = client.list::<ConfigMap>(&Query::all()).await?;
                Ok(maps.iter().map(|map| ObjectKey::of(&**map)).collect::<Vec<_>>())
            }
        })
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    eventually("the object is reconciled", async || {
        calls.load(Ordering::Relaxed) == 1
    })
    .await;
    live.create(&secret(&world, "one", "1")).await.unwrap();
    eventually("it is reconciled for the Secret", async || {
        calls.load(Ordering::Relaxed) == 2
    })
    .await;
    runs.stop().await;
}
