//! What goes wrong, and where it is seen.

use std::fs;

use serde_json::json;

use super::fixture::{Site, processes};

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_task_is_in_the_condition() {
    let mut site = Site::new("failing", "").await;
    site.start();
    site.create("a", json!({ "replicaCount": 10 })).await;
    let failure = site.condition("a", "Failure", "True", "Failed").await;
    assert_eq!(
        failure["message"],
        "task `site : Refuse too many replicas`: 10 replicas are too many"
    );
    assert_eq!(failure["ansibleResult"]["failures"], 1);
    site.condition("a", "Running", "False", "Failed").await;
    site.patch("a", json!({ "spec": { "replicaCount": 1 } })).await;
    site.succeeded("a").await;
    site.condition("a", "Failure", "False", "Successful").await;
}

/// A word that no file, log, event or condition may contain.
const SECRET: &str = "hunter2-xyzzy";

#[tokio::test(flavor = "multi_thread")]
async fn what_no_log_hides_is_shown_nowhere() {
    let mut site = Site::new("hidden", "").await;
    site.arguments = vec![
        "--ansible-log-events=everything".to_owned(),
        "--ansible-verbosity=3".to_owned(),
    ];
    let tasks = "
- name: Make the password
  ansible.builtin.set_fact: { password: \"{{ 'hunter2' ~ '-xyzzy' }}\" }
  no_log: true
- name: Fail and go on
  ansible.builtin.fail: { msg: \"first {{ password }}\" }
  no_log: true
  ignore_errors: true
- name: Log in
  ansible.builtin.fail: { msg: \"{{ item }}\" }
  loop: [\"{{ password }}\"]
  no_log: true
";
    site.tasks(tasks);
    site.start();
    site.create("a", json!({})).await;
    let failure = site.condition("a", "Failure", "True", "Failed").await;
    let message = failure["message"].as_str().unwrap();
    assert_eq!(
        message,
        "task `site : Log in`: the output is hidden because the task has `no_log: true`"
    );
    assert!(site.log().contains("Fail and go on"), "{}", site.log());
    assert!(!site.log().contains(SECRET), "{}", site.log());
    let events = site
        .api("events.k8s.io/v1", "Event")
        .list(&Default::default())
        .await
        .unwrap();
    assert!(!serde_json::to_string(&events).unwrap().contains(SECRET));
    site.kill();
    let mut looked = 0;
    let mut folders = vec![site.path("work")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(SECRET), "{}", path.display());
            looked += 1;
        }
    }
    assert!(looked > 20, "{looked} files");
}

/// A program that stands for ansible-runner: it prints these lines, and ends with this status.
fn script(site: &Site, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    site.write(
        "script",
        &format!("#!/bin/sh\n[ \"$1\" = --version ] && echo 2.4.0 && exit\n{text}\n"),
    );
    let path = site.path("script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    format!("--ansible-runner={}", path.display())
}

const STATS: &str =
    r#"{"event": "playbook_on_stats", "counter": 2, "uuid": "b", "event_data": {"ok": {"localhost": 1}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_that_cannot_be_used_is_in_the_conditions() {
    let mut site = Site::new("no-runner", "").await;
    site.arguments = vec!["--ansible-runner=/no/such/runner".to_owned()];
    site.start();
    site.create("a", json!({})).await;
    let failure = site.condition("a", "Failure", "True", "RunnerMissing").await;
    assert_eq!(
        failure["message"],
        "the program `/no/such/runner` does not exist; install ansible-runner, or name it with `--ansible-runner`"
    );
    site.kill();

    for (printed, found) in [("2.2.9", "2.2.9"), ("never mind", "of an unknown version")] {
        let old = script(&site, "");
        site.write("script", &format!("#!/bin/sh\necho {printed}\n"));
        site.arguments = vec![old];
        site.start();
        let message = format!(
            "`{}` is ansible-runner {found}; install 2.3.0 or newer",
            site.path("script").display()
        );
        let shown = async || {
            let failure = site.condition("a", "Failure", "True", "RunnerVersion").await;
            (failure["message"] == message.as_str()).then_some(())
        };
        site.wait(&message, shown).await;
        site.kill();
    }

    // It ends without a result, and says why on stderr.
    site.arguments = vec![script(
        &site,
        "echo 'half a sentence'; echo 'out of memory' >&2; exit 137",
    )];
    site.start();
    let failure = site.condition("a", "Failure", "True", "NoResult").await;
    assert_eq!(
        failure["message"],
        "the run ended without a result (exit status: 137): half a sentence\nout of memory"
    );
    site.kill();

    // Events that cannot be read are counted, and the others still count.
    let lines = format!("echo '{{\"event\": 1}}'; echo '{{\"secret\"'; echo '{STATS}'");
    site.arguments = vec![script(&site, &lines)];
    site.start();
    let running = site.succeeded("a").await;
    assert_eq!(running["ansibleResult"]["ok"], 1);
    assert_eq!(
        site.log()
            .matches("an event of ansible-runner cannot be read")
            .count(),
        2
    );
    assert!(!site.log().contains("secret"), "{}", site.log());
    site.kill();

    // An annotation that has no meaning; other objects go on.
    site.start();
    let annotations = json!({ "ansible.sdk.operatorframework.io/reconcile-period": "often" });
    site.create_with("b", json!({}), annotations).await;
    let failure = site.condition("b", "Failure", "True", "InvalidAnnotation").await;
    assert!(
        failure["message"].as_str().unwrap().contains("`often`"),
        "{failure}"
    );
    site.create("c", json!({})).await;
    site.succeeded("c").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_never_ends_is_ended() {
    let mut site = Site::new("endless", "").await;
    site.arguments = vec!["--ansible-timeout=4s".to_owned()];
    site.tasks(
        "- name: Wait for ever\n  ansible.builtin.command: sleep 3600\n  when: forever | default(false)\n",
    );
    site.start();
    site.create("a", json!({ "forever": true })).await;
    let failure = site.condition("a", "Failure", "True", "Timeout").await;
    assert_eq!(
        failure["message"],
        "the run was ended after 4 s; raise `--ansible-timeout` if it needs longer"
    );
    site.kill();
    let folder = site.path("work").display().to_string();
    let gone = async || processes(&folder).is_empty().then_some(());
    site.wait("no process of a run is left", gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_runs_in_order() {
    let mut site = Site::new("stopping", "").await;
    site.arguments = vec!["--graceful-shutdown-timeout=1s".to_owned()];
    site.tasks("- name: Wait for ever\n  ansible.builtin.command: sleep 3600\n");
    site.start();
    site.create("a", json!({})).await;
    let folder = site.path("work").display().to_string();
    let asleep = async || site.log().contains("Wait for ever").then_some(());
    site.wait("the task has started", asleep).await;
    assert!(!processes(&folder).is_empty());
    assert!(site.stop().await, "{}", site.log());
    let running = site.condition("a", "Running", "False", "Stopped").await;
    assert!(
        running["message"].as_str().unwrap().contains("runs again"),
        "{running}"
    );
    let gone = async || processes(&folder).is_empty().then_some(());
    site.wait("no process of a run is left", gone).await;
    // It goes on after the next start.
    site.tasks("[]\n");
    site.start();
    site.succeeded("a").await;
}
