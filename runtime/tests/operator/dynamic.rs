//! Kinds that are known only at run time: in the cache, by the client, as what controllers are for and what they watch.

use std::{collections::BTreeMap, sync::Arc};

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{
    CustomResourceExt as _, Resource as _,
    api::{DeleteParams, ListParams, Patch, PatchParams},
    core::{ApiResource, DynamicObject, Expression, GroupVersionKind, ObjectMeta, PartialObjectMeta},
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Cache, Client, Controller, CustomResource, DynamicKind, KindClient, ObjectKey, Reconciler,
    Schema,
    cache::{CacheError, CacheOptions, KindOptions, Query},
    controller::Watch,
    enqueue::{DynamicOwner, Itself},
    reconcile::Result,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::OnceCell;

use crate::{
    gate::Gate,
    world::{Runs, World, eventually},
};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct LampSpec {
    watts: i32,
}

/// A kind that the server has, and that the program knows by name only.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "dynamic.example.com", version = "v1")]
struct Lamp {
    metadata: ObjectMeta,
    spec: LampSpec,
}

fn gvk() -> GroupVersionKind {
    GroupVersionKind::gvk("dynamic.example.com", "v1", "Lamp")
}

async fn lamps(world: &World) -> DynamicKind {
    // Once, for a CRD that is installed again is not served for a moment.
    static INSTALLED: OnceCell<()> = OnceCell::const_new();
    let install = async || {
        let environment = Environment::shared().unwrap();
        environment.install_crds(Lamp::crd()).await.unwrap();
    };
    INSTALLED.get_or_init(install).await;
    DynamicKind::find(&world.kube, &gvk()).await.unwrap()
}

fn lamp(world: &World, kind: &DynamicKind, name: &str, watts: i32) -> DynamicObject {
    DynamicObject::new(name, kind.resource())
        .within(&world.namespace)
        .data(json!({ "spec": { "watts": watts } }))
}

fn names<K: kube::ResourceExt>(list: &[Arc<K>]) -> Vec<String> {
    list.iter().map(|object| object.name_any()).collect()
}

#[tokio::test]
async fn a_kind_is_found_by_its_name() {
    let world = World::new("dynamic-found").await;
    assert_eq!(lamps(&world).await, DynamicKind::of::<Lamp>());
    let node = GroupVersionKind::gvk("", "v1", "Node");
    let nodes = DynamicKind::find(&world.kube, &node).await.unwrap();
    assert!(!nodes.is_namespaced());
    let other = GroupVersionKind::gvk("dynamic.example.com", "v1", "Candle");
    let error = DynamicKind::find(&world.kube, &other)
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the API server has no kind Candle.dynamic.example.com/v1; is its CRD installed?"
    );
    // Neither has it the group.
    let other = GroupVersionKind::gvk("nowhere.example.com", "v1", "Candle");
    let error = DynamicKind::find(&world.kube, &other).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the API server has no kind Candle.nowhere.example.com/v1; is its CRD installed?"
    );
}

#[tokio::test]
async fn objects_are_read_from_the_cache_and_written() {
    let world = World::new("dynamic-reads").await;
    let client = world.client();
    let kind = lamps(&world).await;
    let lamps: KindClient<DynamicObject> = client.dynamic(&kind);
    let cached = client.cache().dynamic::<DynamicObject>(&kind);
    cached
        .index("watts", |lamp| vec![lamp.data["spec"]["watts"].to_string()])
        .unwrap();
    for (name, watts) in [("b", 40), ("a", 60), ("c", 60)] {
        lamps.create(&lamp(&world, &kind, name, watts)).await.unwrap();
    }
    let key = world.key("a");
    let found = lamps.get(&key).await.unwrap().unwrap();
    assert_eq!(found.data["spec"]["watts"], 60);
    assert!(found.metadata.managed_fields.is_none());
    assert_eq!(names(&lamps.list(&Query::all()).await.unwrap()), ["a", "b", "c"]);
    let bright = Query::in_namespace("dynamic-reads").index("watts", "60");
    assert_eq!(names(&cached.list(&bright).await.unwrap()), ["a", "c"]);

    // What is written in one form, readers of the others see.
    let label = Patch::Merge(json!({ "metadata": { "labels": { "room": "hall" } } }));
    client
        .patch::<Lamp>(&key, &label, &PatchParams::default())
        .await
        .unwrap();
    let labelled = Query::all().labels(Expression::Exists("room".to_owned()));
    assert_eq!(names(&lamps.list(&labelled).await.unwrap()), ["a"]);
    let mut changed = DynamicObject::clone(&lamps.get(&key).await.unwrap().unwrap());
    changed.data["spec"]["watts"] = 40.into();
    lamps.update(&changed).await.unwrap();
    assert_eq!(client.get::<Lamp>(&key).await.unwrap().unwrap().spec.watts, 40);
    assert_eq!(names(&cached.list(&bright).await.unwrap()), ["c"]);
    let metadata = client.dynamic::<PartialObjectMeta<DynamicObject>>(&kind);
    assert_eq!(names(&metadata.list(&labelled).await.unwrap()), ["a"]);
    lamps.delete(&key, &DeleteParams::default()).await.unwrap();
    assert!(lamps.get(&key).await.unwrap().is_none());
    assert!(metadata.get(&key).await.unwrap().is_none());

    // Each kind has its own objects, and a built-in one is as good as another.
    client.create(&world.config_map("a", "1")).await.unwrap();
    let maps: KindClient<DynamicObject> = client.dynamic(&DynamicKind::of::<ConfigMap>());
    assert_eq!(maps.get(&key).await.unwrap().unwrap().data["data"]["key"], "1");
    assert!(lamps.get(&key).await.unwrap().is_none());
    let sizes = client.cache().sizes();
    assert_eq!(sizes["Lamp.dynamic.example.com/v1"], Some(2));
    let late = cached.configure(KindOptions::default()).unwrap_err();
    assert!(matches!(late, CacheError::Started { .. }), "{late}");
}

