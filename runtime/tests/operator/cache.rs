//! Reads from a cache, and what they see of writes.

#[path = "cache/trouble.rs"]
mod trouble;
#[path = "cache/watches.rs"]
mod watches;

use std::{collections::BTreeMap, sync::Arc};

use k8s_openapi::api::core::v1::ConfigMap;
use kube::{
    api::{DeleteParams, Patch, PatchParams},
    core::{PartialObjectMeta, Selector},
};
use kubewright_runtime::{
    Client,
    cache::{KindOptions, Query},
};
use serde_json::json;

use crate::world::{World, eventually};

fn names<K: kube::Resource>(list: &[Arc<K>]) -> Vec<&str> {
    list.iter()
        .map(|object| object.meta().name.as_deref().unwrap())
        .collect()
}

fn value(map: Option<Arc<ConfigMap>>) -> Option<String> {
    map?.data.as_ref()?.get("key").cloned()
}

async fn labelled(world: &World, client: &Client, name: &str, label: &str) {
    let mut map = world.config_map(name, label);
    map.metadata.labels = Some(BTreeMap::from([("size".to_owned(), label.to_owned())]));
    client.create(&map).await.unwrap();
}

#[tokio::test]
async fn objects_are_got_and_listed_by_namespace_label_and_index() {
    let world = World::new("cache-reads").await;
    let client = world.client();
    client
        .cache()
        .index("value", |map: &ConfigMap| {
            map.data
                .iter()
                .flatten()
                .map(|(_, value)| value.clone())
                .collect()
        })
        .unwrap();
    for (name, label) in [("c", "big"), ("a", "small"), ("b", "big")] {
        labelled(&world, &client, name, label).await;
    }
    let all = client
        .list::<ConfigMap>(&Query::in_namespace("cache-reads"))
        .await
        .unwrap();
    assert_eq!(names(&all), ["a", "b", "c"]);
    assert!(all.iter().all(|map| map.metadata.managed_fields.is_none()));

    let big = Selector::from_iter([("size", "big")]);
    let found = client
        .list::<ConfigMap>(&Query::all().labels(big.clone()))
        .await
        .unwrap();
    assert_eq!(names(&found), ["b", "c"]);
    let found = client
        .list::<ConfigMap>(&Query::all().index("value", "small"))
        .await
        .unwrap();
    assert_eq!(names(&found), ["a"]);

    let mut changed = ConfigMap::clone(&found[0]);
    changed.data = Some(BTreeMap::from([("key".to_owned(), "big".to_owned())]));
    client.update(&changed).await.unwrap();
    client
        .delete::<ConfigMap>(&world.key("b"), &DeleteParams::default())
        .await
        .unwrap();
    let found = client
        .list::<ConfigMap>(&Query::all().index("value", "big"))
        .await
        .unwrap();
    assert_eq!(names(&found), ["a", "c"]);
    let found = client.list::<ConfigMap>(&Query::all().labels(big)).await.unwrap();
    assert_eq!(names(&found), ["c"]);

    let error = client
        .list::<ConfigMap>(&Query::all().index("colour", "red"))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ConfigMap.v1 has no index colour; make it by `Cache::index`"
    );
}

#[tokio::test]
async fn reads_see_what_the_same_client_wrote() {
    let world = World::new("cache-writes").await;
    let client = world.client();
    let key = world.key("settings");
    assert!(client.get::<ConfigMap>(&key).await.unwrap().is_none());
    for round in 0..50 {
        client
            .create(&world.config_map("settings", "created"))
            .await
            .unwrap();
        assert_eq!(value(client.get(&key).await.unwrap()).as_deref(), Some("created"));

        let number = round.to_string();
        client
            .apply(&world.config_map("settings", &number), "test")
            .await
            .unwrap();
        assert_eq!(value(client.get(&key).await.unwrap()), Some(number));

        let patch = Patch::Merge(json!({ "data": { "key": "patched" } }));
        client
            .patch::<ConfigMap>(&key, &patch, &PatchParams::default())
            .await
            .unwrap();
        let listed = client
            .list::<ConfigMap>(&Query::in_namespace("cache-writes"))
            .await
            .unwrap();
        assert_eq!(value(listed.first().cloned()).as_deref(), Some("patched"));

        client
            .delete::<ConfigMap>(&key, &DeleteParams::default())
            .await
            .unwrap();
        assert!(client.get::<ConfigMap>(&key).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_read_that_starts_the_watch_sees_earlier_writes() {
    let world = World::new("cache-first-read").await;
    for round in 0..10 {
        let client = world.client();
        let name = format!("map-{round}");
        client.create(&world.config_map(&name, "new")).await.unwrap();
        let map = client.get::<ConfigMap>(&world.key(&name)).await.unwrap();
        assert_eq!(value(map).as_deref(), Some("new"));
    }
}

#[tokio::test]
async fn an_object_with_a_finalizer_is_read_as_being_deleted() {
    let world = World::new("cache-finalizer").await;
    let client = world.client();
    let mut map = world.config_map("kept", "value");
    map.metadata.finalizers = Some(vec!["example.com/keep".to_owned()]);
    client.create(&map).await.unwrap();
    let key = world.key("kept");
    client
        .delete::<ConfigMap>(&key, &DeleteParams::default())
        .await
        .unwrap();
    let map = client.get::<ConfigMap>(&key).await.unwrap().unwrap();
    assert!(map.metadata.deletion_timestamp.is_some());

    let patch = Patch::Merge(json!({ "metadata": { "finalizers": null } }));
    client
        .patch::<ConfigMap>(&key, &patch, &PatchParams::default())
        .await
        .unwrap();
    eventually("the object is gone", || async {
        client.get::<ConfigMap>(&key).await.unwrap().is_none()
    })
    .await;
}

#[tokio::test]
async fn the_forms_hold_the_same() {
    let world = World::new("cache-forms").await;
    let compact = world.client();
    let typed = world.client();
    typed
        .cache()
        .configure(KindOptions::<ConfigMap>::default().typed())
        .unwrap();
    for (name, label) in [("a", "small"), ("b", "big")] {
        labelled(&world, &typed, name, label).await;
    }
    let query = Query::in_namespace("cache-forms").labels(Selector::from_iter([("size", "big")]));
    let whole = typed.list::<ConfigMap>(&query).await.unwrap();
    assert_eq!(names(&whole), ["b"]);
    let metadata = typed.list::<PartialObjectMeta<ConfigMap>>(&query).await.unwrap();
    assert_eq!(metadata[0].metadata, whole[0].metadata);
    eventually("the other cache has both", || async {
        compact.list::<ConfigMap>(&query).await.unwrap() == whole
    })
    .await;
    assert_eq!(
        typed.cache().sizes(),
        BTreeMap::from([("ConfigMap.v1".to_owned(), Some(2))])
    );
}
