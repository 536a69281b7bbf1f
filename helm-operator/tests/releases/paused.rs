//! Objects that are left as they are for a while.

use kubewright_oracles::Tool;
use kubewright_runtime::kube::api::DeleteParams;
use serde_json::{Value, json};

use super::fixture::Site;

const PAUSED: &str = "helm.sdk.operatorframework.io/paused";

async fn pause(site: &Site, paused: Value) {
    site.patch(
        "site",
        json!({ "metadata": { "annotations": { PAUSED: paused } } }),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_for_an_object_that_is_paused() {
    let mut site = Site::new("paused", Tool::Helm4, "").await;
    site.start();
    site.create_with("site", json!({}), json!({ PAUSED: "true" }))
        .await;
    let message = site.condition("site", "Paused", "True", "Paused").await;
    assert!(message.contains("while the object is paused"), "{message}");
    let web = site.webs().get("site").await.unwrap();
    assert_eq!((web.metadata.finalizers, site.history("site").len()), (None, 0));
    pause(&site, Value::Null).await;
    site.deployed("site", 1).await;
    let conditions = async || {
        let web = site.webs().get("site").await.unwrap();
        web.data["status"]["conditions"].to_string()
    };
    assert!(!conditions().await.contains("Paused"));
    // Neither changed nor deleted.
    pause(&site, json!("true")).await;
    site.condition("site", "Paused", "True", "Paused").await;
    site.patch("site", json!({ "spec": { "greeting": "changed" } }))
        .await;
    site.webs()
        .delete("site", &DeleteParams::default())
        .await
        .unwrap();
    // Others go on, after these changes.
    site.create("other", json!({})).await;
    site.deployed("other", 1).await;
    assert_eq!(site.history("site"), ["1 deployed"]);
    pause(&site, json!("false")).await;
    let gone = async || site.webs().get_opt("site").await.unwrap().is_none().then_some(());
    site.wait("the object is gone", gone).await;
    assert_eq!(site.history("site"), [""; 0]);
}
