//! `kubewright edit`: changes the layout, the scope, the certificates, the workspace, the license header, or the plugins.

mod layout;
mod optional;

use std::path::PathBuf;

use super::errors::{Stop, fail, misuse};
use super::header::boilerplate;
use super::manifests::reading;
use super::open::Session;
use super::plugin_discovery::Selected;
use super::written::Written;
use super::{Context, SUCCESS, adopted, chart, content, parts, workspace};
use crate::cli;
use crate::license::{self, License};
use crate::plan::{Change, IfExists, Plan};
use crate::plugins::{Chain, Optional};
use crate::project::{HELM, Project, rules};
use kubewright_analysis::Analysis;

pub(super) fn run(args: &cli::Edit, mut cx: Context<'_, '_>) -> u8 {
    let result = edit(args, &mut cx);
    cx.end(result)
}

fn edit(args: &cli::Edit, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let asked = ask(args)?;
    let session = cx.open()?;
    let old = &session.file.project;
    if let Some(content) = old.content() {
        content::check_edit(content, args)?;
    }
    let selected = cx.selected(&args.scaffold.plugins, &args.remove_plugins, Some(old))?;
    let new = check(args, &selected, &session, cx)?;
    let (plan, notes) = plan(args, &asked, &new, &session, &selected.chain, cx)?;
    cx.notes(&notes);
    write(args, &asked, &new, plan, &session, cx)
}

/// The kinds of changes that the flags ask for.
struct Asked {
    layout: bool,
    header: bool,
    plugins: bool,
}

fn ask(args: &cli::Edit) -> Result<Asked, Stop> {
    let header = &args.header;
    let asked = Asked {
        layout: args.multigroup.is_some() || args.namespaced.is_some() || args.own_certificates.is_some(),
        header: header.license.is_some() || header.license_file.is_some() || header.owner.is_some(),
        plugins: !args.scaffold.plugins.is_empty() || !args.remove_plugins.is_empty(),
    };
    let is_chart = chart::unused(&args.chart).is_some();
    let is_moved = args.workspace.is_some() || args.paths.is_some();
    if asked.layout || asked.header || asked.plugins || is_moved || is_chart {
        return Ok(asked);
    }
    Err(misuse(
        "no change is given",
        "add a flag such as `--multigroup`, `--namespaced` or `--license none`; run with `--help` for the list",
    ))
}

/// The project after the call, and the change of its workspace.
struct New {
    project: Project,
    joined: Option<workspace::Joined>,
    /// The optional plugins that are added, or added again.
    added: Vec<&'static Optional>,
    /// The external plugins that are removed.
    removed: Vec<String>,
}

/// Checks the flags against the project.
fn check(
    args: &cli::Edit,
    selected: &Selected,
    session: &Session,
    cx: &Context<'_, '_>,
) -> Result<New, Stop> {
    let mut project = session.file.project.clone();
    let added = selected.optional.clone();
    let removed = optional::change(&mut project, selected, &args.remove_plugins, &cx.externals())?;
    let has_chart = added.iter().any(|plugin| plugin.key == HELM[0]);
    if let Some(flag) = chart::unused(&args.chart).filter(|_| !has_chart) {
        return Err(misuse(
            format!("`{flag}` is an option of the Helm chart"),
            "add `--plugins helm`",
        ));
    }
    if has_chart {
        chart::Options::of(&project)
            .with(&args.chart)
            .record(&mut project);
    }
    if let Some(namespaced) = args.namespaced {
        project.namespaced = namespaced;
    }
    let multigroup = args.multigroup.unwrap_or(project.multigroup);
    layout::set(&mut project, multigroup, session)?;
    if let Some(own) = args.own_certificates {
        adopted::refuse(
            "`--own-certificates`",
            "leave it out: cert-manager issues the certificates of such a program",
            &project,
            cx.directory,
        )?;
        rules::webhooks::change_certificates(&mut project, own)?;
    }
    let joined = match &args.workspace {
        Some(value) => join_workspace(value, &mut project, cx)?,
        None => None,
    };
    if let Some(paths) = &args.paths {
        project.set_paths(paths);
        check_paths(&project, cx)?;
    }
    Ok(New {
        project,
        joined,
        added,
        removed,
    })
}

/// Checks that the paths exist, so that `PROJECT` never records paths that no later command can read.
fn check_paths(project: &Project, cx: &Context<'_, '_>) -> Result<(), Stop> {
    if !cx.directory.join("Cargo.toml").is_file() {
        return Ok(());
    }
    // Errors at a place in the source are reported with the manifests.
    let problems = match Analysis::read(
        cx.directory,
        &project.paths(),
        &reading(Some(project), cx.directory)?,
    ) {
        Ok((_, mut errors)) => errors.take(),
        Err(problems) => problems,
    };
    let problems = problems.into_iter().filter(|problem| problem.range.is_none());
    let messages: Vec<_> = problems.map(|problem| problem.message).collect();
    match messages.is_empty() {
        true => Ok(()),
        false => Err(messages.into()),
    }
}

