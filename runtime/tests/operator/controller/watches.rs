//! What makes a reconciler be called.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::{
    Resource as _,
    api::{Patch, PatchParams},
    core::{PartialObjectMeta, Selector},
};
use kubewright_runtime::{
    Controller, ObjectKey, controller::Watch, enqueue::Owner, predicate, reconcile::Action,
};
use serde_json::json;
use tokio::sync::mpsc;

use super::{Copies, Scripted, Told, manager, name};
use crate::world::{Runs, World, eventually};

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
        .when(predicate::label_selector(Selector::from_iter([("app", "x")])))
        .when(predicate::labels())
        .watches(|secret: &Secret| {
            let namespace = secret.metadata.namespace.clone()?;
            let names = secret.metadata.annotations.as_ref()?;
            Some(ObjectKey::namespaced(
                namespace,
                names.get("example.com/for")?.as_str(),
            ))
        })
        .watch(owned.when(predicate::annotations()))
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
    eventually("both keys have been taken", async || {
        told.outcomes.lock().unwrap().len() == 2
    })
    .await;
    assert_eq!(
        *gone.lock().unwrap(),
        [],
        "an object that was never seen is not gone"
    );
    send.send(world.key("a")).await.unwrap();
    eventually("and once more", async || told.outcomes.lock().unwrap().len() == 3).await;
    runs.stop().await;
    assert!(send.send(world.key("a")).await.is_err());
}
