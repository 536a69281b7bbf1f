//! Operators whose time a test moves.

use std::{sync::Arc, time::Duration};

use k8s_openapi::{
    api::core::v1::ConfigMap,
    jiff::{RoundMode, Timestamp, TimestampRound, ToSpan as _, Unit},
};
use kube::{Api, api::PostParams};
use kubewright_runtime::{
    Clock, Controller, Manager,
    clock::TestClock,
    reconcile::{Action, Reconciler, Result},
};
use tokio::sync::mpsc;

use crate::world::{Runs, World};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Says when it is called, and decides when it is called again.
struct Calls<F> {
    clock: Clock,
    times: mpsc::UnboundedSender<String>,
    next: F,
}

impl<F: Fn(Timestamp) -> Result<Action> + Send + Sync + 'static> Reconciler for Calls<F> {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        let now = self.clock.now();
        self.times.send(now.to_string())?;
        (self.next)(now)
    }
}

/// An operator with one object.
async fn start<F>(namespace: &str, time: &TestClock, next: F) -> (Runs, mpsc::UnboundedReceiver<String>)
where
    F: Fn(Timestamp) -> Result<Action> + Send + Sync + 'static,
{
    let world = World::new(namespace).await;
    let maps = Api::<ConfigMap>::namespaced(world.kube.clone(), &world.namespace);
    let map = world.config_map("settings", "a");
    maps.create(&PostParams::default(), &map).await.unwrap();
    let options = world.manager_options().clock(time.clock());
    let mut manager = Manager::new(world.kube.clone(), options);
    let (times, called) = mpsc::unbounded_channel();
    let reconciler = Calls {
        clock: manager.clock(),
        times,
        next,
    };
    Controller::of(reconciler).add_to(&mut manager).unwrap();
    (Runs::start(manager), called)
}

#[tokio::test]
async fn a_requeue_in_an_hour_comes_when_the_clock_is_moved() {
    let time = TestClock::at("2026-01-01T12:00:00Z".parse().unwrap());
    let (runs, mut called) = start("clock-hour", &time, |_| Ok(Action::requeue(HOUR))).await;
    assert_eq!(called.recv().await.unwrap(), "2026-01-01T12:00:00Z");
    assert_eq!(time.next_wake().await.to_string(), "2026-01-01T13:00:00Z");
    time.advance(HOUR);
    assert_eq!(called.recv().await.unwrap(), "2026-01-01T13:00:00Z");
    runs.stop().await;
}

#[tokio::test]
async fn a_schedule_of_a_day_takes_no_time() {
    let time = TestClock::at("2026-01-01T12:40:00Z".parse().unwrap());
    let every_hour = |now: Timestamp| {
        let full_hour = TimestampRound::new().smallest(Unit::Hour).mode(RoundMode::Floor);
        Ok(Action::requeue_at(now.round(full_hour)?.checked_add(1.hour())?))
    };
    let (runs, mut called) = start("clock-schedule", &time, every_hour).await;
    assert_eq!(called.recv().await.unwrap(), "2026-01-01T12:40:00Z");
    for _ in 0..24 {
        time.advance_to(time.next_wake().await);
        called.recv().await.unwrap();
    }
    assert_eq!(time.now().to_string(), "2026-01-02T12:00:00Z");
    runs.stop().await;
}

#[tokio::test]
async fn what_fails_waits_for_the_clock() {
    let time = TestClock::at("2026-01-01T12:00:00Z".parse().unwrap());
    let (runs, mut called) = start("clock-backoff", &time, |_| anyhow::bail!("not yet")).await;
    for now in ["12:00:00", "12:00:00.005", "12:00:00.015", "12:00:00.035"] {
        assert_eq!(called.recv().await.unwrap(), format!("2026-01-01T{now}Z"));
        time.advance_to(time.next_wake().await);
    }
    runs.stop().await;
}
