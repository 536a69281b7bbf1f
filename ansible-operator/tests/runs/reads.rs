//! Which reads of a run are answered from the cache, and what it reads after its own writes.

use kubewright_runtime::kube::api::{Api, DynamicObject, PostParams};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use serde_json::json;

use super::fixture::Site;

/// Reads the object.
const READ: &str = "
- name: Read the object
  kubernetes.core.k8s_info:
    api_version: demo.example.com/v1
    kind: Site
    name: \"{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
  register: own
- name: Check that nothing of it is missing
  ansible.builtin.assert:
    that:
    - own.resources[0].apiVersion == 'demo.example.com/v1'
    - own.resources[0].spec == _demo_example_com_site_spec
    - own.resources[0].metadata.managedFields | length > 0
    - own.resources[0].metadata.uid == _demo_example_com_site.metadata.uid
";

/// Writes the object in different ways, and reads it after each.
const WRITE: &str = "
- name: Set the status
  operator_sdk.util.k8s_status:
    api_version: demo.example.com/v1
    kind: Site
    name: \"{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
    status: { round: \"{{ round }}\" }
- name: Read the status
  kubernetes.core.k8s_info: &own
    api_version: demo.example.com/v1
    kind: Site
    name: \"{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
  register: own
- name: Compare the status
  ansible.builtin.assert: { that: 'own.resources[0].status.round == round' }
- name: Set an annotation
  kubernetes.core.k8s:
    definition:
      apiVersion: demo.example.com/v1
      kind: Site
      metadata:
        name: \"{{ ansible_operator_meta.name }}\"
        namespace: \"{{ ansible_operator_meta.namespace }}\"
        annotations: { round: \"{{ round }}\" }
- name: Read the annotation
  kubernetes.core.k8s_info: *own
  register: own
- name: Compare the annotation
  ansible.builtin.assert: { that: 'own.resources[0].metadata.annotations.round == round' }
";

/// Creates an object of the same kind, reads it, deletes it, and reads it again.
const OTHER: &str = "
- name: Create another object
  kubernetes.core.k8s: &other
    api_version: demo.example.com/v1
    kind: Site
    name: \"other-{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
    state: \"{{ state }}\"
- name: Read it
  kubernetes.core.k8s_info:
    api_version: demo.example.com/v1
    kind: Site
    name: \"other-{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
  register: other
- name: Compare what has been read
  ansible.builtin.assert: { that: other.resources | length == expected }
";

/// The reads so far, by their source.
fn reads(site: &Site, source: &str) -> u64 {
    site.metric(&format!("ansible_operator_reads_total{{source=\"{source}\"}}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_of_its_own_object_come_from_the_cache() {
    let mut site = Site::new("reads-own", "").await;
    site.tasks(READ);
    site.serve_metrics();
    site.start();
    site.create("a", json!({ "size": 1, "text": "<é>" })).await;
    site.succeeded("a").await;
    assert_eq!(reads(&site, "cache"), 1, "{}", site.log());
    assert_eq!(reads(&site, "apiserver"), 0, "{}", site.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_always_reads_what_it_has_written() {
    let mut site = Site::new("reads-written", "").await;
    let tasks = |round: u32| {
        format!(
            "- name: Round {round}\n  ansible.builtin.include_tasks: round.yml\n  vars: {{ round: '{round}' }}\n"
        )
    };
    let rounds: String = (0..5).map(tasks).collect();
    let others = |state: &str, count: u32| {
        format!(
            "- name: Another is {state}\n  ansible.builtin.include_tasks: other.yml\n  vars: {{ state: {state}, expected: {count} }}\n"
        )
    };
    site.write("roles/site/tasks/round.yml", WRITE);
    site.write("roles/site/tasks/other.yml", OTHER);
    // Objects that the role creates must not run it.
    let last = "  when: not ansible_operator_meta.name.startswith('other-')\n";
    site.tasks(&format!(
        "- name: All\n  ansible.builtin.include_tasks: all.yml\n{last}"
    ));
    let all = rounds + &others("present", 1) + &others("absent", 0);
    site.write("roles/site/tasks/all.yml", &all);
    site.start();
    site.create("a", json!({})).await;
    site.succeeded("a").await;
    let written = site.sites().get("a").await.unwrap();
    assert_eq!(written.data["status"]["round"], "4");
    assert_eq!(written.metadata.annotations.unwrap()["round"], "4");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_operator_does_not_have_is_read_live() {
    // The object's labels match, those of the other one do not.
    let more = "  selector: { matchLabels: { tier: web } }\n";
    let mut site = Site::new("reads-live", more).await;
    site.tasks(
        "
- name: Read an object of a kind that is not cached, and one with other labels
  kubernetes.core.k8s_info:
    api_version: \"{{ item.version }}\"
    kind: \"{{ item.kind }}\"
    name: \"{{ item.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
  register: read
  failed_when: read.resources | length != 1
  loop:
  - { version: v1, kind: ServiceAccount, name: default }
  - { version: demo.example.com/v1, kind: Site, name: other }
",
    );
    site.serve_metrics();
    site.start();
    site.create("other", json!({})).await;
    let kind = ApiResource::from_gvk(&GroupVersionKind::gvk("demo.example.com", "v1", "Site"));
    let sites = Api::<DynamicObject>::namespaced_with(site.client.clone(), "reads-live", &kind);
    let mut labelled = DynamicObject::new("a", &kind).data(json!({ "spec": {} }));
    labelled.metadata.labels = Some([("tier".to_owned(), "web".to_owned())].into());
    sites.create(&PostParams::default(), &labelled).await.unwrap();
    site.succeeded("a").await;
    assert_eq!(reads(&site, "cache"), 0, "{}", site.log());
    assert_eq!(reads(&site, "apiserver"), 2, "{}", site.log());
}
