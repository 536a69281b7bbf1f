//! Plays the kubelet for Pods of tests: runs their commands on this machine, reports how they ended, and serves their logs.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::Client;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kubewright_envtest::Environment;
use serde_json::{Value, json};
use tokio::process::Command;

use super::logs::Logs;

/// The annotation by which a second container knows that the test has ended.
const ENDED: &str = "kubewright.dev/scorecard-test-ended";

/// Looks for Pods until this program ends.
pub(crate) fn start(environment: &'static Environment) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let logs = Logs::serve(environment).await;
            watch(environment.client(), logs).await;
        });
    });
}

async fn watch(client: Client, logs: Logs) {
    let mut seen = HashSet::new();
    let pods: Api<Pod> = Api::all(client.clone());
    let tests = ListParams::default().labels("app=scorecard-test");
    loop {
        for pod in pods.list(&tests).await.unwrap() {
            let running = pod.status.as_ref().and_then(|status| status.phase.as_deref()) == Some("Running");
            if running && seen.insert(pod.metadata.uid.clone()) {
                tokio::spawn(run(client.clone(), logs.clone(), pod));
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn run(client: Client, logs: Logs, pod: Pod) {
    let (namespace, name) = (pod.metadata.namespace.unwrap(), pod.metadata.name.unwrap());
    let pods: Api<Pod> = Api::namespaced(client.clone(), &namespace);
    let spec = serde_json::to_value(pod.spec.unwrap()).unwrap();
    let report = async |list: &str, container: &Value, state: Value| {
        let status = json!({
            "name": container["name"], "image": container["image"], "imageID": "", "ready": false, "restartCount": 0, "state": state,
        });
        let patch = Patch::Merge(json!({ "status": { list: [status] } }));
        // The Pod may have been deleted.
        let _ = pods.patch_status(&name, &PatchParams::default(), &patch).await;
    };
    let test = &spec["containers"][0];
    let image = test["image"].as_str().unwrap();
    if image.contains("absent") {
        let waiting = json!({ "reason": "ImagePullBackOff", "message": "not found" });
        return report(
            "containerStatuses",
            test,
            json!({ "waiting": waiting, "running": null }),
        )
        .await;
    }
    if image.contains("endless") {
        return;
    }
    let machine = Machine::new(&spec);
    let maps: Api<ConfigMap> = Api::namespaced(client, &namespace);
    let map = maps
        .get(spec["volumes"][0]["configMap"]["name"].as_str().unwrap())
        .await
        .unwrap();
    for (key, content) in map.binary_data.unwrap() {
        fs::write(machine.root.join("archive").join(key), content.0).unwrap();
    }
    let ended = |code: i32| json!({ "running": null, "terminated": { "exitCode": code } });
    let untar = &spec["initContainers"][0];
    let (code, log) = match untar["image"].as_str().unwrap().contains("broken") {
        true => (1, b"no space left\n".to_vec()),
        false => machine.run(untar, &namespace).await,
    };
    logs.write(&[&namespace, &name, "scorecard-untar"], log);
    if code != 0 {
        return report("initContainerStatuses", untar, ended(code)).await;
    }
    let (code, log) = machine.run(test, &namespace).await;
    logs.write(&[&namespace, &name, "scorecard-test"], log);
    report("containerStatuses", test, ended(code)).await;
    let Some(gather) = spec["containers"].get(1) else {
        return;
    };
    loop {
        let pod = pods.get(&name).await.unwrap();
        if let Some(ended) = pod.metadata.annotations.unwrap_or_default().get(ENDED) {
            fs::write(machine.root.join("podinfo/ended"), ended).unwrap();
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (code, log) = machine.run(gather, &namespace).await;
    logs.write(&[&namespace, &name, "scorecard-gather"], log);
    report("containerStatuses", gather, ended(code)).await;
}

/// The folders of a Pod.
struct Machine {
    root: PathBuf,
    /// Paths in containers, and here.
    paths: Vec<(String, PathBuf)>,
}

impl Machine {
    fn new(spec: &Value) -> Self {
        let root = tempfile::tempdir().unwrap().keep();
        let mut paths = vec![
            ("/scorecard-bundle".to_owned(), root.join("bundle")),
            ("/scorecard/".to_owned(), root.join("archive").join("")),
            ("/podinfo".to_owned(), root.join("podinfo")),
            ("/bundle".to_owned(), root.join("bundle")),
        ];
        let variables = spec["containers"][0]["env"].as_array().unwrap();
        for variable in variables
            .iter()
            .filter(|variable| variable["name"] == "SCORECARD_STORAGE")
        {
            paths.push((
                variable["value"].as_str().unwrap().to_owned(),
                root.join("storage"),
            ));
        }
        for folder in ["archive", "bundle", "podinfo", "storage"] {
            fs::create_dir(root.join(folder)).unwrap();
        }
        Self { root, paths }
    }

    /// Runs the command of a container, and returns its exit code and its log.
    async fn run(&self, container: &Value, namespace: &str) -> (i32, Vec<u8>) {
        let words = container["command"].as_array().unwrap().iter();
        let words: Vec<_> = words.map(|word| self.here(word.as_str().unwrap())).collect();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(&self.root);
        for variable in container["env"].as_array().into_iter().flatten() {
            let value = match variable["valueFrom"]["fieldRef"]["fieldPath"].as_str() {
                Some("metadata.namespace") => namespace.to_owned(),
                Some(other) => panic!("{other}"),
                None => self.here(variable["value"].as_str().unwrap()),
            };
            command.env(variable["name"].as_str().unwrap(), value);
        }
        let output = command.output().await.unwrap();
        (
            output.status.code().unwrap(),
            [output.stdout, output.stderr].concat(),
        )
    }

    /// A text with the paths that they have on this machine.
    fn here(&self, text: &str) -> String {
        let found = self
            .paths
            .iter()
            .filter_map(|(inside, here)| Some((text.find(inside)?, inside, here)));
        match found.min_by_key(|(at, inside, _)| (*at, std::cmp::Reverse(inside.len()))) {
            Some((at, inside, here)) => {
                let rest = self.here(&text[at + inside.len()..]);
                format!("{}{}{rest}", &text[..at], Path::display(here))
            }
            None => text.to_owned(),
        }
    }
}
