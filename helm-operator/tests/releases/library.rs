//! The example of the guide: a chart beside a controller in Rust.

use kubewright_envtest::{Crds, Operator};
use kubewright_helm_operator::{Chart, Helm};
use kubewright_oracles::Tool;
use kubewright_runtime::cache::Namespaces;
use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::kube::CustomResourceExt as _;
use kubewright_runtime::kube::api::{Api, DeleteParams, Patch, PatchParams};
use kubewright_runtime::{Manager, ManagerOptions};
use serde_json::json;

use super::fixture::{CHART, Site, cluster};

#[path = "../../examples/beside.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "it is a program, whose main function does not run here"
)]
mod beside;

use beside::{Nginx, NginxSpec};

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_beside_a_controller() {
    let site = Site::new("beside", Tool::Helm4, "").await;
    let crds: Crds = Crds::parse(&serde_json::to_string(&Nginx::crd()).unwrap()).unwrap();
    cluster().install_crds(crds).await.unwrap();
    let options = ManagerOptions::default().in_namespaces(Namespaces::these(["beside"]));
    let mut manager = Manager::new(site.client.clone(), options);
    let helm = Helm::new(Tool::Helm4.program()).kubeconfig(site.path("kubeconfig"));
    beside::register(&mut manager, Chart::open(CHART).unwrap(), helm).unwrap();
    let operator = Operator::start(|stop| manager.run_until(stop));

    let nginxes = Api::<Nginx>::namespaced(site.client.clone(), "beside");
    let nginx = Nginx::new("site", NginxSpec { size: 2 });
    nginxes.create(&Default::default(), &nginx).await.unwrap();
    let released = |revision: u32| {
        move |nginx: Option<&Nginx>| {
            let status = nginx.and_then(|nginx| nginx.status.as_ref());
            let release = status.and_then(|status| status.deployed_release.as_ref());
            release.is_some_and(|release| release.revision == revision)
        }
    };
    operator.until(&nginxes, "site", released(1)).await.unwrap();
    let deployment = site.api("apps/v1", "Deployment").get("site").await.unwrap();
    assert_eq!(deployment.data["spec"]["replicas"], 2);
    let maps = Api::<ConfigMap>::namespaced(site.client.clone(), "beside");
    operator
        .until(&maps, "site-address", |map: Option<&ConfigMap>| map.is_some())
        .await
        .unwrap();

    let size = |size: i32| Patch::Merge(json!({ "spec": { "size": size } }));
    nginxes
        .patch("site", &PatchParams::default(), &size(12))
        .await
        .unwrap();
    let refused = |nginx: Option<&Nginx>| {
        let status = nginx.and_then(|nginx| nginx.status.as_ref());
        let mut conditions = status.into_iter().flat_map(|status| &status.conditions);
        conditions.any(|condition| {
            condition.reason == "HookFailed" && condition.message == "no more than 9 Pods, please"
        })
    };
    operator.until(&nginxes, "site", refused).await.unwrap();
    nginxes
        .patch("site", &PatchParams::default(), &size(3))
        .await
        .unwrap();
    operator.until(&nginxes, "site", released(2)).await.unwrap();
    nginxes.delete("site", &DeleteParams::default()).await.unwrap();
    operator
        .until(&nginxes, "site", |nginx: Option<&Nginx>| nginx.is_none())
        .await
        .unwrap();
    assert_eq!(site.history("site"), [""; 0]);
    operator.stop().await.unwrap();
}

#[test]
fn the_guide_shows_the_example() {
    let page = include_str!("../../../docs/src/howto/chart-beside-a-controller.md");
    let example = include_str!("../../examples/beside.rs");
    let code = page
        .split("```rust,ignore\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    assert!(
        example.contains(code),
        "the page differs from helm-operator/examples/beside.rs"
    );
}
