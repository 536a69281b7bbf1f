//! Runs external plugins: their input and their output.

use std::collections::BTreeMap;
use std::path::Path;

use kubewright_core::diagnostic::Message;
use serde_json::Value;

use super::Context;
use super::content::watches;
use super::errors::{Stop, fail, misuse};
use super::open::Session;
use crate::plan::{self, EditKind, Plan};
use crate::plugins::{Answered, Call, Chain, External, ExternalError};
use crate::project::{Project, file};

/// The command of a plugin that the project does without from now on.
const REMOVE: &str = "remove";

/// The fix if a plugin cannot remove its files.
const ONLY_RECORD: &str = "add `--force` to remove only its record";

/// The project before a call, if it existed, and after it.
pub(super) type States<'p> = (Option<&'p Project>, &'p Project);

impl Context<'_, '_> {
    /// Adds the changes of external plugins to a plan, and their settings to the project.
    pub(super) fn run_external(
        &self,
        chain: &Chain,
        plan: &mut Plan,
        command: &'static str,
        (before, after): States<'_>,
    ) -> Result<Project, Stop> {
        let mut project = after.clone();
        self.check_arguments(&chain.externals, command)?;
        for external in &chain.externals {
            let key = external.key().to_string();
            let settings = project.plugins.get(&key);
            let states = (before, &project);
            let answered = self.ask_external(external, chain, plan, command, (states, settings))?;
            plan.extend(answered.plan);
            match answered.settings {
                Some(settings) if project.has_external(&key) => {
                    project.plugins.insert(key, settings);
                }
                Some(_) => {
                    return Err(fail(
                        format!(
                            "the plugin `{key}` has settings to record, but the project does not have it"
                        ),
                        format!("add it with `kubewright edit --plugins {key}`"),
                    ));
                }
                None => {}
            }
        }
        Ok(project)
    }

    /// Adds the changes of external plugins to a plan, and the `PROJECT` in which they record their settings.
    pub(super) fn finish(
        &self,
        plan: &mut Plan,
        chain: &Chain,
        command: &'static str,
        (session, project): (&Session, &Project),
    ) -> Result<(), Stop> {
        if project.content().is_some() {
            watches::keep_entries(plan, self.directory);
        }
        let states = (Some(&session.file.project), project);
        let project = self.run_external(chain, plan, command, states)?;
        plan.finally(file::NAME.into(), session.file.with(&project));
        Ok(())
    }

    /// Lets plugins plan the removal of what they wrote. Returns notes.
    ///
    /// With `force`, files that somebody edited are removed too, and plugins that cannot remove theirs leave them.
    pub(super) fn run_removed(
        &self,
        removed: &[String],
        chain: &Chain,
        plan: &mut Plan,
        (before, after): (&Project, &Project),
        force: bool,
    ) -> Result<Vec<String>, Stop> {
        let found = self.externals();
        let mut notes = Vec::new();
        for key in removed {
            let settings = before.plugins.get(key);
            let states = (Some(before), after);
            let result = match found.iter().find(|plugin| plugin.key().to_string() == *key) {
                Some(external) => self.ask_external(external, chain, plan, REMOVE, (states, settings)),
                None => Err(fail(
                    format!(
                        "the program of the plugin `{key}` is not installed, so it cannot remove its files"
                    ),
                    ONLY_RECORD,
                )),
            };
            match result {
                Ok(mut answered) => {
                    if force {
                        answered.plan.remove_edited();
                    }
                    plan.extend(answered.plan);
                }
                Err(Stop::Failure(_)) if force => {
                    notes.push(format!("the files of `{key}` stay; remove them yourself"));
                }
                Err(Stop::Failure(mut messages)) => {
                    if let Some(message) = messages.first_mut().filter(|message| message.help.is_none()) {
                        message.help = Some(ONLY_RECORD.to_owned());
                    }
                    return Err(messages.into());
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(notes)
    }

    fn ask_external(
        &self,
        external: &External,
        chain: &Chain,
        plan: &Plan,
        command: &'static str,
        ((before, after), settings): (States<'_>, Option<&Value>),
    ) -> Result<Answered, Stop> {
        let call = Call {
            command,
            args: &self.args,
            universe: self.universe(plan)?,
            plugin_chain: chain.keys(),
            config: after,
            before,
            settings,
        };
        Ok(external.plan(&call, self.directory)?)
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
