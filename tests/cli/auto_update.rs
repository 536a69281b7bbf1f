//! The workflow that opens pull requests with updates: its scripts run in a repository, with programs in place of kubewright and gh.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::project::Project;
use super::update::history::History;

const WORKFLOW: &str = ".github/workflows/auto-update.yml";

struct Repository {
    /// `work` is the clone, `origin.git` the repository on GitHub, `bin` has programs.
    folder: Project,
    workflow: Value,
}

/// How the fake `kubewright alpha update` behaves.
const CLEAN: &str = "echo new > file.txt; echo 'changed file.txt' >&2";
const CONFLICT: &str = "printf '<<<<<<< yours\\nmine\\n=======\\nnew\\n>>>>>>> update\\n' > file.txt; echo 'error: the same lines' >&2; exit 1";
const WORKFLOWS: &str = "echo new > file.txt; echo '# new' >> .github/workflows/lint.yml";
const NOTHING: &str = "echo 'nothing to do: the files are up to date' >&2";
const ERROR: &str = "echo 'error: no known version' >&2; exit 1";

impl Repository {
    fn new(update: &str) -> Self {
        let mut files = made().files();
        files.insert("file.txt".into(), "old\n".to_owned());
        let repository = Self::with(&files);
        repository.program(
            "kubewright",
            &format!(
                "case \"$*\" in\n--version) echo kubewright 0.2.0 ;;\n'alpha update --show') echo '## 0.2.0' ;;\n\
                 'alpha update') {update} ;;\n*) exit 9 ;;\nesac"
            ),
        );
        repository
    }

    /// A repository with these files, and the workflow of a new project.
    fn with(files: &BTreeMap<PathBuf, String>) -> Self {
        let folder = Project::empty();
        for (path, text) in files {
            folder.write(&format!("work/{}", path.display()), text);
        }
        let workflow = kubewright_core::yaml::from_str(&made().text(WORKFLOW)).unwrap();
        let repository = Self { folder, workflow };
        repository.git(&["init", "--quiet", "--bare", "../origin.git"]);
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--message", "first"]);
        repository.git(&["remote", "add", "origin", "../origin.git"]);
        repository.program(
            "gh",
            "case \"$1 $2\" in\n'pr list') cat ../existing 2>/dev/null || true ;;\n'auth setup-git') ;;\n\
             'pr create') echo \"$@\" > ../created; cp \"$8\" ../body.md ;;\n*) exit 9 ;;\nesac",
        );
        repository
    }

