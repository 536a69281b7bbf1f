//! The algorithm against a store that can be cut off, with time that only passes when all wait.

use std::sync::{Arc, Mutex, PoisonError};

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use tokio::time::Instant;

use super::*;
use crate::timing::clock::TestClock;

/// How a replica reaches the store.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Line {
    #[default]
    Up,
    /// Requests fail.
    Refused,
    /// Requests are never answered, and do nothing.
    Silent,
    /// Requests are done and never answered.
    Deaf,
}

#[derive(Default)]
struct Store {
    lease: Option<Lease>,
    version: u64,
}

#[derive(Clone, Default)]
struct Fake {
    store: Arc<Mutex<Store>>,
    line: Arc<Mutex<Line>>,
}

impl Fake {
    /// Another replica's way to the same store.
    fn other(&self) -> Self {
        Self {
            store: self.store.clone(),
            line: Arc::default(),
        }
    }

    fn set(&self, line: Line) {
        *self.line.lock().unwrap() = line;
    }

    fn stored(&self) -> LeaseSpec {
        self.store.lock().unwrap().lease.clone().unwrap().spec.unwrap()
    }

    async fn request<T>(&self, act: impl FnOnce(&mut Store) -> Result<T, LockError>) -> Result<T, LockError> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let line = *self.line.lock().unwrap_or_else(PoisonError::into_inner);
        match line {
            Line::Up => act(&mut self.store.lock().unwrap()),
            Line::Refused => Err(LockError::Other("connection refused".into())),
            Line::Silent => std::future::pending().await,
            Line::Deaf => {
                drop(act(&mut self.store.lock().unwrap()));
                std::future::pending().await
            }
        }
    }
}

impl Store {
    fn put(&mut self, lease: &Lease) -> Lease {
        self.version += 1;
        let mut lease = lease.clone();
        lease.metadata.resource_version = Some(self.version.to_string());
        self.lease.insert(lease).clone()
    }
}

impl Locks for Fake {
    async fn get(&self, _: &str) -> Result<Option<Lease>, LockError> {
        self.request(|store| Ok(store.lease.clone())).await
    }

    async fn create(&self, lease: &Lease) -> Result<Lease, LockError> {
        self.request(|store| match store.lease {
            Some(_) => Err(LockError::Conflict),
            None => Ok(store.put(lease)),
        })
        .await
    }

    async fn replace(&self, lease: &Lease) -> Result<Lease, LockError> {
        self.request(|store| match &store.lease {
            Some(old) if old.metadata.resource_version == lease.metadata.resource_version => {
                Ok(store.put(lease))
            }
            Some(_) | None => Err(LockError::Conflict),
        })
        .await
    }
}

fn election(locks: &Fake, identity: &str) -> Election<Fake> {
    Election::with_locks(locks.clone(), "test").identity(identity)
}

