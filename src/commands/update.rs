//! `kubewright alpha update`: the files of a project as this version writes them, with the user's edits.

mod git;
mod range;
mod tool;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::errors::{Stop, fail, failure};
use super::parts::allow_outside;
use super::{Context, SUCCESS};
use crate::cli;
use crate::licence;
use crate::plan::{self, Change, Edit, IfExists, Plan};
use crate::plugins::{Chain, Runtime, Settings};
use crate::project::{HELM, Project, file};
use crate::threads;
use crate::update::decide::{Conflicted, Decided, Written, decide, detect};
use crate::update::editions::Edition;
use crate::update::marked::has_markers;
use crate::update::{Texts, notes};
use git::Git;
use range::Range;

/// Files that the update leaves alone: one that `manifests` writes, and the license header, which is the user's.
const LEFT: [&str; 2] = ["config/rbac/role.yaml", licence::PATH];

pub(super) fn run(args: &cli::Update, mut cx: Context<'_, '_>) -> u8 {
    let result = update(args, &mut cx);
    cx.end(result)
}

fn update(args: &cli::Update, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let project = &session.file.project;
    let (chain, external) = cx.built_in(project)?;
    let range = Range::of(project, args)?;
    let git = check(args, cx)?;
    let found = Found::read(project, &chain, session.settings.clone(), &range, cx)?;
    if args.show {
        cx.printer.result(&notes::of_project(
            &range.editions[found.most..],
            &found.written[found.most..],
        ));
        return Ok(SUCCESS);
    }
    let mut decided = decide(
        found.bases(&range),
        found.most_of(&range),
        &found.new,
        &found.disk,
    );
    if let Some(tool) = &args.merge_tool {
        tool::run(tool, &mut decided, cx.directory, &git)?;
    }
    decided.notes.extend(notes_of(project, external));
    let conflicts = std::mem::take(&mut decided.conflicts);
    let notes = std::mem::take(&mut decided.notes);
    let (plan, new) = plan(decided, project, &range, &found);
    let plan = with_project(plan, session.file.with(&new), project, &new);
    cx.write_update(args, &git, plan, (&conflicts, notes), &range)
}

/// Checks the state of git, which brings the files back if the update is not wanted.
fn check(args: &cli::Update, cx: &Context<'_, '_>) -> Result<Git, Stop> {
    let git = Git::of(cx.directory);
    if args.show || args.dry_run || args.diff {
        return Ok(git);
    }
    if let Some(branch) = &args.branch {
        git.can_create(branch)?;
    }
    if !args.force {
        git.is_clean()?;
    }
    Ok(git)
}

/// What editions write for the project, and what is on disk.
struct Found {
    /// Oldest first; the first is the oldest that may have written files.
    written: Vec<Written>,
    /// The edition that wrote most files.
    most: usize,
    /// What is written now.
    new: Written,
    disk: Texts,
}

impl Found {
    fn read(
        project: &Project,
        chain: &Chain,
        mut settings: Settings,
        range: &Range,
        cx: &Context<'_, '_>,
    ) -> Result<Self, Stop> {
        let text = |path: &str| std::fs::read_to_string(cx.directory.join(path)).ok();
        if let Some(runtime) = text("Cargo.toml").and_then(|text| Runtime::of_manifest(&text)) {
            settings.runtime = runtime;
        }
        let mut years = ["src/main.rs", "src/lib.rs"].into_iter().filter_map(text);
        if let Some(year) = years.find_map(|text| licence::year_of(&settings.boilerplate, &text)) {
            settings.header = licence::header(&settings.boilerplate, &year);
            settings.year = year;
        }
        let write = |edition: &'static Edition, settings: &Settings| -> Result<Written, Stop> {
            let settings = Settings {
                templates: Some(edition.templates()),
                ..settings.clone()
            };
            let mut texts = project.whole(chain, &settings)?.texts();
            texts.retain(|path, _| !LEFT.iter().any(|left| path == Path::new(left)));
            let name = edition.to_string();
            Ok(Written { name, texts })
        };
        let editions: Vec<&'static Edition> = range.editions.iter().collect();
        let each = threads::shares(&editions, 1, |editions| {
            let written = editions.iter().map(|edition| write(edition, &settings));
            written.collect::<Result<Vec<_>, _>>()
        });
        let written: Vec<Written> = each
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        settings.runtime = settings.runtime.updated(&range.to().note.version);
        let new = write(range.to(), &settings)?;
        let paths: BTreeSet<&PathBuf> = written
            .iter()
            .chain([&new])
            .flat_map(|written| written.texts.keys())
            .collect();
        let disk = read(paths, cx.directory)?;
        let bases = range.bases();
        let most = detect(&written[bases.clone()], &disk).map(|most| most + bases.start);
        let most = most.or_else(|| (bases.len() == 1).then_some(bases.start)).ok_or_else(|| {
            fail(
                "no file of this project is as a known version of kubewright wrote it, so edits cannot be told from what was written",
                format!("name the version with `--from`; {}", range::known()),
            )
        })?;
        Ok(Self {
            written,
            most,
            new,
            disk,
        })
    }

    /// The editions that may have written files.
    fn bases(&self, range: &Range) -> &[Written] {
        &self.written[range.bases()]
    }

    fn most_of(&self, range: &Range) -> usize {
        self.most - range.bases().start
    }
}

