//! Projects with several groups, and projects that get a folder for each group.

use super::project::{Project, Said};

pub(crate) fn run(project: &Project, command: &str) -> Said {
    project.run(&command.split(' ').collect::<Vec<_>>())
}

/// A project that these commands make.
pub(crate) fn made(commands: &[&str]) -> Project {
    let project = Project::empty();
    for command in commands {
        let said = run(&project, command);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
    }
    project
}

const INIT: &str = "init --domain example.com --project-name demo --license none";

/// Two groups have a kind `Foo`, and a webhook's name does not contain the group.
#[test]
fn webhooks_of_two_groups_have_two_names() {
    let project = made(&[
        &format!("{INIT} --multigroup"),
        "create api --group a --version v1 --kind Foo",
        "create webhook --group a --version v1 --kind Foo --defaulting --programmatic-validation",
        "create api --group b --version v1 --kind Foo",
        "create webhook --group b --version v1 --kind Foo --defaulting --programmatic-validation",
        "manifests --check",
    ]);
    let manifests = project.text("config/webhook/manifests.yaml");
    for name in [
        "mfoo-v1.kb.io",
        "vfoo-v1.kb.io",
        "mfoo-v1.b.example.com.kb.io",
        "vfoo-v1.b.example.com.kb.io",
    ] {
        assert!(
            manifests.contains(&format!("name: {name}\n")),
            "{name}: {manifests}"
        );
    }
    // A rename may need the group too: names are in lower case.
    let project = made(&[
        &format!("{INIT} --multigroup"),
        "create api --group a --version v1 --kind Foo",
        "create webhook --group a --version v1 --kind Foo --defaulting",
        "create api --group b --version v1 --kind Bar",
        "create webhook --group b --version v1 --kind Bar --defaulting",
        "rename api --group b --kind Bar --to FOO",
        "manifests --check",
    ]);
    let manifests = project.text("config/webhook/manifests.yaml");
    assert!(
        manifests.contains("name: mfoo-v1.b.example.com.kb.io\n"),
        "{manifests}"
    );
}

/// Code that names the modules in all forms follows them into the folder of the group, and out of it.
#[test]
fn paths_follow_the_folders_of_groups() {
    let flat = "use crate::api::{self, v1, v1::foo as cf};\nuse crate::controller;\n\nfn f(_: api::v1::foo::Foo, _: cf::FooSpec, _: v1::foo::Foo) {\n    controller::foo::register();\n}\n";
    let grouped = "use crate::api::{self, crew::v1, crew::v1::foo as cf};\nuse crate::controller;\n\nfn f(_: api::crew::v1::foo::Foo, _: cf::FooSpec, _: v1::foo::Foo) {\n    controller::crew::foo::register();\n}\n";
    let inner = "fn f(_: super::super::api::v1::foo::FooSpec) {}\n";
    let project = made(&[INIT, "create api --group crew --version v1 --kind Foo"]);
    project.write("src/util.rs", flat);
    project.write("src/inner/util.rs", inner);
    project.write("src/controller/foo/part.rs", "use super::super::shared;\n");
    let before = project.files();
    let said = run(&project, "edit --multigroup");
    assert_eq!((said.status, said.err.contains(": ")), (0, false), "{}", said.err);
    assert_eq!(project.text("src/util.rs"), grouped);
    assert_eq!(
        project.text("src/inner/util.rs"),
        "fn f(_: super::super::api::crew::v1::foo::FooSpec) {}\n"
    );
    assert_eq!(
        project.text("src/controller/crew/foo/part.rs"),
        "use super::super::super::shared;\n"
    );
    let said = run(&project, "edit --multigroup=false");
    assert_eq!((said.status, said.err.contains(": ")), (0, false), "{}", said.err);
    assert_eq!(project.files(), before);
}

#[test]
fn paths_that_are_not_adapted_are_named() {
    let project = made(&[
        &format!("{INIT} --multigroup"),
        "create api --group crew --version v1 --kind Foo",
    ]);
    project.write("src/util.rs", "// Mine.\nuse crate::api::crew;\n");
    project.write("src/broken.rs", "fn f( {\n");
    let said = run(&project, "edit --multigroup=false --make=false");
    assert_eq!(said.status, 0, "{}", said.err);
    for note in [
        "note: `src/util.rs:2` names a module that moves, in a form that is not adapted; change it by hand",
        "note: `src/broken.rs` cannot be read as Rust, so names in it are not adapted; change them by hand",
    ] {
        assert!(said.err.contains(note), "{}", said.err);
    }
}

#[test]
fn a_call_that_changes_nothing_says_so() {
    let project = made(&[INIT]);
    for command in ["edit --multigroup=false", "edit --remove-plugins grafana"] {
        let said = run(&project, command);
        assert_eq!(said.status, 0, "{}", said.err);
        assert!(
            said.err.contains("nothing to do: all files are up to date"),
            "{}",
            said.err
        );
    }
}

/// The commands that end without a group say what is true: which groups there are, and that Kubernetes' first group is `core`.
#[test]
fn a_kind_without_a_group() {
    let project = made(&[INIT, "create api --version v1 --kind Foo"]);
    for (command, expected) in [
        (
            "create api --version v1 --kind Pod --resource=false",
            "the project has no type `Pod` without a group; for the Pod of Kubernetes, pass `--group core`",
        ),
        (
            "create api --group crew --version v1 --kind Bar",
            "the types of the project have no group, and this one has `crew`; allow several groups with `kubewright edit --multigroup`",
        ),
    ] {
        let said = run(&project, command);
        assert_eq!(said.status, 1, "{command}");
        assert!(said.err.contains(expected), "{}", said.err);
    }
}
