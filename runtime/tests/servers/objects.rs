//! What every reconciler does to objects.

use std::cell::Cell;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::api::events::v1::Event;
use kube::Api;
use kube::api::{DeleteParams, ListParams, ObjectMeta};
use kube::core::DynamicObject;
use kubewright_runtime::apply::{self, Written};
use kubewright_runtime::cache::{Cache, CacheOptions};
use kubewright_runtime::events::Recorder;
use kubewright_runtime::finalizer::{self, State};
use kubewright_runtime::{Client, ClientError, DynamicKind, ObjectKey};
use serde_json::json;

use crate::shared;

const FINALIZER: &str = "servers.example.com/finalizer";

fn client() -> Client {
    let client = shared().client();
    Client::new(client.clone(), Cache::new(client, CacheOptions::default()))
}

fn config_map(name: &str) -> ConfigMap {
    ConfigMap {
        metadata: ObjectMeta {
            namespace: Some(String::from("default")),
            name: Some(name.to_owned()),
            ..ObjectMeta::default()
        },
        ..ConfigMap::default()
    }
}

fn size(object: &mut ConfigMap, size: &str) {
    object
        .data
        .get_or_insert_default()
        .insert(String::from("size"), size.to_owned());
}

#[tokio::test]
async fn an_object_with_a_finalizer_goes_when_it_is_taken_off() {
    let client = client();
    let created = client.create(&config_map("servers-finalizer")).await.unwrap();
    let State::Active(object) = finalizer::ensure(&client, &created, FINALIZER).await.unwrap() else {
        panic!("it is not deleted")
    };
    assert!(finalizer::has(&object, FINALIZER));
    // Read before the finalizer was put on it, so others may have written since.
    let stale = finalizer::ensure(&client, &created, "servers.example.com/other")
        .await
        .unwrap_err();
    assert!(stale.is_conflict(), "{stale}");

    let key = ObjectKey::of(&object);
    client
        .delete::<ConfigMap>(&key, &DeleteParams::default())
        .await
        .unwrap();
    let object = client.get_live::<ConfigMap>(&key).await.unwrap().unwrap();
    let stage = finalizer::ensure(&client, &object, FINALIZER).await.unwrap();
    assert_eq!(stage, State::Cleanup);
    let other = finalizer::ensure(&client, &object, "servers.example.com/other")
        .await
        .unwrap();
    assert_eq!(other, State::Removed);
    finalizer::remove(&client, &object, FINALIZER).await.unwrap();
    assert_eq!(client.get_live::<ConfigMap>(&key).await.unwrap(), None);
    // By a reconcile that has not seen it go.
    finalizer::remove(&client, &object, FINALIZER).await.unwrap();
}

#[tokio::test]
async fn an_object_is_created_then_updated_then_left_alone() {
    let client = client();
    for (round, expected) in [
        ("3", Written::Created),
        ("3", Written::Unchanged),
        ("4", Written::Updated),
    ] {
        let change = |object: &mut ConfigMap| {
            size(object, round);
            Ok::<_, ClientError>(())
        };
        let name = config_map("servers-update");
        let (stored, written) = apply::create_or_update(&client, name, change).await.unwrap();
        assert_eq!(
            (written, stored.data.unwrap()["size"].as_str()),
            (expected, round)
        );
        let name = config_map("servers-patch");
        let (stored, written) = apply::create_or_patch(&client, name, change).await.unwrap();
        assert_eq!(
            (written, stored.data.unwrap()["size"].as_str()),
            (expected, round)
        );
    }
}

