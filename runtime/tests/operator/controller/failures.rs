//! What fails, what is logged of it, and what is tried again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::{
    Controller, Manager, ManagerOptions,
    cache::CacheOptions,
    observe::Outcome,
    queue::{Backoff, RateLimit},
    reconcile::{Action, Reconciler, Result, terminal},
};

use super::{Scripted, Told, manager, name};
use crate::world::{Runs, Widget, World, eventually, logged};

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
        .rate_limit(
            RateLimit::default()
                .backoff(Backoff::default().base(second / 100).max(second))
                .bucket(None),
        )
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
    let line = logged()
        .lines()
        .find(|line| line.contains("the reconciler panicked"))
        .map(str::to_owned)
        .unwrap();
    assert!(
        line.contains("name=\"panics\"") && line.contains("panic=no such key"),
        "{line}"
    );
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
    let options =
        ManagerOptions::default().cache(CacheOptions::default().sync_timeout(Duration::from_secs(1)));
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
