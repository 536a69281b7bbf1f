//! An operator that is killed in the middle of a run.

use serde_json::json;

use super::fixture::{Site, processes};

/// Tasks of which one never ends, if a condition holds. Its command is found by the number of seconds.
fn tasks(when: &str, seconds: u32) -> String {
    format!(
        "
- name: Wait for {seconds} seconds
  ansible.builtin.command: sleep {seconds}
  when: {when}
- name: Say that it goes on
  kubernetes.core.k8s:
    definition: {{ apiVersion: v1, kind: ConfigMap, metadata: {{ name: a, namespace: interrupted }}, data: {{ is: done }} }}
"
    )
}

/// Kills the operator while a task runs, and starts another one whose tasks end.
async fn interrupt(site: &mut Site, seconds: u32) {
    let (sleep, folder) = (
        format!("sleep {seconds}"),
        site.path("work").display().to_string(),
    );
    let asleep = async || (!processes(&sleep).is_empty()).then_some(());
    site.wait("the task has started", asleep).await;
    site.kill();
    assert!(!processes(&folder).is_empty() && !processes(&sleep).is_empty());
    site.tasks(&tasks("false", seconds));
    site.start();
    let gone = async || processes(&sleep).is_empty().then_some(());
    site.wait("the run that was left has ended", gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_operator_ends_the_run_and_repeats_it() {
    let finalizer =
        "  finalizer:\n    name: demo.example.com/clean\n    role: site\n    vars: { deletes: true }\n";
    let mut site = Site::new("interrupted", finalizer).await;
    site.tasks(&tasks("true", 86_411));
    site.start();
    site.create("a", json!({})).await;
    interrupt(&mut site, 86_411).await;
    site.succeeded("a").await;
    site.map("a", "is", "done").await;

    site.kill();
    site.tasks(&tasks("deletes | default(false)", 86_412));
    site.start();
    site.patch("a", json!({ "spec": { "changed": true } })).await;
    site.succeeded("a").await;
    let params = kubewright_runtime::kube::api::DeleteParams::default();
    site.sites().delete("a", &params).await.unwrap();
    interrupt(&mut site, 86_412).await;
    let gone = async || site.sites().get_opt("a").await.unwrap().is_none().then_some(());
    site.wait("the object is deleted", gone).await;
}
