//! `kubewright edit`: changes the layout, the scope, the certificates or the license header.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::create_webhook::set_own_certificates;
use super::init::boilerplate;
use super::session::Session;
use super::stop::{Stop, fail, misuse};
use super::{Context, SUCCESS, session, workspace};
use crate::cli;
use crate::licence::{self, License};
use crate::plan::{self, Change, IfExists, Plan};
use crate::plugins::{Part, own_certificates, type_module};
use crate::project::{Project, file};

pub(super) fn run(args: &cli::Edit, mut cx: Context<'_, '_>) -> u8 {
    let result = edit(args, &mut cx);
    cx.end(result)
}

fn edit(args: &cli::Edit, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let header = &args.header;
    let changes_header = header.license.is_some() || header.license_file.is_some() || header.owner.is_some();
    let changes_layout =
        args.multigroup.is_some() || args.namespaced.is_some() || args.own_certificates.is_some();
    let changes_places = args.workspace.is_some() || args.paths.is_some();
    if !changes_header && !changes_layout && !changes_places && args.scaffold.plugins.is_empty() {
        return Err(misuse(
            "no change is given",
            "add a flag such as `--multigroup`, `--namespaced` or `--license none`; run with `--help` for the list",
        ));
    }
    let session = cx.open()?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let mut project = changed(args, &session)?;
    let joined = places(args, &mut project, cx)?;
    // What is read changes no file of the scaffold, and the files of a type may be elsewhere by now.
    let mut plan = match changes_layout || args.workspace.is_some() || !args.scaffold.plugins.is_empty() {
        true => moves(&session, &project, &chain, args.scaffold.force, cx)?,
        false => Plan::default(),
    };
    session::allow(&mut plan, &project);
    if let Some(joined) = joined {
        plan.extend(joined.plan);
        joined
            .notes
            .iter()
            .for_each(|note| cx.printer.error(&format!("note: {note}")));
    }
    if changes_header {
        plan.extend(new_header(header, &session, cx)?);
    }
    cx.ask(&chain, &mut plan, "edit", &project)?;
    plan.finally(file::NAME.into(), session.file.with(&project));
    let changed = cx.scaffold(plan, &args.scaffold)?;
    let status = match changed && args.make.make && (changes_layout || args.paths.is_some()) {
        true => cx.make(None)?,
        false => SUCCESS,
    };
    if changed && project.namespaced != session.file.project.namespaced {
        after_scope(&project, cx);
    }
    Ok(status)
}

/// The project after the change.
fn changed(args: &cli::Edit, session: &Session) -> Result<Project, Stop> {
    let old = &session.file.project;
    let mut project = old.clone();
    project.namespaced = args.namespaced.unwrap_or(old.namespaced);
    project.multigroup = args.multigroup.unwrap_or(old.multigroup);
    if old.multigroup && !project.multigroup {
        check_one_group(session, &project)?;
    }
    let layout = Project {
        resources: Vec::new(),
        ..project.clone()
    };
    for resource in project
        .resources
        .iter_mut()
        .filter(|resource| resource.api.is_some())
    {
        resource.path = type_module(resource, &layout);
    }
    if let Some(own) = args.own_certificates.filter(|own| *own != own_certificates(old)) {
        if !old.has_webhooks() {
            return Err(fail(
                "the project has no webhooks yet, so it has no certificates to change",
                "add `--own-certificates` to `kubewright create webhook`",
            ));
        }
        set_own_certificates(&mut project, own);
    }
    Ok(project)
}

/// Records where the types live, and what makes the package a member of its workspace.
fn places(
    args: &cli::Edit,
    project: &mut Project,
    cx: &Context<'_, '_>,
) -> Result<Option<workspace::Joined>, Stop> {
    let mut places = project.places();
    let mut joined = None;
    if let Some(value) = &args.workspace {
        let root = workspace::chosen(value, cx.directory)?;
        if !places.workspace.is_empty() && places.workspace != root {
            return Err(fail(
                format!(
                    "the project is a member of the workspace in `{}`",
                    places.workspace
                ),
                "leave out `--workspace`",
            ));
        }
        // Again, what somebody has changed since is theirs.
        if places.workspace.is_empty() {
            joined = Some(workspace::join(&root, cx.directory, ".", true)?);
        }
        places.workspace = root;
    }
    if let Some(paths) = &args.paths {
        places.paths = paths.iter().filter(|path| !path.is_empty()).cloned().collect();
        if places.paths == ["./..."] {
            places.paths.clear();
        }
    }
    project.set_places(&places);
    Ok(joined)
}

