//! The layout of files: with or without a folder per group.

use std::collections::BTreeSet;

use crate::commands::Context;
use crate::commands::adopted;
use crate::commands::errors::{Stop, fail};
use crate::commands::moves::{Names, Sources, add_other_files};
use crate::commands::open::Session;
use crate::commands::untyped;
use crate::plan::{self, Item, Plan};
use crate::plugins::{Chain, Part, type_module};
use crate::project::{Project, rules};
use crate::renaming::{Layout, Moves, Words, is_rust};

/// Changes the layout, and the paths of the types with it.
pub(super) fn set(project: &mut Project, multigroup: bool, session: &Session) -> Result<(), Stop> {
    let is_flattened = project.multigroup && !multigroup;
    project.multigroup = multigroup;
    if is_flattened {
        rules::types::one_group(project)?;
        check_files(session, project)?;
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

/// Plans the files that move or change. Also returns what is left to the user.
pub(super) fn plan(
    session: &Session,
    project: &Project,
    chain: &Chain,
    force: bool,
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let old = &session.file.project;
    let moves_types = old.multigroup != project.multigroup;
    let is_adopted = adopted::is_project(project, cx.directory);
    let items_of = |project: &Project| -> Result<Vec<Item>, Stop> {
        let mut items = chain.items(project, &session.settings)?;
        // The other files of an adopted crate are its author's.
        items.retain(|item| !is_adopted || adopted::has_written(item, moves_types));
        Ok(items)
    };
    let items = [items_of(old)?, items_of(project)?];
    // Types from elsewhere have other skeletons.
    let as_external = |project: &Project| untyped::as_external(project, |_| true);
    let external = [items_of(&as_external(old))?, items_of(&as_external(project))?];
    let [before, after] = &items;
    let sources = moves_types.then(|| Sources::read(old, cx.directory));
    let moving = sources
        .as_ref()
        .map(|sources| (sources, moves(before, after, &sources.layout)));
    let (mut plan, notes) = match moving.filter(|(_, moves)| !moves.paths.is_empty()) {
        None => (moved(&items, &external, &plan::NoRenames, force), Vec::new()),
        Some((sources, moves)) => {
            let names = Names::new(sources, (before, after), moves, Words::default(), Vec::new());
            let mut plan = moved(&items, &external, &names, force);
            add_other_files(&mut plan, &names);
            (plan, names.notes())
        }
    };
    if is_adopted {
        adopted::leave_manager(&mut plan);
    }
    Ok((plan, notes))
}

/// The plan from the first to the second state; where a file has the skeleton for a type from elsewhere, that one is changed.
fn moved(
    [before, after]: &[Vec<Item>; 2],
    [before_external, after_external]: &[Vec<Item>; 2],
    renames: &impl plan::Renames,
    force: bool,
) -> Plan {
    let mut plan = plan::moved(before, after, renames, force);
    untyped::revise(
        &mut plan,
        &plan::moved(before_external, after_external, renames, force),
    );
    plan
}

/// The modules that move.
fn moves(before: &[Item], after: &[Item], layout: &Layout) -> Moves {
    let (files, ended) = plan::moved_files(before, after);
    let paths = files.iter().filter(|(from, _)| is_rust(from));
    let paths = paths.map(|(from, to)| (layout.module(from), layout.module(to)));
    let paths = paths.filter(|(from, to)| from != to);
    let dissolved = ended.into_iter().filter(|path| is_rust(path));
    Moves {
        paths: paths.collect(),
        dissolved: dissolved.map(|path| layout.module(&path)).collect(),
    }
}
