use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{
    Resource as _,
    api::{DeleteParams, Patch, PatchParams},
    core::{PartialObjectMeta, Selector},
};
use kubewright_runtime::{
    Client, Controller, Manager, ManagerOptions, ObjectKey,
    cache::{CacheOptions, Namespaces, Query},
    controller::Watch,
    enqueue::Owner,
    observe::{ControllerStats, Observed, Observer, Outcome, Reconciled},
    predicate,
    queue::{Backoff, RateLimit},
    reconcile::{Action, Reconciler, Result, terminal},
};
use serde_json::json;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use crate::world::{Widget, World, eventually, logged};

/// A manager that runs until the test ends it.
struct Runs {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), kubewright_runtime::manager::ManagerError>>,
}

impl Runs {
    fn start(manager: Manager) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(manager.run_until(async { stopped.await.unwrap_or_default() }));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// What controllers told.
#[derive(Default)]
struct Told {
    controllers: Mutex<BTreeMap<String, Arc<dyn Observed>>>,
    outcomes: Mutex<Vec<(String, Outcome)>>,
}

impl Observer for Told {
    fn started(&self, controller: Arc<dyn Observed>) {
        self.controllers
            .lock()
            .unwrap()
            .insert(controller.name().to_owned(), controller);
    }

    fn reconciled(&self, controller: &str, reconciled: Reconciled) {
        self.outcomes
            .lock()
            .unwrap()
            .push((controller.to_owned(), reconciled.outcome));
    }
}

impl Told {
    fn stats(&self, name: &str) -> ControllerStats {
        self.controllers
            .lock()
            .unwrap()
            .get(name)
            .map(|controller| controller.stats())
            .unwrap_or_default()
    }
}

fn manager(world: &World, told: &Arc<Told>) -> Manager {
    let options = ManagerOptions {
        cache: CacheOptions {
            namespaces: Namespaces::these([world.namespace.clone()]),
            ..CacheOptions::default()
        },
        observer: Some(told.clone()),
        ..ManagerOptions::default()
    };
    Manager::new(world.kube.clone(), options)
}

/// Keeps a Secret with the data of each ConfigMap.
struct Copies {
    client: Client,
    gone: Arc<Mutex<Vec<ObjectKey>>>,
}

impl Reconciler for Copies {
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        let secret: Secret = serde_json::from_value(json!({
            "metadata": {
                "name": map.metadata.name,
                "namespace": map.metadata.namespace,
                "ownerReferences": [map.controller_owner_ref(&())],
            },
            "stringData": map.data,
        }))?;
        self.client.apply(&secret, "copies").await?;
        Ok(Action::await_change())
    }

    async fn gone(&self, key: ObjectKey) -> Result<Action> {
        self.gone.lock().unwrap().push(key);
        Ok(Action::await_change())
    }
}

fn copied(secret: Option<Secret>) -> Option<String> {
    let data = secret?.data?;
    String::from_utf8(data.get("key")?.0.clone()).ok()
}

#[tokio::test]
async fn a_controller_mends_what_it_owns() {
    let world = World::new("controller-owns").await;
    let live = world.client();
    let secret = async |name: &str| copied(live.get_live::<Secret>(&world.key(name)).await.unwrap());
    live.create(&world.config_map("before", "1")).await.unwrap();

    let told = Arc::<Told>::default();
    let gone = Arc::default();
    let mut manager = manager(&world, &told);
    let copies = Copies {
        client: manager.client(),
        gone: Arc::clone(&gone),
    };
    Controller::of(copies)
        .owns::<Secret>()
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);

    eventually("what was there is copied", async || {
        secret("before").await.as_deref() == Some("1")
    })
    .await;
    live.create(&world.config_map("after", "1")).await.unwrap();
    eventually("what comes is copied", async || {
        secret("after").await.as_deref() == Some("1")
    })
    .await;
    live.apply(&world.config_map("after", "2"), "test").await.unwrap();
    eventually("what changes is copied", async || {
        secret("after").await.as_deref() == Some("2")
    })
    .await;

    let drift = Patch::Merge(json!({ "stringData": { "key": "drift" } }));
    live.patch::<Secret>(&world.key("after"), &drift, &PatchParams::default())
        .await
        .unwrap();
    eventually("drift is mended", async || {
        secret("after").await.as_deref() == Some("2")
    })
    .await;
    live.delete::<Secret>(&world.key("before"), &DeleteParams::default())
        .await
        .unwrap();
    eventually("what is deleted is made again", async || {
        secret("before").await.is_some()
    })
    .await;

    live.delete::<ConfigMap>(&world.key("before"), &DeleteParams::default())
        .await
        .unwrap();
    eventually("the controller hears of the end", async || {
        *gone.lock().unwrap() == [world.key("before")]
    })
    .await;
    eventually("it comes to rest", async || {
        let stats = told.stats("configmap");
        stats.active == 0 && stats.queue.depth.is_empty()
    })
    .await;
    let stats = told.stats("configmap");
    assert_eq!(stats.outcomes.keys().collect::<Vec<_>>(), [&Outcome::Success]);
    assert_eq!(stats.workers, 1);
    let reconciled = told.outcomes.lock().unwrap().len();
    assert_eq!(stats.outcomes[&Outcome::Success], reconciled as u64);
    runs.stop().await;

    // The next process begins with what is there.
    live.apply(&world.config_map("after", "3"), "test").await.unwrap();
    let mut manager = self::manager(&world, &told);
    let copies = Copies {
        client: manager.client(),
        gone,
    };
    Controller::of(copies)
        .owns::<Secret>()
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    eventually("changes of the meantime are copied", async || {
        secret("after").await.as_deref() == Some("3")
    })
    .await;
    runs.stop().await;
}