    fn git(&self, args: &[&str]) -> String {
        let output = self.command("git").args(args).output().unwrap();
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// A file of a branch, as others get it.
    fn pushed(&self, branch: &str, path: &str) -> String {
        self.git(&["--git-dir", "../origin.git", "show", &format!("{branch}:{path}")])
    }

    fn program(&self, name: &str, lines: &str) {
        let path = format!("bin/{name}");
        self.folder.write(&path, &format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(self.folder.path().join(path), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let at = |name: &str| self.folder.path().join(name);
        let mut command = Command::new(program);
        command
            .current_dir(at("work"))
            .env(
                "PATH",
                format!("{}:{}", at("bin").display(), std::env::var("PATH").unwrap()),
            )
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", "A")
            .env("GIT_AUTHOR_EMAIL", "a@example.com")
            .env("GIT_COMMITTER_NAME", "A")
            .env("GIT_COMMITTER_EMAIL", "a@example.com")
            .env("RUNNER_TEMP", at("temp"))
            .env("GITHUB_OUTPUT", at("output"));
        command
    }

    /// Runs a step as GitHub does.
    fn step(&self, job: &str, name: &str, variables: &[(&str, &str)]) -> Output {
        let steps = self.workflow["jobs"][job]["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["name"] == name).unwrap();
        let shell = step["shell"].as_str().unwrap_or_default();
        let options: &[&str] = match shell {
            "bash" => &["--noprofile", "--norc", "-eo", "pipefail", "-c"],
            _ => &["-e", "-c"],
        };
        let script = step["run"].as_str().unwrap();
        let mut command = self.command("bash");
        command
            .args(options)
            .arg(script)
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    /// The first job: its success, and the branch that it chose.
    fn update(&self) -> (bool, String) {
        fs::create_dir_all(self.folder.path().join("temp")).unwrap();
        let output = self.step("update", "Update the files", &[]);
        let said = fs::read_to_string(self.folder.path().join("output")).unwrap_or_default();
        (
            output.status.success(),
            said.trim().trim_start_matches("branch=").to_owned(),
        )
    }

    /// The second job, in a fresh clone.
    fn pull_request(&self, branch: &str, token: &str) -> String {
        self.git(&["reset", "--quiet", "--hard"]);
        let variables = [("BRANCH", branch), ("HAS_OWN_TOKEN", token)];
        let output = self.step("pull-request", "Open a pull request", &variables);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn text(&self, path: &str) -> String {
        self.folder.text(path)
    }
}

/// A new project with the workflow.
fn made() -> Project {
    let project = Project::empty();
    let args = "init --project-name demo --plugins rust/v1,autoupdate";
    let said = project.run(&args.split(' ').collect::<Vec<_>>());
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

#[test]
fn an_update_becomes_a_pull_request() {
    let repository = Repository::new(CLEAN);
    let (ok, branch) = repository.update();
    assert!(
        ok && branch.starts_with("kubewright-update/demo/0.2.0-"),
        "{branch}"
    );
    repository.pull_request(&branch, "false");
    let created = repository.text("created");
    assert!(
        created.starts_with(&format!(
            "pr create --head {branch} --title Update the scaffold to kubewright 0.2.0 --body-file "
        )),
        "{created}"
    );
    let body = repository.text("body.md");
    assert!(
        body.starts_with(
            "The files of this project as kubewright 0.2.0 writes them, merged with your edits.\n\n## 0.2.0\n"
        ),
        "{body}"
    );
    assert!(body.contains("    changed file.txt\n"), "{body}");
    assert_eq!(repository.pushed(&branch, "file.txt"), "new\n");
}

/// Files with conflicts are named first, and are in the branch with their markers.
#[test]
fn conflicts_are_visible() {
    let repository = Repository::new(CONFLICT);
    let (ok, branch) = repository.update();
    assert!(ok);
    repository.pull_request(&branch, "false");
    assert!(
        repository
            .text("created")
            .contains("--title Update the scaffold to kubewright 0.2.0 (with conflicts) ")
    );
    let body = repository.text("body.md");
    assert!(body.starts_with("> [!WARNING]\n"), "{body}");
    assert!(body.contains("\n> * `file.txt`\n"), "{body}");
    let file = repository.pushed(&branch, "file.txt");
    assert!(file.contains("<<<<<<< yours\n"), "{file}");
}

/// Without a token of its own, the workflow shows changes of workflows as a patch; with one, it commits them.
#[test]
fn workflows_need_a_token() {
    for (token, is_committed) in [("false", false), ("true", true)] {
        let repository = Repository::new(WORKFLOWS);
        let (_, branch) = repository.update();
        repository.pull_request(&branch, token);
        let body = repository.text("body.md");
        assert_eq!(
            body.contains("````diff\ndiff --git a/.github/workflows/lint.yml"),
            !is_committed,
            "{body}"
        );
        let lint = repository.pushed(&branch, ".github/workflows/lint.yml");
        assert_eq!(lint.ends_with("# new\n"), is_committed);
    }
}

#[test]
fn nothing_new_is_no_pull_request_and_an_error_is_one_of_the_job() {
    assert_eq!(Repository::new(NOTHING).update(), (true, String::new()));
    assert_eq!(Repository::new(ERROR).update(), (false, String::new()));
}

/// A pull request that is open, or that has the same change, stays as it is.
#[test]
fn an_existing_pull_request_stays() {
    let repository = Repository::new(CLEAN);
    let (_, branch) = repository.update();
    repository.folder.write(
        "existing",
        "merge or close https://github.com/example/demo/pull/7 first\n",
    );
    let said = repository.pull_request(&branch, "false");
    assert_eq!(
        said,
        "::notice::merge or close https://github.com/example/demo/pull/7 first\n"
    );
    assert!(!repository.folder.path().join("created").exists());
    assert_eq!(
        repository.git(&["--git-dir", "../origin.git", "branch", "--list"]),
        ""
    );
}

/// The workflow with the command itself, in a project of an earlier version: without edits, and with one that the update meets.
#[test]
fn the_command_itself() {
    for is_edited in [false, true] {
        let mut files = History::named("a56d155 webhooks").project().files();
        let main = files.get_mut(Path::new("src/main.rs")).unwrap();
        if is_edited {
            *main = main.replace("Manager::from_args(", "Manager::mine(");
            *main = main.replace("/// Names the lease", "/// Mine: the lease");
        }
        let repository = Repository::with(&files);
        repository.program(
            "kubewright",
            &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_kubewright")),
        );
        let (ok, branch) = repository.update();
        assert!(ok && branch.starts_with("kubewright-update/demo/"), "{branch}");
        repository.pull_request(&branch, "true");
        let body = repository.text("body.md");
        assert_eq!(body.contains("\n> * `src/main.rs`\n"), is_edited, "{body}");
        assert!(body.contains("\n* Changed `Makefile`\n"), "{body}");
        assert!(body.contains("    changed Makefile\n"), "{body}");
        let main = repository.pushed(&branch, "src/main.rs");
        assert_eq!(main.contains("\n<<<<<<< "), is_edited, "{main}");
    }
}

/// Only the job that runs git and gh alone may write, and every action is pinned to a commit.
#[test]
fn rights_are_the_least() {
    let repository = Repository::new(CLEAN);
    let text = repository.text(&format!("work/{WORKFLOW}"));
    let workflow = &repository.workflow;
    assert_eq!(workflow["permissions"], serde_json::json!({}));
    assert_eq!(
        workflow["jobs"]["update"]["permissions"],
        serde_json::json!({ "contents": "read" })
    );
    assert_eq!(
        workflow["jobs"]["pull-request"]["permissions"],
        serde_json::json!({ "contents": "write", "pull-requests": "write" })
    );
    let uses: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once("uses: "))
        .map(|(_, uses)| uses)
        .collect();
    assert_eq!(uses.len(), 4);
    for uses in uses {
        let (_, version) = uses.split_once('@').unwrap();
        let (commit, comment) = version.split_once(" # v").unwrap();
        assert!(commit.len() == 40 && !comment.is_empty(), "{uses}");
    }
}
