//! `kubewright init`: a new project.

use super::errors::{Stop, fail, failure};
use super::header::boilerplate;
use super::open::project_text;
use super::plugin_discovery::Selected;
use super::written::Written;
use super::{Context, SUCCESS, content, helm_project, parts, without_rust, workspace};
use crate::cli;
use crate::license::License;
use crate::plan::{Change, IfExists, Plan};
use crate::plugins::{self, Chain, Request};
use crate::project::file::{self, ProjectFile};
use crate::project::{Content, HELM, Project, VERSION, rules};
use kubewright_analysis::quoted::quoted;

pub(super) fn run(args: &cli::Init, mut cx: Context<'_, '_>) -> u8 {
    let result = init(args, &mut cx);
    cx.end(result)
}

fn init(args: &cli::Init, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let Selected {
        chain,
        optional,
        external,
    } = cx.selected(&plugins::of_init(&args.scaffold.plugins), &[], None)?;
    let mut project = check(args, &chain, cx)?;
    optional.iter().for_each(|plugin| plugin.add_to(&mut project));
    external.iter().for_each(|key| project.add_external(key));
    if let Some(text) = project_text(cx.directory)? {
        check_same(&text, &project, args)?;
        cx.printer.status("the project already exists; nothing to do");
        return Ok(SUCCESS);
    }
    let joined = join_workspace(args, &mut project, cx)?;
    let mut notes = joined.as_ref().map_or(Vec::new(), |joined| joined.notes.clone());
    if optional.iter().any(|plugin| plugin.key == HELM[0]) {
        notes.push("`kubewright edit --plugins helm` writes the chart, once the project has APIs".to_owned());
    }
    if let Some(content) = project.content() {
        content::check_init(content, args)?;
        let is_ambiguous = content == Content::Charts;
        notes.extend(is_ambiguous.then(|| helm_project::NOTE.to_owned()));
    }
    let plan = plan(args, &project, joined, &chain, cx)?;
    cx.notes(&notes);
    write(plan, args, cx)
}

/// The project that the flags describe.
fn check(args: &cli::Init, chain: &Chain, cx: &Context<'_, '_>) -> Result<Project, Stop> {
    let name = match &args.project_name {
        Some(name) => name.clone(),
        None => folder_name(cx),
    };
    let origin = match args.project_name {
        Some(_) => "",
        None => ", from the folder's name,",
    };
    rules::package::project_name(&name, origin)?;
    rules::package::domain(&args.domain)?;
    rules::package::repository(&args.repo).map_err(Stop::Usage)?;
    Ok(Project {
        version: VERSION.to_owned(),
        cli_version: env!("CARGO_PKG_VERSION").to_owned(),
        domain: args.domain.clone(),
        repo: args.repo.clone(),
        name,
        layout: chain.layout.clone(),
        multigroup: args.multigroup,
        namespaced: args.namespaced,
        ..Project::default()
    })
}

fn folder_name(cx: &Context<'_, '_>) -> String {
    let folder = cx.directory.canonicalize();
    let folder = folder.unwrap_or_else(|_| cx.directory.to_owned());
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

/// Checks that the project in a folder is the one that the flags describe.
fn check_same(text: &str, project: &Project, args: &cli::Init) -> Result<(), Stop> {
    let existing = ProjectFile::parse(text).map_err(failure)?.project;
    if args.workspace.is_some() && existing.places().workspace.is_empty() {
        return Err(fail(
            "this folder has a project already, which is not a member of a workspace",
            "make it one with `kubewright edit --workspace`",
        ));
    }
    let described = Project {
        cli_version: existing.cli_version.clone(),
        plugins: existing.plugins.clone(),
        resources: existing.resources.clone(),
        other: existing.other.clone(),
        ..project.clone()
    };
    match described == existing {
        true => Ok(()),
        false => Err(fail(
            "this folder already has a different project",
            "change it with `kubewright edit`, or create the new one in another folder",
        )),
    }
}

/// Makes the project a member of the workspace that the flags name, if they name one.
fn join_workspace(
    args: &cli::Init,
    project: &mut Project,
    cx: &Context<'_, '_>,
) -> Result<Option<workspace::Joined>, Stop> {
    let root = match (&args.workspace, workspace::around(cx.directory)) {
        (Some(value), _) => workspace::chosen(value, cx.directory)?,
        (None, None) => return Ok(None),
        (None, Some(root)) => {
            return Err(fail(
                format!(
                    "this folder lies in the Cargo workspace in `{root}`, and cargo builds only its members there"
                ),
                format!(
                    "add `--workspace` to make the project a member, or list this folder in `exclude` of `{root}/Cargo.toml`"
                ),
            ));
        }
    };
    workspace::check_package(&project.name, cx.directory)?;
    let joined = workspace::join(&root, cx.directory, ".", true)?;
    let mut places = project.places();
    places.workspace = root;
    project.set_places(&places);
    Ok(Some(joined))
}

fn plan(
    args: &cli::Init,
    project: &Project,
    joined: Option<workspace::Joined>,
    chain: &Chain,
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let boilerplate = boilerplate(&args.header, License::Apache2, "", cx)?;
    let settings = cx.settings(boilerplate, args.runtime.clone().unwrap_or_default());
    let request = Request {
        // A new project has no resources.
        parts: &project.parts(),
        force: args.scaffold.force,
        settings: &settings,
    };
    let mut plan = chain.plan(&request, project)?;
    if let Some(content) = project.content() {
        without_rust::write_role(content, &mut plan, project);
    }
    parts::allow_outside(&mut plan, project);
    let project = cx.run_external(chain, &mut plan, "init", (None, project))?;
    plan.finally(file::NAME.into(), file::new_text(&project));
    if let Some(joined) = joined {
        plan.extend(joined.plan);
    }
    Ok(plan)
}

fn write(plan: Plan, args: &cli::Init, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let kept = kept(&plan, cx);
    if cx.write_project(plan, &args.scaffold)? == Written::Files {
        if !kept.is_empty() {
            cx.printer.status(&format!("kept: {}", quoted(kept)));
        }
        cx.printer
            .status("next: kubewright create api --group GROUP --version v1alpha1 --kind KIND");
    }
    Ok(SUCCESS)
}

/// The files that exist already and are kept.
fn kept(plan: &Plan, cx: &Context<'_, '_>) -> Vec<String> {
    let keeps = |change: &Change| {
        matches!(
            change,
            Change::Create {
                if_exists: IfExists::Keep,
                ..
            }
        )
    };
    let changes = plan.changes();
    let kept =
        changes.filter(|(path, changes)| changes.iter().any(keeps) && cx.directory.join(path).exists());
    kept.map(|(path, _)| path.display().to_string()).collect()
}