#[tokio::test]
async fn a_status_is_patched_by_its_subresource() {
    let client = client();
    let deployment: Deployment = serde_json::from_value(json!({
        "metadata": { "namespace": "default", "name": "servers-status" },
        "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "template": {
                "metadata": { "labels": { "app": "a" } },
                "spec": { "containers": [{ "name": "a", "image": "a" }] },
            },
        },
    }))
    .unwrap();
    for (round, expected) in [
        (3, Written::Created),
        (3, Written::Unchanged),
        (4, Written::Updated),
    ] {
        let change = |deployment: &mut Deployment| {
            deployment.status.get_or_insert_default().replicas = Some(round);
            Ok::<_, ClientError>(())
        };
        let (stored, written) = apply::create_or_patch(&client, deployment.clone(), change)
            .await
            .unwrap();
        assert_eq!(
            (written, stored.status.unwrap().replicas),
            (expected, Some(round))
        );
        // What the API server filled in is still there.
        assert_eq!(stored.spec.revision_history_limit, Some(10));
    }
}

#[tokio::test]
async fn conflicts_are_tried_again() {
    let client = client();
    let key = ObjectKey::of(&client.create(&config_map("servers-conflict")).await.unwrap());
    let attempts = Cell::new(0);
    apply::retry_on_conflict(async || {
        attempts.set(attempts.get() + 1);
        let mut object = client.get_live::<ConfigMap>(&key).await?.unwrap();
        if attempts.get() < 3 {
            // Somebody else.
            let mut other = object.clone();
            size(&mut other, &attempts.get().to_string());
            client.update(&other).await?;
        }
        size(&mut object, "mine");
        client.update(&object).await
    })
    .await
    .unwrap();
    assert_eq!(attempts.get(), 3);

    let attempts = Cell::new(0);
    let error = apply::retry_on_conflict(async || {
        attempts.set(attempts.get() + 1);
        let mut object = config_map("servers-conflict");
        object.metadata.resource_version = Some(String::from("1"));
        client.update(&object).await
    })
    .await
    .unwrap_err();
    assert!(error.is_conflict() && attempts.get() == 5, "{error} {attempts:?}");
}

#[tokio::test]
async fn events_are_sent_in_the_background() {
    let client = client();
    let object = client.create(&config_map("servers-events")).await.unwrap();
    let recorder = Recorder::new(shared().client(), "memcached");
    recorder.normal(&object, "Scaled", "Scale", "now 3 replicas");
    recorder.warning(&object, "Refused", "Scale", "é".repeat(2000));
    // The API server refuses it, which is nobody's concern.
    recorder.normal(&object, "", "", "");
    recorder.normal(&object, "Scaled", "Scale", "now 3 replicas");
    let map = DynamicKind::of::<ConfigMap>();
    let mut dynamic = DynamicObject::new("servers-events-dynamic", map.resource()).within("default");
    dynamic.metadata.uid = Some(String::from("1"));
    recorder
        .about(&dynamic)
        .related(&object)
        .normal("Copied", "Copy", "a copy was made");
    recorder.flush().await;

    let events: Api<Event> = Api::namespaced(shared().client(), "default");
    let about = ListParams::default().fields("regarding.name=servers-events-dynamic");
    let copied = events.list(&about).await.unwrap().items.remove(0);
    assert_eq!(copied.regarding.unwrap().kind.as_deref(), Some("ConfigMap"));
    assert_eq!(copied.related.unwrap().uid, object.metadata.uid);
    let about = ListParams::default().fields("regarding.name=servers-events");
    let mut events = events.list(&about).await.unwrap().items;
    events.sort_by_key(|event| event.reason.clone());
    let reasons: Vec<_> = events
        .iter()
        .map(|event| (event.type_.as_deref().unwrap(), event.reason.as_deref().unwrap()))
        .collect();
    assert_eq!(reasons, [("Warning", "Refused"), ("Normal", "Scaled")]);
    assert_eq!(events[0].note.as_ref().unwrap().len(), 1024);
    assert_eq!(events[1].note.as_deref(), Some("now 3 replicas"));
    assert_eq!(events[1].reporting_controller.as_deref(), Some("memcached"));
    assert_eq!(events[1].series.as_ref().unwrap().count, 2);
    assert_eq!(events[1].regarding.as_ref().unwrap().uid, object.metadata.uid);
}
