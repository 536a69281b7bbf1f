//! What is watched, and how it comes.

use std::sync::{Arc, Mutex};

use k8s_openapi::{
    api::core::v1::{ConfigMap, Namespace},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::{
    Api,
    api::{DeleteParams, ListParams, PostParams},
    core::Expression,
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Cache, Change, Client, ClientError, ObjectKey,
    cache::{CacheError, CacheOptions, KindOptions, Namespaces, Query},
};
use serde_json::json;

use super::{labelled, names, value};
use crate::world::{World, eventually};

#[tokio::test]
async fn a_kind_is_watched_as_it_is_configured() {
    let world = World::new("cache-options").await;
    let client = world.client();
    let options = KindOptions::<ConfigMap>::default()
        .labels(Expression::Exists("size".to_owned()))
        .keep_managed_fields()
        .transform(|map| map.data = None);
    client.cache().configure(options.clone()).unwrap();
    labelled(&world, &client, "seen", "big").await;
    // Not waited for, because the watch will not show it.
    client.create(&world.config_map("unseen", "value")).await.unwrap();
    let list = client.list::<ConfigMap>(&Query::all()).await.unwrap();
    assert_eq!(names(&list), ["seen"]);
    assert!(list[0].metadata.managed_fields.is_some() && list[0].data.is_none());
    let live = client.get_live::<ConfigMap>(&world.key("unseen")).await.unwrap();
    assert_eq!(value(live.map(Arc::new)).as_deref(), Some("value"));
    let live = client
        .list_live::<ConfigMap>(Some("cache-options"), &ListParams::default())
        .await
        .unwrap();
    assert_eq!(live.len(), 2);

    let error = client.cache().configure(options).unwrap_err();
    assert!(matches!(error, CacheError::Started { .. }), "{error}");
    let error = client
        .get::<ConfigMap>(&ObjectKey::namespaced("default", "a"))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ConfigMap.v1 is not cached in namespace default; watch that namespace too, or read past the cache"
    );
    let nowhere = ConfigMap {
        metadata: ObjectMeta {
            name: Some("one".to_owned()),
            ..ObjectMeta::default()
        },
        ..ConfigMap::default()
    };
    let error = client.create(&nowhere).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ConfigMap.v1 is namespaced, but `one` has no namespace; use `ObjectKey::namespaced`, or set `metadata.namespace` of the object"
    );
    // Kinds outside namespaces are read whatever namespaces are watched.
    assert!(
        client
            .get::<Namespace>(&ObjectKey::cluster("default"))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn hidden_watches_can_be_refused() {
    let world = World::new("cache-explicit").await;
    let client = world.client_with(CacheOptions::default().on_demand(false));
    let error = client
        .get::<ConfigMap>(&world.key("a"))
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "ConfigMap.v1 is not cached; watch or configure it before the start, or read it past the cache"
    );
    client
        .cache()
        .configure(KindOptions::<ConfigMap>::default())
        .unwrap();
    assert!(client.get::<ConfigMap>(&world.key("a")).await.unwrap().is_none());
}

