//! Many objects, waiting for deletions, and the memory of the operator.

use kubewright_oracles::Tool;
use kubewright_runtime::kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::json;

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_objects_at_once() {
    let mut site = Site::new("many", Tool::Helm4, "").await;
    site.arguments = vec![
        String::from("--max-concurrent-reconciles=8"),
        String::from("--max-helm-processes=2"),
    ];
    let process = site.start();
    for number in 0..50 {
        site.create(&format!("site-{number}"), json!({})).await;
    }
    for number in 0..50 {
        site.deployed(&format!("site-{number}"), 1).await;
    }
    assert_eq!(site.runs(), 50);
    let kilobytes = resident(process, "VmRSS:");
    println!("{kilobytes} kB with 50 releases");
    // A debug build; the bound is what a leak of manifests or processes would pass.
    assert!(kilobytes < 80_000, "{kilobytes} kB");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deletion_waits_for_the_objects() {
    for (namespace, helm) in [("waits-3", Tool::Helm3), ("waits-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "").await;
        site.start();
        let annotations = json!({ "helm.sdk.operatorframework.io/uninstall-wait": "true" });
        site.create_with("site", json!({}), annotations).await;
        site.deployed("site", 1).await;
        let maps = site.api("v1", "ConfigMap");
        let finalizers =
            |finalizers: &[&str]| Patch::Merge(json!({ "metadata": { "finalizers": finalizers } }));
        maps.patch(
            "site",
            &PatchParams::default(),
            &finalizers(&["example.com/hold"]),
        )
        .await
        .unwrap();
        site.webs()
            .delete("site", &DeleteParams::default())
            .await
            .unwrap();
        let waiting = format!("waiting for the deletion of ConfigMap {namespace}/site");
        let waits = async || {
            let web = site.webs().get("site").await.unwrap();
            web.data["status"]["conditions"]
                .to_string()
                .contains(&waiting)
                .then_some(())
        };
        site.wait("it waits", waits).await;
        maps.patch("site", &PatchParams::default(), &finalizers(&[]))
            .await
            .unwrap();
        let gone = async || site.webs().get_opt("site").await.unwrap().is_none().then_some(());
        site.wait("it is gone", gone).await;
        assert_eq!(site.history("site"), [""; 0]);
    }
}

/// Kilobytes of a process.
fn resident(process: u32, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let memory = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    memory.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Starts the operator, and returns its memory when it has listed and compared all objects of the chart's kinds.
async fn settled(site: &mut Site) -> u64 {
    site.write("log", "");
    let process = site.start();
    let watched = async || site.log().contains("is settled").then_some(());
    site.wait("the objects are watched", watched).await;
    let memory = resident(process, "RssAnon:");
    site.kill();
    memory
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_others_take_no_memory() {
    // All namespaces, and only the object of this test.
    let mut site = Site::new(
        "lean",
        Tool::Helm4,
        "  reconcilePeriod: 1s\n  selector: { matchLabels: { only: lean } }\n",
    )
    .await;
    site.arguments = vec![String::from("--watch-namespaces=")];
    site.start();
    let web = json!({
        "apiVersion": "demo.example.com/v1", "kind": "Web",
        "metadata": { "name": "site", "labels": { "only": "lean" } }, "spec": {},
    });
    let web = serde_json::from_value(web).unwrap();
    site.webs().create(&Default::default(), &web).await.unwrap();
    site.deployed("site", 1).await;
    site.kill();
    let before = settled(&mut site).await;
    let maps = site.api("v1", "ConfigMap");
    for number in 0..40 {
        let map = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": format!("foreign-{number}") }, "data": { "text": "x".repeat(500_000) },
        });
        let map = serde_json::from_value(map).unwrap();
        maps.create(&Default::default(), &map).await.unwrap();
    }
    let after = settled(&mut site).await;
    // They are 20 MB.
    assert!(after < before + 8_000, "{before} kB, and {after} kB with them");
}
