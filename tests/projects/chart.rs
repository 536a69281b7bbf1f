//! The chart of a tutorial's project: Tool installs it, and the operator works with the rights that it gives.

use std::process::Command;

use super::cluster::{Cluster, conditions};
use super::project::{Project, files, run, succeeds, temporary, write};
use kubewright_oracles::{Tool, output};

/// The name of the tutorial's project, of its program, and of the release.
const NAME: &str = "memcached";
const NAMESPACE: &str = "memcached-system";
const SAMPLE: &str = r#"{
    "apiVersion": "cache.example.com/v1alpha1",
    "kind": "Memcached",
    "metadata": { "name": "sample", "namespace": "memcached-system" },
    "spec": { "size": 3 }
}"#;

impl Cluster {
    pub(crate) fn runs_the_chart_of_the_tutorial(&self) {
        let folder = temporary();
        let tree = folder.path().join("tree");
        // Of the tutorial, only what its reader wrote is kept.
        let written = Project::named("tutorial-memcached").tree();
        let generate = ["alpha", "generate", "--output-dir", tree.to_str().unwrap()];
        succeeds("alpha generate", &run(&written, &generate));
        write(&tree, &files(&written));
        for command in [&["manifests"][..], &["edit", "--plugins", "helm"]] {
            succeeds(&command.join(" "), &run(&tree, command));
        }
        let chart = tree.join("dist/chart").display().to_string();
        // The Pods of the tutorial's memcached are not restricted, as the operator's are in other tests.
        self.kubectl(&["create", "namespace", NAMESPACE], None);
        for helm in Tool::HELMS {
            let helm = |arguments: &[&str]| {
                let mut command = Command::new(helm.program());
                let command = command.args(arguments).args(["--namespace", NAMESPACE]);
                let result = output(command.env("KUBECONFIG", self.kubeconfig()));
                result.unwrap_or_else(|error| panic!("{helm:?} {}: {error}", arguments.join(" ")))
            };
            let gone = ["--set", "crds.keep=false", "--wait", "--timeout", "60s"];
            helm(&[&["install", NAME, &chart][..], &gone].concat());
            let manager = self.run(NAME, NAMESPACE, &helm(&["get", "manifest", NAME]));
            let namespace = ["-n", NAMESPACE];
            let kubectl = |arguments: &[&str]| self.kubectl(&[arguments, &namespace].concat(), None);
            let apply = ["apply", "--server-side", "-f", "-"];
            self.eventually(&apply, Some(SAMPLE));
            for condition in conditions(&tree) {
                let condition = format!("--for=condition={condition}");
                let wait = ["wait", "memcached/sample", &condition, "--timeout=60s"];
                kubectl(&wait);
            }
            let replicas = "jsonpath={.spec.replicas}";
            let owned = ["get", "deployment/sample", "-o", replicas];
            assert_eq!(kubectl(&owned), "3");
            let delete = ["delete", "memcached/sample", "--timeout=60s"];
            kubectl(&delete);
            manager.stop(NAME);
            helm(&["uninstall", NAME, "--wait"]);
        }
    }
}
