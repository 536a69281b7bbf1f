//! External plugins.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli::project::Project;

const PAGE: &str = include_str!("../../../docs/src/howto/writing-a-plugin.md");
const TILT: &str = "tilt.example.com/v1";

/// The changes in the guide are valid, and do what the page says.
#[test]
fn documented_changes() {
    let json = PAGE
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
    let project = initialized();
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
    assert!(project.text("PROJECT").contains("    title: Notes\n"));
}

/// The program in the guide is the one of `testdata/plugins`, which the next test runs.
#[test]
fn the_documented_program() {
    let program = include_str!("../../../testdata/plugins/tilt.example.com/v1/tilt.example.com.py");
    assert!(PAGE.contains(&format!("```python\n{program}```\n")));
}

/// From `edit --plugins` to `edit --remove-plugins`, an external plugin does what a built-in one does.
#[test]
fn one_lives_with_the_project() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plugins");
    let plugins = Project::at(&plugins);
    let project = initialized();
    let before = project.files();
    let ok = |args: &[&str]| {
        let (status, said) = run(&project, &plugins, args);
        assert_eq!(status, 0, "{args:?}: {said}");
        said
    };
    assert!(
        ok(&["plugins"])
            .contains("  tilt.example.com/v1                   A Tiltfile with a sample of each kind\n")
    );

    let add = [
        "edit",
        "--plugins",
        "tilt.example.com",
        "--",
        "--context",
        "kind-dev",
    ];
    let planned = ok(&[
        "edit",
        "--plugins",
        "tilt.example.com",
        "--dry-run",
        "--",
        "--context",
        "kind-dev",
    ]);
    assert_eq!(
        planned,
        "Makefile would be changed\nTiltfile would be created\nPROJECT would be changed\n"
    );
    assert!(
        ok(&["edit", "--plugins", "tilt.example.com", "--diff"])
            .contains("+k8s_yaml(kustomize('config/default'))\n")
    );
    assert_eq!(project.files(), before);
    ok(&add);
    assert!(
        project
            .text("Tiltfile")
            .contains("allow_k8s_contexts('kind-dev')\n")
    );
    // Edits stay.
    project.write("Tiltfile", &(project.text("Tiltfile") + "# mine\n"));
    assert!(
        project
            .text("Makefile")
            .contains("\ntilt-up: ## Deploy with Tilt")
    );
    let record = "\
plugins:
  rust.kubewright.dev/v1:
    external:
    - tilt.example.com/v1
  tilt.example.com/v1:
    context: kind-dev
";
    assert!(
        project.text("PROJECT").contains(record),
        "{}",
        project.text("PROJECT")
    );
    assert!(ok(&["plugins"]).contains("* tilt.example.com/v1 "));
    let added = project.files();
    ok(&["edit", "--plugins", TILT]);
    assert_eq!(project.files(), added);

    let of_api = ["--group", "cache", "--version", "v1", "--kind", "Memcached"];
    ok(&[&["create", "api"][..], &of_api].concat());
    assert!(
        project
            .text("Tiltfile")
            .contains("k8s_yaml('config/samples/cache_v1_memcached.yaml')\n")
    );
    assert!(project.text("Tiltfile").contains("kind-dev"));
    ok(&[
        "rename",
        "api",
        "--group",
        "cache",
        "--kind",
        "Memcached",
        "--to",
        "Cache",
    ]);
    assert!(project.text("Tiltfile").contains("cache_v1_cache.yaml"));
    ok(&[
        "create",
        "webhook",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Cache",
        "--defaulting",
    ]);
    ok(&[
        "delete",
        "api",
        "--group",
        "cache",
        "--version",
        "v1",
        "--kind",
        "Cache",
    ]);
    assert_eq!(project.text("Tiltfile"), added[Path::new("Tiltfile")]);

    let edited = project.files();
    let (status, said) = run(
        &project,
        &plugins,
        &["edit", "--remove-plugins", "tilt.example.com"],
    );
    assert_eq!(status, 1);
    assert!(
        said.starts_with("error: `Tiltfile` cannot be removed: "),
        "{said}"
    );
    assert_eq!(project.files(), edited);
    ok(&["edit", "--remove-plugins", "tilt.example.com", "--force"]);
    let after = project.files();
    assert_eq!(after.get(Path::new("PROJECT")), before.get(Path::new("PROJECT")));
    assert_eq!(
        after.get(Path::new("Makefile")),
        before.get(Path::new("Makefile"))
    );
    assert!(!after.contains_key(Path::new("Tiltfile")));
    assert_eq!(
        ok(&["edit", "--remove-plugins", TILT]),
        "nothing to do: all files are up to date\n"
    );
}