/// Makes the project a member of a workspace. A second time nothing changes, even if the root's manifest was edited since.
fn join_workspace(
    value: &str,
    project: &mut Project,
    cx: &Context<'_, '_>,
) -> Result<Option<workspace::Joined>, Stop> {
    let root = workspace::chosen(value, cx.directory)?;
    let mut places = project.places();
    if places.workspace == root {
        return Ok(None);
    }
    if !places.workspace.is_empty() {
        return Err(fail(
            format!(
                "the project is a member of the workspace in `{}`",
                places.workspace
            ),
            "leave out `--workspace`",
        ));
    }
    let joined = workspace::join(&root, cx.directory, ".", true)?;
    places.workspace = root;
    project.set_places(&places);
    Ok(Some(joined))
}

fn plan(
    args: &cli::Edit,
    asked: &Asked,
    new: &New,
    session: &Session,
    chain: &Chain,
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let New {
        project,
        joined,
        added,
        removed,
    } = new;
    // `--paths` changes no file of the scaffold, and the files of a type may have moved since they were written.
    let force = args.scaffold.force;
    let mut left = Vec::new();
    let mut plan = match (asked.layout || args.workspace.is_some(), asked.plugins) {
        (true, _) => {
            let (plan, notes) = layout::plan(session, project, chain, force, cx)?;
            left = notes;
            plan
        }
        (false, true) => {
            let mut plan = session.settle(chain, project, force)?;
            plan.extend(optional::again(added, session, chain, force)?);
            plan
        }
        (false, false) => Plan::default(),
    };
    optional::refresh(&mut plan, added, cx)?;
    optional::clean(&mut plan, &session.file.project, project, cx);
    let old = &session.file.project;
    let chart = chart::change(old, project, added, force, cx.directory, cx.variables)?;
    plan.extend(chart.plan);
    parts::allow_outside(&mut plan, project);
    if let Some(joined) = joined {
        plan.extend(joined.plan.clone());
    }
    if asked.header {
        plan.extend(new_header(&args.header, session, cx)?);
    }
    let mut notes = chart.notes;
    notes.append(&mut left);
    notes.extend(cx.run_removed(removed, chain, &mut plan, (old, project), force)?);
    cx.finish(&mut plan, chain, "edit", (session, project))?;
    Ok((plan, notes))
}

/// Changes the header of new files; existing files keep theirs.
fn new_header(args: &cli::Header, session: &Session, cx: &Context<'_, '_>) -> Result<Plan, Stop> {
    let old = &session.settings.boilerplate;
    let (license, owner) = (License::of(old), license::owner(old));
    let is_own = old.trim_end() != license.boilerplate(&owner).trim_end();
    if is_own && args.license.is_none() && args.license_file.is_none() {
        return Err(fail(
            format!(
                "`--owner` cannot be put into `{}`, which has a header of your own",
                license::PATH
            ),
            "write the owner there, or add `--license copyright` to replace that header",
        ));
    }
    let text = boilerplate(args, license, &owner, cx)?;
    let change = match text.is_empty() {
        true => Change::Remove,
        false => Change::Create {
            text,
            if_exists: IfExists::Replace,
            template: license::PATH,
        },
    };
    let mut plan = Plan::default();
    plan.change(PathBuf::from(license::PATH), change);
    Ok(plan)
}

fn write(
    args: &cli::Edit,
    asked: &Asked,
    new: &New,
    plan: Plan,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    if let Some(joined) = &new.joined {
        cx.notes(&joined.notes);
    }
    let changed = cx.write_project(plan, &args.scaffold)? == Written::Files;
    let status = match changed && args.make.make && (asked.layout || args.paths.is_some()) {
        true => cx.write_manifests(None)?,
        false => SUCCESS,
    };
    if changed && new.project.content().is_none() && new.project.namespaced != session.file.project.namespaced
    {
        print_next_steps(&new.project, cx);
    }
    Ok(status)
}

/// The steps that remain after a change of the manager's scope.
fn print_next_steps(project: &Project, cx: &mut Context<'_, '_>) {
    let verb = if project.namespaced { "add" } else { "take out" };
    if adopted::is_project(project, cx.directory) {
        let scope = if project.namespaced {
            "its own namespace"
        } else {
            "all namespaces"
        };
        cx.printer.status(&format!(
            "next: let the program watch {scope}: no Rust file was changed"
        ));
    }
    cx.printer.status(&format!(
        "next: in your `+kubebuilder:rbac` markers, {verb} `namespace={}-system`, then `make manifests`",
        project.name
    ));
    if project.namespaced && project.has_webhooks() {
        cx.warnings(&[
            "webhooks are called for objects in all namespaces; restrict them with a `namespaceSelector` if necessary",
        ]);
    }
}
