//! What a plugin writes, and what that means for a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_core::suggest::nearest;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::API_VERSION;
use super::flags::Flag;
use crate::plan::{self, Change, IfExists, Plan};
use crate::project::file;

/// The keys of an answer. A plugin may also return its input, as those in Python do.
const KEYS: &[&str] = &[
    "apiVersion",
    "command",
    "universe",
    "changes",
    "settings",
    "error",
    "errorMsgs",
    "metadata",
    "flags",
    "args",
    "pluginChain",
    "config",
    "before",
];

/// The output of a plugin.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    #[serde(default)]
    universe: Option<BTreeMap<String, String>>,
    #[serde(default)]
    changes: BTreeMap<PathBuf, Vec<Change>>,
    #[serde(default)]
    settings: Option<Map<String, Value>>,
    #[serde(default)]
    error: bool,
    #[serde(default)]
    error_msgs: Option<Vec<String>>,
    #[serde(default)]
    metadata: Option<Metadata>,
    #[serde(default)]
    pub(super) flags: Option<Vec<Flag>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metadata {
    description: String,
}

/// The changes of a plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Its changes to files.
    pub plan: Plan,
    /// Its new section of `PROJECT`, if that changes.
    pub settings: Option<Value>,
}

impl Answer {
    /// Reads an answer; the error is the reason why it is none.
    pub(super) fn parse(output: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(output).map_err(|error| error.to_string())?;
        let Some(object) = value.as_object() else {
            return Err("it is not a JSON object".to_owned());
        };
        if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(match nearest(key, KEYS.iter().copied()) {
                Some(near) => format!("unknown key `{key}`; did you mean `{near}`?"),
                None => format!("unknown key `{key}`"),
            });
        }
        match object.get("apiVersion").and_then(Value::as_str) {
            Some(API_VERSION) | None => {}
            Some(other) => {
                return Err(format!(
                    "its `apiVersion` is `{other}`; only `{API_VERSION}` is known"
                ));
            }
        }
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// Why the plugin refuses the command, if it does.
    pub(super) fn refusal(&self) -> Option<String> {
        let messages = || self.error_msgs.iter().flatten().map(|message| message.trim());
        let shown: Vec<_> = messages().filter(|message| !message.is_empty()).collect();
        self.error.then(|| match shown.is_empty() {
            true => "it printed no reason".to_owned(),
            false => shown.join("; "),
        })
    }

    pub(super) fn description(self) -> Option<String> {
        let text = self.metadata.unwrap_or_default().description;
        let line = text.lines().map(str::trim).find(|line| !line.is_empty());
        line.map(|line| line.trim_end_matches('.').to_owned())
    }

    /// Its changes, given the texts that it was sent; the error is the reason why they are not made.
    pub(super) fn planned(
        self,
        universe: &BTreeMap<String, String>,
        directory: &Path,
    ) -> Result<Answered, String> {
        let mut plan = Plan::default();
        for (path, text) in self.universe.unwrap_or_default() {
            if universe.get(&path) != Some(&text) {
                plan.change(PathBuf::from(path), replaced(text));
            }
        }
        for (path, changes) in self.changes {
            for change in changes {
                // These are for the files of generators, which may be anywhere.
                let change = match change {
                    Change::Write(text) => replaced(text),
                    other => other,
                };
                plan.change(path.clone(), change);
            }
        }
        for (path, changes) in plan.changes() {
            check(path, directory)?;
            for change in changes {
                if let Change::MoveFrom(from) = change {
                    check(from, directory)?;
                }
            }
        }
        Ok(Answered {
            plan,
            settings: self.settings.map(Value::Object),
        })
    }
}

fn check(path: &Path, directory: &Path) -> Result<(), String> {
    plan::check_inside(path, directory).map_err(|error| error.to_string())?;
    match path == Path::new(file::NAME) {
        true => Err(format!(
            "it changes `{}`, which only kubewright may do; a plugin records what it needs in `settings`",
            file::NAME
        )),
        false => Ok(()),
    }
}

fn replaced(text: String) -> Change {
    Change::Create {
        text,
        if_exists: IfExists::Replace,
        template: "",
    }
}