#[tokio::test]
async fn compact_objects_are_the_same_and_their_kind_must_be_cached() {
    let world = World::new("dynamic-compact").await;
    let kind = lamps(&world).await;
    let client = world.client_with(CacheOptions::default().on_demand(false));
    let lamps: KindClient<DynamicObject> = client.dynamic(&kind);
    let created = lamps.create(&lamp(&world, &kind, "a", 60)).await.unwrap();
    let error = lamps.get(&world.key("a")).await.unwrap_err().to_string();
    assert!(
        error.starts_with("Lamp.dynamic.example.com/v1 is not cached; "),
        "{error}"
    );
    let cached = client.cache().dynamic::<DynamicObject>(&kind);
    let compact = KindOptions::default().keep_managed_fields();
    cached.configure(compact).unwrap();
    assert_eq!(*lamps.get(&world.key("a")).await.unwrap().unwrap(), created);
}

#[tokio::test]
async fn objects_say_their_kind_though_their_list_does_not() {
    let environment = Environment::builder()
        .apiserver_argument("--feature-gates=WatchList=false")
        .start()
        .await
        .unwrap();
    let kube = environment.client();
    let client = Client::new(kube.clone(), Cache::new(kube, CacheOptions::default()));
    let secret: Secret =
        serde_json::from_value(json!({ "metadata": { "name": "a", "namespace": "default" } })).unwrap();
    client.create(&secret).await.unwrap();
    let secrets = DynamicKind::namespaced(ApiResource::erase::<Secret>(&()));
    let secrets: KindClient<DynamicObject> = client.dynamic(&secrets);
    let cached = secrets.list(&Query::in_namespace("default")).await.unwrap();
    let live = secrets
        .list_live(Some("default"), &ListParams::default())
        .await
        .unwrap();
    for object in cached.iter().map(|object| &**object).chain(&live) {
        let types = object.types.as_ref().unwrap();
        assert_eq!((&*types.api_version, &*types.kind), ("v1", "Secret"));
    }
    assert_eq!((cached.len(), live.len()), (1, 1));
}

/// The object as the API server sends it.
async fn sent(kube: &kube::Client, kind: &DynamicKind, key: &ObjectKey) -> String {
    let resource = kind.resource();
    let root = if resource.group.is_empty() {
        "/api"
    } else {
        "/apis"
    };
    let (version, plural) = (&resource.api_version, &resource.plural);
    let (namespace, name) = (key.namespace().unwrap(), key.name());
    let path = format!("{root}/{version}/namespaces/{namespace}/{plural}/{name}");
    let request = http::Request::get(path).body(Vec::new()).unwrap();
    kube.request_text(request).await.unwrap().trim_end().to_owned()
}

#[tokio::test]
async fn the_text_of_an_object_is_that_of_the_api_server() {
    let world = World::new("dynamic-text").await;
    let maps = DynamicKind::of::<ConfigMap>();
    let key = world.key("a");
    for kind in [lamps(&world).await, maps.clone()] {
        let client = world.client();
        let cached = client.cache().dynamic::<DynamicObject>(&kind);
        cached.configure(KindOptions::default().keep_text()).unwrap();
        assert_eq!(cached.text(&key), None, "nothing is watched");
        let objects: KindClient<DynamicObject> = client.dynamic(&kind);
        let object = match kind == maps {
            // HTML is longer in the JSON of the API server.
            true => DynamicObject::new("a", kind.resource())
                .within(&world.namespace)
                .data(json!({ "data": { "page": "<a>&</a>".repeat(50) } })),
            false => lamp(&world, &kind, "a", 60),
        };
        let created = objects.create(&object).await.unwrap();
        // Waits for the watch.
        let read = objects.get(&key).await.unwrap().unwrap();
        assert_eq!(
            (&read.data, &read.metadata.managed_fields),
            (&created.data, &None)
        );
        let text = cached.text(&key).unwrap();
        assert_eq!(text.json, sent(&world.kube, &kind, &key).await);
        assert!(text.json.contains("managedFields"), "{}", text.json);
        assert_eq!(Some(text.version.to_string()), created.metadata.resource_version);
        assert_eq!(cached.text(&world.key("none")), None);
        assert_eq!(cached.text(&ObjectKey::namespaced("elsewhere", "a")), None);
        client.cache().stop().await;
    }
    // Without the option there is no text.
    let client = world.client();
    let cached = client.cache().dynamic::<DynamicObject>(&maps);
    assert!(cached.get(&key).await.unwrap().is_some());
    assert_eq!(cached.text(&key), None);
}