/// A new project can have one too; then `PROJECT` is as if it had been added later.
#[test]
fn one_from_the_start() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plugins");
    let plugins = Project::at(&plugins);
    let (first, later) = (Project::empty(), initialized());
    let args = [&INIT[..5], &["--plugins", "rust/v1,tilt.example.com"]].concat();
    assert_eq!(run(&first, &plugins, &args).0, 0);
    assert_eq!(run(&later, &plugins, &["edit", "--plugins", TILT]).0, 0);
    let record = |project: &Project| {
        let text = project.text("PROJECT");
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(record(&first), record(&later));
    assert_eq!(first.text("Tiltfile"), later.text("Tiltfile"));
}

#[test]
fn arguments_that_it_does_not_have() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plugins");
    let plugins = Project::at(&plugins);
    let project = initialized();
    let before = project.files();
    for (args, expected) in [
        (
            "edit --plugins tilt.example.com -- --contxt kind-dev",
            "error: the plugin `tilt.example.com/v1` has no flag `--contxt`; did you mean `--context`?\n",
        ),
        (
            "edit --plugins tilt.example.com -- --context",
            "error: the plugin `tilt.example.com/v1` needs a value after `--context`\n",
        ),
        (
            "edit --multigroup -- --context kind-dev",
            "error: `--context` after `--` is an argument for external plugins, and none runs; remove it\n",
        ),
        (
            "edit --plugins tilt.example.com --remove-plugins tilt.example.com/v1",
            "error: `tilt.example.com/v1` is both added and removed; name it in `--plugins` or in `--remove-plugins`\n",
        ),
        (
            "edit --remove-plugins tilt.exmple.com",
            "error: `tilt.exmple.com` is not an optional plugin; the optional plugins are",
        ),
        (
            "edit --plugins tilt.exmple.com",
            "error: unknown plugin `tilt.exmple.com`; did you mean `tilt.example.com/v1`?\n",
        ),
    ] {
        let args: Vec<_> = args.split(' ').collect();
        let (status, said) = run(&project, &plugins, &args);
        assert!(status > 0 && said.starts_with(expected), "{said}");
        assert_eq!(project.files(), before);
    }
}

