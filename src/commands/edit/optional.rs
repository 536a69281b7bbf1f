//! Optional plugins that come and go.

use crate::commands::Context;
use crate::commands::errors::{Stop, fail, failure, misuse};
use crate::commands::open::Session;
use crate::plan::Plan;
use crate::plugins::{self, Chain, OPTIONAL, Optional, Part, Request};
use crate::project::Project;

/// Records the plugins that are added, and removes the others from the record.
pub(super) fn change(
    project: &mut Project,
    added: &[&'static Optional],
    removed: &[String],
) -> Result<(), Stop> {
    let (removed, unknown) = plugins::split(removed).map_err(failure)?;
    if let Some(key) = unknown.first() {
        let known: Vec<_> = OPTIONAL
            .iter()
            .map(|plugin| format!("`{}`", plugin.key))
            .collect();
        return Err(fail(
            format!("`{key}` is not an optional plugin"),
            format!("the optional plugins are {}", known.join(", ")),
        ));
    }
    for plugin in removed {
        if added.contains(&plugin) {
            return Err(misuse(
                format!("`{}` is both added and removed", plugin.key),
                "name it in `--plugins` or in `--remove-plugins`",
            ));
        }
        plugin.remove_from(project);
    }
    added.iter().for_each(|plugin| plugin.add_to(project));
    Ok(())
}

/// The files of plugins that the project has already, in case some are missing.
pub(super) fn again(
    added: &[&'static Optional],
    session: &Session,
    chain: &Chain,
    force: bool,
) -> Result<Plan, Stop> {
    let project = &session.file.project;
    let had = added.iter().filter(|plugin| plugin.recorded(project).is_some());
    let parts: Vec<_> = had.map(|plugin| Part::Optional(plugin)).collect();
    let request = Request {
        parts: &parts,
        force,
        settings: &session.settings,
    };
    Ok(chain.plan(&request, project)?)
}

/// Adds the files that depend on files of the user.
pub(super) fn refresh(
    plan: &mut Plan,
    added: &[&'static Optional],
    cx: &Context<'_, '_>,
) -> Result<(), Stop> {
    for refresh in added.iter().filter_map(|plugin| plugin.refresh.as_ref()) {
        if let Ok(text) = std::fs::read_to_string(cx.directory.join(refresh.reads)) {
            plan.extend((refresh.plan)(&text).map_err(|message| Stop::Failure(vec![message]))?);
        }
    }
    Ok(())
}

/// Removes the files that depend on files of the user, of plugins that the project no longer has.
pub(super) fn clean(plan: &mut Plan, old: &Project, new: &Project, cx: &Context<'_, '_>) {
    let is_removed = |plugin: &&Optional| plugin.recorded(old).is_some() && plugin.recorded(new).is_none();
    let removed = OPTIONAL.iter().filter(is_removed);
    for refresh in removed.filter_map(|plugin| plugin.refresh.as_ref()) {
        let text = std::fs::read_to_string(cx.directory.join(refresh.reads));
        if let Ok(made) = (refresh.plan)(&text.unwrap_or_default()) {
            made.changes().for_each(|(path, _)| plan.remove(path.clone()));
        }
    }
}
