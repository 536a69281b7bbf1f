//! External plugins: programs that read one JSON object and write one, as in kubebuilder.
//!
//! A program is found at `<folder>/<name>/<version>/<name>`, with any extension. Its input has the command, its
//! arguments, the project and the text of every file. Its output has files, or changes in the form of [`Change`].

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::plan::{Change, IfExists, Plan};
use crate::project::Project;

use super::Key;

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
    /// `init`, `create api`, `create webhook`, `edit`, `delete api` or `delete webhook`.
    pub command: &'static str,
    /// The arguments after the command.
    pub args: &'c [String],
    /// Every file by its path, including those that earlier plugins would write.
    pub universe: BTreeMap<String, String>,
    /// The plugins of the call.
    pub plugin_chain: Vec<String>,
    /// The project after the call.
    pub config: &'c Project,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'c> {
    api_version: &'static str,
    #[serde(flatten)]
    call: &'c Call<'c>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    universe: Option<BTreeMap<String, String>>,
    #[serde(default)]
    changes: BTreeMap<PathBuf, Vec<Change>>,
    #[serde(default)]
    error: bool,
    #[serde(default)]
    error_msgs: Option<Vec<String>>,
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
}

impl External {
    /// Its name and version.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key.clone()
    }

    /// Runs it, and returns its changes.
    pub fn plan(&self, call: &Call<'_>, directory: &Path) -> Result<Plan, ExternalError> {
        let failed = |reason: String| ExternalError::Failed {
            key: self.key(),
            reason,
        };
        let wrong = |reason: String| ExternalError::Answer {
            key: self.key(),
            reason,
        };
        let asked = Asked {
            api_version: API_VERSION,
            call,
        };
        let asked = serde_json::to_vec(&asked).map_err(|error| wrong(error.to_string()))?;
        let answer: Answer = serde_json::from_slice(&self.run(&asked, directory)?)
            .map_err(|error| wrong(error.to_string()))?;
        if answer.error {
            let messages = answer.error_msgs.unwrap_or_default().join("; ");
            return Err(failed(if messages.is_empty() {
                "it printed no reason".to_owned()
            } else {
                messages
            }));
        }
        let mut plan = Plan::default();
        for (path, text) in answer.universe.unwrap_or_default() {
            if call.universe.get(&path) != Some(&text) {
                let change = Change::Create {
                    text,
                    if_exists: IfExists::Replace,
                    template: "",
                };
                plan.change(PathBuf::from(path), change);
            }
        }
        for (path, changes) in answer.changes {
            changes
                .into_iter()
                .for_each(|change| plan.change(path.clone(), change));
        }
        Ok(plan)
    }

    fn run(&self, asked: &[u8], directory: &Path) -> Result<Vec<u8>, ExternalError> {
        let run = |error: std::io::Error| ExternalError::Run {
            key: self.key(),
            program: self.program.display().to_string(),
            reason: error.to_string(),
        };
        let mut child = Command::new(&self.program)
            .current_dir(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(run)?;
        let input = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // A program may write its output before it has read all input; a closed pipe is not an error.
            scope.spawn(move || input.map(|mut input| input.write_all(asked)));
            child.wait_with_output()
        });
        let output = output.map_err(run)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.trim().lines().last().unwrap_or_default().to_owned();
        let reason = if last.is_empty() {
            output.status.to_string()
        } else {
            last
        };
        Err(ExternalError::Failed {
            key: self.key(),
            reason,
        })
    }
}

/// The plugins in a folder: `<name>/<version>/<name>`, with any extension.
#[must_use]
pub fn find(folder: &Path) -> Vec<External> {
    let mut found = Vec::new();
    for name in folders(folder) {
        for version in folders(&folder.join(&name)) {
            let inside = folder.join(&name).join(&version);
            let program = entries(&inside).into_iter().find(|file| {
                let path = inside.join(file);
                path.file_stem().is_some_and(|stem| stem == name.as_str())
                    && path.is_file()
                    && is_program(&path)
            });
            if let (Some(program), Ok(key)) = (program, Key::parse(&format!("{name}/{version}"))) {
                found.push(External {
                    key,
                    program: inside.join(program),
                });
            }
        }
    }
    found
}

fn folders(folder: &Path) -> Vec<String> {
    entries(folder)
        .into_iter()
        .filter(|name| folder.join(name).is_dir())
        .collect()
}

fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(_path: &Path) -> bool {
    true
}
