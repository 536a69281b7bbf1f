//! The two states that are compared, and where they are read from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_bundle::is_yaml;
use kubewright_core::changes::Change;
use kubewright_core::crd::Crd;

use super::crds::{collect, of_list, plain};
use crate::commands::Context;
use crate::commands::below::{below, utf8};
use crate::commands::errors::{Stop, fail};
use crate::commands::git::Git;
use crate::commands::kustomize::kubectl;
use crate::commands::manifests::Scope;
use crate::commands::manifests::reading;
use crate::options::Generator;
use crate::plan;
use crate::project::Project;
use kubewright_analysis::{Analysis, Settings};
use kubewright_analysis::{Diagnostic, Level};

/// The CRDs of one state, by their names.
pub(super) struct State {
    /// What it is called in messages.
    pub(super) shown: String,
    pub(super) crds: BTreeMap<String, Crd>,
    /// The source that defines them.
    source: Option<Analysis>,
    /// What the cluster lists: it also has CRDs that are no concern of the other state.
    listed: Option<String>,
}

impl State {
    fn new(shown: String) -> Self {
        Self {
            shown,
            crds: BTreeMap::new(),
            source: None,
            listed: None,
        }
    }

    /// Reads the CRDs of a cluster that belong to the groups of another state.
    pub(super) fn complete(&mut self, other: &Self) -> Result<(), Stop> {
        if let Some(listed) = self.listed.take() {
            let groups = other.crds.values().map(|crd| crd.spec.group.clone()).collect();
            self.crds = of_list(&listed, &groups, &self.shown)?;
        }
        Ok(())
    }

    /// Where the source says what has changed.
    pub(super) fn place(&self, crd: &str, change: &Change) -> Option<(PathBuf, usize)> {
        let spec = &self.crds.get(crd)?.spec;
        let source = self.source.as_ref()?;
        let version = match change.version.as_str() {
            "" => &spec.versions.first()?.name,
            version => version,
        };
        source.place(&spec.group, version, &spec.names.kind, &change.path)
    }
}

/// Reads a state that an argument names.
pub(super) fn read(given: &str, project: Option<&Project>, cx: &mut Context<'_, '_>) -> Result<State, Stop> {
    let path = cx.directory.join(given);
    match given {
        "-" => of_stdin(cx),
        _ if path.exists() => of_path(given, &path),
        "cluster" => of_cluster(cx),
        _ => of_revision(given, project, cx),
    }
}

/// The present state: what the source defines, or else the CRDs in the folder.
pub(super) fn now(project: Option<&Project>, cx: &Context<'_, '_>) -> Result<State, Stop> {
    match project {
        // Without types in Rust, the files are the definition.
        Some(project) if project.content().is_some() => {
            let folder = Generator::Crd.folder();
            let path = cx.directory.join(folder);
            match path.exists() {
                true => of_path(folder, &path),
                // Before the first kind.
                false => Ok(State::new(format!("`{folder}`"))),
            }
        }
        Some(project) => of_source(project, cx),
        None => of_path(".", cx.directory),
    }
}

fn of_stdin(cx: &mut Context<'_, '_>) -> Result<State, Stop> {
    let mut state = State::new("stdin".to_owned());
    let piped = cx.piped()?;
    collect(&piped, "stdin", &mut state.crds)?;
    Ok(state)
}

fn of_path(given: &str, path: &Path) -> Result<State, Stop> {
    let mut state = State::new(format!("`{given}`"));
    for file in below(path).map_err(|found| unreadable(&found.path, &found.error))? {
        let shown = file
            .strip_prefix(path)
            .ok()
            .filter(|below| !below.as_os_str().is_empty());
        let shown = shown.map_or_else(
            || given.to_owned(),
            |below| Path::new(given).join(below).display().to_string(),
        );
        let bytes = std::fs::read(&file).map_err(|error| unreadable(&file, &error))?;
        let text = utf8(&shown, bytes)?;
        collect(&text, &format!("`{shown}`"), &mut state.crds)?;
    }
    Ok(state)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    let text = format!("cannot read `{}`: {}", path.display(), plan::reason(error));
    fail(text, "name a file that exists")
}

