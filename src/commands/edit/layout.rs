//! The layout of files: with or without a folder per group.

use std::collections::BTreeSet;

use crate::commands::Context;
use crate::commands::adopted;
use crate::commands::errors::{Stop, fail};
use crate::commands::moves::add_other_files;
use crate::commands::open::Session;
use crate::plan::{self, Plan};
use crate::plugins::{Chain, Part, type_module};
use crate::project::{Project, rules};

/// Changes the layout, and the paths of the types with it.
pub(super) fn set(
    project: &mut Project,
    multigroup: bool,
    session: &Session,
    cx: &Context<'_, '_>,
) -> Result<(), Stop> {
    let is_flattened = project.multigroup && !multigroup;
    project.multigroup = multigroup;
    if is_flattened {
        rules::types::one_group(project)?;
        check_files(session, project)?;
    }
    // The types of an adopted crate are where its author put them.
    if adopted::is_project(project, cx.directory) {
        return Ok(());
    }
    let layout = Project {
        resources: Vec::new(),
        ..project.clone()
    };
    let resources = project.resources.iter_mut();
    for resource in resources.filter(|resource| resource.api.is_some() && !resource.is_adopted()) {
        resource.path = type_module(resource, &layout);
    }
    Ok(())
}

/// Checks that no two controllers or webhooks get the same file.
fn check_files(session: &Session, project: &Project) -> Result<(), Stop> {
    let mut taken = BTreeSet::new();
    for part in project.parts() {
        let path = match (&part, session.settings.context(&part, project).resource) {
            (Part::Controller(..), Some(resource)) => resource.controller_path,
            (Part::Webhooks(_), Some(resource)) => resource.webhook_path,
            (_, Some(_) | None) => continue,
        };
        if taken.contains(&path) {
            return Err(fail(
                format!("two groups have a `{path}` and would share one file"),
                rules::types::DELETE_OTHER_GROUPS,
            ));
        }
        taken.insert(path);
    }
    Ok(())
}

/// Plans the files that move or change.
pub(super) fn plan(
    session: &Session,
    project: &Project,
    chain: &Chain,
    force: bool,
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let before = chain.items(&session.file.project, &session.settings)?;
    let after = chain.items(project, &session.settings)?;
    let renames = renames(session, project);
    let mut plan = plan::moved(&before, &after, &renames, force);
    if !renames.is_empty() {
        add_other_files(&mut plan, &renames, cx.directory);
    }
    Ok(plan)
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
                Part::Init
                | Part::Defaulting(_)
                | Part::Validation(_)
                | Part::Hub(_)
                | Part::Spoke(..)
                | Part::Optional(_) => {}
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
