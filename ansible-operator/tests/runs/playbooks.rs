//! Entries that name playbooks.

use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::kube::api::Api;
use serde_json::json;

use super::fixture::Site;

const ENTRY: &str = "
- group: demo.example.com
  version: v1
  kind: Site
  playbook: playbooks/site.yml
  vars: { color: blue }
  finalizer:
    name: demo.example.com/clean
    playbook: playbooks/clean.yml
    vars: { color: none }
";

/// A playbook that stores a variable of the entry, by a role that is beside `watches.yaml`.
fn playbook(map: &str, namespace: &str) -> String {
    format!(
        "
- name: Store the color
  hosts: localhost
  gather_facts: false
  vars: {{ map: {map}, where: {namespace} }}
  tasks:
  - name: Run the role
    ansible.builtin.import_role: {{ name: site }}
"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn playbooks_run_with_the_variables_of_their_entry() {
    let mut site = Site::new("playbooks", "").await;
    site.write("watches.yaml", ENTRY);
    site.write(
        "playbooks/site.yml",
        &playbook("\"{{ ansible_operator_meta.name }}\"", "playbooks"),
    );
    // Elsewhere, where it does not go with its owner.
    site.write("playbooks/clean.yml", &playbook("left-by-a-playbook", "default"));
    site.tasks(
        "
- name: Store it
  kubernetes.core.k8s:
    definition:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: \"{{ map }}\", namespace: \"{{ where }}\" }
      data: { color: \"{{ color }}\", size: \"{{ how_large | string }}\" }
- name: Fail if that is asked for
  ansible.builtin.fail: { msg: it is asked for }
  when: fails | default(false)
",
    );
    site.start();
    site.create("a", json!({ "howLarge": 3, "color": "red" })).await;
    let map = site.map("a", "color", "blue").await;
    assert_eq!(map.data["data"]["size"], "3");
    site.succeeded("a").await;
    site.patch("a", json!({ "spec": { "fails": true } })).await;
    let failure = site.condition("a", "Failure", "True", "Failed").await;
    assert_eq!(
        failure["message"],
        "task `site : Fail if that is asked for`: it is asked for"
    );
    site.patch("a", json!({ "spec": { "fails": false } })).await;
    site.succeeded("a").await;
    site.delete("a").await;
    let left = Api::<ConfigMap>::namespaced(site.client.clone(), "default");
    let left = left.get("left-by-a-playbook").await.unwrap();
    assert_eq!(left.data.unwrap()["color"], "none");
}
