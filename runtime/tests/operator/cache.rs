use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use k8s_openapi::{
    NamespaceResourceScope,
    api::core::v1::{ConfigMap, Namespace},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::{
    Api,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
    core::{Expression, PartialObjectMeta, Selector},
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Cache, Change, Client, ClientError, ObjectKey,
    cache::{CacheError, CacheOptions, KindOptions, Namespaces, Query},
};
use serde::{Deserialize, Serialize};
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
    let typed = world.client();
    let compact = world.client();
    compact
        .cache()
        .configure(KindOptions::<ConfigMap>::default().compact())
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
    let error = client.create(&ConfigMap::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot create ConfigMap.v1 : it has no namespace; set `metadata.namespace`"
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
    let client = world.client_with(CacheOptions {
        on_demand: false,
        ..CacheOptions::default()
    });
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
async fn a_kind_without_a_crd_is_named_when_time_is_up() {
    let world = World::new("cache-no-crd").await;
    let client = world.client_with(CacheOptions {
        sync_timeout: Duration::from_secs(1),
        ..CacheOptions::default()
    });
    let error = client
        .get::<crate::world::Widget>(&world.key("a"))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the cache has no list of Widget.missing.example.com/v1 after 1 s: \
         the API server has no widgets.missing.example.com; install its CRD"
    );
}

#[tokio::test]
async fn conflicts_and_absent_objects_are_told_apart() {
    let world = World::new("cache-errors").await;
    let client = world.client();
    let created = client.create(&world.config_map("a", "1")).await.unwrap();
    let error = client.create(&world.config_map("a", "1")).await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");
    client.update(&world.config_map("a", "2")).await.unwrap();
    let error = client.update(&created).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    let error = client
        .delete::<ConfigMap>(&world.key("b"), &DeleteParams::default())
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("cannot delete ConfigMap.v1 cache-errors/b: "),
        "{error}"
    );
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
        CacheOptions {
            namespaces: Namespaces::these(["cache-one", "cache-two"]),
            ..CacheOptions::default()
        },
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
async fn a_missing_right_is_named() {
    let world = World::new("cache-forbidden").await;
    let user = Environment::shared()
        .unwrap()
        .user("nobody", ["nothing"])
        .unwrap();
    let cache = Cache::new(
        user.client(),
        CacheOptions {
            namespaces: Namespaces::these([world.namespace.clone()]),
            sync_timeout: Duration::from_secs(1),
            ..CacheOptions::default()
        },
    );
    let error = cache
        .get::<ConfigMap>(&world.key("a"))
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the cache has no list of ConfigMap.v1 after 1 s: configmaps is forbidden: User \"nobody\" cannot watch \
         resource \"configmaps\" in API group \"\" in the namespace \"cache-forbidden\"; \
         add the rule to the program's role"
    );
}

/// `ConfigMap`s as they are not: their data are numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Numbers {
    metadata: ObjectMeta,
    data: BTreeMap<String, u32>,
}

impl kube::Resource for Numbers {
    type DynamicType = ();
    type Scope = NamespaceResourceScope;

    fn kind((): &()) -> Cow<'_, str> {
        "ConfigMap".into()
    }

    fn group((): &()) -> Cow<'_, str> {
        "".into()
    }

    fn version((): &()) -> Cow<'_, str> {
        "v1".into()
    }

    fn plural((): &()) -> Cow<'_, str> {
        "configmaps".into()
    }

    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

#[tokio::test]
async fn an_object_that_does_not_fit_its_type_spoils_no_list() {
    let world = World::new("cache-misfit").await;
    let client = world.client();
    client.create(&world.config_map("text", "1")).await.unwrap();
    let mut empty = world.config_map("empty", "");
    empty.data = None;
    client.create(&empty).await.unwrap();
    let live = Api::<ConfigMap>::namespaced(world.kube.clone(), "cache-misfit");
    assert_eq!(live.list(&ListParams::default()).await.unwrap().items.len(), 2);
    // None has numbers, and the list is complete all the same.
    let list = client.list::<Numbers>(&Query::all()).await.unwrap();
    assert_eq!(names(&list), [""; 0]);
    assert_eq!(client.list::<ConfigMap>(&Query::all()).await.unwrap().len(), 2);
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
