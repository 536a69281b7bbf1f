//! What goes wrong, and what the conditions say.

use std::path::PathBuf;

use kubewright_oracles::Tool;
use serde_json::json;

use super::fixture::{CHART, Site};

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_action_is_undone() {
    for (namespace, helm) in [("undone-3", Tool::Helm3), ("undone-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "").await;
        site.start();
        site.create("site", json!({})).await;
        site.deployed("site", 1).await;
        // The API server refuses this port, after other objects have changed.
        site.patch("site", json!({ "spec": { "port": 99999, "greeting": "half" } }))
            .await;
        let message = site
            .condition("site", "ReleaseFailed", "True", "UpgradeError")
            .await;
        assert!(
            message.contains("99999") && message.ends_with("rolled back to revision 1"),
            "{message}"
        );
        let history = site.history("site");
        assert!(history.last().unwrap().ends_with(" deployed"), "{history:?}");
        let map = site.api("v1", "ConfigMap").get("site").await.unwrap();
        assert_eq!(map.data["data"]["greeting"], "hello");
        // The changes that the attempt made do not start another one at once.
        assert!(site.runs() < 10, "{}", site.log());
        site.patch("site", json!({ "spec": { "port": 81 } })).await;
        let web = async || {
            let service = site.api("v1", "Service").get("site").await.unwrap();
            (service.data["spec"]["ports"][0]["port"] == 81).then_some(())
        };
        site.wait("the correct release is deployed", web).await;

        site.create("broken", json!({ "port": 99999 })).await;
        let message = site
            .condition("broken", "ReleaseFailed", "True", "InstallError")
            .await;
        assert!(
            message.ends_with("uninstalled what was installed of it"),
            "{message}"
        );
        assert!(
            site.api("apps/v1", "Deployment")
                .get_opt("broken")
                .await
                .unwrap()
                .is_none()
        );
        site.delete("broken").await;
        site.delete("site").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reason_of_a_refusal_is_in_the_conditions() {
    for (namespace, helm) in [("refused-3", Tool::Helm3), ("refused-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "").await;
        site.start();
        site.create("schema", json!({ "replicas": "many" })).await;
        let message = site
            .condition("schema", "ReleaseFailed", "True", "InvalidValues")
            .await;
        assert!(message.contains("replicas"), "{message}");
        site.create("fails", json!({ "broken": true })).await;
        let message = site
            .condition("fails", "ReleaseFailed", "True", "ChartNotRendered")
            .await;
        assert!(message.contains("this chart is broken"), "{message}");
        let annotations = json!({ "helm.sdk.operatorframework.io/uninstall-wait": "maybe" });
        site.create_with("annotated", json!({}), annotations).await;
        let message = site
            .condition("annotated", "Irreconcilable", "True", "InvalidAnnotation")
            .await;
        assert!(message.contains("`maybe`"), "{message}");
        // Others go on.
        site.create("good", json!({})).await;
        site.deployed("good", 1).await;
        // What was wrong is corrected.
        site.patch("schema", json!({ "spec": { "replicas": 1 } })).await;
        site.deployed("schema", 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_and_objects_of_others_are_left_alone() {
    let mut site = Site::new("foreign", Tool::Helm3, "  reconcilePeriod: 1s\n").await;
    // A release of another chart, one of the same chart, and an object of neither.
    let other = site.path("other");
    std::fs::create_dir_all(other.join("templates")).unwrap();
    std::fs::write(
        other.join("Chart.yaml"),
        "apiVersion: v2\nname: other\nversion: 0.1.0\n",
    )
    .unwrap();
    site.helm(&["install", "taken", other.to_str().unwrap()]).unwrap();
    site.helm(&["install", "adopted", CHART]).unwrap();
    let map = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "mine" } });
    let map = serde_json::from_value(map).unwrap();
    site.api("v1", "ConfigMap")
        .create(&Default::default(), &map)
        .await
        .unwrap();
    let shops = "- group: demo.example.com\n  version: v1\n  kind: Shop\n  chart: chart\n";
    let watches = std::fs::read_to_string(site.path("watches.yaml")).unwrap();
    site.write("watches.yaml", &format!("{watches}{shops}"));
    site.start();

    site.create("taken", json!({})).await;
    let message = site
        .condition("taken", "Irreconcilable", "True", "ReleaseOfAnotherChart")
        .await;
    assert!(
        message.contains("of the chart `other`, not of `web`"),
        "{message}"
    );
    site.delete("taken").await;
    assert_eq!(site.history("taken"), ["1 deployed"]);

    site.create("adopted", json!({ "greeting": "new" })).await;
    site.deployed("adopted", 2).await;

    site.create("mine", json!({})).await;
    let message = site
        .condition("mine", "ReleaseFailed", "True", "ForeignObject")
        .await;
    assert!(message.contains("\"mine\""), "{message}");

    // A second kind with an object of the same name.
    let shop =
        json!({ "apiVersion": "demo.example.com/v1", "kind": "Shop", "metadata": { "name": "adopted" } });
    let shops = site.api("demo.example.com/v1", "Shop");
    shops
        .create(&Default::default(), &serde_json::from_value(shop).unwrap())
        .await
        .unwrap();
    let refused = async || {
        let shop = shops.get("adopted").await.unwrap();
        shop.data["status"]["conditions"]
            .to_string()
            .contains("ReleaseOfAnotherObject")
            .then_some(())
    };
    site.wait("the second object is refused", refused).await;
    // Somebody upgrades by hand: the operator goes back to what the object says.
    site.helm(&["upgrade", "adopted", CHART, "--set=greeting=hand"])
        .unwrap();
    site.deployed("adopted", 4).await;
    let map = site.api("v1", "ConfigMap").get("adopted").await.unwrap();
    assert_eq!(map.data["data"]["greeting"], "new");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_helm_that_cannot_be_used_is_in_the_conditions() {
    let mut site = Site::new("no-helm", Tool::Helm4, "").await;
    site.arguments = vec![String::from("--helm=/no/such/helm")];
    site.start();
    site.create("site", json!({})).await;
    let message = site
        .condition("site", "Irreconcilable", "True", "HelmMissing")
        .await;
    assert!(
        message.starts_with("the program `/no/such/helm` does not exist; install Helm"),
        "{message}"
    );
    site.kill();
    site.arguments = vec![format!("--helm={}", script(&site, "echo v2.17.0").display())];
    site.start();
    let message = site
        .condition("site", "Irreconcilable", "True", "HelmVersion")
        .await;
    assert!(
        message.contains("has version v2.17.0; helm 3 from 3.13 and helm 4 are supported"),
        "{message}"
    );
    site.kill();
    site.arguments.clear();
    site.start();
    site.deployed("site", 1).await;
}

/// A program that stands for helm.
fn script(site: &Site, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    site.write("script", &format!("#!/bin/sh\n{text}\n"));
    let path = site.path("script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}
