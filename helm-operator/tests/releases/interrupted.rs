//! The operator ends in the middle.

use kubewright_oracles::Tool;
use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
use kubewright_runtime::kube::api::{Api, ListParams, Patch, PatchParams};
use serde_json::{Value, json};

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_after_a_kill() {
    for (namespace, helm) in [("killed-3", Tool::Helm3), ("killed-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "").await;
        // Helm ends with the operator in a container, so the script that stands for it ends before it stores the result.
        site.arguments = vec![String::from("--pending-timeout=1s")];
        site.start();
        site.create("site", json!({})).await;
        site.deployed("site", 1).await;
        site.create("gone", json!({})).await;
        site.deployed("gone", 1).await;
        site.kill();
        // As helm leaves releases when it is killed in the middle of an upgrade, an install and an uninstall.
        site.helm(&[
            "upgrade",
            "site",
            site.path("chart").to_str().unwrap(),
            "--set=greeting=half",
        ])
        .unwrap();
        set_status(&site, "site", 2, "pending-upgrade").await;
        site.helm(&[
            "install",
            "fresh",
            site.path("chart").to_str().unwrap(),
            "--labels",
            MARKS,
        ])
        .unwrap();
        set_status(&site, "fresh", 1, "pending-install").await;
        set_status(&site, "gone", 1, "uninstalling").await;
        let deletion = kubewright_runtime::kube::api::DeleteParams::default();
        site.webs().delete("gone", &deletion).await.unwrap();
        site.create("fresh", json!({ "greeting": "fresh" })).await;
        site.patch("site", json!({ "spec": { "greeting": "whole" } }))
            .await;
        site.start();
        // Back to the first revision, then on to what the object says.
        site.deployed("site", 4).await;
        assert_eq!(greeting(&site, "site").await, "whole");
        site.deployed("fresh", 1).await;
        assert_eq!(greeting(&site, "fresh").await, "fresh");
        let gone = async || site.webs().get_opt("gone").await.unwrap().is_none().then_some(());
        site.wait("the deletion goes on", gone).await;
        assert!(
            site.api("v1", "ConfigMap")
                .get_opt("gone")
                .await
                .unwrap()
                .is_none()
        );
        // Killed at any moment, it comes to the same end.
        for number in 0..3 {
            site.patch(
                "site",
                json!({ "spec": { "greeting": format!("round {number}") } }),
            )
            .await;
            let runs = site.runs();
            let running = async || (site.runs() > runs).then_some(());
            site.wait("helm runs", running).await;
            site.kill();
            site.start();
        }
        let done = async || (greeting(&site, "site").await == "round 2").then_some(());
        site.wait("the last greeting is deployed", done).await;
        site.delete("site").await;
        site.delete("fresh").await;
    }
}

async fn greeting(site: &Site, name: &str) -> Value {
    let maps = site.api("v1", "ConfigMap");
    maps.get(name).await.unwrap().data["data"]["greeting"].take()
}

const MARKS: &str = "helm.kubewright.dev/owner-kind=Web,helm.kubewright.dev/owner-group=demo.example.com";

/// Changes the status of a release as Helm stores it: in the label, which is what both the operator and helm select by.
async fn set_status(site: &Site, name: &str, revision: u32, status: &str) {
    let secrets = Api::<Secret>::namespaced(site.client.clone(), &site.namespace);
    let labels = format!("owner=helm,name={name},version={revision}");
    let found = secrets
        .list(&ListParams::default().labels(&labels))
        .await
        .unwrap();
    let secret = found.items.first().unwrap().metadata.name.clone().unwrap();
    let patch = json!({ "metadata": { "labels": { "status": status, "modifiedAt": "1" } } });
    secrets
        .patch(&secret, &PatchParams::default(), &Patch::Merge(patch))
        .await
        .unwrap();
}
