//! `alpha generate`: what the commands wrote, from `PROJECT` alone.

use super::project::Project;

fn run(project: &Project, args: &str) -> String {
    let args: Vec<_> = args.split(' ').collect();
    let said = project.run(&args);
    assert_eq!(said.status, 0, "{args:?}: {}", said.err);
    said.err
}

#[test]
fn it_writes_what_the_commands_wrote() {
    let project = Project::empty();
    run(
        &project,
        "init --project-name demo --domain example.com --owner Me --plugins rust/v1,grafana",
    );
    run(&project, "create api --group cache --version v1 --kind Memcached");
    run(
        &project,
        "create api --group cache --version v1beta1 --kind Memcached --controller=false",
    );
    run(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting --conversion --spoke v1beta1",
    );
    run(
        &project,
        "create api --group cache --version v1 --kind Page --image busybox:1.37",
    );
    run(
        &project,
        "create api --group cache --version v1 --kind Leaf --style kube",
    );
    let copy = Project::empty();
    let output = copy.path().join("new").display().to_string();
    run(&project, &format!("alpha generate --output-dir {output}"));
    let generated = Project::at(&copy.path().join("new"));
    assert_eq!(generated.files(), project.files());
}

#[test]
fn a_member_of_a_workspace_is_written_without_the_files_outside_of_it() {
    let workspace = Project::empty();
    let folder = workspace.path().join("op");
    std::fs::create_dir(&folder).unwrap();
    let project = Project::at(&folder);
    run(&project, "init --domain example.com --workspace");
    let copy = Project::empty();
    let output = copy.path().join("new").display().to_string();
    let said = run(&project, &format!("alpha generate --output-dir {output}"));
    let note = "note: `../.github/workflows/op-lint.yml` is outside of the project: it is not written";
    assert!(said.contains(note), "{said}");
    let generated = Project::at(&copy.path().join("new"));
    assert_eq!(generated.files(), project.files());
}

#[test]
fn charts_and_roles_are_copied() {
    let create = "create api --group demo --version v1 --kind";
    for (plugin, kinds) in [
        ("helm", ["Page", "Shop --open-schema"]),
        ("ansible", ["Page", "Shop --generate-playbook"]),
    ] {
        let project = Project::empty();
        run(
            &project,
            &format!("init --project-name demo --domain example.com --plugins {plugin}"),
        );
        for kind in kinds {
            run(&project, &format!("{create} {kind}"));
        }
        let content = match plugin {
            "helm" => "helm-charts/page/templates/service.yaml",
            _ => "roles/page/tasks/main.yml",
        };
        project.write(content, "# Mine\n");
        run(&project, "manifests");
        let copy = Project::empty();
        let output = copy.path().join("new").display().to_string();
        run(&project, &format!("alpha generate --output-dir {output}"));
        let generated = Project::at(&copy.path().join("new"));
        assert_eq!(generated.files(), project.files(), "{plugin}");
    }
}

/// It finds edits: what differs is what somebody changed.
#[test]
fn edits_are_not_copied() {
    let project = Project::empty();
    run(
        &project,
        "init --project-name demo --domain example.com --license none",
    );
    let main = project.text("src/main.rs");
    project.write("src/main.rs", "fn main() {}\n");
    let copy = Project::empty();
    let args = [
        "alpha",
        "generate",
        "--input-dir",
        project.path().to_str().unwrap(),
        "--output-dir",
        ".",
    ];
    let said = copy.run(&args);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(copy.text("src/main.rs"), main);
}