/// What a plugin may not do, and what is not an answer, stops the command before anything is written.
#[test]
fn one_that_goes_too_far_changes_nothing() {
    for (answer, reason) in [
        (
            r#"{"universe": {"NOTES.md": "x", "PROJECT": "version: \"3\"\n"}}"#,
            "wrote invalid output: it changes `PROJECT`, which only kubewright may do; a plugin records what it needs in `settings`",
        ),
        (
            r#"{"changes": {"NOTES.md": [{"write": "x"}], "PROJECT": ["remove"]}}"#,
            "wrote invalid output: it changes `PROJECT`, which only kubewright may do; a plugin records what it needs in `settings`",
        ),
        (
            r#"{"changes": {"NOTES.md": [{"create": {"text": "x"}}], "../kept.txt": ["remove"]}}"#,
            "wrote invalid output: `../kept.txt` cannot be written: it is outside of the project's folder",
        ),
        (
            r#"{"changes": {"../kept.txt": [{"write": "x"}]}}"#,
            "wrote invalid output: `../kept.txt` cannot be written: it is outside of the project's folder",
        ),
        (
            r#"{"changes": {"copy.txt": [{"moveFrom": "../kept.txt"}]}}"#,
            "wrote invalid output: `../kept.txt` cannot be written: it is outside of the project's folder",
        ),
        (
            r#"{"universe": {"out/x.txt": "x"}}"#,
            "wrote invalid output: `out/x.txt` cannot be written: a symbolic link leads outside of the project's folder; remove the link",
        ),
        (
            r#"{"universe": {"NOTES.md": "x"}"#,
            "wrote invalid output: EOF while parsing an object at line 2 column 0",
        ),
        (
            r#"{"changs": {"NOTES.md": ["remove"]}}"#,
            "wrote invalid output: unknown key `changs`; did you mean `changes`?",
        ),
        (r#"["NOTES.md"]"#, "wrote invalid output: it is not a JSON object"),
        (
            r#"{"apiVersion": "v2"}"#,
            "wrote invalid output: its `apiVersion` is `v2`; only `v1alpha1` is known",
        ),
        (r#"{"error": true}"#, "failed: it printed no reason"),
    ] {
        let outer = Project::empty();
        outer.write("kept.txt", "kept");
        outer.write("project/README.md", "");
        outer.write("elsewhere/x.txt", "kept");
        let project = Project::at(&outer.path().join("project"));
        assert_eq!(project.run(&INIT[..5]).status, 0);
        std::os::unix::fs::symlink("../elsewhere", project.path().join("out")).unwrap();
        let before = outer.files();
        // The first one answers well, so its files are planned when the second one fails.
        let plugins = plugins(
            "a.example.com",
            "cat > /dev/null\necho '{\"universe\": {\"A.md\": \"a\"}}'\n",
        );
        add_plugin(
            &plugins,
            "b.example.com",
            &format!("cat > /dev/null\ncat <<'END'\n{answer}\nEND\n"),
        );
        let (status, said) = run(
            &project,
            &plugins,
            &["edit", "--plugins", "a.example.com,b.example.com"],
        );
        assert_eq!(said, format!("error: the plugin `b.example.com/v1` {reason}\n"));
        assert_eq!(status, 1);
        assert_eq!(outer.files(), before);
    }
}

/// A plugin instead of the built-in ones is all that a project has, and a plugin of one call has no section in `PROJECT`.
#[test]
fn one_that_is_alone_and_one_of_a_call() {
    let plugins = plugins(
        "notes.example.com",
        "cat > /dev/null; echo '{\"settings\": {\"title\": \"x\"}}'\n",
    );
    let alone = Project::empty();
    let args = [&INIT[..5], &["--plugins", "notes.example.com"]].concat();
    assert_eq!(run(&alone, &plugins, &args).0, 0);
    assert!(
        alone
            .text("PROJECT")
            .contains("layout:\n- notes.example.com/v1\nplugins:\n  notes.example.com/v1:\n    title: x\n")
    );
    let (status, said) = run(&alone, &plugins, &["edit", "--remove-plugins", "notes"]);
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: `notes.example.com/v1` is the only plugin of the project; keep it, because a project needs at least one\n"
    );
    let project = initialized();
    let args = "create api --group cache --version v1 --kind Memcached --plugins rust,notes.example.com";
    let (status, said) = run(&project, &plugins, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: the plugin `notes.example.com/v1` has settings to record, but the project does not have it; add it with `kubewright edit --plugins notes.example.com/v1`\n"
    );
}

/// Without its program, a recorded plugin is an error that says what to do.
#[test]
fn one_whose_program_is_gone() {
    let folder = plugins("notes.example.com", "cat > /dev/null; echo '{}'\n");
    let (project, none) = (initialized(), Project::empty());
    let before = project.files();
    assert_eq!(
        run(&project, &folder, &["edit", "--plugins", "notes.example.com"]).0,
        0
    );
    let (status, said) = run(&project, &none, &["edit", "--multigroup"]);
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: the project has the plugin `notes.example.com/v1`, but its program is not installed; put the program into the folder for external plugins, or remove the plugin with `kubewright edit --remove-plugins notes.example.com/v1 --force`\n"
    );
    let (status, said) = run(&project, &none, &["alpha", "generate", "--output-dir", "made"]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("note: `notes.example.com/v1` is an external plugin: its files are not written\n"),
        "{said}"
    );
    fs::remove_dir_all(project.path().join("made")).unwrap();
    assert!(
        run(&project, &none, &["plugins"])
            .1
            .contains("* notes.example.com/v1                  (not installed)\n")
    );
    let (status, said) = run(&project, &none, &["edit", "--remove-plugins", "notes"]);
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: the program of the plugin `notes.example.com/v1` is not installed, so it cannot remove its files; add `--force` to remove only its record\n"
    );
    let (status, said) = run(&project, &none, &["edit", "--remove-plugins", "notes", "--force"]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("note: the files of `notes.example.com/v1` stay; remove them yourself\n"),
        "{said}"
    );
    assert_eq!(project.files(), before);
}

