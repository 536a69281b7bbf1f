//! External plugins: programs that read one JSON object and write one, as in kubebuilder.
//!
//! A program is found at `<folder>/<name>/<version>/<name>`, with any extension. Its input has the command, its
//! arguments, the project and the text of every file. Its output has files, or changes in the form of
//! [`Change`](crate::plan::Change).

mod answer;
mod find;
mod flags;
mod process;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::project::Project;

use super::Key;
use answer::Answer;
pub use answer::Answered;
pub use find::find;

/// The version of the protocol.
const API_VERSION: &str = "v1alpha1";

/// An external plugin.
#[derive(Clone, Debug)]
pub struct External {
    key: Key,
    program: PathBuf,
}

/// The input of a plugin.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call<'c> {
    /// `init`, `create api`, `create webhook`, `edit`, `rename api`, `delete api` or `delete webhook`; or `remove`, if
    /// the project does without the plugin from now on.
    pub command: &'static str,
    /// The arguments after the command.
    pub args: &'c [String],
    /// Every file by its path, including those that earlier plugins would write.
    pub universe: BTreeMap<String, String>,
    /// The plugins of the call.
    pub plugin_chain: Vec<String>,
    /// The project after the call.
    pub config: &'c Project,
    /// The project before the call, if it existed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<&'c Project>,
    /// The plugin's own section of `PROJECT`, empty at first; none if the plugin runs for one call only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<&'c Value>,
}

/// A question about the plugin itself.
#[derive(Serialize)]
struct Question<'q> {
    command: &'static str,
    args: [&'q str; 1],
    universe: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<T> {
    api_version: &'static str,
    #[serde(flatten)]
    call: T,
}

/// Why a plugin failed.
#[derive(Debug, Error)]
pub enum ExternalError {
    /// It cannot be run.
    #[error("the plugin `{key}` cannot be run: {reason}; `{program}` must be an executable file")]
    Run {
        /// The plugin.
        key: Key,
        /// Its program.
        program: String,
        /// The reason.
        reason: String,
    },
    /// It failed.
    #[error("the plugin `{key}` failed: {reason}")]
    Failed {
        /// The plugin.
        key: Key,
        /// Its error message.
        reason: String,
    },
    /// Its output is invalid.
    #[error("the plugin `{key}` wrote invalid output: {reason}")]
    Answer {
        /// The plugin.
        key: Key,
        /// The reason.
        reason: String,
    },
    /// An argument for it is invalid.
    #[error("the plugin `{key}` {reason}")]
    Argument {
        /// The plugin.
        key: Key,
        /// The reason.
        reason: String,
    },
    /// A signal arrived while it ran.
    #[error("interrupted while the plugin `{key}` was running; nothing was written")]
    Interrupted {
        /// The plugin.
        key: Key,
    },
}

impl External {
    /// Its name and version.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key.clone()
    }

    /// Runs it, and returns its changes and its settings.
    ///
    /// # Errors
    ///
    /// If it cannot be run, fails, is interrupted, or writes something else than an answer.
    pub fn plan(&self, call: &Call<'_>, directory: &Path) -> Result<Answered, ExternalError> {
        self.ask(call, directory)?
            .planned(&call.universe, directory)
            .map_err(|reason| self.invalid(reason))
    }

    /// Its own description, or nothing if it has none.
    ///
    /// # Errors
    ///
    /// If it is interrupted. A plugin that does not know the question has no description.
    pub fn description(&self, directory: &Path) -> Result<Option<String>, ExternalError> {
        let question = Question {
            command: "metadata",
            args: ["--edit"],
            universe: BTreeMap::new(),
        };
        match self.ask(&question, directory) {
            Ok(answer) => Ok(answer.description()),
            Err(error @ ExternalError::Interrupted { .. }) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Checks arguments against the flags that it has for a command, if it lists them.
    ///
    /// # Errors
    ///
    /// If an argument is none of its flags, or has a value of another type.
    pub fn check(&self, command: &str, args: &[String], directory: &Path) -> Result<(), ExternalError> {
        let question = Question {
            command: "flags",
            args: [flags::of(command)],
            universe: BTreeMap::new(),
        };
        let answer = match self.ask(&question, directory) {
            Ok(answer) => answer,
            Err(error @ ExternalError::Interrupted { .. }) => return Err(error),
            // As in kubebuilder, a plugin without this command takes any flags.
            Err(_) => return Ok(()),
        };
        match answer.flags {
            Some(known) => flags::check(args, &known).map_err(|reason| ExternalError::Argument {
                key: self.key(),
                reason,
            }),
            None => Ok(()),
        }
    }

    fn ask(&self, call: &impl Serialize, directory: &Path) -> Result<Answer, ExternalError> {
        let asked = Asked {
            api_version: API_VERSION,
            call,
        };
        let asked = serde_json::to_vec(&asked).map_err(|error| self.invalid(error.to_string()))?;
        let output = process::run(self, asked, directory)?;
        let answer = Answer::parse(&output).map_err(|reason| self.invalid(reason))?;
        match answer.refusal() {
            Some(reason) => Err(ExternalError::Failed {
                key: self.key(),
                reason,
            }),
            None => Ok(answer),
        }
    }

    fn invalid(&self, reason: String) -> ExternalError {
        ExternalError::Answer {
            key: self.key(),
            reason,
        }
    }
}
