//! The output of kustomize for `config/`, with every combination of optional parts.

mod objects;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use kubewright_envtest::{Crds, Environment};
use serde_json::{Value, json};

use super::project::Project;
use objects::{Objects, Parts};

const NAMESPACE: &str = "memcached-operator-system";

const INIT: &[&str] = &[
    "init",
    "--domain",
    "example.com",
    "--project-name",
    "memcached-operator",
];
const GROWS: &[&[&str]] = &[
    &[
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v1alpha1",
        "--kind",
        "Memcached",
    ],
    &[
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Memcached",
        "--controller=false",
    ],
    &[
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Busybox",
    ],
    &[
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Pool",
        "--namespaced=false",
    ],
    &[
        "create",
        "webhook",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Memcached",
        "--conversion",
        "--spoke",
        "v1alpha1",
    ],
    &[
        "create",
        "webhook",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Memcached",
        "--programmatic-validation",
    ],
    &[
        "create",
        "api",
        "--group",
        "cache",
        "--version",
        "v2",
        "--kind",
        "Busybox",
        "--controller=false",
    ],
    &[
        "create",
        "webhook",
        "--group",
        "cache",
        "--version",
        "v2",
        "--kind",
        "Busybox",
        "--conversion",
        "--spoke",
        "v1",
    ],
    &[
        "create",
        "webhook",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Pool",
        "--defaulting",
    ],
];

fn run(project: &Project, args: &[&str]) {
    let both = [
        args,
        if args[0] == "create" && args[1] == "api" {
            &["--resource"]
        } else {
            &[]
        },
    ]
    .concat();
    let said = project.run(&both);
    assert_eq!(said.status, 0, "{args:?}\n{}", said.err);
}

/// A project with two kinds that are converted, and a cluster-scoped one that is not.
fn grown(flags: &[&str]) -> Project {
    let project = Project::empty();
    run(&project, &[INIT, flags].concat());
    GROWS.iter().for_each(|args| run(&project, args));
    project
}

/// The output of `kubectl kustomize` for a folder.
fn kustomize(project: &Project, folder: &str) -> String {
    let output = Command::new("kubectl")
        .args(["kustomize", folder])
        .current_dir(project.path())
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{folder}: {err}");
    out.into_owned()
}

#[test]
fn it_builds_after_every_step() {
    for (flags, own) in [
        (&[][..], false),
        (&["--namespaced"], true),
        (&["--multigroup"], false),
    ] {
        let project = Project::empty();
        run(&project, &[INIT, flags].concat());
        let mut parts = Parts::default();
        Objects::read(&kustomize(&project, "config/default")).check(&parts);
        for args in GROWS {
            let is_webhook = args[1] == "webhook";
            let own_certificates: &[&str] = if own && is_webhook {
                &["--own-certificates"]
            } else {
                &[]
            };
            run(&project, &[args, own_certificates].concat());
            parts.webhooks |= is_webhook;
            parts.certmanager |= is_webhook && !own;
            parts.own_certificates |= is_webhook && own;
            Objects::read(&kustomize(&project, "config/default")).check(&parts);
            assert!(!kustomize(&project, "config/crd").is_empty());
            assert!(!kustomize(&project, "config/samples").is_empty());
        }
    }
}

/// Replaces the lines that list the optional parts.
fn switch(project: &Project, original: &str, parts: &Parts) {
    let anchor = |name: &str| format!("# +kubebuilder:scaffold:{name}\n");
    let text = original
        .replace("- ../certmanager\n", "")
        .replace(&anchor("resources"), &parts.resources())
        .replace(&anchor("components"), &parts.components());
    project.write("config/default/kustomization.yaml", &text);
}

#[test]
fn all_parts_go_together() {
    for flags in [&[][..], &["--namespaced"]] {
        let project = grown(flags);
        let original = fs::read_to_string(project.path().join("config/default/kustomization.yaml")).unwrap();
        for parts in Parts::all() {
            switch(&project, &original, &parts);
            Objects::read(&kustomize(&project, "config/default")).check(&parts);
        }
    }
}

/// The output of kubectl for a document.
fn kubectl(kubeconfig: &str, args: &[&str], text: &str) -> Result<(), String> {
    let mut child = Command::new("kubectl")
        .arg(format!("--kubeconfig={kubeconfig}"))
        .args(args)
        .args(["-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
fn an_api_server_takes_it_where_pods_are_restricted() {
    let environment = Environment::builder()
        .crds(Crds::read("testdata/kustomize").unwrap())
        .start_blocking()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    environment.write_kubeconfig(&kubeconfig).unwrap();
    let kubeconfig = kubeconfig.to_str().unwrap();
    let labels = json!({ "pod-security.kubernetes.io/enforce": "restricted" });
    let namespace = json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": { "name": NAMESPACE, "labels": labels },
    });
    kubectl(kubeconfig, &["create"], &namespace.to_string()).unwrap();
    for flags in [&[][..], &["--namespaced"]] {
        let project = grown(flags);
        let original = fs::read_to_string(project.path().join("config/default/kustomization.yaml")).unwrap();
        for parts in [Parts::most(true), Parts::most(false)] {
            switch(&project, &original, &parts);
            let text = kustomize(&project, "config/default");
            let apply = ["apply", "--server-side", "--force-conflicts", "--validate=strict"];
            kubectl(kubeconfig, &apply, &text).unwrap();
            if parts.own_certificates {
                check_rights(kubeconfig);
            }
            let pod = Objects::read(&text).pod();
            kubectl(kubeconfig, &["create", "--dry-run=server"], &pod.to_string()).unwrap();
            let lax = relaxed(pod);
            let refused = kubectl(kubeconfig, &["create", "--dry-run=server"], &lax.to_string()).unwrap_err();
            assert!(refused.contains("violates PodSecurity"), "{refused}");
        }
    }
}

/// The manager has exactly the permissions that its own certificate needs.
fn check_rights(kubeconfig: &str) {
    let account = format!("--as=system:serviceaccount:{NAMESPACE}:memcached-operator-controller-manager");
    for (verbs, object, is_allowed) in [
        (&["get", "update"][..], "secrets/webhook-server-cert", true),
        (&["create"], "secrets", true),
        (
            &["get", "patch"],
            "mutatingwebhookconfigurations/memcached-operator-mutating-webhook-configuration",
            true,
        ),
        (
            &["get", "patch"],
            "validatingwebhookconfigurations/memcached-operator-validating-webhook-configuration",
            true,
        ),
        (
            &["get", "patch"],
            "customresourcedefinitions/memcacheds.cache.example.com",
            true,
        ),
        (
            &["get", "patch"],
            "customresourcedefinitions/busyboxes.cache.example.com",
            true,
        ),
        (
            &["patch"],
            "customresourcedefinitions/pools.cache.example.com",
            false,
        ),
        (&["get", "update", "delete"], "secrets/another", false),
        (&["delete"], "secrets/webhook-server-cert", false),
    ] {
        for verb in verbs {
            let output = Command::new("kubectl")
                .args(["auth", "can-i", verb, object, "--namespace", NAMESPACE, &account])
                .arg(format!("--kubeconfig={kubeconfig}"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert_eq!(said.trim() == "yes", is_allowed, "{verb} {object}: {said}");
        }
    }
}

/// A Pod that may run as root, to prove that the check finds it.
fn relaxed(mut pod: Value) -> Value {
    pod["spec"]["securityContext"]["runAsNonRoot"] = json!(false);
    pod
}
