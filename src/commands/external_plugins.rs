//! Runs external plugins: their input and their output.

use std::collections::BTreeMap;
use std::path::Path;

use kubewright_core::diagnostic::Message;
use serde_json::Value;

use super::Context;
use super::errors::{Stop, fail, misuse};
use crate::plan::{self, EditKind, Plan};
use crate::plugins::{Call, Chain, External, ExternalError};
use crate::project::Project;

/// The command of a plugin that the project does without from now on.
const REMOVE: &str = "remove";

impl Context<'_, '_> {
    /// Adds the changes of external plugins to a plan, and their settings to the project.
    pub(super) fn run_external(
        &self,
        chain: &Chain,
        plan: &mut Plan,
        command: &'static str,
        project: &Project,
    ) -> Result<Project, Stop> {
        let mut project = project.clone();
        self.check_arguments(&chain.externals, command)?;
        for external in &chain.externals {
            let settings = project.plugins.get(&external.key().to_string()).cloned();
            self.run_one(external, chain, plan, command, (&mut project, settings))?;
        }
        Ok(project)
    }

    /// Lets plugins plan the removal of what they wrote. Returns notes.
    ///
    /// With `force`, those that cannot do so are removed all the same.
    pub(super) fn run_removed(
        &self,
        removed: &[String],
        chain: &Chain,
        plan: &mut Plan,
        (old, new): (&Project, &Project),
        force: bool,
    ) -> Result<Vec<String>, Stop> {
        let found = self.externals();
        let mut notes = Vec::new();
        for key in removed {
            let result = match found.iter().find(|plugin| plugin.key().to_string() == *key) {
                Some(external) => self.remove(external, chain, plan, (old, new)),
                None => Err(fail(
                    format!(
                        "the program of the plugin `{key}` is not installed, so it cannot remove its files"
                    ),
                    "add `--force` to remove only its record",
                )),
            };
            match result {
                Ok(()) => {}
                Err(Stop::Failure(_)) if force => {
                    notes.push(format!("the files of `{key}` stay; remove them yourself"));
                }
                Err(Stop::Failure(mut messages)) => {
                    if let Some(message) = messages.first_mut().filter(|message| message.help.is_none()) {
                        message.help = Some("add `--force` to remove only its record".to_owned());
                    }
                    return Err(messages.into());
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(notes)
    }

    fn remove(
        &self,
        external: &External,
        chain: &Chain,
        plan: &mut Plan,
        (old, new): (&Project, &Project),
    ) -> Result<(), Stop> {
        let settings = old.plugins.get(&external.key().to_string()).cloned();
        self.run_one(external, chain, plan, REMOVE, (&mut new.clone(), settings))
    }

    fn run_one(
        &self,
        external: &External,
        chain: &Chain,
        plan: &mut Plan,
        command: &'static str,
        (project, settings): (&mut Project, Option<Value>),
    ) -> Result<(), Stop> {
        let key = external.key().to_string();
        let call = Call {
            command,
            args: &self.args,
            universe: self.universe(plan)?,
            plugin_chain: chain.keys(),
            config: project,
            settings: settings.as_ref(),
        };
        let answered = external.plan(&call, self.directory)?;
        plan.extend(answered.plan);
        match answered.settings {
            Some(settings) if project.has_external(&key) => {
                project.plugins.insert(key, settings);
            }
            Some(_) if command == REMOVE => {}
            Some(_) => {
                return Err(fail(
                    format!("the plugin `{key}` has settings to record, but the project does not have it"),
                    format!("add it with `kubewright edit --plugins {key}`"),
                ));
            }
            None => {}
        }
        Ok(())
    }

    /// Checks the arguments after `--`: each has to be a flag of one of the plugins.
    fn check_arguments(&self, externals: &[External], command: &'static str) -> Result<(), Stop> {
        let mut parts = self.args.splitn(2, |arg| arg == "--");
        let args = parts.nth(1).unwrap_or_default();
        let Some(first) = args.first() else {
            return Ok(());
        };
        if externals.is_empty() {
            return Err(misuse(
                format!("`{first}` after `--` is an argument for external plugins, and none runs"),
                "remove it",
            ));
        }
        let mut errors = Vec::new();
        for external in externals {
            match external.check(command, args, self.directory) {
                Ok(()) => return Ok(()),
                Err(error @ ExternalError::Argument { .. }) => errors.push(error),
                Err(error) => return Err(error.into()),
            }
        }
        match errors.into_iter().next() {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
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

impl From<ExternalError> for Stop {
    fn from(error: ExternalError) -> Self {
        let message = Message::new(error.to_string());
        match error {
            ExternalError::Interrupted { .. } => Self::Interrupted(message),
            ExternalError::Argument { .. } => Self::Usage(message),
            ExternalError::Run { .. } | ExternalError::Failed { .. } | ExternalError::Answer { .. } => {
                message.into()
            }
        }
    }
}
