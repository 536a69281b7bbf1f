//! The selection of plugins.

use thiserror::Error;

use super::{ALL, BUNDLES, External, Key, KeyError, OPTIONAL, Plugin, nearest};
use crate::project::{ANSIBLE_OPERATOR, HELM_OPERATOR};
use kubewright_analysis::quoted::quoted;

/// The default plugins.
pub const DEFAULT: &str = "rust.kubewright.dev/v1";

/// Plugins, in the order in which they run.
#[derive(Default)]
pub struct Chain {
    /// Their full names, as recorded in `PROJECT`; bundles have one name.
    pub layout: Vec<String>,
    /// The built-in plugins.
    pub built_in: Vec<&'static (dyn Plugin + Sync)>,
    /// The external plugins, which run after the built-in ones.
    pub externals: Vec<External>,
}

/// Why the plugins cannot be selected.
#[derive(Debug, Error)]
pub enum ChainError {
    /// A key is malformed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A plugin does not exist.
    #[error("unknown plugin `{key}`; {hint}")]
    Unknown {
        /// The key.
        key: String,
        /// The existing plugins.
        hint: String,
    },
    /// A key is ambiguous.
    #[error("the plugin `{key}` is ambiguous; write {}", .candidates.join(" or "))]
    Ambiguous {
        /// The key.
        key: String,
        /// The plugins that it matches.
        candidates: Vec<String>,
    },
    /// The list of keys is empty.
    #[error("`--plugins` is empty; the default is `rust/v1`")]
    Empty,
}

/// Finds the plugins for keys.
pub fn resolve(keys: &[String], externals: &[External]) -> Result<Chain, ChainError> {
    let mut chain = Chain::default();
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
        let of_operator_sdk = [HELM_OPERATOR, ANSIBLE_OPERATOR]
            .into_iter()
            .find(|layout| layout[1] == key.to_string());
        let full = match of_operator_sdk {
            Some(layout) => layout[0].to_owned(),
            None => only(&key, externals)?,
        };
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
    /// The same plugins and then external ones, which are not of the layout.
    #[must_use]
    pub(crate) fn with(mut self, keys: &[String], externals: &[External]) -> Self {
        keys.iter().for_each(|key| self.add(key, externals));
        self
    }

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

    /// The keys of all plugins, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let built_in = self.built_in.iter().map(|plugin| plugin.key());
        built_in
            .chain(self.externals.iter().map(External::key))
            .map(|key| key.to_string())
            .collect()
    }
}

/// The full name of the one plugin or bundle that a key matches.
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
            let others: Vec<_> = known.iter().filter(|full| any.means(full)).collect();
            let optional = OPTIONAL.iter().map(|plugin| plugin.key.to_owned());
            let all: Vec<_> = known.iter().map(ToString::to_string).chain(optional).collect();
            let near = nearest(&key.to_string(), all.iter().map(String::as_str)).map(str::to_owned);
            let hint = match (&others[..], key.is_unstable()) {
                ([], _) if key.name.ends_with("go.kubebuilder.io") || key.name == "go" => {
                    "it generates Go; use `rust/v1`".to_owned()
                }
                ([], _) => match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the plugins are {}", quoted(all)),
                },
                (others, true) => format!(
                    "that version is unstable and not included; use {}",
                    quoted(others)
                ),
                (others, false) => format!("its versions are {}", quoted(others)),
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
