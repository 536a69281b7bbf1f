//! Charts that helm downloads for an operator from Helm charts.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::project::{Project, Said};

/// A project with a program that stands for helm.
fn project(script: &str) -> Project {
    let project = Project::empty();
    let args = [
        "init",
        "--plugins",
        "helm",
        "--project-name",
        "shop-operator",
        "--license",
        "none",
    ];
    let said = project.run(&[&args[..], &["--runtime", "version=0.1.0"]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    project.write("helm", &format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(project.path().join("helm"), fs::Permissions::from_mode(0o755)).unwrap();
    project
}

fn create(project: &Project, helm: &str) -> Said {
    let args = [
        "create",
        "api",
        "--helm-chart=web",
        "--helm-chart-repo=https://charts.example.com",
        "--helm-chart-version=1.2.3",
    ];
    project.run_with(&args, &[("HELM", helm)])
}

#[test]
fn a_chart_of_a_repository_is_downloaded() {
    // It packs a folder into the one that follows `--destination`.
    let project = project(r#"echo "$@" > args; tar -C charts -czf "$4/web-1.2.3.tgz" web"#);
    project.write(
        "charts/web/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.2.3\n",
    );
    project.write("charts/web/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\n");
    let helm = project.path().join("helm");
    let said = create(&project, helm.to_str().unwrap());
    assert_eq!(said.status, 0, "{}", said.err);
    let args = project.text("args");
    assert!(args.starts_with("pull web --destination "), "{args}");
    assert!(
        args.ends_with(" --repo https://charts.example.com --version 1.2.3\n"),
        "{args}"
    );
    assert_eq!(
        project.text("helm-charts/web/templates/a.yaml"),
        "apiVersion: v1\nkind: ConfigMap\n"
    );
    assert!(
        project
            .text("watches.yaml")
            .contains("kind: Web\n  chart: helm-charts/web\n")
    );
    assert!(project.text("config/rbac/role.yaml").contains("- configmaps\n"));
}

#[test]
fn another_version_has_the_edited_chart_of_the_first() {
    let project = project("exit 1");
    let create = |version: &str| {
        let said = project.run(&[
            "create",
            "api",
            "--group",
            "demo",
            "--version",
            version,
            "--kind",
            "Nginx",
        ]);
        assert_eq!(said.status, 0, "{}", said.err);
    };
    create("v1alpha1");
    project.write("helm-charts/nginx/values.yaml", "color: blue\n");
    create("v1");
    assert_eq!(project.text("helm-charts/nginx/values.yaml"), "color: blue\n");
    assert!(
        project
            .text("watches.yaml")
            .contains("  version: v1\n  kind: Nginx\n  chart: helm-charts/nginx\n")
    );
    assert!(
        project
            .text("config/samples/demo_v1_nginx.yaml")
            .contains("color: blue\n")
    );
}

#[test]
fn a_download_that_fails_changes_nothing() {
    let failing = project("echo 'Error: no such chart' >&2; exit 1");
    let before = failing.files();
    let helm = failing.path().join("helm");
    let said = create(&failing, helm.to_str().unwrap());
    assert_eq!(
        (said.status, said.err.as_str()),
        (
            1,
            "error: helm cannot download `web`: no such chart; check the name, `--helm-chart-repo` and `--helm-chart-version`\n"
        )
    );
    let said = create(&failing, "/no/such/helm");
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .starts_with("error: `helm` cannot be started to download `web`: ")
            && said.err.ends_with(
                "; install Helm, name it in the variable `HELM`, or download the chart and name its file\n"
            ),
        "{}",
        said.err
    );
    assert_eq!(failing.files(), before);
    let silent = project("exit 0");
    let helm = silent.path().join("helm");
    let said = create(&silent, helm.to_str().unwrap());
    let expected =
        "error: helm downloaded nothing for `web`; download the chart yourself, and name its file\n";
    assert_eq!((said.status, said.err.as_str()), (1, expected));
}

#[test]
fn an_api_is_deleted_with_what_was_added_to_its_entry() {
    let project = project("exit 1");
    // That of `init` has no rules before the first kind.
    let without_role = |project: &Project| {
        let mut files = project.files();
        files.remove(std::path::Path::new("config/rbac/role.yaml"));
        files
    };
    let before = without_role(&project);
    let nginx = ["--group", "demo", "--version", "v1alpha1", "--kind", "Nginx"];
    let said = project.run(&[&["create", "api"], &nginx[..]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    let watches = project.text("watches.yaml");
    let entry = "  chart: helm-charts/nginx\n";
    let more = "  # With\n  overrideValues:\n    image.tag: v1\n";
    project.write("watches.yaml", &watches.replace(entry, &format!("{entry}{more}")));
    let said = project.run(&[&["delete", "api"], &nginx[..]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(without_role(&project), before);
    assert!(!project.text("config/rbac/role.yaml").contains("nginxes"));
}

#[test]
fn a_chart_of_yours_stays_when_its_api_is_deleted() {
    let project = project("exit 1");
    let nginx = ["--group", "demo", "--version", "v1alpha1", "--kind", "Nginx"];
    let created = project.run(&[&["create", "api"], &nginx[..]].concat());
    assert_eq!(created.status, 0, "{}", created.err);
    let service = project.text("helm-charts/nginx/templates/service.yaml");
    project.write(
        "helm-charts/nginx/templates/service.yaml",
        &format!("# Ours\n{service}"),
    );
    let said = project.run(&[&["delete", "api"], &nginx[..]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err.contains(
            "note: `helm-charts/nginx` stays; remove the folder if you do not need the chart any more"
        ),
        "{}",
        said.err
    );
    assert!(
        project
            .text("helm-charts/nginx/templates/service.yaml")
            .starts_with("# Ours")
    );
    assert!(!project.text("config/rbac/role.yaml").contains("deployments"));
}

#[test]
fn the_end_to_end_test_deploys_and_releases_the_samples() {
    let project = project("exit 1");
    let said = project.run(&[
        "create",
        "api",
        "--group=demo",
        "--version=v1alpha1",
        "--kind=Nginx",
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    // Programs that print what they are asked for. That of kubectl renders, and stands in another cluster at first.
    let log = project.path().join("log");
    let say = format!("echo \"$(basename \"$0\") $*\" >> '{}'", log.display());
    let kubectl = format!(
        "case \"$1\" in kustomize) exec kubectl \"$@\";; config) echo \"$CONTEXT\"; exit;; esac\n{say}\ncat > /dev/null < /dev/stdin || true"
    );
    for (name, script) in [
        ("docker", &say),
        ("kind", &say),
        ("kubewright", &say),
        ("kubectl", &kubectl),
    ] {
        project.write(&format!("programs/{name}"), &format!("#!/bin/bash\n{script}\n"));
        let path = project.path().join("programs").join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let programs = project.path().join("programs");
    let here = |name: &str| programs.join(name).display().to_string();
    let run = |context: &str| {
        let mut make = std::process::Command::new("make");
        make.args(["--no-print-directory", "test-e2e"])
            .args(
                [
                    ("CONTAINER_TOOL", "docker"),
                    ("KIND", "kind"),
                    ("KUBECTL", "kubectl"),
                    ("KUBEWRIGHT", "kubewright"),
                ]
                .map(|(variable, name)| format!("{variable}={}", here(name))),
            )
            .env_remove("MAKEFLAGS")
            .env("CONTEXT", context)
            .current_dir(project.path());
        make.output().unwrap()
    };
    let output = run("production");
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("the current context is production, not that of the test cluster"),
        "{said}"
    );
    let output = run("kind-shop-operator-test-e2e");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let log = fs::read_to_string(log).unwrap();
    let expected = [
        "kind create cluster --name shop-operator-test-e2e",
        "docker build",
        "kind load docker-image example.com/shop-operator:v0.0.1",
        "kubectl label namespace shop-operator-system pod-security.kubernetes.io/enforce=restricted",
        "kubectl apply --server-side --force-conflicts -f -",
        "kubectl wait deployment --all",
        "kubectl apply --namespace default -f -",
        "kubectl wait --namespace default --for=condition=Deployed",
        "kubectl delete --namespace default",
        "kind delete cluster",
    ];
    let second = &log[log.rfind("kind create cluster").unwrap()..];
    let mut rest = second;
    for line in expected {
        let at = rest.find(line);
        rest = &rest[at.unwrap_or_else(|| panic!("no `{line}` in order in:\n{second}"))..];
    }
}
