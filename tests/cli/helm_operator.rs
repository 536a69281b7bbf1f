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
