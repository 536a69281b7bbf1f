//! Objects that exist and cannot be decoded, and why objects are gone.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use k8s_openapi::{
    NamespaceResourceScope,
    api::{
        core::v1::{ConfigMap, Secret},
        events::v1::Event,
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::{
    Api, Resource as _,
    api::{DeleteParams, ListParams, Patch, PatchParams},
    core::{DynamicObject, PartialObjectMeta, Selector},
};
use kubewright_runtime::{
    Action, Cache, Controller, DynamicKind, Manager, ObjectKey, Reconciler,
    cache::{KindOptions, Query, Undecodable},
    manager::OnUndecodable,
    metrics::Metrics,
    reconcile::{Gone, Result},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc;

use crate::world::{Runs, World, eventually, logged};

/// `ConfigMap`s whose data are numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sizes {
    metadata: ObjectMeta,
    #[serde(default)]
    data: BTreeMap<String, Size>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Size(u32);

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|_| format!("`{text}` is no number"))
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        size.0.to_string()
    }
}

impl kube::Resource for Sizes {
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

/// Writes down each call.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    fn add(&self, call: String) {
        self.0.lock().unwrap().push(call);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for a call, and returns those before it.
    async fn until(&self, expected: &str) -> Vec<String> {
        eventually(expected, async || self.all().iter().any(|call| call == expected)).await;
        let mut calls = self.0.lock().unwrap();
        let end = calls.iter().position(|call| call == expected).unwrap();
        calls.drain(..=end).take(end).collect()
    }
}

impl Reconciler for Calls {
    type Object = Sizes;

    async fn reconcile(&self, sizes: Arc<Sizes>) -> Result<Action> {
        let data: Vec<u32> = sizes.data.values().map(|size| size.0).collect();
        self.add(format!("reconcile {} {data:?}", ObjectKey::of(&*sizes).name()));
        Ok(Action::await_change())
    }

    async fn gone(&self, key: ObjectKey, reason: Gone) -> Result<Action> {
        self.add(format!("gone {} {reason:?}", key.name()));
        Ok(Action::await_change())
    }

    async fn undecodable(&self, key: ObjectKey, error: Arc<Undecodable>) -> Result<Action> {
        self.add(format!("undecodable {} {}", key.name(), error.error));
        Ok(Action::await_change())
    }
}

const THREE: &str = "data.key: `three` is no number";

#[tokio::test]
async fn an_object_that_cannot_be_decoded_is_not_gone() {
    let world = World::new("undecodable").await;
    let live = world.client();
    live.create(&world.config_map("good", "1")).await.unwrap();
    live.create(&world.config_map("bad", "three")).await.unwrap();
    let metrics = Metrics::new();
    let options = world
        .manager_options()
        .observer(Arc::new(metrics.clone()))
        .undecodable(OnUndecodable::default().event(true));
    let mut manager = Manager::new(world.kube.clone(), options);
    let client = manager.client();
    let calls = Calls::default();
    let (send, keys) = mpsc::channel(10);
    Controller::of(calls.clone())
        .triggered_by(keys)
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    calls.until(&format!("undecodable bad {THREE}")).await;
    calls.until("reconcile good [1]").await;

    // One that could be decoded before, and can be again.
    live.apply(&world.config_map("good", "three"), "test")
        .await
        .unwrap();
    let before = calls.until(&format!("undecodable good {THREE}")).await;
    assert_eq!(before, [""; 0]);
    let error = |result: Result<(), kubewright_runtime::ClientError>| result.unwrap_err().to_string();
    let get = client.get::<Sizes>(&world.key("good")).await.map(drop);
    let text = "ConfigMap.v1 undecodable/good cannot be decoded: data.key: `three` is no number";
    assert_eq!(error(get), text);
    let list = client.list::<Sizes>(&Query::all()).await.map(drop);
    assert_eq!(
        error(list),
        "ConfigMap.v1 undecodable/bad cannot be decoded: data.key: `three` is no number; \
         1 other object cannot be decoded either"
    );
    let counted = "kubewright_cache_undecodable_objects{kind=\"ConfigMap.v1\"} 2.0\n";
    assert!(metrics.encode().contains(counted), "{}", metrics.encode());
    live.apply(&world.config_map("good", "2"), "test").await.unwrap();
    let before = calls.until("reconcile good [2]").await;
    assert_eq!(before, [""; 0]);
    let skipping = Query::all().skip_undecodable();
    assert_eq!(client.list::<Sizes>(&skipping).await.unwrap().len(), 1);

    // What nobody has seen is not gone.
    for name in ["unseen", "good"] {
        send.send(world.key(name)).await.unwrap();
    }
    let before = calls.until("reconcile good [2]").await;
    assert_eq!(before, [""; 0]);

    // One that could never be decoded has been seen.
    for name in ["bad", "good"] {
        live.delete::<ConfigMap>(&world.key(name), &DeleteParams::default())
            .await
            .unwrap();
        let before = calls.until(&format!("gone {name} Deleted")).await;
        assert_eq!(before, [""; 0]);
    }
    assert!(client.cache().undecodable().is_empty());
    send.send(world.key("bad")).await.unwrap();
    runs.stop().await;
    assert_eq!(calls.all(), [""; 0]);

    let events = Api::<Event>::namespaced(world.kube.clone(), &world.namespace);
    let events = events.list(&ListParams::default()).await.unwrap().items;
    let notes: Vec<_> = events
        .iter()
        .map(|event| (event.reason.as_deref().unwrap(), event.note.as_deref().unwrap()))
        .collect();
    let note = "cannot be decoded: data.key: `three` is no number";
    assert_eq!(notes, [("Undecodable", note), ("Undecodable", note)]);
    let line = logged()
        .lines()
        .find(|line| line.contains("object=undecodable/bad"))
        .map(str::to_owned)
        .unwrap();
    assert!(
        line.contains("ERROR") && line.contains("field=\"data.key\""),
        "{line}"
    );
}