/// Answers with what a function makes of the object.
struct Scripted<F>(F);

impl<F> Reconciler for Scripted<F>
where
    F: Fn(&ConfigMap) -> Result<Action> + Send + Sync + 'static,
{
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        if name(&map) == "slow" {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        (self.0)(&map)
    }
}

fn name(map: &ConfigMap) -> &str {
    map.metadata.name.as_deref().unwrap()
}

#[tokio::test]
async fn errors_panics_and_deadlines_are_counted_and_tried_again() {
    let world = World::new("controller-failures").await;
    let live = world.client();
    for name in ["fails", "panics", "slow", "terminal", "well", "again"] {
        live.create(&world.config_map(name, "1")).await.unwrap();
    }
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let calls = Arc::new(Mutex::new(BTreeMap::<String, u32>::new()));
    let counted = calls.clone();
    let scripted = Scripted(move |map: &ConfigMap| {
        let mut calls = counted.lock().unwrap();
        let call = calls.entry(name(map).to_owned()).or_default();
        *call += 1;
        let call = *call;
        drop(calls);
        match (name(map), call) {
            ("fails", 1..=2) => Err(anyhow::anyhow!("no answer")),
            ("panics", 1..=2) => panic!("no such key"),
            ("terminal", _) => Err(terminal(anyhow::anyhow!("bad name"))),
            ("again", 1..=2) => Ok(Action::requeue(Duration::from_millis(20))),
            _ => Ok(Action::await_change()),
        }
    });
    let second = Duration::from_secs(1);
    Controller::of(scripted)
        .named("scripted")
        .deadline(second / 10)
        .rate_limit(RateLimit {
            backoff: Backoff {
                base: second / 100,
                most: second,
            },
            bucket: None,
        })
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    eventually("each has been tried often enough", async || {
        let outcomes = told.stats("scripted").outcomes;
        outcomes.get(&Outcome::Timeout).is_some_and(|count| *count >= 2)
            && outcomes.get(&Outcome::Success) == Some(&4)
    })
    .await;
    runs.stop().await;
    let stats = told.stats("scripted");
    let count = |outcome| stats.outcomes.get(&outcome).copied();
    assert_eq!(count(Outcome::Error), Some(2));
    assert_eq!(count(Outcome::Panic), Some(2));
    assert_eq!(count(Outcome::Terminal), Some(1));
    assert_eq!(count(Outcome::RequeueAfter), Some(2));
    let calls = calls.lock().unwrap();
    let expected = [
        ("again", 3),
        ("fails", 3),
        ("panics", 3),
        ("terminal", 1),
        ("well", 1),
    ];
    assert!(
        calls
            .iter()
            .map(|(name, calls)| (name.as_str(), *calls))
            .eq(expected),
        "{calls:?}"
    );
}

/// Counts how many calls run at once.
#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
    done: AtomicUsize,
}

struct Crowd(Arc<Busy>);

