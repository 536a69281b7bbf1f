//! `delete api` in a project whose operator is made of Ansible roles.

use super::project::Project;

const NGINX: [&str; 6] = ["--group", "demo", "--version", "v1alpha1", "--kind", "Nginx"];

/// A project whose role has rules for another kind, so that those of a new one are the only difference.
fn project() -> Project {
    let project = Project::empty();
    let args = [
        "init",
        "--plugins",
        "ansible",
        "--project-name",
        "shop-operator",
        "--license",
        "none",
        "--runtime",
        "version=0.1.0",
    ];
    run(&project, &args);
    add(&project, "v1", "Shop");
    project
}

/// Runs a command that succeeds, and returns its messages.
fn run(project: &Project, args: &[&str]) -> String {
    let said = project.run(args);
    assert_eq!(said.status, 0, "{args:?}: {}", said.err);
    said.err
}

fn add(project: &Project, version: &str, kind: &str) {
    let of_kind = ["--version", version, "--kind", kind];
    run(
        project,
        &[&["create", "api", "--group", "demo"], &of_kind[..]].concat(),
    );
}

fn call<'a>(verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[verb, "api"], &NGINX[..], more].concat()
}

#[test]
fn an_api_is_deleted_with_its_content_and_what_was_added_to_its_entry() {
    let content = [
        (&[][..], "role: nginx"),
        (&["--generate-playbook"], "playbook: playbooks/nginx.yml"),
        (
            &["--generate-role", "--generate-playbook"],
            "playbook: playbooks/nginx.yml",
        ),
    ];
    for (flags, last) in content {
        let project = project();
        let before = project.files();
        run(&project, &call("create", flags));
        let watches = project.text("watches.yaml");
        let more = "  # With\n  vars:\n    size: 2\n";
        let longer = watches.replace(&format!("  {last}\n"), &format!("  {last}\n{more}"));
        assert_ne!(longer, watches);
        project.write("watches.yaml", &longer);
        let said = run(&project, &call("delete", &[]));
        assert_eq!(project.files(), before, "{flags:?}");
        assert!(!said.contains("note:"), "{said}");
    }
}

#[test]
fn an_edited_role_stays_and_is_named() {
    let project = project();
    run(
        &project,
        &call("create", &["--generate-role", "--generate-playbook"]),
    );
    let tasks = "roles/nginx/tasks/main.yml";
    project.write(tasks, "- name: Mine\n");
    let said = run(&project, &call("delete", &[]));
    let note =
        "note: `roles/nginx` stays, because you have changed it; remove it if you do not need it any more\n";
    assert!(said.contains(note), "{said}");
    assert_eq!(project.text(tasks), "- name: Mine\n");
    let has = |path: &str| project.path().join(path).exists();
    assert!(has("roles/nginx/defaults/main.yml") && !has("playbooks/nginx.yml"));
}

#[test]
fn a_role_stays_as_long_as_another_kind_runs_it() {
    let project = project();
    run(&project, &call("create", &[]));
    let watches = project.text("watches.yaml");
    project.write("watches.yaml", &watches.replace("role: shop", "role: nginx"));
    run(&project, &call("delete", &[]));
    let has = |path: &str| project.path().join(path).exists();
    assert!(has("roles/nginx/tasks/main.yml") && !has("molecule/default/tasks/nginx_test.yml"));
    assert!(project.text("watches.yaml").contains("role: nginx"));
}

#[test]
fn a_role_stays_as_long_as_the_playbook_of_another_version_runs_it() {
    let project = project();
    run(
        &project,
        &call("create", &["--generate-role", "--generate-playbook"]),
    );
    add(&project, "v1", "Nginx");
    run(&project, &call("delete", &[]));
    let has = |path: &str| project.path().join(path).exists();
    assert!(has("playbooks/nginx.yml") && has("roles/nginx/tasks/main.yml"));
}

#[test]
fn another_version_has_the_edited_role_of_the_first() {
    let project = project();
    run(&project, &call("create", &[]));
    let tasks = "roles/nginx/tasks/main.yml";
    project.write(tasks, "- name: Mine\n");
    add(&project, "v1", "Nginx");
    assert_eq!(project.text(tasks), "- name: Mine\n");
    assert!(
        project
            .text("watches.yaml")
            .contains("  version: v1\n  kind: Nginx\n  role: nginx\n")
    );
    let crd = project.text("config/crd/bases/demo.my.domain_nginxes.yaml");
    assert!(
        crd.contains("name: v1alpha1\n") && crd.contains("name: v1\n"),
        "{crd}"
    );
    // The role stays for the other version.
    let said = run(&project, &call("delete", &[]));
    assert!(!said.contains("roles/nginx"), "{said}");
    assert_eq!(project.text(tasks), "- name: Mine\n");
}