#[tokio::test]
async fn an_object_that_leaves_the_selector_is_told_from_one_that_is_deleted() {
    let world = World::new("unselected").await;
    let live = world.client();
    for name in ["leaves", "deleted"] {
        let mut map = world.config_map(name, "1");
        map.metadata.labels = Some(BTreeMap::from([("app".to_owned(), "x".to_owned())]));
        live.create(&map).await.unwrap();
    }
    let mut manager = world.manager();
    let selected = KindOptions::<Sizes>::default().labels(Selector::from_iter([("app", "x")]));
    manager.cache().configure(selected).unwrap();
    let calls = Calls::default();
    Controller::of(calls.clone()).add_to(&mut manager).unwrap();
    let runs = Runs::start(manager);
    eventually("both are reconciled", async || calls.all().len() == 2).await;
    let unlabel = Patch::Merge(json!({ "metadata": { "labels": { "app": null } } }));
    live.patch::<ConfigMap>(&world.key("leaves"), &unlabel, &PatchParams::default())
        .await
        .unwrap();
    calls.until("gone leaves Unselected").await;
    live.delete::<ConfigMap>(&world.key("deleted"), &DeleteParams::default())
        .await
        .unwrap();
    calls.until("gone deleted Deleted").await;
    runs.stop().await;
}

/// Only counts.
struct Owners(Calls);

impl Reconciler for Owners {
    type Object = Secret;

    async fn reconcile(&self, secret: Arc<Secret>) -> Result<Action> {
        self.0
            .add(format!("reconcile {}", ObjectKey::of(&*secret).name()));
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn the_owner_of_an_undecodable_object_is_reconciled() {
    let world = World::new("undecodable-owned").await;
    let live = world.client();
    let secret: Secret = serde_json::from_value(json!({
        "metadata": { "name": "owner", "namespace": world.namespace },
    }))
    .unwrap();
    let secret = live.create(&secret).await.unwrap();
    let mut manager = world.manager();
    let calls = Calls::default();
    Controller::of(Owners(calls.clone()))
        .owns::<Sizes>()
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    calls.until("reconcile owner").await;
    let mut owned = world.config_map("owned", "three");
    owned.metadata.owner_references = secret.controller_owner_ref(&()).map(|owner| vec![owner]);
    live.create(&owned).await.unwrap();
    calls.until("reconcile owner").await;
    live.delete::<ConfigMap>(&world.key("owned"), &DeleteParams::default())
        .await
        .unwrap();
    calls.until("reconcile owner").await;
    runs.stop().await;
}

/// Leaves undecodable objects to the default.
struct Plain;

impl Reconciler for Plain {
    type Object = Sizes;

    async fn reconcile(&self, _: Arc<Sizes>) -> Result<Action> {
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn by_default_an_undecodable_object_is_an_error_that_is_not_tried_again() {
    let world = World::new("undecodable-default").await;
    world
        .client()
        .create(&world.config_map("bad", "three"))
        .await
        .unwrap();
    let metrics = Metrics::new();
    let options = world.manager_options().observer(Arc::new(metrics.clone()));
    let mut manager = Manager::new(world.kube.clone(), options);
    Controller::of(Plain).add_to(&mut manager).unwrap();
    let runs = Runs::start(manager);
    let terminal = "controller_runtime_terminal_reconcile_errors_total{controller=\"configmap\"} 1\n";
    eventually("the error is counted", async || {
        metrics.encode().contains(terminal)
    })
    .await;
    runs.stop().await;
    // Its cause is logged once, by the cache.
    let text = logged();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.contains("undecodable-default") && line.contains("`three` is no number"))
        .collect();
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert!(
        line.contains("ERROR") && line.contains("object=undecodable-default/bad"),
        "{line}"
    );
}

#[tokio::test]
async fn panics_of_transforms_and_indexes_are_not_absence() {
    let world = World::new("undecodable-panics").await;
    let live = world.client();
    live.create(&world.config_map("a", "1")).await.unwrap();
    let error = async |cache: &Cache| {
        let read = cache.get::<ConfigMap>(&world.key("a")).await;
        read.unwrap_err().to_string()
    };
    let client = world.client();
    let options = KindOptions::<ConfigMap>::default().transform(|_| panic!("no data"));
    client.cache().configure(options).unwrap();
    let text = error(client.cache()).await;
    assert!(
        text.starts_with(
            "ConfigMap.v1 undecodable-panics/a cannot be decoded: the transform of its kind panicked: no data"
        ),
        "{text}"
    );
    let client = world.client();
    client
        .cache()
        .index("size", |_: &ConfigMap| panic!("no size"))
        .unwrap();
    let text = error(client.cache()).await;
    assert!(
        text.contains("the function of the index `size` panicked: no size"),
        "{text}"
    );
}

#[tokio::test]
async fn dynamic_objects_and_metadata_are_read_where_the_type_cannot_be() {
    let world = World::new("undecodable-dynamic").await;
    let client = world.client();
    client.create(&world.config_map("bad", "three")).await.unwrap();
    let key = world.key("bad");
    assert!(client.get::<Sizes>(&key).await.is_err());
    let dynamic = client.dynamic::<DynamicObject>(&DynamicKind::of::<ConfigMap>());
    let object = dynamic.get(&key).await.unwrap().unwrap();
    assert_eq!(object.data["data"]["key"], "three");
    let metadata = client.get::<PartialObjectMeta<Sizes>>(&key).await.unwrap();
    assert_eq!(metadata.unwrap().metadata.uid, object.metadata.uid);
}