/// The texts of the files that exist.
fn read(paths: BTreeSet<&PathBuf>, directory: &Path) -> Result<Texts, Stop> {
    let mut texts = Texts::new();
    let mut errors = Vec::new();
    let mut unresolved = Vec::new();
    for path in paths {
        let shown = path.display();
        match std::fs::read_to_string(directory.join(path)) {
            Ok(text) => {
                if has_markers(&text) {
                    unresolved.push(format!("`{shown}`"));
                }
                texts.insert(path.clone(), text);
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => {
                let reason = plan::reason(&error);
                errors.push(kubewright_core::diagnostic::Message::new(format!(
                    "`{shown}` cannot be read: {reason}; make it a readable text file, or delete it"
                )));
            }
        }
    }
    if !unresolved.is_empty() {
        return Err(fail(
            format!(
                "there are conflicts of an earlier merge in {}",
                unresolved.join(", ")
            ),
            "resolve them first: keep the lines that you want, and delete the markers",
        ));
    }
    match errors.is_empty() {
        true => Ok(texts),
        false => Err(errors.into()),
    }
}

/// What the update leaves to other commands.
fn notes_of(project: &Project, external: Vec<String>) -> Vec<String> {
    let mut notes = Vec::new();
    for key in external {
        notes.push(format!(
            "`{key}` is an external plugin: its files are not updated"
        ));
    }
    if HELM.iter().any(|key| project.plugins.contains_key(*key)) {
        notes.push("the Helm chart is updated by `kubewright edit --plugins helm`".to_owned());
    }
    notes
}

/// The changes to the files, and the project afterwards.
fn plan(decided: Decided, project: &Project, range: &Range, found: &Found) -> (Plan, Project) {
    let mut plan = Plan::default();
    allow_outside(&mut plan, project);
    for (path, text) in decided.write {
        let change = Change::Create {
            text,
            if_exists: IfExists::Replace,
            template: "",
        };
        plan.change(path, change);
    }
    for path in decided.remove {
        if let Some(text) = found.disk.get(&path).cloned() {
            plan.change(path, Change::RemoveWritten { text });
        }
    }
    let mut new = project.clone();
    new.cli_version.clone_from(&range.to().note.version);
    let mut places = new.places();
    places.scaffold.clone_from(&range.to().id);
    new.set_places(&places);
    (plan, new)
}

/// Adds the record of the update, unless there is nothing to record.
fn with_project(mut plan: Plan, text: String, project: &Project, new: &Project) -> Plan {
    let is_recorded = !project.places().scaffold.is_empty();
    let is_older = new.cli_version != project.cli_version;
    if is_recorded || is_older || plan.changes().next().is_some() {
        plan.finally(file::NAME.into(), text);
    }
    plan
}

impl Context<'_, '_> {
    fn write_update(
        &mut self,
        args: &cli::Update,
        git: &Git,
        plan: Plan,
        (conflicts, notes): (&[Conflicted], Vec<String>),
        range: &Range,
    ) -> Result<u8, Stop> {
        let edits = plan::resolve(plan, self.directory)?.edits;
        if args.diff {
            if !edits.is_empty() {
                self.printer.result(&plan::unified(&edits));
            }
            return Ok(SUCCESS);
        }
        self.print_once("note", &notes);
        if args.dry_run {
            self.print_planned(&edits);
            let line = |conflict: &Conflicted| {
                format!(
                    "{} would have {}\n",
                    conflict.path.display(),
                    count(conflict.count)
                )
            };
            self.printer
                .result(&conflicts.iter().map(line).collect::<String>());
            return Ok(SUCCESS);
        }
        if edits.is_empty() {
            self.printer.status("nothing to do: the files are up to date");
            return Ok(SUCCESS);
        }
        if !git.is_repository() {
            let note = "this folder is not in a git repository, so the update cannot be undone";
            self.print_once("note", &[note]);
        }
        if let Some(branch) = &args.branch {
            git.create(branch)?;
        }
        if let Err(error) = plan::write(&edits, self.directory) {
            if let Some(branch) = &args.branch {
                git.leave(branch);
            }
            return Err(failure(error));
        }
        self.print_written(&edits);
        if !conflicts.is_empty() {
            return Err(in_conflict(conflicts, args.branch.as_deref()));
        }
        let status = self.write_manifests(None)?;
        match &args.branch {
            Some(_) if status == SUCCESS => self.commit(git, &edits, range)?,
            Some(branch) => self
                .printer
                .error(&format!("error: nothing is committed to `{branch}`")),
            None => {}
        }
        if status == SUCCESS {
            self.printer.status("next: read the changes, and run `make test`");
        }
        Ok(status)
    }

    fn commit(&mut self, git: &Git, edits: &[Edit], range: &Range) -> Result<(), Stop> {
        let paths: Vec<&Path> = edits.iter().map(|edit| edit.path.as_path()).collect();
        git.commit(
            &paths,
            &format!("Update the scaffold to kubewright {}", range.to()),
        )
    }
}

fn count(conflicts: usize) -> String {
    match conflicts {
        1 => "1 conflict".to_owned(),
        more => format!("{more} conflicts"),
    }
}

/// The files are written, and some have to be finished by hand.
fn in_conflict(conflicts: &[Conflicted], branch: Option<&str>) -> Stop {
    let shown: Vec<_> = conflicts
        .iter()
        .map(|conflict| format!("`{}` ({})", conflict.path.display(), count(conflict.count)))
        .collect();
    let commit = branch
        .map(|branch| format!(", and commit to `{branch}`"))
        .unwrap_or_default();
    fail(
        format!(
            "your edits and the update change the same lines in {}",
            shown.join(", ")
        ),
        format!(
            "the files have both, between `<<<<<<<` and `>>>>>>>`: keep the lines that you want, run `kubewright manifests`{commit}"
        ),
    )
}
