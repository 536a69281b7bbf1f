//! A cluster with the operator deployed.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail, ensure};

const NAMESPACE: &str = "tea-system";
const IMAGE: &str = "IMG=example.com/tea:v0.0.1";
const CERT_MANAGER: &str =
    "https://github.com/cert-manager/cert-manager/releases/download/v1.21.0/cert-manager.yaml";

/// Deploys the operator once, and waits until it is available.
pub fn deploy() -> Result<()> {
    static DEPLOYED: OnceLock<Result<(), String>> = OnceLock::new();
    let deployed = DEPLOYED.get_or_init(|| deploy_now().map_err(|error| format!("{error:#}")));
    deployed.clone().map_err(anyhow::Error::msg)
}

fn deploy_now() -> Result<()> {
    // Refuses any cluster but the test cluster, whatever the current context is.
    let cluster = std::env::var("KIND_CLUSTER").context("run it with `make test-e2e`")?;
    let context = run("kubectl", &["config", "current-context"])?;
    let context = context.trim();
    ensure!(
        context == format!("kind-{cluster}"),
        "the current context is {context}, not that of {cluster}; run it with `make test-e2e`"
    );
    run("make", &["docker-build", IMAGE])?;
    let image = IMAGE.trim_start_matches("IMG=");
    let kind = std::env::var("KIND").unwrap_or_else(|_| "kind".into());
    run(&kind, &["load", "docker-image", image, "--name", &cluster])?;
    let manifests = run("kubectl", &["kustomize", "config/default"])?;
    if manifests.contains("cert-manager.io/") {
        run("kubectl", &["apply", "--server-side", "-f", CERT_MANAGER])?;
        let available = ["wait", "deployment", "--all", "--for=condition=Available"];
        let rest = ["--namespace=cert-manager", "--timeout=5m"];
        run("kubectl", &[&available[..], &rest].concat())?;
    }
    run("kubectl", &["create", "namespace", NAMESPACE])?;
    let restricted = "pod-security.kubernetes.io/enforce=restricted";
    run("kubectl", &["label", "namespace", NAMESPACE, restricted])?;
    run("make", &["deploy", IMAGE])?;
    kubectl("wait deployment --all --for=condition=Available --timeout=5m")?;
    Ok(())
}

/// Runs kubectl in the operator's namespace and returns its output.
pub fn kubectl(arguments: &str) -> Result<String> {
    let mut all = vec!["--namespace", NAMESPACE];
    all.extend(arguments.split_whitespace());
    run("kubectl", &all)
}

/// Applies manifests in the operator's namespace.
pub fn apply(manifests: &str) -> Result<()> {
    let mut kubectl = Command::new("kubectl")
        .args(["--namespace", NAMESPACE, "apply", "-f", "-"])
        .stdin(Stdio::piped())
        .spawn()?;
    // Stdin is closed at the end of this statement. kubectl waits for that.
    kubectl
        .stdin
        .take()
        .context("cannot write to kubectl")?
        .write_all(manifests.as_bytes())?;
    ensure!(kubectl.wait()?.success(), "kubectl apply failed");
    Ok(())
}

fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("{program} does not run"))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("{program} {} fails: {error}", arguments.join(" "));
    }
    Ok(String::from_utf8(output.stdout)?)
}
