//! Nothing is written outside the project's folder.

use std::fs;

use crate::cli::project::Project;

fn init() -> Project {
    let project = Project::empty();
    assert_eq!(
        project
            .run(&["init", "--project-name", "demo", "--license", "none"])
            .status,
        0
    );
    project
}

const CREATE: [&str; 8] = [
    "create",
    "api",
    "--group",
    "cache",
    "--version",
    "v1",
    "--kind",
    "Memcached",
];

#[cfg(unix)]
#[test]
fn links_that_lead_out() {
    let (project, outside) = (init(), Project::empty());
    fs::remove_dir_all(project.path().join("src")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path().join("src")).unwrap();
    let said = project.run(&CREATE);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("a symbolic link leads outside of the project's folder"),
        "{}",
        said.err
    );
    assert!(outside.files().is_empty());
    assert!(!project.text("PROJECT").contains("Memcached"));
}

#[cfg(unix)]
#[test]
fn links_that_stay_are_followed() {
    let project = init();
    fs::rename(project.path().join("src"), project.path().join("source")).unwrap();
    std::os::unix::fs::symlink("source", project.path().join("src")).unwrap();
    let said = project.run(&CREATE);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(project.path().join("source/api/v1/memcached.rs").is_file());
}

#[cfg(unix)]
#[test]
fn a_project_file_that_is_a_link() {
    let project = init();
    fs::rename(project.path().join("PROJECT"), project.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", project.path().join("PROJECT")).unwrap();
    let said = project.run(&CREATE);
    assert_eq!(said.status, 1);
    assert!(
        said.err.starts_with("error: `PROJECT` is a symbolic link; "),
        "{}",
        said.err
    );
}

#[test]
fn a_project_file_that_is_a_folder() {
    let project = Project::empty();
    project.write("PROJECT/file", "");
    let said = project.run(&["init", "--project-name", "demo"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err.starts_with("error: `PROJECT` is a folder; "),
        "{}",
        said.err
    );
}

#[test]
fn a_file_that_is_no_text() {
    let project = init();
    let path = project.path().join("config/rbac/kustomization.yaml");
    let bytes = [&[0xff, b'\n'], &fs::read(&path).unwrap()[..]].concat();
    fs::write(&path, &bytes).unwrap();
    let said = project.run(&CREATE);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("`config/rbac/kustomization.yaml` cannot be changed: it is not UTF-8"),
        "{}",
        said.err
    );
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_folder_where_a_file_belongs() {
    let project = init();
    project.write("src/api/v1/memcached.rs/file", "");
    let before = project.files();
    let said = project.run(&CREATE);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("`src/api/v1/memcached.rs` cannot be written: it is a folder"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}
