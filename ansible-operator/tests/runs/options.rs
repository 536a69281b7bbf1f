//! What the entries of `watches.yaml` say, and what roles report.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use kubewright_runtime::kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use super::fixture::Site;

#[tokio::test(flavor = "multi_thread")]
async fn variables_of_the_entry_and_of_the_object_reach_the_tasks() {
    let more = concat!(
        "  vars: { size: 7, color: '${COLOR}' }\n  markUnsafe: true\n  maxRunnerArtifacts: 2\n",
        "  watchAnnotationsChanges: true\n  selector: { matchExpressions: [{ key: skip, operator: DoesNotExist }] }\n",
    );
    let mut site = Site::new("variables", more).await;
    site.variables = vec![
        ("COLOR", "blue".to_owned()),
        ("MAX_CONCURRENT_RECONCILES_SITE_DEMO_EXAMPLE_COM", "1".to_owned()),
    ];
    site.tasks(
        "
- name: Record the variables
  kubernetes.core.k8s:
    definition:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: \"{{ ansible_operator_meta.name }}\", namespace: \"{{ ansible_operator_meta.namespace }}\" }
      data:
        size: \"{{ size | string }}\"
        color: \"{{ color }}\"
        text: \"{{ some_text }}\"
        raw: \"{{ _demo_example_com_site_spec.someText }}\"
        note: \"{{ (_demo_example_com_site.metadata.annotations | default({})).note | default('') | string }}\"
",
    );
    site.start();
    let skipped = json!({
        "apiVersion": "demo.example.com/v1", "kind": "Site", "metadata": { "name": "skipped", "labels": { "skip": "yes" } },
    });
    let skipped = serde_json::from_value(skipped).unwrap();
    site.sites().create(&Default::default(), &skipped).await.unwrap();
    // The spec cannot run code, because its strings are no templates.
    site.create("a", json!({ "size": 1, "someText": "{{ 6 * 7 }}" }))
        .await;
    let map = site.map("a", "size", "7").await;
    assert_eq!(map.data["data"]["color"], "blue");
    assert_eq!(map.data["data"]["text"], "{{ 6 * 7 }}");
    assert_eq!(map.data["data"]["raw"], "{{ 6 * 7 }}");
    for number in 1..=3 {
        let note = number.to_string();
        site.patch("a", json!({ "metadata": { "annotations": { "note": note } } }))
            .await;
        site.map("a", "note", &note).await;
    }
    site.succeeded("a").await;
    let few = async || (site.runs("a").len() == 2).then_some(());
    site.wait("two runs keep their artifacts", few).await;
    assert!(
        site.path("work/runner/demo.example.com/v1/Site/variables/a/artifacts/latest/job_events")
            .is_dir()
    );
    let skipped = site.sites().get("skipped").await.unwrap();
    assert_eq!(skipped.data["status"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_report_to_the_operator() {
    let mut site = Site::new("reports", "  manageStatus: false\n").await;
    site.arguments = vec!["--metrics-bind-address=127.0.0.1:0".to_owned()];
    site.tasks(
        "
- name: Report the address
  operator_sdk.util.k8s_status:
    api_version: demo.example.com/v1
    kind: Site
    name: \"{{ ansible_operator_meta.name }}\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
    status: { address: here, runs: \"{{ (_demo_example_com_site.status.runs | default(0) | int) + 1 }}\" }
    conditions: [{ type: Reachable, status: 'True', reason: Probed, message: fine }]
- name: Tell
  operator_sdk.util.k8s_event:
    name: \"{{ ansible_operator_meta.name }}-told\"
    namespace: \"{{ ansible_operator_meta.namespace }}\"
    reason: Told
    message: It is told
    involvedObject:
      apiVersion: demo.example.com/v1
      kind: Site
      name: \"{{ ansible_operator_meta.name }}\"
      namespace: \"{{ ansible_operator_meta.namespace }}\"
- name: Count
  operator_sdk.util.osdk_metric: { name: told_total, description: How often, counter: { increment: true } }
- name: Come back
  operator_sdk.util.requeue_after: { time: 1s }
",
    );
    site.start();
    site.create("a", json!({})).await;
    let twice = async || {
        let status = site.sites().get("a").await.unwrap().data["status"].take();
        (status["runs"].as_i64() >= Some(2)).then_some(status)
    };
    let status = site.wait("the second run", twice).await;
    assert_eq!(status["address"], "here");
    assert_eq!(status["conditions"].as_array().unwrap().len(), 1);
    assert_eq!(status["conditions"][0]["reason"], "Probed");
    let event = async || site.api("v1", "Event").get_opt("a-told").await.unwrap();
    let event = site.wait("the event", event).await;
    assert_eq!(event.data["message"], "It is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_answers_runs_only_and_marks_what_they_create() {
    let mut site = Site::new("proxy", "").await;
    site.tasks(
        "
- name: Read the kubeconfig
  ansible.builtin.set_fact:
    config: \"{{ lookup('file', lookup('env', 'K8S_AUTH_KUBECONFIG')) | from_json }}\"
- name: Keep it
  kubernetes.core.k8s:
    definition:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: kept, namespace: default }
      data: { server: \"{{ config.clusters[0].cluster.server }}\", token: \"{{ config.users[0].user.token }}\" }
- name: Change it each time
  kubernetes.core.k8s:
    definition:
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: own, namespace: \"{{ ansible_operator_meta.namespace }}\" }
      data: { at: \"{{ now().isoformat() }}\" }
",
    );
    site.arguments = vec!["--watch-namespaces=proxy,default".to_owned()];
    site.start();
    site.create("a", json!({})).await;
    site.succeeded("a").await;
    let maps =
        kubewright_runtime::kube::Api::<kubewright_runtime::kube::core::DynamicObject>::namespaced_with(
            site.client.clone(),
            "default",
            &kubewright_runtime::kube::core::ApiResource::erase::<
                kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap,
            >(&()),
        );
    // In another namespace an owner reference is not allowed.
    let kept = maps.get("kept").await.unwrap();
    assert_eq!(kept.metadata.owner_references, None);
    let annotations = kept.metadata.annotations.as_ref().unwrap();
    assert_eq!(annotations["operator-sdk/primary-resource"], "proxy/a");
    assert_eq!(
        annotations["operator-sdk/primary-resource-type"],
        "Site.demo.example.com"
    );
    // The run is over, and so is its token.
    let server = kept.data["data"]["server"]
        .as_str()
        .unwrap()
        .strip_prefix("http://")
        .unwrap();
    assert!(server.starts_with("127.0.0.1:"), "{server}");
    let token = kept.data["data"]["token"].as_str().unwrap();
    for authorization in [String::new(), format!("Authorization: Bearer {token}\r\n")] {
        let mut stream = TcpStream::connect(server).unwrap();
        let request =
            format!("GET /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{authorization}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 401 ") && answer.contains("only a run of the operator"),
            "{answer}"
        );
    }
    // What the run itself changes starts no run; what somebody else changes does.
    let runs = site.runs("a").len();
    assert_eq!(runs, 1, "{}", site.log());
    let by_hand = Patch::Merge(json!({ "data": { "server": "by hand" } }));
    maps.patch("kept", &PatchParams::default(), &by_hand)
        .await
        .unwrap();
    let repaired = async || {
        let kept = maps.get("kept").await.unwrap();
        kept.data["data"]["server"]
            .as_str()
            .unwrap()
            .starts_with("http")
            .then_some(())
    };
    site.wait("it is repaired", repaired).await;
    site.succeeded("a").await;
    assert_eq!(site.runs("a").len(), 2, "{}", site.log());
}
