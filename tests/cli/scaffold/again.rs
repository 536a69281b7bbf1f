//! Commands for what exists, and commands whose manifests fail.

use crate::cli::project::{Project, Said};

const API: &str = "create api --group batch --version v1 --kind Timer";

fn run(project: &Project, command: &str) -> Said {
    project.run(&command.split(' ').collect::<Vec<_>>())
}

fn scaffold() -> Project {
    let project = Project::empty();
    let init = "init --domain example.com --project-name demo --license none";
    for command in [init, API] {
        let said = run(&project, command);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    project
}

#[test]
fn an_api_that_exists_is_named_and_not_forced() {
    let project = scaffold();
    assert_eq!(run(&project, API).status, 0);
    let types = project.text("src/api/v1/timer.rs");
    project.write("src/api/v1/timer.rs", &format!("{types}\npub struct Mine;\n"));
    let before = project.files();
    let said = run(&project, API);
    assert_eq!(said.status, 1);
    assert_eq!(
        said.err,
        "error: batch/v1 Timer already exists, and you have changed `src/api/v1/timer.rs`; edit these files, or add another version with \
         `--version`, webhooks with `kubewright create webhook`; `--force` would overwrite your changes\n"
    );
    assert_eq!(project.files(), before);
}

/// The scaffold stays, and the exit status says that the manifests are missing.
#[test]
fn manifests_that_fail_fail_the_command() {
    for (command, made) in [
        (
            "create api --group batch --version v1 --kind Clock",
            "src/api/v1/clock.rs",
        ),
        (
            "create webhook --group batch --version v1 --kind Timer --defaulting",
            "src/webhook/v1/timer.rs",
        ),
    ] {
        let project = scaffold();
        project.write("src/broken.rs", "pub struct Broken {\n");
        let library = project.text("src/lib.rs");
        project.write("src/lib.rs", &format!("{library}\npub mod broken;\n"));
        let said = run(&project, command);
        assert_eq!(said.status, 1, "{command}: {}", said.err);
        assert!(
            said.err
                .contains("the project is written, but its manifests are not"),
            "{}",
            said.err
        );
        assert!(project.path().join(made).is_file());
    }
    let project = scaffold();
    assert_eq!(
        run(&project, "create api --group batch --version v1 --kind Clock").status,
        0
    );
    project.write("src/broken.rs", "pub struct Broken {\n");
    let library = project.text("src/lib.rs");
    project.write("src/lib.rs", &format!("{library}\npub mod broken;\n"));
    let said = run(&project, "delete api --group batch --version v1 --kind Clock");
    assert_eq!(said.status, 1, "{}", said.err);
}

/// A type in the project that no command created. Inside the library its path begins with `crate`.
#[test]
fn types_of_a_module_of_this_crate() {
    for path in ["demo::alarms::v1", "crate::alarms::v1"] {
        let project = scaffold();
        let said = run(
            &project,
            &format!(
                "create api --group alarms --version v1 --kind Alarm --resource=false --external-api-path {path} --external-api-domain example.com --make=false"
            ),
        );
        assert_eq!(said.status, 0, "{}", said.err);
        let controller = project.text("src/controller/alarm.rs");
        assert!(
            controller.contains("use crate::alarms::v1::Alarm;"),
            "{controller}"
        );
        let test = project.text("tests/operator/alarm.rs");
        assert!(!test.contains("crate::alarms"), "{test}");
    }
}

/// `make run` finds the operator if the package has a second binary.
#[test]
fn the_operator_is_the_default_program() {
    assert!(
        scaffold()
            .text("Cargo.toml")
            .contains("\ndefault-run = \"demo\"\n")
    );
}
