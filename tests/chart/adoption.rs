//! From the deployment of kustomize to the chart, and back.

use serde_json::Value;

use super::{Cluster, NAME, NAMESPACE};
use crate::project::Project;
use kubewright_oracles::Tool;

#[test]
fn it_takes_over_what_kustomize_deployed_and_gives_it_back() {
    let cluster = Cluster::start(NAMESPACE);
    let project = Project::new();
    project.kubewright(&["edit", "--own-certificates"]).unwrap();
    project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
    project.write("all.yaml", &project.kustomize());
    let all = project.path().join("all.yaml").display().to_string();
    let deploy = ["apply", "--server-side", "--force-conflicts", "-f", &all];
    let deployment = || -> Value {
        let name = format!("deployment/{NAME}-controller-manager");
        let text = cluster.kubectl(&["get", &name, "-n", NAMESPACE, "-o", "json"]);
        serde_json::from_str(&text).unwrap()
    };
    for helm in Tool::HELMS {
        cluster.kubectl(&deploy);
        let before = deployment();
        let take = match helm {
            Tool::Helm3 => "HELM_ARGS=--take-ownership",
            // Version 4 applies on the server, where kubectl owns the fields.
            _ => "HELM_ARGS=--take-ownership --force-conflicts",
        };
        let image = "IMG=controller:latest";
        cluster.make(helm, &project, &["helm-deploy", take, image]);
        let adopted = deployment();
        let manager = "app.kubernetes.io/managed-by";
        assert_eq!(adopted["metadata"]["uid"], before["metadata"]["uid"]);
        assert_eq!(adopted["metadata"]["labels"][manager], "Helm");
        // Nothing is left over from before.
        let pod = |deployment: &Value| {
            let mut spec = deployment["spec"]["template"]["spec"].clone();
            let args = spec["containers"][0]["args"].as_array_mut().unwrap();
            args.sort_by_key(Value::to_string);
            spec
        };
        assert_eq!(pod(&adopted), pod(&before), "{helm:?}");

        cluster.kubectl(&deploy);
        let release = format!("owner=helm,name={NAME}");
        cluster.kubectl(&["delete", "secret", "-n", NAMESPACE, "-l", &release]);
        let back = deployment();
        assert_eq!(back["metadata"]["uid"], before["metadata"]["uid"]);
        assert_eq!(back["metadata"]["labels"][manager], "kustomize");
        assert_eq!(
            back["spec"]["template"]["spec"],
            before["spec"]["template"]["spec"]
        );
        let releases = cluster.helm(helm, &["list", "--short"]);
        assert_eq!(releases.trim(), "");
        // The namespace goes first, and takes its objects with it.
        cluster.kubectl(&["delete", "--ignore-not-found", "--timeout=60s", "-f", &all]);
        assert_eq!(cluster.cluster_wide(), [""; 0], "{helm:?}");
    }
}
