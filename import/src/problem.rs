//! Why a CRD cannot be imported.

use std::fmt;

use kubewright_core::diagnostic::Message;

/// Why a CRD cannot be imported: its place, the reason and the fix, on one line.
///
/// ```
/// let problem = kubewright_import::read("kind: ConfigMap\napiVersion: v1\n").unwrap_err();
/// assert_eq!(problem.to_string(), "no CustomResourceDefinition, only ConfigMap");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// The name of the CRD; empty if it is not known.
    pub crd: String,
    /// The path from the top of the CRD; empty if the problem has no place.
    pub path: String,
    /// The reason and the fix.
    pub message: Message,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.crd, &self.path]
            .into_iter()
            .filter(|part| !part.is_empty())
        {
            write!(f, "`{part}`: ")?;
        }
        write!(f, "{}", self.message)
    }
}

impl Problem {
    /// Creates a problem without a place.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            crd: String::new(),
            path: String::new(),
            message: Message::new(text),
        }
    }

    /// Adds the fix.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.message = self.message.help(help);
        self
    }

    /// Adds the path.
    pub(crate) fn at(self, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// Adds the name of the CRD.
    pub(crate) fn of(self, crd: &str) -> Self {
        Self {
            crd: crd.to_owned(),
            ..self
        }
    }
}

/// The path of a key below another path.
pub(crate) fn below(path: &str, key: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || "_-$".contains(char);
    if key.is_empty() || !key.chars().all(plain) {
        return format!("{path}['{key}']");
    }
    match path.is_empty() {
        true => key.to_owned(),
        false => format!("{path}.{key}"),
    }
}
