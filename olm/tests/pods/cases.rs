//! What tests in Pods get, and why they fail.

use std::fs;

use serde_json::{Value, json};

use super::fixture::Place;

/// A stage with one test, a shell script. `PATH` is not set for the CLI, so the program is not on this machine.
fn script(image: &str, script: &str) -> Value {
    let test = json!({ "image": image, "entrypoint": ["sh", "-c", script], "labels": { "suite": "custom", "test": "mine" } });
    json!([{ "tests": [test] }])
}

const PASSES: &str = "ls /bundle/manifests | grep -q clusterserviceversion && \
    echo '{\"results\": [{\"name\": \"mine\", \"state\": \"pass\", \"log\": \"in '$SCORECARD_NAMESPACE'\"}]}'; exit 3";

#[tokio::test(flavor = "multi_thread")]
async fn a_test_gets_the_bundle_and_its_namespace() {
    let place = Place::new("passes", &[("pod-security.kubernetes.io/enforce", "restricted")]).await;
    let said = place.scorecard(&script("a.io/test:v1", PASSES), &[]).await;
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let results = said.results(0);
    assert_eq!(results[0]["log"], "in passes", "{results}");
    assert_eq!(said.err, "1 tests run in Pods of their images …\n");
    assert_eq!(place.left().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_in_pods_and_others_are_in_the_order_of_the_configuration() {
    let place = Place::new("mixed", &[]).await;
    let here = json!({ "image": "a.io/b", "entrypoint": ["scorecard-test", "basic-check-spec"] });
    let mut there = script("a.io/test:v1", PASSES)[0]["tests"][0].clone();
    for is_parallel in [true, false] {
        there["labels"]["test"] = json!("mine");
        let stage = json!({ "parallel": is_parallel, "tests": [there, here, there] });
        let said = place.scorecard(&json!([stage]), &["--skip-cleanup"]).await;
        let names: Vec<_> = (0..3)
            .map(|index| said.results(index)[0]["name"].clone())
            .collect();
        assert_eq!(names, ["mine", "basic-check-spec", "mine"], "{}", said.err);
        assert!(said.err.contains("are kept\n"), "{}", said.err);
    }
    // Three runs: the parallel stage is one.
    assert_eq!(place.left().await, (4, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_test_are_collected() {
    let place = Place::new("stores", &[("pod-security.kubernetes.io/enforce", "restricted")]).await;
    let text =
        "mkdir $SCORECARD_STORAGE/a && echo hello > $SCORECARD_STORAGE/a/b.txt && echo '{\"results\": []}'";
    let mut stages = script("a.io/test:v1", text);
    stages[0]["tests"][0]["storage"] = json!({ "spec": { "mountPath": { "path": "/test-files" } } });
    let said = place.scorecard(&stages, &[]).await;
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let stored = place.path().join("test-output/custom/mine/a/b.txt");
    assert_eq!(fs::read_to_string(stored).unwrap(), "hello\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_pod_does_not_run_is_its_result() {
    let place = Place::new("fails", &[("pod-security.kubernetes.io/enforce", "restricted")]).await;
    let stages = |image: &str| script(image, PASSES);
    let wait = ["--wait-time", "3s"];
    let absent = place.scorecard(&stages("a.io/absent:v1"), &wait).await.error();
    assert!(
        absent.starts_with("the container `scorecard-test` of the Pod `scorecard-test-")
            && absent.ends_with("is in ImagePullBackOff: not found; can the node pull `a.io/absent:v1`?"),
        "{absent}"
    );
    let endless = place.scorecard(&stages("a.io/endless:v1"), &wait).await.error();
    assert!(
        endless.starts_with("the Pod `scorecard-test-")
            && endless.ends_with("` did not end within `--wait-time`: it is Running"),
        "{endless}"
    );
    let legacy = ["--pod-security", "legacy"];
    let forbidden = place.scorecard(&stages("a.io/test:v1"), &legacy).await.error();
    assert!(
        forbidden.starts_with("creating the Pod is not allowed: ")
            && forbidden.contains("violates PodSecurity \"restricted:latest\""),
        "{forbidden}"
    );
    let account = ["--service-account", "nobody"];
    let unknown = place.scorecard(&stages("a.io/test:v1"), &account).await.error();
    assert!(
        unknown.contains("serviceaccount \"nobody\" not found"),
        "{unknown}"
    );
    let broken = ["--untar-image", "a.io/broken:v1"];
    let full = place.scorecard(&stages("a.io/test:v1"), &broken).await.error();
    assert!(
        full.starts_with("the container `scorecard-untar` of the Pod `scorecard-test-")
            && full.ends_with("`, which unpacks the bundle, failed with exit code 1: no space left"),
        "{full}"
    );
    let mut nowhere = stages("a.io/test:v1");
    nowhere[0]["tests"][0]["storage"] = json!({ "spec": {} });
    let nowhere = place.scorecard(&nowhere, &[]).await.error();
    assert_eq!(nowhere, "`storage` has no `spec.mountPath.path`");
    let said = place.scorecard(&script("a.io/test:v1", "echo Hello"), &[]).await;
    assert_eq!(said.results(0)[0]["state"], "fail");
    assert_eq!(said.results(0)[0]["log"], "Hello\n");
    assert_eq!(place.left().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_cannot_be_used_is_named() {
    let place = Place::new("unusable", &[]).await;
    let stages = script("a.io/test:v1", PASSES);
    let said = place.scorecard(&stages, &["--context", "other"]).await;
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(
        said.err
            .contains("error: tests cannot run in Pods: there is no usable kubeconfig: ")
            && said.err.contains("; pass `--kubeconfig FILE`; put the programs"),
        "{}",
        said.err
    );
}