impl Reconciler for Crowd {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(now, Ordering::SeqCst);
        // Long enough for all workers to get theirs.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        self.0.now.fetch_sub(1, Ordering::SeqCst);
        self.0.done.fetch_add(1, Ordering::SeqCst);
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn several_controllers_share_a_kind_and_each_has_its_own_workers() {
    let world = World::new("controller-workers").await;
    let live = world.client();
    for number in 0..20 {
        live.create(&world.config_map(&format!("map-{number}"), "1"))
            .await
            .unwrap();
    }
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let (one, four) = (Arc::<Busy>::default(), Arc::<Busy>::default());
    Controller::of(Crowd(one.clone())).add_to(&mut manager).unwrap();
    let error = Controller::of(Crowd(one.clone()))
        .add_to(&mut manager)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is a controller configmap already; give this one another name by `named`"
    );
    Controller::of(Crowd(four.clone()))
        .named("four")
        .max_concurrent_reconciles(4)
        .without_leader()
        .add_to(&mut manager)
        .unwrap();
    let sizes = manager.cache().clone();
    let runs = Runs::start(manager);
    let all = |busy: &Busy| busy.done.load(Ordering::SeqCst) == 20;
    eventually("both have done all", async || all(&one) && all(&four)).await;
    assert_eq!(one.most.load(Ordering::SeqCst), 1);
    assert_eq!(four.most.load(Ordering::SeqCst), 4);
    // One watch for both.
    assert_eq!(
        sizes.sizes(),
        BTreeMap::from([("ConfigMap.v1".to_owned(), Some(20))])
    );
    runs.stop().await;
}

#[tokio::test]
async fn watches_map_the_old_and_the_new_object_and_predicates_hold_changes_back() {
    let world = World::new("controller-watches").await;
    let live = world.client();
    for name in ["a", "b", "c"] {
        let mut map = world.config_map(name, "1");
        map.metadata.labels = (name != "c").then(|| BTreeMap::from([("app".to_owned(), "x".to_owned())]));
        live.create(&map).await.unwrap();
    }
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let calls = Arc::new(Mutex::new(Vec::new()));
    let taken = || {
        let mut calls: Vec<String> = std::mem::take(&mut calls.lock().unwrap());
        calls.sort();
        calls
    };
    let called = calls.clone();
    let scripted = Scripted(move |map: &ConfigMap| {
        called.lock().unwrap().push(name(map).to_owned());
        Ok(Action::await_change())
    });
    let owned = Watch::<PartialObjectMeta<Secret>>::new(Owner::<ConfigMap>::every());
    Controller::of(scripted)
        .when(predicate::labels(Selector::from_iter([("app", "x")])))
        .when(predicate::labels_changed())
        .watches(|secret: &Secret| {
            let namespace = secret.metadata.namespace.clone()?;
            let names = secret.metadata.annotations.as_ref()?;
            Some(ObjectKey::namespaced(
                namespace,
                names.get("example.com/for")?.as_str(),
            ))
        })
        .watch(owned.when(predicate::annotations_changed()))
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    eventually("those with the label are reconciled", async || {
        calls.lock().unwrap().len() == 2
    })
    .await;
    assert_eq!(taken(), ["a", "b"]);

    let points_to = |name: &str| -> Secret {
        serde_json::from_value(json!({ "metadata": {
            "name": "pointer", "namespace": world.namespace, "annotations": { "example.com/for": name },
        } }))
        .unwrap()
    };
    live.create(&points_to("c")).await.unwrap();
    eventually("the object that is pointed to is reconciled", async || {
        !calls.lock().unwrap().is_empty()
    })
    .await;
    assert_eq!(taken(), ["c"]);
    live.apply(&points_to("b"), "test").await.unwrap();
    eventually("so is the one that was", async || {
        calls.lock().unwrap().len() == 2
    })
    .await;
    assert_eq!(taken(), ["b", "c"]);

    // Data alone is held back, so the next to come is the one after it.
    live.apply(&world.config_map("a", "2"), "test").await.unwrap();
    let label = Patch::Merge(json!({ "metadata": { "labels": { "size": "big" } } }));
    live.patch::<ConfigMap>(&world.key("b"), &label, &PatchParams::default())
        .await
        .unwrap();
    eventually("a new label passes", async || !calls.lock().unwrap().is_empty()).await;
    assert_eq!(taken(), ["b"]);

    let a = live
        .get_live::<ConfigMap>(&world.key("a"))
        .await
        .unwrap()
        .unwrap();
    let owner = Patch::Merge(json!({ "metadata": {
        "ownerReferences": [a.owner_ref(&())], "annotations": { "example.com/for": null },
    } }));
    live.patch::<Secret>(&world.key("pointer"), &owner, &PatchParams::default())
        .await
        .unwrap();
    eventually("an owner that is no controller is reconciled", async || {
        calls.lock().unwrap().len() == 2
    })
    .await;
    assert_eq!(taken(), ["a", "b"]);
    runs.stop().await;
}

/// Reads back what it has just written, which a plain cache does not have yet.
struct Increments {
    client: Client,
    stale: Arc<AtomicUsize>,
}