#[tokio::test]
async fn a_text_that_may_be_old_is_none() {
    let world = World::new("dynamic-old-text").await;
    let mut config = Environment::shared().unwrap().admin().config();
    let gate = Gate::start(config.cluster_url.authority().unwrap().to_string()).await;
    config.cluster_url = format!("https://{}", gate.address()).parse().unwrap();
    let kube = kube::Client::try_from(config).unwrap();
    let cache = Cache::new(kube, CacheOptions::default());
    let maps = cache.dynamic::<DynamicObject>(&DynamicKind::of::<ConfigMap>());
    maps.configure(KindOptions::default().keep_text()).unwrap();
    let live = world.client();
    live.create(&world.config_map("a", "1")).await.unwrap();
    maps.get(&world.key("a")).await.unwrap();
    let has_text = async || maps.text(&world.key("a")).is_some();
    assert!(has_text().await);
    gate.shut();
    eventually("the watch fails", async || !has_text().await).await;
    gate.open();
    // Whether a quiet watch works shows with the next event.
    live.apply(&world.config_map("b", "1"), "test").await.unwrap();
    eventually("the watch works again", has_text).await;
}

/// Keeps a Secret that says how bright a lamp is.
struct Labels {
    client: Client,
    kind: DynamicKind,
}

impl Reconciler for Labels {
    type Object = DynamicObject;

    async fn reconcile(&self, lamp: Arc<DynamicObject>) -> Result<Action> {
        let secret: Secret = serde_json::from_value(json!({
            "metadata": {
                "name": lamp.metadata.name,
                "namespace": lamp.metadata.namespace,
                "ownerReferences": [lamp.controller_owner_ref(self.kind.resource())],
            },
            "stringData": { "watts": lamp.data["spec"]["watts"].to_string() },
        }))?;
        self.client.apply(&secret, "labels").await?;
        Ok(Action::await_change())
    }
}

/// Counts the reconciles of each `ConfigMap`.
struct Counts(Arc<std::sync::Mutex<BTreeMap<String, usize>>>);

impl Reconciler for Counts {
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        let name = map.metadata.name.clone().unwrap_or_default();
        *self.0.lock().unwrap().entry(name).or_default() += 1;
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn controllers_are_for_them_and_watch_them() {
    let world = World::new("dynamic-controller").await;
    let kind = lamps(&world).await;
    let live = world.client();
    let lamps: KindClient<DynamicObject> = live.dynamic(&kind);
    let watts = async |name: &str| {
        let secret = live.get_live::<Secret>(&world.key(name)).await.unwrap()?;
        String::from_utf8(secret.data?.remove("watts")?.0).ok()
    };
    lamps.create(&lamp(&world, &kind, "before", 40)).await.unwrap();
    live.create(&world.config_map("before", "1")).await.unwrap();

    let mut manager = world.manager();
    let labels = Labels {
        client: manager.client(),
        kind: kind.clone(),
    };
    let labels = Controller::of_dynamic(&kind, labels).owns::<Secret>();
    assert_eq!(labels.name(), "lamp");
    labels.add_to(&mut manager).unwrap();
    // One of its own kind that another kind, known as little, makes be called.
    let counts = Arc::default();
    Controller::of(Counts(Arc::clone(&counts)))
        .watch(Watch::<DynamicObject>::dynamic(&kind, Itself))
        .watch(Watch::<Secret>::new(DynamicOwner::controller(kind.clone())))
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);

    eventually("what was there is labelled", async || {
        watts("before").await.as_deref() == Some("40")
    })
    .await;
    let brighter = Patch::Merge(json!({ "spec": { "watts": 60 } }));
    lamps
        .patch(&world.key("before"), &brighter, &PatchParams::default())
        .await
        .unwrap();
    eventually("what changes is labelled", async || {
        watts("before").await.as_deref() == Some("60")
    })
    .await;
    live.delete::<Secret>(&world.key("before"), &DeleteParams::default())
        .await
        .unwrap();
    eventually("what is deleted is made again", async || {
        watts("before").await.is_some()
    })
    .await;
    eventually("the other controller is called by changes of lamps", async || {
        counts
            .lock()
            .unwrap()
            .get("before")
            .is_some_and(|calls| *calls >= 3)
    })
    .await;
    runs.stop().await;
}
