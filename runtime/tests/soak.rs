//! An operator among faults: random errors, watches that end, answers that come late or never.
//!
//! For 15 seconds, or for as many as `SOAK_SECONDS` says. The seed of the faults is fixed; what they meet is not.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

#[path = "common/proxy.rs"]
mod proxy;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use fastrand::Rng;
use http::request::Parts;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret};
use kube::{
    Api,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Client, Controller, Manager, ManagerOptions, ObjectKey, Reconciler,
    cache::Namespaces,
    owner,
    reconcile::{Gone, Result},
};
use proxy::{Fault, Proxy};
use serde_json::json;
use tokio::{sync::oneshot, time::sleep};

const SEED: u64 = 20_261_121;
const NAMES: usize = 60;
const NAMESPACE: &str = "soak";

/// Keeps a Secret with the data of each ConfigMap, and none without one.
struct Copies {
    client: Client,
    calls: Arc<AtomicUsize>,
}

impl Reconciler for Copies {
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut secret = Secret::default();
        secret.metadata.namespace = map.metadata.namespace.clone();
        secret.metadata.name = map.metadata.name.clone();
        secret.string_data = map.data.clone();
        owner::set_controller(&*map, &mut secret)?;
        self.client.apply(&secret, "soak").await?;
        Ok(Action::await_change())
    }

    async fn gone(&self, key: ObjectKey, _: Gone) -> Result<Action> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        // Nobody collects what is owned here.
        match self.client.delete::<Secret>(&key, &DeleteParams::default()).await {
            Err(error) if !error.is_not_found() => Err(error.into()),
            Ok(()) | Err(_) => Ok(Action::await_change()),
        }
    }
}

/// What happens to a request while the faults are on.
fn fault(random: &mut Rng, request: &Parts) -> Fault {
    let watches = request
        .uri
        .query()
        .is_some_and(|query| query.contains("watch=true"));
    let milliseconds = |random: &mut Rng, most| Duration::from_millis(random.u64(1..most));
    match (random.u32(0..100), watches) {
        (0..50, true) => Fault::Cut(milliseconds(random, 3000)),
        (50..60, true) => Fault::Status(410),
        (0..4, false) => Fault::Status(500),
        (4..8, false) => Fault::Status(503),
        (8..12, false) => Fault::Unanswered,
        (12..25, false) => Fault::Late(milliseconds(random, 300)),
        (60..65, true) => Fault::Unanswered,
        (65..70, true) => Fault::Status(500),
        (_, _) => Fault::None,
    }
}

/// The megabytes that this process holds.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

/// The number in each object, by name.
async fn numbers(client: &kube::Client) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let list = ListParams::default();
    let maps = Api::<ConfigMap>::namespaced(client.clone(), NAMESPACE)
        .list(&list)
        .await
        .unwrap();
    let secrets = Api::<Secret>::namespaced(client.clone(), NAMESPACE)
        .list(&list)
        .await
        .unwrap();
    let maps = maps
        .into_iter()
        .map(|map| (map.metadata.name.unwrap(), map.data.unwrap()["number"].clone()));
    let secrets = secrets.into_iter().map(|secret| {
        let number = secret.data.unwrap()["number"].0.clone();
        (secret.metadata.name.unwrap(), String::from_utf8(number).unwrap())
    });
    (maps.collect(), secrets.collect())
}

/// Creates, changes and deletes what is copied; tells how many times.
async fn change(client: &kube::Client, random: &mut Rng, until: Instant) -> usize {
    let maps = Api::<ConfigMap>::namespaced(client.clone(), NAMESPACE);
    let mut changes = 0;
    while Instant::now() < until {
        let name = format!("map-{}", random.usize(0..NAMES));
        if random.u32(0..10) == 0 {
            maps.delete(&name, &DeleteParams::default()).await.ok();
        } else {
            let map = json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name },
                "data": { "number": changes.to_string() },
            });
            let parameters = PatchParams::apply("somebody").force();
            maps.patch(&name, &parameters, &Patch::Apply(map)).await.unwrap();
        }
        changes += 1;
        sleep(Duration::from_millis(random.u64(1..40))).await;
    }
    changes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_grows() {
    let seconds = std::env::var("SOAK_SECONDS").map_or(15, |text| text.parse().unwrap());
    let environment = tokio::task::spawn_blocking(|| Environment::shared().unwrap())
        .await
        .unwrap();
    let mut config = environment.admin().config();
    config.default_retry = false;
    let direct = kube::Client::try_from(config).unwrap();
    let namespace: Namespace = serde_json::from_value(json!({ "metadata": { "name": NAMESPACE } })).unwrap();
    Api::all(direct.clone())
        .create(&PostParams::default(), &namespace)
        .await
        .unwrap();

    let (random, faulty) = (Mutex::new(Rng::with_seed(SEED)), Arc::new(AtomicBool::new(true)));
    let is_faulty = faulty.clone();
    let proxy = Proxy::start(direct.clone(), move |request| {
        match is_faulty.load(Ordering::Relaxed) {
            true => fault(&mut random.lock().unwrap(), request),
            false => Fault::None,
        }
    })
    .await;
    let options = ManagerOptions::default().in_namespaces(Namespaces::these([NAMESPACE]));
    let mut manager = Manager::new(proxy.client(), options);
    let calls = Arc::<AtomicUsize>::default();
    let copies = Copies {
        client: manager.client(),
        calls: calls.clone(),
    };
    Controller::of(copies)
        .owns::<Secret>()
        .max_concurrent_reconciles(4)
        .add_to(&mut manager)
        .unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let run = tokio::spawn(manager.run_until(async { stopped.await.unwrap_or_default() }));

    // A third to warm up, for allocators keep what they had once.
    let (start, whole) = (Instant::now(), Duration::from_secs(seconds));
    let mut random = Rng::with_seed(SEED + 1);
    let mut changes = change(&direct, &mut random, start + whole / 3).await;
    let before = resident();
    changes += change(&direct, &mut random, start + whole).await;
    let after = resident();

    // No object is lost: when the faults end, all is as it should be before long.
    faulty.store(false, Ordering::Relaxed);
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let (maps, secrets) = numbers(&direct).await;
        if maps == secrets {
            break;
        }
        assert!(Instant::now() < deadline, "not copied:\n{maps:?}\n{secrets:?}");
        assert!(!run.is_finished(), "{:?}", run.await);
        sleep(Duration::from_millis(100)).await;
    }

    // No busy loop: about as much is done as is changed, and nothing when nothing is.
    let (requests, done) = (proxy.requests(), calls.load(Ordering::Relaxed));
    println!(
        "{seconds} s: {changes} changes, {done} reconciles, {requests} requests, {before} MB then {after} MB"
    );
    assert!(
        done < 4 * changes + 100,
        "{done} reconciles for {changes} changes"
    );
    assert!(
        requests < 8 * changes + 200,
        "{requests} requests for {changes} changes"
    );
    // The last tries of what had failed may still come.
    sleep(Duration::from_secs(2)).await;
    let (requests, done) = (proxy.requests(), calls.load(Ordering::Relaxed));
    sleep(Duration::from_secs(3)).await;
    assert!(
        calls.load(Ordering::Relaxed) - done <= 1,
        "reconciles without a change"
    );
    assert!(proxy.requests() - requests <= 3, "requests without a change");

    assert!(
        after < before + 16,
        "{before} MB after a third, {after} MB in the end"
    );
    stop.send(()).unwrap();
    run.await.unwrap().unwrap();
}