impl Reconciler for Increments {
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        let number = |map: &ConfigMap| map.data.as_ref()?.get("key")?.parse::<u32>().ok();
        let next = number(&map).unwrap_or_default() + 1;
        if next > 50 {
            return Ok(Action::await_change());
        }
        let mut changed = ConfigMap::clone(&map);
        changed
            .data
            .get_or_insert_default()
            .insert("key".to_owned(), next.to_string());
        // Refused if the object that was handed over is not the newest.
        self.client.update(&changed).await?;
        let query = Query::in_namespace(map.metadata.namespace.clone().unwrap_or_default());
        let listed = self.client.list::<ConfigMap>(&query).await?;
        if number(&listed[0]) != Some(next) {
            self.stale.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Action::requeue(Duration::ZERO))
    }
}

#[tokio::test]
async fn a_reconciler_is_never_handed_what_it_has_changed_since() {
    let world = World::new("controller-own-writes").await;
    let live = world.client();
    live.create(&world.config_map("counter", "0")).await.unwrap();
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let stale = Arc::new(AtomicUsize::new(0));
    let increments = Increments {
        client: manager.client(),
        stale: stale.clone(),
    };
    Controller::of(increments).add_to(&mut manager).unwrap();
    let runs = Runs::start(manager);
    eventually("it has counted", async || {
        told.stats("configmap").outcomes.contains_key(&Outcome::Success)
    })
    .await;
    runs.stop().await;
    assert_eq!(stale.load(Ordering::SeqCst), 0);
    let outcomes = told.stats("configmap").outcomes;
    assert_eq!(outcomes.get(&Outcome::RequeueAfter), Some(&50), "{outcomes:?}");
    assert_eq!(outcomes.get(&Outcome::Error), None, "{outcomes:?}");
}

struct Widgets;

impl Reconciler for Widgets {
    type Object = Widget;

    async fn reconcile(&self, _: Arc<Widget>) -> Result<Action> {
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn a_missing_crd_ends_the_manager_by_name() {
    let world = World::new("controller-no-crd").await;
    let options = ManagerOptions {
        cache: CacheOptions {
            sync_timeout: Duration::from_secs(1),
            ..CacheOptions::default()
        },
        ..ManagerOptions::default()
    };
    let mut manager = Manager::new(world.kube.clone(), options);
    Controller::of(Widgets).add_to(&mut manager).unwrap();
    let error = manager.run_until(std::future::pending()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cache fails: the cache has no list of Widget.missing.example.com/v1 after 1 s: \
         the API server has no widgets.missing.example.com; install its CRD"
    );
}

#[tokio::test]
async fn keys_come_from_outside_too() {
    let world = World::new("controller-triggers").await;
    let live = world.client();
    live.create(&world.config_map("a", "1")).await.unwrap();
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let gone = Arc::default();
    let copies = Copies {
        client: manager.client(),
        gone: Arc::clone(&gone),
    };
    let (send, keys) = mpsc::channel(8);
    Controller::of(copies)
        .triggered_by(keys)
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    send.send(world.key("nobody")).await.unwrap();
    eventually("it is called for an object that is not there", async || {
        *gone.lock().unwrap() == [world.key("nobody")]
    })
    .await;
    eventually("it is called for the one that is", async || {
        told.outcomes.lock().unwrap().len() == 2
    })
    .await;
    send.send(world.key("a")).await.unwrap();
    eventually("and once more", async || told.outcomes.lock().unwrap().len() == 3).await;
    runs.stop().await;
    assert!(send.send(world.key("a")).await.is_err());
}

#[tokio::test]
async fn what_a_reconciler_logs_has_its_object_and_an_id() {
    let world = World::new("controller-logs").await;
    let live = world.client();
    for name in ["a", "b"] {
        live.create(&world.config_map(name, "1")).await.unwrap();
    }
    let told = Arc::<Told>::default();
    let mut manager = manager(&world, &told);
    let scripted = Scripted(|map: &ConfigMap| {
        tracing::info!("seen {}", name(map));
        Ok(Action::await_change())
    });
    Controller::of(scripted).add_to(&mut manager).unwrap();
    let runs = Runs::start(manager);
    eventually("both have been seen", async || {
        logged().contains("seen a") && logged().contains("seen b")
    })
    .await;
    runs.stop().await;

    let text = logged();
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        let line = text
            .lines()
            .find(|line| line.ends_with(&format!("seen {name}")))
            .unwrap();
        let start = format!(
            "reconcile{{controller=\"configmap\" namespace=\"controller-logs\" name=\"{name}\" id=\""
        );
        let (_, rest) = line.split_once(&start).unwrap_or_else(|| panic!("{line}"));
        ids.push(rest.split_once("\"}: ").unwrap().0);
    }
    assert!(ids[0] != ids[1] && ids.iter().all(|id| id.len() == 16), "{ids:?}");
}
