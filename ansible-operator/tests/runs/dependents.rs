//! What belongs to objects, and which of it is watched.

use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::{DeleteParams, DynamicObject, Patch, PatchParams};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};

use super::fixture::Site;

async fn change(api: &Api<DynamicObject>, name: &str, patch: Value) {
    api.patch(name, &PatchParams::default(), &Patch::Merge(patch))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_of_the_blacklist_are_not_watched() {
    let more = "  blacklist:\n  - { group: '', version: v1, kind: ConfigMap }\n";
    let mut site = Site::new("blacklist", more).await;
    site.tasks(
        "
- name: Keep what is not watched
  kubernetes.core.k8s:
    definition: { apiVersion: v1, kind: ConfigMap, metadata: { name: a, namespace: blacklist }, data: { is: right } }
- name: Keep what is watched
  kubernetes.core.k8s:
    definition: { apiVersion: v1, kind: Secret, metadata: { name: a, namespace: blacklist }, data: { is: cmlnaHQ= } }
",
    );
    site.start();
    site.create("a", json!({})).await;
    site.succeeded("a").await;
    let (maps, secrets) = (site.api("v1", "ConfigMap"), site.api("v1", "Secret"));
    change(&maps, "a", json!({ "data": { "is": "wrong" } })).await;
    change(&secrets, "a", json!({ "data": { "is": "d3Jvbmc=" } })).await;
    let repaired = async || {
        let secret = secrets.get("a").await.unwrap();
        (secret.data["data"]["is"] == "cmlnaHQ=").then_some(())
    };
    site.wait("the Secret is repaired", repaired).await;
    // The run repairs what did not start it, too.
    site.map("a", "is", "right").await;
    site.succeeded("a").await;
    assert_eq!(site.runs("a").len(), 2, "{}", site.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn cluster_scoped_objects_belong_by_annotations() {
    let mut site = Site::new("wide", "  watchClusterScopedResources: true\n").await;
    site.tasks(
        "
- name: Allow something
  kubernetes.core.k8s:
    definition:
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: \"wide-{{ ansible_operator_meta.name }}\" }
      rules: [{ apiGroups: [''], resources: [pods], verbs: [get] }]
",
    );
    site.start();
    site.create("a", json!({})).await;
    site.succeeded("a").await;
    let kind = GroupVersionKind::gvk("rbac.authorization.k8s.io", "v1", "ClusterRole");
    let roles = Api::<DynamicObject>::all_with(site.client.clone(), &ApiResource::from_gvk(&kind));
    let role = roles.get("wide-a").await.unwrap();
    assert_eq!(role.metadata.owner_references, None);
    let annotations = role.metadata.annotations.unwrap();
    assert_eq!(annotations["operator-sdk/primary-resource"], "wide/a");
    assert_eq!(
        annotations["operator-sdk/primary-resource-type"],
        "Site.demo.example.com"
    );
    change(&roles, "wide-a", json!({ "rules": [] })).await;
    let has_rules = async || {
        let role = roles.get_opt("wide-a").await.unwrap()?;
        role.data["rules"][0]["resources"][0]
            .as_str()
            .is_some_and(|resource| resource == "pods")
            .then_some(())
    };
    site.wait("the rules are repaired", has_rules).await;
    roles.delete("wide-a", &DeleteParams::default()).await.unwrap();
    site.wait("the role is created again", has_rules).await;
    site.succeeded("a").await;
}
