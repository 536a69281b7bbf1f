//! What the client reads and writes: pages, server-side apply, and a status that two controllers write.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use futures::TryStreamExt as _;
use k8s_openapi::api::core::v1::{ConfigMap, Node, Secret};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kube::{
    CustomResourceExt as _, ResourceExt as _,
    api::{DeleteParams, ListParams, Patch, PatchParams, Preconditions},
    core::DynamicObject,
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    DynamicKind, KindClient, ScopeError,
    apply::Written,
    finalizer::{self, State},
    prelude::*,
    reconcile::Result,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{Barrier, OnceCell};

use crate::world::{Runs, World, eventually, logged};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
struct Shelf {
    name: String,
    note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
struct RackSpec {
    note: Option<String>,
    /// +nullable
    gap: Option<String>,
    /// +listType=map
    /// +listMapKey=name
    shelves: Vec<Shelf>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
struct RackStatus {
    /// +listType=map
    /// +listMapKey=type
    #[serde(default)]
    conditions: Vec<Condition>,
    note: Option<String>,
}

/// A kind whose type writes nulls.
///
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "client.example.com", version = "v1")]
struct Rack {
    metadata: ObjectMeta,
    spec: RackSpec,
    status: Option<RackStatus>,
}

async fn racks(world: &World) -> KindClient<DynamicObject> {
    // Once, for a CRD that is installed again is not served for a moment.
    static INSTALLED: OnceCell<()> = OnceCell::const_new();
    let install = async || {
        let environment = Environment::shared().unwrap();
        environment.install_crds(Rack::crd()).await.unwrap();
    };
    INSTALLED.get_or_init(install).await;
    world.client().dynamic(&DynamicKind::of::<Rack>())
}

fn rack(world: &World, name: &str) -> Rack {
    let mut rack = Rack::new(name, RackSpec::default());
    rack.metadata.namespace = Some(world.namespace.clone());
    rack
}

#[tokio::test]
async fn a_key_of_the_wrong_scope_is_an_error() {
    let world = World::new("client-scope").await;
    let client = world.client();
    let (cluster, namespaced) = (ObjectKey::cluster("one"), world.key("one"));
    let parameters = DeleteParams::default();
    let patch = Patch::Merge(json!({}));
    let patched = PatchParams::default();
    let none = [
        client.get::<ConfigMap>(&cluster).await.map(drop),
        client.get_live::<ConfigMap>(&cluster).await.map(drop),
        client.delete::<ConfigMap>(&cluster, &parameters).await,
        client
            .patch::<ConfigMap>(&cluster, &patch, &patched)
            .await
            .map(drop),
        client
            .cache()
            .get::<ConfigMap>(&cluster)
            .await
            .map(drop)
            .map_err(Into::into),
    ];
    for error in none.map(Result::unwrap_err) {
        let text = "ConfigMap.v1 is namespaced, but `one` has no namespace; \
                    use `ObjectKey::namespaced`, or set `metadata.namespace` of the object";
        assert_eq!(error.to_string(), text);
    }
    let mut node = Node::default();
    node.metadata.name = Some("one".to_owned());
    node.metadata.namespace = Some(world.namespace.clone());
    let within = Query::in_namespace("client-scope");
    let some = [
        client.get::<Node>(&namespaced).await.map(drop),
        client.get_live::<Node>(&namespaced).await.map(drop),
        client.list::<Node>(&within).await.map(drop),
        client
            .list_live::<Node>(Some("client-scope"), &ListParams::default())
            .await
            .map(drop),
        client.delete::<Node>(&namespaced, &parameters).await,
        client.create(&node).await.map(drop),
        client
            .cache()
            .list::<Node>(&within)
            .await
            .map(drop)
            .map_err(Into::into),
    ];
    for error in some.map(Result::unwrap_err) {
        let text = "Node.v1 is cluster-scoped, but the namespace `client-scope` was given; \
                    use `ObjectKey::cluster`, or remove `metadata.namespace` from the object";
        assert_eq!(error.to_string(), text);
    }
    let everywhere = client
        .kind::<Secret>()
        .delete_all(None, &ListParams::default(), &parameters)
        .await;
    let error = everywhere.unwrap_err();
    assert!(
        matches!(error, ClientError::Scope(ScopeError::AllNamespaces { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn lists_are_read_page_by_page_and_deleted_at_once() {
    let world = World::new("client-pages").await;
    let client = world.client();
    let namespace = Some("client-pages");
    for name in ["a", "b", "c", "d", "kept"] {
        let mut map = world.config_map(name, "1");
        map.metadata.labels = Some([("page".to_owned(), "yes".to_owned())].into());
        if name == "kept" {
            map.metadata.finalizers = Some(vec!["example.com/keep".to_owned()]);
        }
        client.create(&map).await.unwrap();
    }
    client.create(&world.config_map("other", "1")).await.unwrap();
    let maps = client.kind::<ConfigMap>();
    let ours = ListParams::default().labels("page=yes");
    let by_two = ours.clone().limit(2);

    let page = maps.page(namespace, &by_two).await.unwrap();
    let names = |maps: &[ConfigMap]| maps.iter().map(|map| map.name_any()).collect::<Vec<_>>();
    assert_eq!(names(&page.items), ["a", "b"]);
    let token = page.continue_token.unwrap();
    let page = maps
        .page(namespace, &by_two.clone().continue_token(&token))
        .await
        .unwrap();
    assert_eq!(names(&page.items), ["c", "d"]);
    let all = ["a", "b", "c", "d", "kept"];
    assert_eq!(names(&maps.list_live(namespace, &by_two).await.unwrap()), all);
    let streamed: Vec<_> = maps.stream(namespace, &by_two).try_collect().await.unwrap();
    assert_eq!(names(&streamed), all);

    // Read before, so that the watch runs and a read has to wait for it.
    assert_eq!(
        maps.list(&Query::in_namespace("client-pages"))
            .await
            .unwrap()
            .len(),
        6
    );
    let parameters = DeleteParams {
        dry_run: true,
        ..DeleteParams::default()
    };
    maps.delete_all(namespace, &ours, &parameters).await.unwrap();
    maps.delete(&world.key("a"), &parameters).await.unwrap();
    assert_eq!(
        maps.list(&Query::in_namespace("client-pages"))
            .await
            .unwrap()
            .len(),
        6
    );
    maps.delete_all(namespace, &ours, &DeleteParams::default())
        .await
        .unwrap();
    let rest = maps.list(&Query::in_namespace("client-pages")).await.unwrap();
    let rest: Vec<_> = rest
        .iter()
        .map(|map| (map.name_any(), map.metadata.deletion_timestamp.is_some()))
        .collect();
    assert_eq!(rest, [("kept".to_owned(), true), ("other".to_owned(), false)]);
}

#[tokio::test]
async fn an_object_is_deleted_as_it_was_read_or_not_at_all() {
    let world = World::new("client-preconditions").await;
    let client = world.client();
    let old = client.create(&world.config_map("a", "1")).await.unwrap();
    let new = client.apply(&world.config_map("a", "2"), "test").await.unwrap();
    let exactly = |preconditions: Preconditions| DeleteParams::default().preconditions(preconditions);
    let error = client
        .delete::<ConfigMap>(&old.key(), &exactly(old.preconditions()))
        .await
        .unwrap_err();
    assert!(error.is_conflict(), "{error}");
    client
        .delete::<ConfigMap>(&new.key(), &exactly(new.preconditions()))
        .await
        .unwrap();
    assert!(client.get_live::<ConfigMap>(&new.key()).await.unwrap().is_none());
}

#[tokio::test]
async fn without_force_what_another_owns_is_a_conflict() {
    let world = World::new("client-force").await;
    let client = world.client();
    client.apply(&world.config_map("a", "1"), "first").await.unwrap();
    let second = world.config_map("a", "2");
    let error = client
        .kind()
        .apply_with(&second, &PatchParams::apply("second"))
        .await
        .unwrap_err();
    assert!(
        error.is_conflict() && error.to_string().contains("\"first\""),
        "{error}"
    );
    client.apply(&second, "second").await.unwrap();
    let found = client.get::<ConfigMap>(&world.key("a")).await.unwrap().unwrap();
    assert_eq!(found.data.as_ref().unwrap()["key"], "2");
}

#[tokio::test]
async fn nulls_that_the_schema_does_not_allow_are_not_applied() {
    let world = World::new("client-nulls").await;
    let live = racks(&world).await;
    let client = world.client();
    let mut wanted = rack(&world, "applied");
    wanted.spec.shelves = vec![Shelf {
        name: "top".to_owned(),
        note: None,
    }];
    // The type writes them.
    assert_eq!(
        serde_json::to_value(&wanted).unwrap()["spec"]["note"],
        Value::Null
    );
    client.apply(&wanted, "test").await.unwrap();
    // As after a creation, where the API server leaves them out.
    let mut created = wanted.clone();
    created.metadata.name = Some("created".to_owned());
    client.create(&created).await.unwrap();
    let spec = json!({ "gap": null, "shelves": [{ "name": "top" }] });
    for name in ["applied", "created"] {
        let found = live.get_live(&world.key(name)).await.unwrap().unwrap();
        assert_eq!(found.data["spec"], spec, "{name}");
    }
    wanted.status = Some(RackStatus::default());
    client.apply_status(&wanted, "test").await.unwrap();
    let found = live.get_live(&world.key("applied")).await.unwrap().unwrap();
    assert_eq!(found.data["status"], json!({ "conditions": [] }));

    // What somebody wrote is sent: the API server judges it.
    let explicit = Patch::Apply(json!({
        "apiVersion": "client.example.com/v1",
        "kind": "Rack",
        "spec": { "note": null },
    }));
    let parameters = PatchParams::apply("other").force();
    let error = client
        .patch::<Rack>(&world.key("applied"), &explicit, &parameters)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("null"), "{error}");
    let explicit = live.get_live(&world.key("applied")).await.unwrap().unwrap();
    let mut explicit = DynamicObject::new("applied", DynamicKind::of::<Rack>().resource())
        .within(&world.namespace)
        .data(json!({ "spec": explicit.data["spec"] }));
    live.apply(&explicit, "test").await.unwrap();
    explicit.data["spec"]["note"] = Value::Null;
    let error = live.apply(&explicit, "test").await.unwrap_err();
    assert!(error.to_string().contains("null"), "{error}");
}

#[tokio::test]
async fn a_status_is_written_if_it_differs_and_again_after_a_conflict() {
    let world = World::new("client-status").await;
    let live = racks(&world).await;
    let client = world.client();
    let read = client.create(&rack(&world, "a")).await.unwrap();
    let set = async |object: &Rack, kind: &str| {
        client
            .change_status(object, |status| {
                status.conditions.set(object, kind, true, "Tested", "");
            })
            .await
    };
    // Both have read it before either wrote.
    let (first, second) = tokio::join!(set(&read, "First"), set(&read, "Second"));
    let written = [first.unwrap().1, second.unwrap().1];
    assert_eq!(written, [Written::Updated; 2]);
    let both = client.get_live::<Rack>(&read.key()).await.unwrap().unwrap();
    let conditions = &both.status.as_ref().unwrap().conditions;
    assert!(
        conditions.is_true("First") && conditions.is_true("Second"),
        "{conditions:?}"
    );
    assert_eq!(conditions[0].observed_generation, Some(1));

    let (same, written) = set(&both, "First").await.unwrap();
    assert_eq!(
        (written, same.resource_version()),
        (Written::Unchanged, both.resource_version())
    );
    let (note, _) = client
        .change_status(&both, |status| status.note = Some("here".to_owned()))
        .await
        .unwrap();
    client
        .change_status(&note, |status| status.note = None)
        .await
        .unwrap();
    let found = live.get_live(&read.key()).await.unwrap().unwrap();
    assert!(found.data["status"].get("note").is_none(), "{:?}", found.data);
    // Of an object that was put together and not read.
    set(&rack(&world, "a"), "Third").await.unwrap();
    let found = client.get_live::<Rack>(&read.key()).await.unwrap().unwrap();
    assert_eq!(found.status.unwrap().conditions.len(), 3);

    client
        .delete::<Rack>(&read.key(), &DeleteParams::default())
        .await
        .unwrap();
    let error = set(&read, "First").await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    client.create(&rack(&world, "a")).await.unwrap();
    let error = set(&read, "First").await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    let found = client.get_live::<Rack>(&read.key()).await.unwrap().unwrap();
    assert_eq!(found.status, None);
}

/// Sets a condition of its own at the same moment as another controller of the kind.
struct Reports {
    client: Client,
    kind: &'static str,
    together: Arc<Barrier>,
    first: AtomicBool,
    errors: Arc<Mutex<Vec<String>>>,
}

impl Reconciler for Reports {
    type Object = Rack;

    async fn reconcile(&self, rack: Arc<Rack>) -> Result<Action> {
        if self.first.swap(false, Ordering::SeqCst) {
            self.together.wait().await;
        }
        let change = |status: &mut RackStatus| {
            status.conditions.set(&*rack, self.kind, true, "Tested", "");
        };
        if let Err(error) = self.client.change_status(&*rack, change).await {
            self.errors.lock().unwrap().push(error.to_string());
            return Err(error.into());
        }
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn two_controllers_of_a_kind_both_get_their_status_in() {
    let world = World::new("client-controllers").await;
    racks(&world).await;
    let client = world.client();
    let created = client.create(&rack(&world, "a")).await.unwrap();
    let mut manager = world.manager();
    let together = Arc::new(Barrier::new(2));
    let errors = Arc::default();
    for kind in ["Stocked", "Locked"] {
        let reports = Reports {
            client: manager.client(),
            kind,
            together: Arc::clone(&together),
            first: AtomicBool::new(true),
            errors: Arc::clone(&errors),
        };
        Controller::of(reports)
            .named(kind.to_lowercase())
            .add_to(&mut manager)
            .unwrap();
    }
    let runs = Runs::start(manager);
    eventually("both conditions are set", async || {
        let found = client.get_live::<Rack>(&created.key()).await.unwrap().unwrap();
        let conditions = found.status.unwrap_or_default().conditions;
        conditions.is_true("Stocked") && conditions.is_true("Locked")
    })
    .await;
    runs.stop().await;
    assert_eq!(*errors.lock().unwrap(), [""; 0], "{}", logged());
}

#[tokio::test]
async fn a_kind_that_is_known_only_at_run_time_has_finalizers() {
    let world = World::new("client-finalizer").await;
    let client = world.client();
    let maps: KindClient<DynamicObject> = client.dynamic(&DynamicKind::of::<ConfigMap>());
    let map = client.create(&world.config_map("a", "1")).await.unwrap();
    let map = maps.get_live(&map.key()).await.unwrap().unwrap();
    let stage = finalizer::ensure(&maps, &map, "example.com/keep").await.unwrap();
    assert!(matches!(stage, State::Active(_)));
    maps.delete(&map.key(), &DeleteParams::default()).await.unwrap();
    let map = maps.get_live(&map.key()).await.unwrap().unwrap();
    let stage = finalizer::ensure(&maps, &map, "example.com/keep").await.unwrap();
    assert_eq!(stage, State::Cleanup);
    finalizer::remove(&maps, &map, "example.com/keep").await.unwrap();
    assert_eq!(maps.get_live(&map.key()).await.unwrap(), None);
}
