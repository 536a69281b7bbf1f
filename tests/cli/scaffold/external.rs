//! External plugins.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::cli::project::Project;

/// The changes in `docs/plugins.md` are valid, and do what the page says.
#[test]
fn documented_changes() {
    let page = include_str!("../../../docs/plugins.md");
    let json = page
        .split("```json\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let answer = json.replace('\n', " ").replace("\\n", "\\\\n");
    let plugins = plugins(
        "notes.example.com",
        &format!("cat > /dev/null\nprintf '{answer}'\n"),
    );
    let project = Project::empty();
    assert_eq!(project.run(&INIT[..5]).status, 0);
    project.write("old.txt", "old");
    let args = ["edit", "--plugins", "notes.example.com/v1"];
    let (status, said) = run(&project, &plugins, &args);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("NOTES.md"), "# Notes\n");
    assert!(
        project
            .text("config/default/kustomization.yaml")
            .contains("- ../notes\n")
    );
    assert!(!project.path().join("old.txt").exists());
}

/// A folder of plugins that contains this script as a plugin.
fn plugins(name: &str, script: &str) -> Project {
    let folder = Project::empty();
    let path = format!("{name}/v1/{name}.sh");
    folder.write(&path, &format!("#!/bin/sh\n{script}"));
    fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn run(project: &Project, plugins: &Project, args: &[&str]) -> (u8, String) {
    let said = project.run_with(
        args,
        &[("EXTERNAL_PLUGINS_PATH", plugins.path().to_str().unwrap())],
    );
    (said.status, said.out + &said.err)
}

const INIT: [&str; 7] = [
    "init",
    "--project-name",
    "demo",
    "--license",
    "none",
    "--plugins",
    "rust/v1,notes.example.com/v1",
];

#[test]
fn writes_files_and_inserts_lines() {
    let plugins = plugins(
        "notes.example.com",
        r##"cat > asked.json
cat <<'END'
{"apiVersion": "v1alpha1", "universe": {"NOTES.md": "# Notes\n"},
 "changes": {"Makefile": [{"create": {"text": "", "ifExists": "keep"}}], "more/notes.txt": [
   {"create": {"text": "# +kubebuilder:scaffold:notes\n"}}, {"insert": {"anchor": "notes", "text": "one"}}]}}
END
"##,
    );
    let project = Project::empty();
    let args: Vec<_> = INIT.iter().copied().chain(["--", "--own-flag"]).collect();
    let (status, said) = run(&project, &plugins, &args);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("NOTES.md"), "# Notes\n");
    assert_eq!(
        project.text("more/notes.txt"),
        "one\n# +kubebuilder:scaffold:notes\n"
    );
    assert!(!project.text("Makefile").is_empty());
    assert!(project.text("PROJECT").contains("- notes.example.com/v1\n"));
    let asked: serde_json::Value = serde_json::from_str(&project.text("asked.json")).unwrap();
    assert_eq!(asked["apiVersion"], "v1alpha1");
    assert_eq!(asked["command"], "init");
    assert_eq!(asked["args"].as_array().unwrap().last().unwrap(), "--own-flag");
    assert_eq!(asked["config"]["projectName"], "demo");
    assert_eq!(
        asked["pluginChain"].as_array().unwrap().last().unwrap(),
        "notes.example.com/v1"
    );
    assert!(asked["universe"]["Cargo.toml"].as_str().unwrap().contains("demo"));
}

#[test]
fn one_that_fails_leaves_nothing() {
    for (script, reason) in [
        (
            "cat > /dev/null; echo '{\"error\": true, \"errorMsgs\": [\"no notes today\"]}'",
            "the plugin `notes.example.com/v1` failed: no notes today",
        ),
        (
            "echo broken >&2; exit 3",
            "the plugin `notes.example.com/v1` failed: broken",
        ),
        (
            "cat > /dev/null; echo hello",
            "the plugin `notes.example.com/v1` wrote invalid output: expected value at line 1 column 1",
        ),
        (
            "cat > /dev/null; echo '{\"universe\": {\"../out.txt\": \"x\"}}'",
            "it is outside of the project's folder",
        ),
    ] {
        let plugins = plugins("notes.example.com", script);
        let project = Project::empty();
        let (status, said) = run(&project, &plugins, &INIT);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(reason), "{said}");
        assert!(project.files().is_empty(), "{said}");
    }
}

#[test]
fn one_that_is_no_program() {
    let plugins = plugins("notes.example.com", "");
    let path = "notes.example.com/v1/notes.example.com.sh";
    plugins.write(path, "#!/nowhere/at/all\n");
    let project = Project::empty();
    let (status, said) = run(&project, &plugins, &INIT);
    let reason = format!(
        "the plugin `notes.example.com/v1` cannot be run: No such file or directory (os error 2); `{}` must be an executable file",
        plugins.path().join(path).display()
    );
    assert_eq!(status, 1, "{said}");
    assert!(said.contains(&reason), "{said}");
    assert!(project.files().is_empty(), "{said}");
}

#[test]
fn names_that_fit_two() {
    let plugins = plugins("rust.example.com", "exit 1\n");
    let project = Project::empty();
    let (status, said) = run(
        &project,
        &plugins,
        &["init", "--project-name", "demo", "--plugins", "rust/v1"],
    );
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: the plugin `rust/v1` is ambiguous; write `rust.example.com/v1` or `rust.kubewright.dev/v1`\n"
    );
}

#[test]
fn what_is_no_program_is_no_plugin() {
    let plugins = Project::empty();
    plugins.write("notes/v1/notes.sh", "#!/bin/sh\n");
    let (status, said) = run(
        &Project::empty(),
        &plugins,
        &["init", "--project-name", "demo", "--plugins", "notes/v1"],
    );
    assert_eq!(status, 1);
    assert!(said.starts_with("error: unknown plugin `notes/v1`"), "{said}");
}