#[tokio::test]
async fn subscribers_are_told_what_is_there_and_what_comes() {
    let world = World::new("cache-subscribers").await;
    let client = world.client();
    client.create(&world.config_map("old", "1")).await.unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = |who: &'static str| {
        let told = told.clone();
        move |change: &Change<ConfigMap>| {
            let data = |map: Option<&ConfigMap>| map.and_then(|map| value(Some(Arc::new(map.clone()))));
            let initial = matches!(change, Change::Created { initial: true, .. });
            told.lock()
                .unwrap()
                .push((who, data(change.before()), data(change.after()), initial));
            assert_ne!(who, "panics", "a panic of one is no matter to the others");
        }
    };
    client.cache().subscribe(tell("panics")).await.unwrap();
    client.cache().subscribe(tell("first")).await.unwrap();
    client.apply(&world.config_map("old", "2"), "test").await.unwrap();
    client.get::<ConfigMap>(&world.key("old")).await.unwrap();
    client.cache().subscribe(tell("second")).await.unwrap();
    client
        .delete::<ConfigMap>(&world.key("old"), &DeleteParams::default())
        .await
        .unwrap();
    client.get::<ConfigMap>(&world.key("old")).await.unwrap();
    let told = told.lock().unwrap();
    let of = |name| {
        told.iter()
            .filter(move |(who, ..)| *who == name)
            .map(|(_, old, new, initial)| (old.as_deref(), new.as_deref(), *initial))
    };
    assert_eq!(
        of("first").collect::<Vec<_>>(),
        [
            (None, Some("1"), true),
            (Some("1"), Some("2"), false),
            (Some("2"), None, false)
        ]
    );
    assert_eq!(of("panics").collect::<Vec<_>>(), of("first").collect::<Vec<_>>());
    assert_eq!(
        of("second").collect::<Vec<_>>(),
        [(None, Some("2"), true), (Some("2"), None, false)]
    );
}

#[tokio::test]
async fn what_others_write_comes_by_the_watch() {
    let world = World::new("cache-others").await;
    let client = world.client();
    let key = world.key("other");
    assert!(client.get::<ConfigMap>(&key).await.unwrap().is_none());
    let api = Api::<ConfigMap>::namespaced(world.kube.clone(), "cache-others");
    api.create(&PostParams::default(), &world.config_map("other", "theirs"))
        .await
        .unwrap();
    eventually("the object is there", || async {
        value(client.get(&key).await.unwrap()).as_deref() == Some("theirs")
    })
    .await;
    client.cache().stop().await;
    let error = client.get::<ConfigMap>(&key).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "the cache has been stopped; ConfigMap.v1 is not read any more"
    );
}

#[tokio::test]
async fn several_namespaces_are_watched_as_one() {
    let (one, two) = (World::new("cache-one").await, World::new("cache-two").await);
    World::new("cache-three").await;
    let cache = Cache::new(
        one.kube.clone(),
        CacheOptions::default().namespaces(Namespaces::these(["cache-one", "cache-two"])),
    );
    let client = Client::new(one.kube.clone(), cache);
    for (world, name) in [(&one, "a"), (&two, "b"), (&two, "c")] {
        client.create(&world.config_map(name, "1")).await.unwrap();
    }
    let found = client.list::<ConfigMap>(&Query::all()).await.unwrap();
    assert_eq!(names(&found), ["a", "b", "c"]);
    let found = client
        .list::<ConfigMap>(&Query::in_namespace("cache-two"))
        .await
        .unwrap();
    assert_eq!(names(&found), ["b", "c"]);
    client
        .delete::<ConfigMap>(&two.key("b"), &DeleteParams::default())
        .await
        .unwrap();
    let found = client.list::<ConfigMap>(&Query::all()).await.unwrap();
    assert_eq!(names(&found), ["a", "c"]);
    let error = client
        .list::<ConfigMap>(&Query::in_namespace("cache-three"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, ClientError::Cache(CacheError::NotInNamespaces { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn lists_come_by_pages_from_a_server_that_does_not_stream_them() {
    let environment = Environment::builder()
        .apiserver_argument("--feature-gates=WatchList=false")
        .start()
        .await
        .unwrap();
    let client = Client::new(
        environment.client(),
        Cache::new(environment.client(), CacheOptions::default()),
    );
    let key = ObjectKey::namespaced("default", "settings");
    let map: ConfigMap = serde_json::from_value(json!({
        "metadata": { "name": "settings", "namespace": "default" },
        "data": { "key": "1" },
    }))
    .unwrap();
    client.create(&map).await.unwrap();
    assert_eq!(value(client.get(&key).await.unwrap()).as_deref(), Some("1"));
    client
        .delete::<ConfigMap>(&key, &DeleteParams::default())
        .await
        .unwrap();
    assert!(client.get::<ConfigMap>(&key).await.unwrap().is_none());
}
