//! The roles of new projects, judged by `rbac suggest`.

use super::project::Project;

#[test]
fn a_new_project_has_the_roles_that_it_needs_and_no_others() {
    let project = Project::empty();
    let run = |command: &str| project.run(&command.split(' ').collect::<Vec<_>>());
    for command in [
        "init --domain example.com --project-name demo --license none",
        "create api --group batch --version v1 --kind Timer",
        "create api --group batch --version v1 --kind Clock --namespaced=false",
        "create webhook --group batch --version v1 --kind Timer --defaulting --programmatic-validation",
    ] {
        let said = run(command);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
    }
    for (command, answer) in [
        (
            "rbac suggest",
            "the markers grant the permissions for all requests that were found\n",
        ),
        (
            "rbac suggest --check",
            "the roles have what the program needs, and nothing else\n",
        ),
    ] {
        let said = run(command);
        assert_eq!((said.status, said.out.as_str()), (0, ""), "{command}");
        assert!(said.err.starts_with(answer), "{command}: {}", said.err);
    }

    // What nothing needs is found still.
    let role = project.text("config/rbac/leader_election_role.yaml");
    project.write(
        "config/rbac/leader_election_role.yaml",
        &role.replace("  - get\n", "  - get\n  - delete\n"),
    );
    let said = run("rbac suggest --check");
    assert_eq!(
        said.out,
        "not needed by a call that was found: groups=coordination.k8s.io,resources=leases,verbs=delete\n"
    );
}
