//! `delete api` after `create api --from-crd`, which writes other files than the templates do.

use super::project::{Project, Said};

fn run(project: &Project, command: &str) -> Said {
    project.run(&command.split(' ').collect::<Vec<_>>())
}

fn project() -> Project {
    let project = Project::empty();
    project.write(
        "mugs.yaml",
        include_str!("../../testdata/cli/from-crd/input/mugs.yaml"),
    );
    let said = run(&project, "init --project-name demo --domain example.com");
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

const CREATE: &str = "create api --from-crd mugs.yaml";
const DELETE: &str = "delete api --group brew --kind Mug --version v1";

#[test]
fn files_that_nobody_changed_are_deleted() {
    let project = project();
    let before = project.files();
    for command in [
        CREATE,
        "create api --from-crd mugs.yaml --version v1beta1 --controller=false",
        DELETE,
        "delete api --group brew --kind Mug --version v1beta1",
        CREATE,
        "create api --group brew --kind Mug --version v1 --resource=false --controller --controller-name other",
        "delete api --group brew --kind Mug --version v1 --controller-name other",
        DELETE,
    ] {
        let said = run(&project, command);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
        // There was no test in `tests/e2e` whose line could be missing.
        assert!(!said.err.contains("no longer has"), "{command}: {}", said.err);
    }
    assert_eq!(project.files(), before);
}

#[test]
fn a_changed_file_is_kept() {
    let project = project();
    let said = run(&project, CREATE);
    assert_eq!(said.status, 0, "{}", said.err);
    for path in ["src/api/v1/mug.rs", "src/controller/mug.rs"] {
        let written = project.text(path);
        project.write(path, &format!("{written}\npub const MORE: u8 = 1;\n"));
        let said = run(&project, DELETE);
        assert_eq!(said.status, 1, "{path}: {}", said.err);
        let expected = format!("`{path}` cannot be removed: it has been changed since it was written");
        assert!(said.err.contains(&expected), "{}", said.err);
        project.write(path, &written);
    }
    // What the CRD does not have yet is a change too.
    let text = project.text("src/api/v1/mug.rs");
    project.write("src/api/v1/mug.rs", &text.replace("Minimum=50", "Minimum=60"));
    let said = run(&project, DELETE);
    assert_eq!(said.status, 1, "{}", said.err);
}

/// Its controller has fewer markers than that of the templates.
#[test]
fn the_manager_can_be_restricted_to_a_namespace() {
    let project = project();
    let said = run(&project, CREATE);
    assert_eq!(said.status, 0, "{}", said.err);
    let path = "src/controller/mug.rs";
    let written = project.text(path);
    project.write(path, &format!("{written}\npub const MORE: u8 = 1;\n"));
    let said = run(&project, "edit --namespaced");
    assert_eq!(said.status, 0, "{}", said.err);
    let text = project.text(path);
    assert!(
        text.contains(",namespace=demo-system\n") && text.contains("MORE"),
        "{text}"
    );
    let said = run(&project, "edit --namespaced=false --multigroup");
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!project.text("src/controller/brew/mug.rs").contains("namespace="));
}
