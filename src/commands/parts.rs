//! Plans the files of parts that a call adds to a project or removes from it.

use std::path::{Path, PathBuf};

use super::errors::{Stop, failure};
use super::open::Session;
use crate::plan::{self, Change, Plan};
use crate::plugins::{Chain, Part, Request, is_shared};
use crate::project::Project;

impl Session {
    /// The plan that adds parts to the project, in its new state.
    pub(super) fn grow(
        &self,
        chain: &Chain,
        project: &Project,
        parts: &[Part<'_>],
        force: bool,
    ) -> Result<Plan, Stop> {
        let of = |project: &Project, parts: &[Part<'_>]| {
            let request = Request {
                parts,
                force,
                settings: &self.settings,
            };
            chain.plan(&request, project).map_err(failure)
        };
        let old = &self.file.project;
        let named: Vec<String> = parts.iter().map(Part::id).collect();
        let had = old.parts();
        let (again, others): (Vec<_>, Vec<_>) = had.iter().partition(|part| named.contains(&part.id()));
        let is_again = again.len() == parts.len();
        let others = of(old, &others)?;
        let again = of(old, &again)?;
        let before = of(old, &had)?;
        let after = of(project, &project.parts())?;
        // A call that adds to a part keeps the existing rest of it.
        let keep = |path: &Path| {
            let creates = |change: &Change| change.created().is_some();
            !is_again && !force && again.of(path).iter().any(creates)
        };
        let mut plan = plan::grown(of(project, parts)?, &after, &others, keep);
        plan.extend(plan::settled(&before, &after, &plan, force));
        leave_shared(&mut plan, &before, old);
        allow_outside(&mut plan, project);
        Ok(plan)
    }

    /// The plan that changes the project to another state, without moving files.
    pub(super) fn settle(&self, chain: &Chain, project: &Project, force: bool) -> Result<Plan, Stop> {
        let whole = |project: &Project| project.whole(chain, &self.settings).map_err(failure);
        let (before, after) = (whole(&self.file.project)?, whole(project)?);
        let mut plan = plan::settled(&before, &after, &Plan::default(), force);
        leave_shared(&mut plan, &before, &self.file.project);
        allow_outside(&mut plan, &self.file.project);
        Ok(plan)
    }
}

/// Allows files outside of a project's folder: in its API crates, and the workflows of its workspace.
pub(super) fn allow_outside(plan: &mut Plan, project: &Project) {
    let places = project.places();
    if !places.workspace.is_empty() {
        plan.allow(PathBuf::from(places.workspace).join(".github/workflows"));
    }
    for folder in places.api_crates.into_values() {
        plan.allow(folder.into());
    }
}

/// Keeps the parts of an API crate that other projects may use: its lists of modules stay, even if they are empty.
fn leave_shared(plan: &mut Plan, before: &Plan, project: &Project) {
    let folders: Vec<_> = project.places().api_crates.into_values().collect();
    let is_in_crate = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
    for (path, changes) in plan.each().filter(|(path, _)| is_in_crate(path)) {
        let made = before.of(path);
        let is_list = made
            .iter()
            .any(|change| matches!(change, Change::Create { template, .. } if is_shared(template)));
        // The line of a kind or of a conversion is removed; that of a group or of a version stays.
        let is_own_line = |line: &str| {
            made.iter().any(|change| match change {
                Change::Insert { text, template, .. } => {
                    let of_one = ["__version__", "__spoke__", "__kind__"];
                    text.trim() == line.trim() && of_one.iter().any(|part| template.contains(part))
                }
                _ => false,
            })
        };
        changes.retain(|change| match change {
            Change::Remove | Change::RemoveWritten { .. } => !is_list,
            Change::Withdraw { text } => is_own_line(text),
            _ => true,
        });
    }
}