/// Whether all fits into one folder.
fn check_one_group(session: &Session, project: &Project) -> Result<(), Stop> {
    const FIX: &str = "delete the APIs of the other groups first, with `kubewright delete api`";
    let own = project.resources.iter().filter(|resource| resource.api.is_some());
    let groups: BTreeSet<_> = own
        .map(|resource| format!("`{}`", resource.identity.group))
        .collect();
    if groups.len() > 1 {
        let groups: Vec<_> = groups.into_iter().collect();
        let text = format!(
            "the groups {} of the project cannot share a folder",
            groups.join(", ")
        );
        return Err(fail(text, FIX));
    }
    let mut taken = BTreeSet::new();
    for part in project.parts() {
        let path = match (&part, session.settings.context(&part, project).resource) {
            (Part::Controller(..), Some(resource)) => resource.controller_path,
            (Part::Webhooks(_), Some(resource)) => resource.webhook_path,
            (_, Some(_) | None) => continue,
        };
        if !taken.insert(path.clone()) {
            return Err(fail(
                format!("two groups have a `{path}` and would share one file"),
                FIX,
            ));
        }
    }
    Ok(())
}

/// The moves and changes of files.
fn moves(
    session: &Session,
    project: &Project,
    chain: &crate::plugins::Chain,
    force: bool,
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let before = chain.items(&session.file.project, &session.settings)?;
    let after = chain.items(project, &session.settings)?;
    let renames = renames(session, project);
    let mut plan = plan::moved(&before, &after, &renames, force);
    if !renames.is_empty() {
        others(&mut plan, &renames, cx.directory);
    }
    Ok(plan)
}

/// Files that are not of templates: paths in them become others, and modules move with the modules that they are of.
pub(super) fn others(plan: &mut Plan, renames: &[(String, String)], directory: &Path) {
    let mut folders = Vec::new();
    for (to, changes) in plan.changes() {
        for change in changes {
            if let Change::MoveFrom(from) = change {
                folders.push((from.with_extension(""), to.with_extension("")));
            }
        }
    }
    for path in rust_files(directory) {
        if !plan.of(&path).is_empty() {
            continue;
        }
        let inner = folders
            .iter()
            .filter_map(|(from, to)| Some((from, to.join(path.strip_prefix(from).ok()?))));
        let now = match inner.max_by_key(|(from, _)| from.components().count()) {
            Some((_, to)) => {
                plan.change(to.clone(), Change::MoveFrom(path.clone()));
                plan.change(path, Change::Remove);
                to
            }
            None => path,
        };
        for (from, to) in renames {
            let (from, to) = (from.clone(), to.clone());
            plan.change(now.clone(), Change::Rename { from, to });
        }
    }
}

/// The module paths that change, the longest first.
fn renames(session: &Session, project: &Project) -> Vec<(String, String)> {
    let paths = |project: &Project| -> Vec<String> {
        let mut paths = Vec::new();
        for part in project.parts() {
            let Some(resource) = session.settings.context(&part, project).resource else {
                continue;
            };
            match part {
                Part::Types(_) => {
                    let outside = resource
                        .type_path_outside
                        .rsplit_once("::")
                        .map(|(module, _)| module.to_owned());
                    let version = |path: &str| path.rsplit_once("::").map(|(version, _)| version.to_owned());
                    let modules = [Some(resource.module_path.clone()), outside];
                    paths.extend(
                        modules
                            .into_iter()
                            .flatten()
                            .filter_map(|module| version(&module)),
                    );
                }
                Part::Controller(..) => paths.extend(both(&resource.controller_path, project)),
                Part::Webhooks(_) => paths.extend(both(&resource.webhook_path, project)),
                Part::Init | Part::Defaulting(_) | Part::Validation(_) | Part::Hub(_) | Part::Spoke(..) => {}
            }
        }
        paths
    };
    let pairs = paths(&session.file.project).into_iter().zip(paths(project));
    let pairs: BTreeSet<(String, String)> = pairs.filter(|(from, to)| from != to).collect();
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    pairs
}

/// A path from inside the library, and from outside.
fn both(path: &str, project: &Project) -> [String; 2] {
    let below = path.strip_prefix("crate").unwrap_or(path);
    [path.to_owned(), format!("{}{below}", project.crate_name())]
}

/// Every Rust file of the package, in order.
pub(super) fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::from("src"), PathBuf::from("tests")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(directory.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") => {
                    found.push(path);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    found.sort();
    found
}

/// Changes the header of new files; existing files keep theirs.
fn new_header(args: &cli::Header, session: &Session, cx: &Context<'_, '_>) -> Result<Plan, Stop> {
    let old = &session.settings.boilerplate;
    let text = boilerplate(args, License::of(old), &licence::owner(old), cx)?;
    let mut plan = Plan::default();
    let path = PathBuf::from(licence::PATH);
    if text.is_empty() {
        plan.change(path, Change::Remove);
    } else {
        plan.change(
            path,
            Change::Create {
                text,
                if_exists: IfExists::Replace,
                template: licence::PATH,
            },
        );
    }
    Ok(plan)
}

fn after_scope(project: &Project, cx: &mut Context<'_, '_>) {
    let what = if project.namespaced { "add" } else { "take out" };
    cx.printer.status(&format!(
        "next: in your `+kubebuilder:rbac` markers, {what} `namespace={}-system`, then `make manifests`",
        project.name
    ));
    if project.namespaced && project.has_webhooks() {
        cx.printer.error(
            "warning: webhooks are called for objects in all namespaces; restrict them with a `namespaceSelector` if necessary",
        );
    }
}
