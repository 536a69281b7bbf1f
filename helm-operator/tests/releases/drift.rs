//! Changes of others, and releases that do not change.

use kubewright_oracles::Tool;
use kubewright_runtime::kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::{Value, json};

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_others_change_or_delete_is_repaired() {
    for (namespace, helm) in [("drift-3", Tool::Helm3), ("drift-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "").await;
        site.start();
        site.create("site", json!({})).await;
        site.deployed("site", 1).await;
        let runs = site.runs();
        let maps = site.api("v1", "ConfigMap");
        // A change before the watch has its first list is found by the next reconcile only.
        let watched = async || site.log().matches("is settled").next().map(drop);
        site.wait("the objects are watched", watched).await;
        let changed = Patch::Merge(json!({ "data": { "greeting": "changed" } }));
        maps.patch("site", &PatchParams::default(), &changed)
            .await
            .unwrap();
        let repaired =
            async || (maps.get("site").await.unwrap().data["data"]["greeting"] == "hello").then_some(());
        site.wait("the ConfigMap is repaired", repaired).await;

        let services = site.api("v1", "Service");
        services.delete("site", &DeleteParams::default()).await.unwrap();
        let created = async || services.get_opt("site").await.unwrap();
        site.wait("the Service is created again", created).await;
        assert_eq!(
            (site.runs(), site.history("site")),
            (runs, vec!["1 deployed".to_owned()])
        );

        // Fields of a repair do not get in the way of the next upgrade.
        site.patch("site", json!({ "spec": { "greeting": "bye" } })).await;
        site.deployed("site", 2).await;
        assert_eq!(maps.get("site").await.unwrap().data["data"]["greeting"], "bye");
        let notes: Vec<String> = events(&site).await;
        let of = |name: &str, what: &str| format!("Repaired ConfigMap {}/{name} was {what}", site.namespace);
        assert!(notes.contains(&of("site", "changed")), "{notes:?}");
        // `1000m` is stored as `1`, which is no change of others.
        assert!(
            !notes
                .iter()
                .any(|note| note.starts_with("Repaired") && note.contains("Deployment")),
            "{notes:?}"
        );
    }
}

async fn events(site: &Site) -> Vec<String> {
    let events = site.api("events.k8s.io/v1", "Event");
    let events = events.list(&Default::default()).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = events
        .items
        .iter()
        .map(|event| format!("{} {}", text(&event.data["reason"]), text(&event.data["note"])));
    events.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn unchanged_releases_start_no_helm() {
    let mut site = Site::new("unchanged", Tool::Helm4, "  reconcilePeriod: 1s\n").await;
    site.start();
    for number in 0..5 {
        site.create(&format!("site-{number}"), json!({ "clusterRole": number == 0 }))
            .await;
    }
    for number in 0..5 {
        site.deployed(&format!("site-{number}"), 1).await;
    }
    let runs = site.runs();
    assert_eq!(runs, 5);
    // After a restart, which compares everything once, and some periods.
    site.kill();
    site.write("log", "");
    site.start();
    let periods = async || (site.log().matches("is settled").count() >= 15).then_some(());
    site.wait("three periods", periods).await;
    assert_eq!(site.runs(), 0);
    // With the selector of another label nothing is reconciled any more, not even the deletion.
    site.kill();
    let watches = std::fs::read_to_string(site.path("watches.yaml")).unwrap();
    site.write(
        "watches.yaml",
        &format!("{watches}  selector: {{ matchLabels: {{ team: a }} }}\n"),
    );
    site.patch(
        "site-1",
        json!({ "metadata": { "labels": { "team": "a" } }, "spec": { "replicas": 2 } }),
    )
    .await;
    site.patch("site-2", json!({ "spec": { "replicas": 2 } })).await;
    site.start();
    site.deployed("site-1", 2).await;
    assert_eq!(site.history("site-2"), ["1 deployed"]);
    // Without it, all are.
    site.kill();
    site.write("watches.yaml", &watches);
    site.start();
    site.deployed("site-2", 2).await;
    for number in 0..5 {
        site.delete(&format!("site-{number}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_sees_what_lookup_finds() {
    for (namespace, helm) in [("lookup-3", Tool::Helm3), ("lookup-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "  reconcilePeriod: 1s\n").await;
        site.start();
        let annotations = json!({ "helm.sdk.operatorframework.io/dry-run": "server" });
        site.create_with("site", json!({}), annotations).await;
        site.deployed("site", 1).await;
        let maps = site.api("v1", "ConfigMap");
        let found = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "found" }, "data": { "a": "b" } });
        maps.create(&Default::default(), &serde_json::from_value(found).unwrap())
            .await
            .unwrap();
        site.deployed("site", 2).await;
        assert_eq!(
            maps.get("site").await.unwrap().data["data"]["found"],
            r#"{"a":"b"}"#
        );
    }
}