async fn lead(locks: &Fake, identity: &str) -> Leadership {
    election(locks, identity).acquire().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_first_creates_the_lease() {
    let locks = Fake::default();
    let leadership = election(&locks, "a")
        .label("app", "memcached")
        .acquire()
        .await
        .unwrap();
    assert!(leadership.leads());
    let spec = locks.stored();
    assert_eq!(spec.holder_identity.as_deref(), Some("a"));
    assert_eq!(spec.lease_duration_seconds, Some(15));
    assert_eq!(spec.lease_transitions, Some(0));
    assert_eq!(spec.acquire_time, spec.renew_time);
    let labels = locks.store.lock().unwrap().lease.clone().unwrap().metadata.labels;
    assert_eq!(labels.unwrap()["app"], "memcached");
}

#[tokio::test(start_paused = true)]
async fn a_leader_keeps_the_lease_by_renewing_it() {
    let locks = Fake::default();
    let mut first = lead(&locks, "a").await;
    let before = locks.store.lock().unwrap().version;
    let second = tokio::time::timeout(Duration::from_secs(600), lead(&locks.other(), "b")).await;
    assert!(second.is_err(), "two lead");
    assert!(first.leads());
    // One renewal in each retry period and one request of 5 ms.
    let renewals = locks.store.lock().unwrap().version - before;
    assert!((290..=300).contains(&renewals), "{renewals} renewals");
    assert!(
        tokio::time::timeout(Duration::from_secs(1), first.lost())
            .await
            .is_err()
    );
}

/// The point of it all: however the old leader is cut off, it stops before the new one starts.
async fn partition(line: Line) -> (Lost, Duration, Duration) {
    fastrand::seed(7);
    let locks = Fake::default();
    let mut first = lead(&locks, "a").await;
    let other = locks.other();
    let second = tokio::spawn(async move { (lead(&other, "b").await, Instant::now()) });
    tokio::time::sleep(Duration::from_secs(60)).await;

    let cut = Instant::now();
    locks.set(line);
    let lost = first.lost().await;
    let stopped = Instant::now();
    assert!(!first.leads());
    let (_second, started) = second.await.unwrap();
    assert_eq!(locks.stored().holder_identity.as_deref(), Some("b"));
    assert_eq!(locks.stored().lease_transitions, Some(1));
    assert!(stopped < started, "two led at once");
    (lost, stopped - cut, started - cut)
}

#[tokio::test(start_paused = true)]
async fn a_leader_whose_requests_fail_stops_before_the_next_starts() {
    let (lost, stopped, started) = partition(Line::Refused).await;
    assert!(lost.to_string().contains("not renewed for 10s"), "{lost}");
    assert!(stopped <= Duration::from_secs(10), "{stopped:?}");
    assert!(
        Duration::from_secs(13) < started && started < Duration::from_secs(20),
        "{started:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_leader_without_answers_stops_before_the_next_starts() {
    let (lost, stopped, _) = partition(Line::Silent).await;
    assert!(lost.to_string().contains("not renewed for 10s"), "{lost}");
    assert!(stopped <= Duration::from_secs(10), "{stopped:?}");
}

#[tokio::test(start_paused = true)]
async fn a_leader_whose_answers_are_lost_stops_before_the_next_starts() {
    let (_, stopped, _) = partition(Line::Deaf).await;
    assert!(stopped <= Duration::from_secs(10), "{stopped:?}");
}

#[tokio::test(start_paused = true)]
async fn a_short_interruption_is_survived() {
    let locks = Fake::default();
    let first = lead(&locks, "a").await;
    for line in [Line::Refused, Line::Silent, Line::Deaf] {
        locks.set(line);
        tokio::time::sleep(Duration::from_secs(6)).await;
        locks.set(Line::Up);
        tokio::time::sleep(Duration::from_secs(20)).await;
        assert!(first.leads(), "lost after {line:?}");
    }
    assert_eq!(locks.stored().lease_transitions, Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_released_lease_is_taken_at_once() {
    let locks = Fake::default();
    let first = lead(&locks, "a").await;
    let other = locks.other();
    let second = tokio::spawn(async move { (lead(&other, "b").await, Instant::now()) });
    tokio::time::sleep(Duration::from_secs(30)).await;
    let released = Instant::now();
    first.release().await;
    let (_second, started) = second.await.unwrap();
    // A retry period with its jitter.
    assert!(
        started - released < Duration::from_secs(5),
        "{:?}",
        started - released
    );
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_is_not_released_runs_out() {
    let locks = Fake::default();
    let first = election(&locks, "a")
        .release_on_exit(false)
        .acquire()
        .await
        .unwrap();
    let released = Instant::now();
    first.release().await;
    assert_eq!(locks.stored().holder_identity.as_deref(), Some("a"));
    let _second = lead(&locks.other(), "b").await;
    assert!(released.elapsed() >= Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn dropping_ends_the_renewals() {
    let locks = Fake::default();
    drop(lead(&locks, "a").await);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = locks.store.lock().unwrap().version;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(locks.store.lock().unwrap().version, before);
}

#[tokio::test(start_paused = true)]
async fn a_lease_taken_by_hand_is_lost_at_once() {
    let locks = Fake::default();
    let mut first = lead(&locks, "a").await;
    {
        let mut store = locks.store.lock().unwrap();
        let mut lease = store.lease.clone().unwrap();
        lease.spec.as_mut().unwrap().holder_identity = Some(String::from("b"));
        store.put(&lease);
    }
    let before = Instant::now();
    let lost = first.lost().await;
    assert!(lost.to_string().contains("b holds it"), "{lost}");
    assert!(before.elapsed() < Duration::from_secs(3));
    first.release().await;
    assert_eq!(locks.stored().holder_identity.as_deref(), Some("b"));
}

#[tokio::test(start_paused = true)]
async fn a_lease_deleted_by_hand_is_made_again() {
    let locks = Fake::default();
    let first = lead(&locks, "a").await;
    locks.store.lock().unwrap().lease = None;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(first.leads());
    assert_eq!(locks.stored().holder_identity.as_deref(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn the_age_of_a_lease_is_judged_by_the_own_clock() {
    let locks = Fake::default();
    let long_ago = "1975-01-01T00:00:00Z".parse().unwrap();
    let time = k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime(long_ago);
    locks.store.lock().unwrap().put(&Lease {
        spec: Some(LeaseSpec {
            holder_identity: Some(String::from("a")),
            lease_duration_seconds: Some(15),
            renew_time: Some(time),
            ..LeaseSpec::default()
        }),
        ..Lease::default()
    });
    let before = Instant::now();
    let _second = lead(&locks, "b").await;
    assert!(
        before.elapsed() >= Duration::from_secs(15),
        "{:?}",
        before.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn of_many_that_start_at_once_one_leads() {
    let locks = Fake::default();
    let leading = Arc::new(Mutex::new(0));
    for index in 0..8 {
        let (locks, leading) = (locks.other(), leading.clone());
        tokio::spawn(async move {
            let mut leadership = lead(&locks, &format!("replica-{index}")).await;
            *leading.lock().unwrap() += 1;
            leadership.lost().await;
        });
    }
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(*leading.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn settings_that_do_not_fit_are_refused() {
    let locks = Fake::default();
    let seconds = Duration::from_secs;
    let cases = [
        (
            election(&locks, "a").lease_duration(seconds(10)),
            "must last longer",
        ),
        (election(&locks, "a").retry_period(seconds(9)), "retry periods"),
        (
            election(&locks, "a").retry_period(Duration::ZERO),
            "retry periods",
        ),
        (
            election(&locks, "a").lease_duration(Duration::from_millis(15_500)),
            "whole seconds",
        ),
        (election(&locks, ""), "identity is empty"),
        (Election::with_locks(locks.clone(), ""), "no name"),
    ];
    for (election, expected) in cases {
        let error = election.acquire().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn every_replica_has_a_name_of_its_own() {
    fastrand::seed(7);
    let first = identity();
    fastrand::seed(7);
    assert_ne!(first, identity());
}

#[tokio::test]
async fn a_lease_runs_out_by_moving_the_clock() {
    let time = TestClock::at("2026-01-01T12:00:00Z".parse().unwrap());
    let locks = Fake::default();
    let mut first = election(&locks, "a").clock(time.clock()).acquire().await.unwrap();
    let renewed = || locks.stored().renew_time.unwrap().0.to_string();
    assert_eq!(renewed(), "2026-01-01T12:00:00Z");
    locks.set(Line::Silent);
    let second = election(&locks.other(), "b").clock(time.clock());
    let second = tokio::spawn(second.acquire());
    // Before a minute has passed, the first has stopped and the second leads.
    while !second.is_finished() {
        time.next_wake().await;
        time.advance(Duration::from_secs(1));
        // What has woken runs, and what asks the store is answered after 5 ms.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(first.lost().await.to_string().contains("not renewed for 10s"));
    let second = second.await.unwrap().unwrap();
    assert!(second.leads());
    assert_eq!(locks.stored().holder_identity.as_deref(), Some("b"));
}
