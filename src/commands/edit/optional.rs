//! Optional plugins that come and go.

use crate::commands::Context;
use crate::commands::errors::{Stop, fail, failure, misuse};
use crate::commands::open::Session;
use crate::commands::plugin_discovery::Selected;
use crate::plan::Plan;
use crate::plugins::{self, Chain, External, Key, OPTIONAL, Optional, Part, Request};
use crate::project::Project;
use kubewright_analysis::quoted::quoted;

/// Records the plugins that are added, and removes the others from the record. Returns the external ones among the latter.
pub(super) fn change(
    project: &mut Project,
    added: &Selected,
    removed: &[String],
    installed: &[External],
) -> Result<Vec<String>, Stop> {
    let (optional, others) = plugins::split(removed).map_err(failure)?;
    for plugin in optional {
        check_not_added(plugin.key, added.optional.contains(&plugin))?;
        plugin.remove_from(project);
    }
    let mut external = Vec::new();
    for text in &others {
        let Some(key) = external_plugin(text, project, installed)? else {
            return Err(unknown(text, project));
        };
        check_not_added(&key, added.external.contains(&key))?;
        if !project.has_external(&key) || external.contains(&key) {
            continue;
        }
        if project.layout == [key.clone()] {
            return Err(fail(
                format!("`{key}` is the only plugin of the project"),
                "keep it, because a project needs at least one",
            ));
        }
        project.remove_external(&key);
        external.push(key);
    }
    added.optional.iter().for_each(|plugin| plugin.add_to(project));
    added.external.iter().for_each(|key| project.add_external(key));
    Ok(external)
}

fn check_not_added(key: &str, is_added: bool) -> Result<(), Stop> {
    match is_added {
        true => Err(misuse(
            format!("`{key}` is both added and removed"),
            "name it in `--plugins` or in `--remove-plugins`",
        )),
        false => Ok(()),
    }
}

/// The external plugin that a text means: one that the project has, or another one that is installed.
fn external_plugin(text: &str, project: &Project, installed: &[External]) -> Result<Option<String>, Stop> {
    let key = Key::parse(text).map_err(failure)?;
    let had = project.externals().into_iter().chain(project.layout.clone());
    let installed = installed.iter().map(|plugin| plugin.key().to_string());
    let is_built_in = |full: &String| plugins::of_layouts().any(|(key, _)| key == *full);
    let means = |full: &String| Key::parse(full).is_ok_and(|full| key.means(&full));
    let mut all = had.chain(installed).filter(|full| !is_built_in(full));
    Ok(all.find(means))
}

/// The error for a plugin that cannot be removed.
fn unknown(text: &str, project: &Project) -> Stop {
    let external = project.externals();
    let optional = OPTIONAL.iter().map(|plugin| plugin.key);
    let known: Vec<_> = optional.chain(external.iter().map(String::as_str)).collect();
    let fix = match plugins::nearest(text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the optional plugins are {}", quoted(known)),
    };
    fail(format!("`{text}` is not an optional plugin"), fix)
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
