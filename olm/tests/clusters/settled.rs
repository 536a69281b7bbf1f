//! An upgrade waits for an earlier one: OLM finds no solution while a replaced version exists, and does not look again later. Here OLM
//! does not run, so the state between two versions lasts.

use std::process::Command;

use kube::Client;
use kube::api::{Patch, PatchParams};
use kubewright_envtest::{Crds, Environment};
use kubewright_oracles::Tool;
use serde_json::{Value, json};

use super::bundle::Bundle;
use super::fixture::{api, apply, said};

const OLM: &str = "operators.coreos.com/v1alpha1";

/// Creates or changes an object with a status.
async fn state(client: &Client, object: &Value, status: Value) {
    apply(client, Some("default"), object).await;
    let kind = object["kind"].as_str().unwrap();
    let name = object["metadata"]["name"].as_str().unwrap();
    let patch = Patch::Merge(json!({ "status": status }));
    api(client, Some("default"), OLM, kind)
        .patch_status(name, &PatchParams::default(), &patch)
        .await
        .unwrap();
}

fn version(number: &str, replaces: Option<&str>) -> Value {
    let mut csv = Bundle::new("stuck", number).csv;
    csv["metadata"]["namespace"] = json!("default");
    if let Some(replaces) = replaces {
        csv["spec"]["replaces"] = json!(replaces);
    }
    csv
}

#[tokio::test]
async fn an_upgrade_waits_for_an_earlier_one() {
    let crds = Crds::read(Tool::Olm.sources().join("deploy/chart/crds")).unwrap();
    let environment = Environment::builder().crds(crds).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    environment
        .write_kubeconfig(folder.path().join("kubeconfig"))
        .unwrap();
    Bundle::new("stuck", "1.2.0").write(&folder.path().join("bundle"));
    let upgrade = |timeout: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        command
            .args([
                "run",
                "bundle-upgrade",
                "bundle",
                "-n",
                "default",
                "--timeout",
                timeout,
            ])
            .args(["--kubeconfig", "kubeconfig"])
            .current_dir(folder.path());
        said(command.output().unwrap()).failure()
    };
    let client = environment.client();
    let subscription = json!({
        "apiVersion": OLM, "kind": "Subscription", "metadata": { "name": "stuck-sub" },
        "spec": { "source": "stuck-catalog", "sourceNamespace": "default", "name": "stuck", "installPlanApproval": "Manual" },
    });
    let plan = json!({
        "apiVersion": OLM, "kind": "InstallPlan", "metadata": { "name": "install-1" },
        "spec": { "approval": "Manual", "approved": false, "clusterServiceVersionNames": ["stuck.v1.1.0"] },
    });
    apply(&client, Some("default"), &plan).await;
    let pending = json!({
        "installedCSV": "stuck.v1.0.0", "currentCSV": "stuck.v1.1.0", "lastUpdated": "2026-01-01T00:00:00Z",
        "installPlanRef": { "name": "install-1" },
    });
    state(&client, &subscription, pending).await;
    assert_eq!(
        upgrade("20s"),
        "completing earlier upgrades failed: the InstallPlan `install-1` for `stuck.v1.1.0` is not approved; approve it, or delete the Subscription with `kubewright cleanup stuck -n default`"
    );

    let installed = json!({ "installedCSV": "stuck.v1.1.0" });
    state(&client, &subscription, installed).await;
    state(&client, &version("1.0.0", None), json!({ "phase": "Replacing" })).await;
    let new = version("1.1.0", Some("stuck.v1.0.0"));
    state(&client, &new, json!({ "phase": "Failed", "message": "no Pods" })).await;
    assert_eq!(
        upgrade("20s"),
        "completing earlier upgrades failed: `stuck.v1.1.0`, which replaces `stuck.v1.0.0`, is Failed: no Pods"
    );

    state(&client, &new, json!({ "phase": "Succeeded", "message": "" })).await;
    assert_eq!(
        upgrade("1s"),
        "completing earlier upgrades has taken more than 1 s: OLM has not deleted `stuck.v1.0.0` yet; `--timeout` gives each stage more time"
    );
}
