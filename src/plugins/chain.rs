//! Which plugins are asked.

use thiserror::Error;

use super::{ALL, BUNDLES, External, Key, KeyError, Plugin};

/// The plugins of a project that names none.
pub const DEFAULT: &str = "rust.kubewright.dev/v1";

/// Plugins in the order that they are asked in.
pub struct Chain {
    /// Their full names, as `PROJECT` records them: bundles by their own.
    pub layout: Vec<String>,
    /// Those that are built in.
    pub built_in: Vec<&'static (dyn Plugin + Sync)>,
    /// Those that are programs; they are asked after the others.
    pub externals: Vec<External>,
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

/// Finds the plugins that keys name.
pub fn resolve(keys: &[String], externals: &[External]) -> Result<Chain, ChainError> {
    let mut chain = Chain {
        layout: Vec::new(),
        built_in: Vec::new(),
        externals: Vec::new(),
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
        let built_in = self.built_in.iter().map(|plugin| plugin.key());
        let mut known = built_in.chain(self.externals.iter().map(External::key));
        if known.any(|key| key.to_string() == full) {
            return;
        }
        if let Some(plugin) = ALL.iter().find(|plugin| plugin.key().to_string() == full) {
            self.built_in.push(*plugin);
        } else if let Some(plugin) = externals.iter().find(|plugin| plugin.key().to_string() == full) {
            self.externals.push(plugin.clone());
        }
    }

    /// The keys of all of them, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let built_in = self.built_in.iter().map(|plugin| plugin.key());
        built_in
            .chain(self.externals.iter().map(External::key))
            .map(|key| key.to_string())
            .collect()
    }
}

/// The full name of the only plugin or bundle that a key means.
fn only(key: &Key, externals: &[External]) -> Result<String, ChainError> {
    let bundles = BUNDLES.iter().filter_map(|bundle| Key::parse(bundle.key).ok());
    let known: Vec<Key> = bundles
        .chain(ALL.iter().map(|plugin| plugin.key()))
        .chain(externals.iter().map(External::key))
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
