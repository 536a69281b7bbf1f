//! `kubewright alpha update`: the files of a project as this version writes them, with the user's edits.

mod found;
mod range;
mod tool;
mod write;

use super::errors::Stop;
use super::git::Git;
use super::parts::allow_outside;
use super::{Context, SUCCESS};
use crate::cli;
use crate::plan::{Change, IfExists, Plan};
use crate::project::{HELM, Project, file};
use crate::update::decide::{Decided, decide};
use crate::update::notes;
use found::Found;
use range::Range;

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
    if args.show || args.preview.dry_run || args.preview.diff {
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
            plan.change(path, Change::remove_written(text));
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
