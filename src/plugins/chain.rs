//! Which plugins are asked.

use thiserror::Error;

use super::{ALL, BUNDLES, External, Key, KeyError, Plugin};

/// The plugins of a project that names none.
pub const DEFAULT: &str = "rust.kubewright.dev/v1";

/// Plugins in the order that they are asked in.
pub struct Chain {
    /// Their full names, as `PROJECT` records them: bundles by their own.
    pub layout: Vec<String>,
    /// The plugins.
    pub plugins: Vec<Box<dyn Plugin>>,
}

/// Why there is no chain.
#[derive(Debug, Error)]
pub enum ChainError {
    /// A key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no such plugin.
    #[error("there is no plugin `{key}`; {hint}")]
    Unknown {
        /// The key.
        key: String,
        /// What there is.
        hint: String,
    },
    /// There are several.
    #[error("the plugin `{key}` may be {}; write one of them out", .candidates.join(" or "))]
    Ambiguous {
        /// The key.
        key: String,
        /// What it may mean.
        candidates: Vec<String>,
    },
    /// No plugin is named.
    #[error("`--plugins` names no plugin; the usual one is `rust/v1`")]
    Empty,
}

/// A plugin that is built in.
struct BuiltIn(&'static (dyn Plugin + Sync));

impl Plugin for BuiltIn {
    fn key(&self) -> Key {
        self.0.key()
    }

    fn about(&self) -> String {
        self.0.about()
    }

    fn plan(
        &self,
        request: &super::Request<'_>,
        project: &crate::project::Project,
    ) -> anyhow::Result<crate::plan::Plan> {
        self.0.plan(request, project)
    }
}

/// Finds the plugins that keys name.
pub fn resolve(keys: &[String], externals: &[External]) -> Result<Chain, ChainError> {
    let mut chain = Chain {
        layout: Vec::new(),
        plugins: Vec::new(),
    };
    let keys: Vec<_> = keys
        .iter()
        .map(|key| key.trim())
        .filter(|key| !key.is_empty())
        .collect();
    if keys.is_empty() {
        return Err(ChainError::Empty);
    }
    for text in keys {
        let key = Key::parse(text)?;
        let full = only(&key, externals)?;
        if chain.layout.contains(&full) {
            continue;
        }
        match BUNDLES.iter().find(|bundle| bundle.key == full) {
            Some(bundle) => bundle
                .members
                .iter()
                .for_each(|member| chain.add(member, externals)),
            None => chain.add(&full, externals),
        }
        chain.layout.push(full);
    }
    Ok(chain)
}

impl Chain {
    fn add(&mut self, full: &str, externals: &[External]) {
        let is_there = self.plugins.iter().any(|plugin| plugin.key().to_string() == full);
        if is_there {
            return;
        }
        if let Some(plugin) = ALL.iter().find(|plugin| plugin.key().to_string() == full) {
            self.plugins.push(Box::new(BuiltIn(*plugin)));
        } else if let Some(plugin) = externals.iter().find(|plugin| plugin.key().to_string() == full) {
            self.plugins.push(Box::new(plugin.clone()));
        }
    }
}

/// The full name of the only plugin or bundle that a key means.
fn only(key: &Key, externals: &[External]) -> Result<String, ChainError> {
    let bundles = BUNDLES.iter().filter_map(|bundle| Key::parse(bundle.key).ok());
    let known: Vec<Key> = bundles
        .chain(ALL.iter().map(|plugin| plugin.key()))
        .chain(externals.iter().map(Plugin::key))
        .collect();
    let mut candidates: Vec<String> = known
        .iter()
        .filter(|full| key.means(full))
        .map(ToString::to_string)
        .collect();
    candidates.sort();
    candidates.dedup();
    match &candidates[..] {
        [only] => Ok(only.clone()),
        [] => {
            let any = Key {
                version: String::new(),
                ..key.clone()
            };
            let others: Vec<_> = known
                .iter()
                .filter(|full| any.means(full))
                .map(|key| format!("`{key}`"))
                .collect();
            let all: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
            let hint = match (&others[..], key.is_unstable()) {
                ([], _) if key.name.ends_with("go.kubebuilder.io") || key.name == "go" => {
                    "it writes Go; the one for Rust is `rust/v1`".to_owned()
                }
                ([], _) => format!("there are {}", all.join(", ")),
                (others, true) => format!(
                    "that version is not a stable one and is not here; there is {}",
                    others.join(", ")
                ),
                (others, false) => format!("there is {}", others.join(", ")),
            };
            Err(ChainError::Unknown {
                key: key.to_string(),
                hint,
            })
        }
        _ => Err(ChainError::Ambiguous {
            key: key.to_string(),
            candidates: candidates.iter().map(|key| format!("`{key}`")).collect(),
        }),
    }
}
