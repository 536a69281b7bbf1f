//! The project of the tutorial: from nothing to objects in the cluster, with the operator under the role that the project gives
//! to it.

use kubewright_runtime::k8s_openapi::api::rbac::v1::PolicyRule;
use kubewright_runtime::kube::api::{Api, DynamicObject, Patch, PatchParams};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use serde_json::Value;

use super::fixture::{Site, cluster};

const PAGE: &str = include_str!("../../../docs/src/tutorial/ansible-operator.md");

#[tokio::test(flavor = "multi_thread")]
async fn the_project_of_the_tutorial_works_as_the_page_says() {
    let mut site = Site::new("scaffold", "").await;
    let folder = site.path("web-operator");
    std::fs::create_dir(&folder).unwrap();
    let commands: Vec<_> = PAGE
        .lines()
        .filter(|line| line.starts_with("kubewright "))
        .collect();
    assert_eq!(commands.len(), 2);
    for command in commands {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = kubewright::Streams::plain(&mut out, &mut err);
        let status = kubewright::run(command.split(' '), &folder, streams);
        assert_eq!(status, 0, "{}", String::from_utf8_lossy(&err));
    }
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        kubewright_core::yaml::from_str(&text).unwrap()
    };
    let crd = read("config/crd/bases/demo.tutorial.example.com_webs.yaml");
    let crds = all(&site, "apiextensions.k8s.io/v1", "CustomResourceDefinition");
    let object = serde_json::from_value(crd).unwrap();
    crds.create(&Default::default(), &object).await.unwrap();
    let established = async || {
        let crd = crds.get("webs.demo.tutorial.example.com").await.unwrap();
        crd.data["status"]["conditions"]
            .to_string()
            .contains("Established")
            .then_some(())
    };
    site.wait("the CRD is established", established).await;
    let rules = read("config/rbac/role.yaml")["rules"].take();
    let rules: Vec<PolicyRule> = serde_json::from_value(rules).unwrap();
    // Roles have the same rights.
    let user = cluster().user("web-operator", [""; 0]).unwrap();
    cluster().grant(&user, rules).await.unwrap();
    user.write_kubeconfig(site.path("kubeconfig")).unwrap();
    let watches = folder.join("watches.yaml");
    site.arguments = vec![format!("--watches-file={}", watches.display())];
    site.start();
    let webs = site.api("demo.tutorial.example.com/v1alpha1", "Web");
    let sample: DynamicObject =
        serde_json::from_value(read("config/samples/demo_v1alpha1_web.yaml")).unwrap();
    webs.create(&Default::default(), &sample).await.unwrap();
    let deployments = site.api("apps/v1", "Deployment");
    let replicas = async |count: i64| {
        let deployment = deployments.get_opt("web-sample").await.unwrap()?;
        (deployment.data["spec"]["replicas"] == count).then_some(())
    };
    site.wait("the scaffolded role works", || replicas(1)).await;

    // The role of the page, and its patch.
    let role = PAGE
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    std::fs::write(folder.join("roles/web/tasks/main.yml"), role).unwrap();
    let patch = PAGE
        .lines()
        .find(|line| line.starts_with("kubectl patch "))
        .unwrap();
    let patch = patch.split('\'').nth(1).unwrap();
    let patch: Value = serde_json::from_str(patch).unwrap();
    webs.patch("web-sample", &PatchParams::default(), &Patch::Merge(patch))
        .await
        .unwrap();
    site.map("web-sample", "greeting", "good morning").await;
    site.wait("two replicas", || replicas(2)).await;
    let succeeded = async || {
        let web = webs.get("web-sample").await.unwrap();
        let conditions = web.data["status"]["conditions"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let found = conditions
            .iter()
            .find(|condition| condition["type"] == "Successful")?;
        let current = found["observedGeneration"].as_i64() == web.metadata.generation;
        (current && found["status"] == "True").then_some(())
    };
    site.wait("the run has succeeded", succeeded).await;

    webs.delete("web-sample", &Default::default()).await.unwrap();
    let gone = async || {
        deployments
            .get_opt("web-sample")
            .await
            .unwrap()
            .is_none()
            .then_some(())
    };
    site.wait("what belongs to it is deleted", gone).await;
}

fn all(site: &Site, api_version: &str, kind: &str) -> Api<DynamicObject> {
    let (group, version) = api_version.split_once('/').unwrap();
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
    Api::all_with(site.client.clone(), &resource)
}
