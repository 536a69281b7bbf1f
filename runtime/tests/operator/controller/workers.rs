//! How many reconciles run at once, and with what they are called.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::{
    Client, Controller,
    cache::Query,
    observe::Outcome,
    reconcile::{Action, Reconciler, Result},
};

use super::{Told, manager};
use crate::world::{Runs, World, eventually};

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
