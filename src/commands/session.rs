//! An open project, and its changes.

use std::path::Path;

use super::stop::{Stop, failure};
use crate::plan::{self, Plan};
use crate::plugins::{Chain, Part, Request, Settings};
use crate::project::file::ProjectFile;
use crate::project::{Project, Resource};

/// The maximum number of items listed in a hint.
const SHOWN: usize = 5;

/// An open project.
pub(super) struct Session {
    pub(super) file: ProjectFile,
    pub(super) settings: Settings,
}

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
            let creates = |change: &plan::Change| change.created().is_some();
            !is_again && !force && again.of(path).iter().any(creates)
        };
        let mut plan = plan::grown(of(project, parts)?, &after, &others, keep);
        plan.extend(plan::settled(&before, &after, &plan, force));
        Ok(plan)
    }

    /// The plan that removes parts.
    pub(super) fn shrink(&self, chain: &Chain, project: &Project, force: bool) -> Result<Plan, Stop> {
        let whole = |project: &Project| project.whole(chain, &self.settings).map_err(failure);
        let (before, after) = (whole(&self.file.project)?, whole(project)?);
        Ok(plan::settled(&before, &after, &Plan::default(), force))
    }

    /// The existing resources, for hints.
    pub(super) fn resources(&self) -> String {
        let names: Vec<_> = self
            .file
            .project
            .resources
            .iter()
            .map(|resource: &Resource| format!("`{}`", resource.identity))
            .collect();
        match names.is_empty() {
            true => "no API exists yet; add one with `kubewright create api`".to_owned(),
            false if names.len() > SHOWN => {
                format!(
                    "the existing APIs are {} and {} more",
                    names[..SHOWN].join(", "),
                    names.len() - SHOWN
                )
            }
            false => format!("the existing APIs are {}", names.join(", ")),
        }
    }
}
