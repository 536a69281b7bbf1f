//! What a reconciler keeps as it should be, and what controllers tell of it.

#[path = "controller/failures.rs"]
mod failures;
#[path = "controller/indexes.rs"]
mod indexes;
#[path = "controller/watches.rs"]
mod watches;
#[path = "controller/workers.rs"]
mod workers;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{
    Resource as _,
    api::{DeleteParams, Patch, PatchParams},
};
use kubewright_runtime::{
    Client, Controller, Manager, ObjectKey,
    observe::{ControllerStats, Observed, Observer, Outcome, Reconciled},
    reconcile::{Action, Gone, Reconciler, Result},
};
use serde_json::json;

use crate::world::{Runs, World, eventually};

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
    let options = world.manager_options().observer(told.clone());
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

    async fn gone(&self, key: ObjectKey, reason: Gone) -> Result<Action> {
        assert_eq!(reason, Gone::Deleted);
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
