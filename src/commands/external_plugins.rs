//! Runs external plugins: their input and their output.

use std::collections::BTreeMap;
use std::path::Path;

use super::Context;
use super::errors::{Stop, failure};
use crate::plan::{self, EditKind, Plan};
use crate::plugins::{Call, Chain};
use crate::project::Project;

impl Context<'_, '_> {
    /// Adds the changes of external plugins to a plan.
    pub(super) fn run_external(
        &self,
        chain: &Chain,
        plan: &mut Plan,
        command: &'static str,
        project: &Project,
    ) -> Result<(), Stop> {
        for external in &chain.externals {
            let call = Call {
                command,
                args: &self.args,
                universe: self.universe(plan)?,
                plugin_chain: chain.keys(),
                config: project,
            };
            plan.extend(external.plan(&call, self.directory).map_err(failure)?);
        }
        Ok(())
    }

    /// The text of every file after the plan.
    fn universe(&self, plan: &Plan) -> Result<BTreeMap<String, String>, Stop> {
        let mut universe = BTreeMap::new();
        self.read_all(Path::new(""), &mut universe);
        for edit in plan::resolve(plan.clone(), self.directory)?.edits {
            let path = edit.path.to_string_lossy().replace('\\', "/");
            match edit.kind {
                EditKind::Create(new) | EditKind::Replace { new, .. } => universe.insert(path, new),
                EditKind::Remove { .. } => universe.remove(&path),
            };
        }
        Ok(universe)
    }

    fn read_all(&self, below: &Path, universe: &mut BTreeMap<String, String>) {
        let Ok(entries) = std::fs::read_dir(self.directory.join(below)) else {
            return;
        };
        for entry in entries.flatten() {
            let path = below.join(entry.file_name());
            match entry.file_type() {
                Ok(kind)
                    if kind.is_dir() && ![".git", "target"].iter().any(|name| path == Path::new(name)) =>
                {
                    self.read_all(&path, universe);
                }
                Ok(kind) if kind.is_file() => {
                    if let Ok(text) = std::fs::read_to_string(entry.path()) {
                        universe.insert(path.to_string_lossy().replace('\\', "/"), text);
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
}
