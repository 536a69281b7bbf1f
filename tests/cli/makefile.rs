//! The commands that the targets of a project's Makefile run.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::project::Project;

const IMAGE: &str = "registry.example.com:5000/team/operator:v1@sha256:0123";

/// A project, with programs on its PATH that print their arguments instead of doing anything.
fn project() -> Project {
    let project = Project::empty();
    let said = project.run(&[
        "init",
        "--domain",
        "example.com",
        "--project-name",
        "memcached-operator",
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    project.write("Cargo.lock", "");
    for name in ["cargo", "docker", "kind", "kubewright"] {
        program(&project, name, &format!("echo {name} \"$@\""));
    }
    program(
        &project,
        "kubectl",
        "if [ \"$1\" = kustomize ]; then exec kubectl \"$@\"; fi\necho kubectl \"$@\"\ngrep 'image:'",
    );
    project
}

fn program(project: &Project, name: &str, lines: &str) {
    let path = format!("bin/{name}");
    project.write(&path, &format!("#!/bin/sh\n{lines}\n"));
    let path = project.path().join(path);
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The output of a target, and whether it succeeded.
fn make(project: &Project, words: &[&str]) -> (bool, String) {
    let here = |name: &str| format!("{}/bin/{name}", project.path().display());
    let output = Command::new("make")
        .args(["--no-print-directory", "--silent"])
        .args(words)
        .arg(format!("CARGO={}", here("cargo")))
        .arg(format!("CONTAINER_TOOL={}", here("docker")))
        .arg(format!("KIND={}", here("kind")))
        .arg(format!("KUBECTL={}", here("kubectl")))
        .arg(format!("KUBEWRIGHT={}", here("kubewright")))
        .current_dir(project.path())
        .env_remove("MAKEFLAGS")
        .env("KUBECONFIG", "/somebody/elses")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn deploying_puts_the_image_in_and_changes_no_file() {
    let project = project();
    let before = project.files();
    let (_, said) = make(&project, &["deploy", &format!("IMG={IMAGE}")]);
    let expected = format!(
        "kubewright manifests\nkubewright validate\nkubectl apply --server-side --force-conflicts -f -\n        image: {IMAGE}\n"
    );
    assert_eq!(said, expected);
    assert_eq!(project.files(), before);

    let (_, said) = make(&project, &["undeploy", "ignore-not-found=true"]);
    assert!(
        said.starts_with("kubectl delete --ignore-not-found=true -f -\n"),
        "{said}"
    );

    let (is_ok, said) = make(&project, &["build-installer", &format!("IMG={IMAGE}")]);
    assert!(is_ok, "{said}");
    let installer = fs::read_to_string(project.path().join("dist/install.yaml")).unwrap();
    assert!(installer.contains(&format!("image: {IMAGE}\n")), "{installer}");
}

#[test]
fn end_to_end_tests_have_a_cluster_of_their_own_and_leave_none() {
    let project = project();
    let kubeconfig = project
        .path()
        .canonicalize()
        .unwrap()
        .join("bin/memcached-operator-test-e2e.kubeconfig");
    let kubeconfig = kubeconfig.display();
    for (ends, status) in [("", true), ("exit 3", false)] {
        program(
            &project,
            "cargo",
            &format!("echo cargo \"$@\" with $KUBECONFIG\n{ends}"),
        );
        let (is_ok, said) = make(&project, &["test-e2e"]);
        let expected = format!(
            "kubewright manifests\n\
             kubewright validate\n\
             kind create cluster --name memcached-operator-test-e2e --kubeconfig {kubeconfig}\n\
             cargo test --features e2e --test e2e with {kubeconfig}\n\
             kind delete cluster --name memcached-operator-test-e2e --kubeconfig {kubeconfig}\n"
        );
        assert!(said.starts_with(&expected), "{said}\n{expected}");
        assert_eq!(is_ok, status);
    }
}

#[test]
fn images_are_built_from_where_the_runtime_is() {
    let project = project();
    let (_, said) = make(
        &project,
        &["docker-build", "IMG=operator:v1", "BASE_IMAGE=rust:1"],
    );
    let root = env!("CARGO_MANIFEST_DIR");
    assert_eq!(
        said,
        format!(
            "docker build --build-arg BASE_IMAGE=rust:1 --build-context kubewright={root} --tag operator:v1 .\n"
        )
    );
    let (_, said) = make(&project, &["docker-push", "IMG=operator:v1"]);
    assert_eq!(said, "docker push operator:v1\n");
}

/// A path dependency whose folder is missing is an error of cargo.
#[test]
fn images_have_every_crate_that_the_runtime_needs() {
    fn toml(path: &str) -> toml::Table {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::read_to_string(path).unwrap().parse().unwrap()
    }
    let dockerfile = project().text("Dockerfile");
    let copied = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("COPY --from=kubewright "))
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned);
    let workspace = toml("Cargo.toml");
    let members = workspace["workspace"]["dependencies"].as_table().unwrap();
    let mut needed = BTreeSet::from(["Cargo.toml".to_owned()]);
    let mut next = vec!["runtime".to_owned(), "envtest".to_owned()];
    while let Some(folder) = next.pop() {
        let manifest = toml(&format!("{folder}/Cargo.toml"));
        let dependencies = manifest["dependencies"].as_table().unwrap().keys();
        let folders = dependencies.filter_map(|name| members.get(name)?.get("path")?.as_str());
        next.extend(
            folders
                .map(str::to_owned)
                .filter(|folder| !needed.contains(folder)),
        );
        needed.insert(folder);
    }
    assert_eq!(copied.collect::<BTreeSet<_>>(), needed);
}

/// A new operator from charts or roles, with programs of Ansible that print the playbook.
fn without_rust(plugin: &str) -> Project {
    let project = Project::empty();
    let init = "init --domain example.com --project-name demo --plugins";
    let said = project.run(&init.split(' ').chain([plugin]).collect::<Vec<_>>());
    assert_eq!(said.status, 0, "{}", said.err);
    program(&project, "ansible-runner", "");
    program(&project, "ansible-playbook", "cat \"$2\"");
    project
}

/// `make` runs `lint`, which must pass before there is a chart or role, and after one was deleted.
#[test]
fn projects_without_charts_and_roles_are_linted() {
    const RUNNER: &str = "ANSIBLE_RUNNER=bin/ansible-runner";
    for (plugin, tool) in [("helm", "HELM=false"), ("ansible", RUNNER)] {
        let (is_ok, said) = make(&without_rust(plugin), &["lint", tool]);
        assert!(is_ok && said.is_empty(), "{plugin}: {said}");
    }
    let project = without_rust("ansible");
    project.write("roles/web/tasks/main.yml", "[]\n");
    project.write("bin/lint/gone.yml", "- hosts: localhost\n  roles: [gone]\n");
    let (is_ok, said) = make(&project, &["lint", RUNNER]);
    assert!(is_ok, "{said}");
    assert_eq!(said, "- hosts: localhost\n  roles: [web]\n");
}

#[test]
fn every_target_is_explained() {
    let project = project();
    let text = fs::read_to_string(project.path().join("Makefile")).unwrap();
    let (_, help) = make(&project, &["help"]);
    let targets = text.lines().filter_map(|line| line.strip_prefix(".PHONY: "));
    for target in targets.filter(|target| *target != "all") {
        assert!(
            help.contains(&format!("  {target} ")),
            "{target} is not in\n{help}"
        );
    }
}

#[test]
fn the_program_is_copied_from_where_cargo_builds_to() {
    let project = project();
    let target = project.path().join("elsewhere");
    let answer = format!(
        "{{\"packages\":[],\"target_directory\":\"{}\",\"version\":1}}",
        target.display()
    );
    program(
        &project,
        "cargo",
        &format!("if [ \"$1\" = metadata ]; then echo '{answer}'; fi"),
    );
    project.write("elsewhere/release/memcached-operator", "the program");
    let (is_ok, said) = make(&project, &["build"]);
    assert!(is_ok, "{said}");
    assert_eq!(project.text("bin/manager"), "the program");
}

#[test]
fn a_member_is_built_from_its_workspace_and_checked_with_its_api_crates() {
    let fleet = Project::empty();
    let convoy = Project::at(&fleet.path().join("convoy"));
    fs::create_dir(convoy.path()).unwrap();
    let init = "init --workspace --domain example.com --project-name convoy-operator";
    let api = "create api --crate ../fleet-api --group ship --version v1 --kind Frigate";
    for command in [init, api] {
        let said = convoy.run(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(said.status, 0, "{}", said.err);
    }
    fleet.write("Cargo.lock", "");
    for name in ["cargo", "docker", "kubewright"] {
        program(&convoy, name, &format!("echo {name} \"$@\""));
    }
    let (_, said) = make(&convoy, &["docker-build", "IMG=operator:v1"]);
    let root = env!("CARGO_MANIFEST_DIR");
    assert_eq!(
        said,
        format!("docker build --build-context kubewright={root} --tag operator:v1 --file Dockerfile ..\n")
    );
    let (_, said) = make(&convoy, &["lint"]);
    let packages = "--package convoy-operator --package fleet-api";
    assert_eq!(
        said,
        format!(
            "cargo fmt {packages} --check\ncargo clippy {packages} --all-targets --all-features -- -D warnings\n"
        )
    );
}

/// operator-sdk's variables for catalogs.
#[test]
fn a_catalog_is_built_from_images_and_starts_from_another() {
    let project = project();
    let said = project.run(&["edit", "--plugins", "olm"]);
    assert_eq!(said.status, 0, "{}", said.err);
    program(
        &project,
        "kubewright",
        "echo kubewright \"$@\" >&2\n[ \"$2\" = pull ] && mkdir -p catalog && echo a > catalog/a.yaml || true",
    );
    let adds = |images: &[&str]| -> String {
        let line = |image: &&str| {
            format!("kubewright catalog add catalog {image} --channel candidate --if-missing --use-http\n")
        };
        images.iter().map(line).collect()
    };
    let rest = "kubewright catalog validate catalog\nkubewright catalog build catalog --tag a.io/c:v2\n";
    let args = [
        "catalog-build",
        "CATALOG_IMG=a.io/c:v2",
        "CATALOG_BASE_IMG=a.io/c:v1",
        "REGISTRY_ARGS=--use-http",
    ];
    let images = "BUNDLE_IMGS=a.io/b:v1,a.io/b:v2";
    let (is_ok, said) = make(&project, &[&args[..], &[images]].concat());
    assert!(is_ok, "{said}");
    let added = adds(&["a.io/b:v1", "a.io/b:v2"]);
    let pulled = "kubewright catalog pull a.io/c:v1 catalog --use-http\n";
    assert_eq!(said, format!("{pulled}{added}{rest}"));

    // The catalog is there now, and without images the bundle of the project is added.
    let (_, said) = make(&project, &[&args[..], &["BUNDLE_IMG=a.io/b:v3"]].concat());
    let added = "kubewright catalog add catalog bundle --channel candidate --image a.io/b:v3 --if-missing\n";
    assert_eq!(said, format!("{added}{rest}"));

    // An image that cannot be added stops it.
    program(
        &project,
        "kubewright",
        "echo kubewright \"$@\" >&2\n[ \"$2\" != add ]",
    );
    let (is_ok, said) = make(&project, &[&args[..], &[images]].concat());
    assert!(!is_ok && said.starts_with(&adds(&["a.io/b:v1"])), "{said}");
    assert!(
        !said.contains("b:v2") && !said.contains("catalog build"),
        "{said}"
    );
}
