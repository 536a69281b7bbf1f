//! The life of an object.

use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::kube::api::{Api, DeleteParams, Patch, PatchParams};
use serde_json::json;

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn an_object_is_created_changed_mended_and_deleted() {
    let finalizer = "  finalizer:\n    name: demo.example.com/clean\n    role: site_finalizer\n    vars: { state: absent }\n";
    let mut site = Site::new("life", finalizer).await;
    site.start();
    site.create("a", json!({ "greeting": "hi", "replicaCount": 2 }))
        .await;
    let running = site.succeeded("a").await;
    assert_eq!(running["ansibleResult"]["ok"], 2);
    assert_eq!(running["ansibleResult"]["skipped"], 1);
    assert_eq!(running["ansibleResult"]["failures"], 0);
    let map = site.map("a", "greeting", "hi").await;
    assert_eq!(map.metadata.owner_references.as_ref().unwrap()[0].name, "a");
    let deployments = site.api("apps/v1", "Deployment");
    let replicas = async |count: i64| {
        let deployment = deployments.get("a").await.unwrap();
        (deployment.data["spec"]["replicas"] == count).then_some(())
    };
    site.wait("two replicas", || replicas(2)).await;

    // The object changes.
    site.patch("a", json!({ "spec": { "greeting": "hello", "replicaCount": 3 } }))
        .await;
    site.map("a", "greeting", "hello").await;
    site.wait("three replicas", || replicas(3)).await;
    site.succeeded("a").await;

    // People change and delete what belongs to it.
    let maps = site.api("v1", "ConfigMap");
    let by_hand = Patch::Merge(json!({ "data": { "greeting": "by hand" } }));
    maps.patch("a", &PatchParams::default(), &by_hand).await.unwrap();
    site.map("a", "greeting", "hello").await;
    maps.delete("a", &DeleteParams::default()).await.unwrap();
    site.map("a", "greeting", "hello").await;
    let by_hand = Patch::Merge(json!({ "spec": { "replicas": 7 } }));
    deployments
        .patch("a", &PatchParams::default(), &by_hand)
        .await
        .unwrap();
    site.wait("three replicas again", || replicas(3)).await;

    // The role of the finalizer runs before it goes, with its variables.
    site.delete("a").await;
    let left = Api::<ConfigMap>::namespaced(site.client.clone(), "default");
    let left = left.get("left-by-a").await.unwrap();
    assert_eq!(left.metadata.annotations.unwrap()["state"], "absent");
    let directory = site.path("work/runner/demo.example.com/v1/Site/life/a");
    let removed = async || (!directory.exists()).then_some(());
    site.wait("the files of its runs are removed", removed).await;
}