/// A plugin that cannot remove its files, as one for kubebuilder, is removed with `--force`.
#[test]
fn one_that_does_not_remove() {
    let script =
        "if grep -q '\"command\":\"remove\"'; then echo 'unknown command' >&2; exit 1; fi\necho '{}'\n";
    let plugins = plugins("notes.example.com", script);
    let project = initialized();
    let before = project.files();
    assert_eq!(
        run(&project, &plugins, &["edit", "--plugins", "notes.example.com"]).0,
        0
    );
    let (status, said) = run(&project, &plugins, &["edit", "--remove-plugins", "notes"]);
    assert_eq!(status, 1);
    assert_eq!(
        said,
        "error: the plugin `notes.example.com/v1` failed: unknown command; add `--force` to remove only its record\n"
    );
    assert_eq!(
        run(
            &project,
            &plugins,
            &["edit", "--remove-plugins", "notes", "--force"]
        )
        .0,
        0
    );
    assert_eq!(project.files(), before);
}

/// Ctrl-C while a plugin hangs: both programs end, and nothing is written.
#[test]
fn one_that_hangs() {
    let plugins = Project::empty();
    let started = plugins.path().join("started");
    let script = format!(
        "echo $$ > {0}.new; mv {0}.new {0}; exec sleep 600\n",
        started.display()
    );
    add_plugin(&plugins, "notes.example.com", &script);
    let project = initialized();
    let before = project.files();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kubewright"))
        .args(["edit", "--plugins", "notes.example.com"])
        .current_dir(project.path())
        .env("EXTERNAL_PLUGINS_PATH", plugins.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !started.exists() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::sleep(Duration::from_millis(5));
    }
    let signal = |name: &str, id: &str| {
        Command::new("kill")
            .args([name, id])
            .stderr(Stdio::null())
            .status()
            .unwrap()
    };
    signal("-INT", &child.id().to_string());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: interrupted while the plugin `notes.example.com/v1` was running; nothing was written\n"
    );
    assert_eq!(project.files(), before);
    let id = fs::read_to_string(&started).unwrap();
    assert!(!signal("-0", id.trim()).success(), "the plugin still runs");
}

fn initialized() -> Project {
    let project = Project::empty();
    assert_eq!(project.run(&INIT[..5]).status, 0);
    project
}

/// A folder of plugins that contains this script as a plugin.
fn plugins(name: &str, script: &str) -> Project {
    let folder = Project::empty();
    add_plugin(&folder, name, script);
    folder
}

fn add_plugin(folder: &Project, name: &str, script: &str) {
    let path = format!("{name}/v1/{name}.sh");
    folder.write(&path, &format!("#!/bin/sh\n{script}"));
    fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(0o755)).unwrap();
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
