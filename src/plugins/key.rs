//! The names of plugins: `rust.kubewright.dev/v1`.

use std::fmt;

use thiserror::Error;

use kubewright_core::{names, suggest};

/// A plugin's name and version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// A DNS name.
    pub name: String,
    /// `v2` or `v2-alpha`; empty for any version.
    pub version: String,
}

/// Why a text is not a plugin key.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// The name is invalid.
    #[error("the plugin key `{0}` has no DNS name before its `/`; write it like `rust/v1`")]
    Name(String),
    /// The version is invalid.
    #[error(
        "the plugin key `{0}` has no version like `v2` or `v2-alpha` after its `/`; write it like `rust/v1`"
    )]
    Version(String),
}

impl Key {
    /// Parses a key; the version is optional.
    ///
    /// ```
    /// use kubewright::plugins::Key;
    ///
    /// assert_eq!(Key::parse("kustomize/2")?.to_string(), "kustomize/v2");
    /// assert!(Key::parse("Rust/v1").is_err());
    /// # Ok::<(), kubewright::plugins::KeyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, version) = text.split_once('/').unwrap_or((text, ""));
        if !is_dns_name(name) {
            return Err(KeyError::Name(text.to_owned()));
        }
        let version = version.strip_prefix('v').unwrap_or(version);
        let (number, stage) = version.split_once('-').unwrap_or((version, "stable"));
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_version = is_number && ["stable", "alpha", "beta"].contains(&stage);
        if text.contains('/') && !is_version {
            return Err(KeyError::Version(text.to_owned()));
        }
        let version = match version {
            "" => String::new(),
            version => format!("v{version}"),
        };
        Ok(Self {
            name: name.to_owned(),
            version,
        })
    }

    /// Returns whether this key matches the plugin `full`: by its name, or by the part of the name before a dot.
    #[must_use]
    pub fn means(&self, full: &Self) -> bool {
        let rest = full.name.strip_prefix(&self.name);
        let name = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        name && (self.version.is_empty() || self.version == full.version)
    }

    /// Returns whether the version is an unstable one.
    #[must_use]
    pub fn is_unstable(&self) -> bool {
        self.version.contains('-')
    }
}

/// The key that a text is most likely a typo of; the rest of a name after its first part need not be written.
pub(crate) fn nearest<'k>(text: &str, keys: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let (name, version) = text.split_once('/').unwrap_or((text, ""));
    let written = |key: &str| {
        let (full, of_key) = key.split_once('/').unwrap_or((key, ""));
        let short = match name.contains('.') {
            true => full,
            false => full.split('.').next().unwrap_or(full),
        };
        let version = if version.is_empty() { "" } else { of_key };
        format!("{short}/{version}")
    };
    let keys: Vec<_> = keys.into_iter().collect();
    let forms: Vec<_> = keys.iter().map(|key| written(key)).collect();
    let near = suggest::nearest(&format!("{name}/{version}"), forms.iter().map(String::as_str))?;
    let at = forms.iter().position(|form| form == near)?;
    keys.get(at).copied()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version.as_str() {
            "" => f.write_str(&self.name),
            version => write!(f, "{}/{version}", self.name),
        }
    }
}

fn is_dns_name(name: &str) -> bool {
    // A name without a dot is valid too.
    names::check_group(&format!("{name}.x")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typos_in_short_and_full_names() {
        let keys = ["grafana.kubewright.dev/v1", "helm.kubewright.dev/v1"];
        for text in [
            "grafna",
            "grafna/v1",
            "grafana/v2",
            "grafana.kubewrite.dev",
            "Grafana/v1",
        ] {
            assert_eq!(nearest(text, keys), Some(keys[0]), "{text}");
        }
        assert_eq!(nearest("argocd", keys), None);
    }
}
