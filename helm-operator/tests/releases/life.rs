//! The life of a release.

use kubewright_oracles::Tool;
use serde_json::json;

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_installed_upgraded_and_uninstalled() {
    for (namespace, helm) in [("life-3", Tool::Helm3), ("life-4", Tool::Helm4)] {
        lives(namespace, helm).await;
    }
}

async fn lives(namespace: &str, helm: Tool) {
    let mut site = Site::new(namespace, helm, "  overrideValues: { port: '8080' }\n").await;
    site.start();
    site.create("site", json!({ "greeting": "hi", "hook": true, "kept": true }))
        .await;
    let message = site
        .condition("site", "Deployed", "True", "InstallSuccessful")
        .await;
    assert_eq!(message, "The site site says hi.");
    assert_eq!(site.history("site"), ["1 deployed"]);
    let web = site.webs().get("site").await.unwrap();
    assert_eq!(
        web.metadata.finalizers.unwrap(),
        ["helm.sdk.operatorframework.io/uninstall-release"]
    );
    let deployed = &web.data["status"]["deployedRelease"];
    assert_eq!(deployed["name"], "site");
    assert!(
        deployed["manifest"]
            .as_str()
            .unwrap()
            .contains("kind: Deployment")
    );
    let deployments = site.api("apps/v1", "Deployment");
    let deployment = deployments.get("site").await.unwrap();
    let owner = &deployment.metadata.owner_references.unwrap()[0];
    assert_eq!((&*owner.kind, owner.controller), ("Web", Some(true)));
    let service = site.api("v1", "Service").get("site").await.unwrap();
    assert_eq!(service.data["spec"]["ports"][0]["port"], 8080);
    site.api("v1", "ConfigMap").get("site-hook").await.unwrap();

    site.patch("site", json!({ "spec": { "replicas": 2 } })).await;
    site.condition("site", "Deployed", "True", "UpgradeSuccessful")
        .await;
    assert_eq!(site.history("site"), ["1 superseded", "2 deployed"]);
    assert_eq!(deployments.get("site").await.unwrap().data["spec"]["replicas"], 2);

    site.delete("site").await;
    assert_eq!(site.history("site"), [""; 0]);
    assert!(deployments.get_opt("site").await.unwrap().is_none());
    // The chart asks to keep it.
    site.api("v1", "ConfigMap").get("site-kept").await.unwrap();
}