fn of_cluster(cx: &Context<'_, '_>) -> Result<State, Stop> {
    let mut state = State::new("the cluster".to_owned());
    let output = Command::new(kubectl(cx.variables))
        .args(["get", "customresourcedefinitions", "--output", "json"])
        .current_dir(cx.directory)
        .output();
    let reason = match output {
        Ok(output) if output.status.success() => {
            state.listed = Some(String::from_utf8_lossy(&output.stdout).into_owned());
            return Ok(state);
        }
        // The lines above the last one are logs.
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stderr);
            text.trim().lines().last().unwrap_or("no reason given").to_owned()
        }
        Err(error) => plan::reason(&error),
    };
    Err(fail(
        format!("`kubectl get customresourcedefinitions` failed: {reason}"),
        "select a cluster with `kubectl config use-context`",
    ))
}

/// The CRDs of a git revision: those in the folder of a project's CRDs, or in the one that `REVISION:FOLDER` names.
fn of_revision(given: &str, project: Option<&Project>, cx: &mut Context<'_, '_>) -> Result<State, Stop> {
    let (revision, folder) = match given.split_once(':') {
        Some((revision, folder)) => (revision, folder),
        None if project.is_some() => (given, Generator::Crd.folder()),
        None => (given, "."),
    };
    let git = Git::of(cx.directory);
    git.is_usable("name a file or folder with CRDs")?;
    if !git.is_repository() {
        return Err(without_repository(given));
    }
    let commit = format!("{revision}^{{commit}}");
    if git
        .output(&["rev-parse", "--quiet", "--verify", &commit])
        .is_err()
    {
        let text = match revision {
            "HEAD" => "the git repository has no commit".to_owned(),
            _ => format!("`{revision}` is neither a file, a folder nor a git revision"),
        };
        return Err(fail(
            text,
            "`git log` and `git tag` list revisions; `cluster` stands for the cluster",
        ));
    }
    let output = |args: &[&str]| {
        git.output(args).map_err(|reason| {
            fail(
                format!("`git {}` failed: {reason}", args.join(" ")),
                "name a revision of this repository",
            )
        })
    };
    let mut state = State::new(format!("`{given}`"));
    for path in output(&["ls-tree", "-r", "--name-only", revision, "--", folder])?.lines() {
        if is_yaml(Path::new(path)) {
            let text = output(&["show", &format!("{revision}:./{path}")])?;
            collect(&text, &format!("`{revision}:{path}`"), &mut state.crds)?;
        }
    }
    if state.crds.is_empty() {
        let text = format!("`{folder}` has no CRDs in the git revision `{revision}`");
        // The commit before the first API has none.
        if project.is_none() || given.contains(':') {
            let help = format!("commit the CRDs, or name a folder that has them: `{revision}:FOLDER`");
            return Err(fail(text, help));
        }
        cx.printer.status(&format!("note: {text}"));
    }
    Ok(state)
}

fn without_repository(given: &str) -> Stop {
    if given.starts_with("HEAD") || given.contains(':') {
        return fail(
            format!("this folder is not in a git repository, so there is no `{given}` to compare with"),
            "run `git init` and commit the CRDs, or name a file or folder with CRDs; `cluster` stands for the cluster",
        );
    }
    fail(
        format!("`{given}` is neither a file nor a folder, and this folder is not in a git repository"),
        "name a file or folder with CRDs",
    )
}

/// What the source of a project defines.
fn of_source(project: &Project, cx: &Context<'_, '_>) -> Result<State, Stop> {
    let scope = Scope::of_project(project.clone(), cx.directory);
    let (analysis, mut errors) =
        Analysis::read(cx.directory, &scope.paths, &reading(Some(project), cx.directory)?).map_err(broken)?;
    let (documents, mut more) = analysis.definitions(Settings::default(), |crd, _| {
        plain(&crd).map_err(|message| vec![message.into()])
    });
    let mut errors = errors.take();
    errors.extend(more.take());
    if errors.iter().any(|error| error.level == Level::Error) {
        return Err(broken(errors));
    }
    let crds = documents.into_iter().map(|document| document.made);
    let crds = crds.filter(|crd| scope.defines(&crd.spec.group, &crd.spec.names.kind));
    Ok(State {
        shown: "the source".to_owned(),
        crds: crds.map(|crd| (crd.metadata.name.clone(), crd)).collect(),
        source: Some(analysis),
        listed: None,
    })
}

fn broken(found: Vec<Diagnostic>) -> Stop {
    let errors = found.into_iter().filter(|found| found.level == Level::Error);
    Stop::Failure(errors.map(Diagnostic::into_message).collect())
}
