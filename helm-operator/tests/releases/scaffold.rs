//! The project of the tutorial: from nothing to a release, with the operator under the role that the project gives to it.

use kubewright_oracles::Tool;
use kubewright_runtime::k8s_openapi::api::rbac::v1::PolicyRule;
use kubewright_runtime::kube::api::{Api, DynamicObject, Patch, PatchParams};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};

use super::fixture::{Site, cluster};

#[tokio::test(flavor = "multi_thread")]
async fn a_scaffolded_project_releases_its_sample() {
    let mut site = Site::new("scaffold", Tool::Helm4, "").await;
    let folder = site.path("project");
    std::fs::create_dir(&folder).unwrap();
    for call in [
        "init --domain tutorial.example.com --plugins helm --project-name nginx-operator",
        "create api --group demo --version v1alpha1 --kind Nginx",
    ] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = kubewright::Streams::plain(&mut out, &mut err);
        let arguments = std::iter::once("kubewright").chain(call.split(' '));
        let status = kubewright::run(arguments, &folder, streams);
        assert_eq!(status, 0, "{}", String::from_utf8_lossy(&err));
    }
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        kubewright_core::yaml::from_str(&text).unwrap()
    };
    let crd = read("config/crd/bases/demo.tutorial.example.com_nginxes.yaml");
    apply(&site, &crd).await;
    let crds = crd_api(&site, "apiextensions.k8s.io/v1", "CustomResourceDefinition");
    let established = async || {
        let crd = crds.get("nginxes.demo.tutorial.example.com").await.unwrap();
        crd.data["status"]["conditions"]
            .to_string()
            .contains("Established")
            .then_some(())
    };
    site.wait("the CRD is established", established).await;
    let rules = read("config/rbac/role.yaml")["rules"].take();
    let rules: Vec<PolicyRule> = serde_json::from_value(rules).unwrap();
    // Helm runs with the same rights.
    let user = cluster().user("nginx-operator", [""; 0]).unwrap();
    cluster().grant(&user, rules).await.unwrap();
    user.write_kubeconfig(site.path("kubeconfig")).unwrap();
    let watches = folder.join("watches.yaml");
    site.arguments = vec![format!("--watches-file={}", watches.display())];
    site.start();
    let nginxes = site.api("demo.tutorial.example.com/v1alpha1", "Nginx");
    let sample = read("config/samples/demo_v1alpha1_nginx.yaml");
    let sample: DynamicObject = serde_json::from_value(sample).unwrap();
    nginxes.create(&Default::default(), &sample).await.unwrap();
    let deployed = async |revision: u64| {
        let nginx = nginxes.get("nginx-sample").await.unwrap();
        (nginx.data["status"]["deployedRelease"]["revision"] == revision).then_some(nginx)
    };
    let nginx = site.wait("the sample is released", || deployed(1)).await;
    let conditions = nginx.data["status"]["conditions"].to_string();
    assert!(
        conditions.contains("serves port 80 inside the cluster"),
        "{conditions}"
    );
    // With the options that add kinds.
    let more = json!({ "spec": { "replicaCount": 2, "ingress": { "enabled": true }, "autoscaling": { "enabled": true } } });
    let patch = Patch::Merge(more);
    nginxes
        .patch("nginx-sample", &PatchParams::default(), &patch)
        .await
        .unwrap();
    site.wait("the sample is upgraded", || deployed(2)).await;
    site.api("networking.k8s.io/v1", "Ingress")
        .get("nginx-sample")
        .await
        .unwrap();
    site.api("autoscaling/v2", "HorizontalPodAutoscaler")
        .get("nginx-sample")
        .await
        .unwrap();
    // The schema of the CRD refuses what the chart would not understand.
    let wrong = Patch::Merge(json!({ "spec": { "replicaCount": "many" } }));
    let error = nginxes
        .patch("nginx-sample", &PatchParams::default(), &wrong)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("spec.replicaCount"), "{error}");
    nginxes.delete("nginx-sample", &Default::default()).await.unwrap();
    let gone = async || {
        nginxes
            .get_opt("nginx-sample")
            .await
            .unwrap()
            .is_none()
            .then_some(())
    };
    site.wait("the sample is gone", gone).await;
    assert!(
        site.api("apps/v1", "Deployment")
            .get_opt("nginx-sample")
            .await
            .unwrap()
            .is_none()
    );
}

fn crd_api(site: &Site, api_version: &str, kind: &str) -> Api<DynamicObject> {
    let (group, version) = api_version.split_once('/').unwrap();
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
    Api::all_with(site.client.clone(), &resource)
}

/// Applies a cluster-scoped object.
async fn apply(site: &Site, object: &Value) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let api = crd_api(site, &text(&object["apiVersion"]), &text(&object["kind"]));
    let parameters = PatchParams::apply("test").force();
    api.patch(
        &text(&object["metadata"]["name"]),
        &parameters,
        &Patch::Apply(object),
    )
    .await
    .unwrap();
}
