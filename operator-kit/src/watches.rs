//! `watches.yaml`: the kinds of an operator, and what is done for their objects.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use kubewright_core::watches::{check_kinds, entries};
use kubewright_runtime::kube::core::GroupVersionKind;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// The entries of each operator, as the file has them.
pub use kubewright_core::watches as entry;

/// `watches.yaml` cannot be used.
///
/// ```
/// use kubewright_operator_kit::watches::{self, WatchesError};
///
/// # #[derive(Debug, serde::Deserialize)]
/// # struct Entry {}
/// # impl watches::Entry for Entry {
/// #     type Watch = ();
/// #     type Context = ();
/// #     fn kind(&self) -> kubewright_runtime::kube::core::GroupVersionKind { unreachable!() }
/// #     fn checked(self, _: &std::path::Path, _: &()) -> Result<(), String> { Ok(()) }
/// # }
/// let error: WatchesError = watches::read::<Entry>("none.yaml".as_ref(), &()).unwrap_err();
/// assert!(error.to_string().starts_with("`none.yaml` cannot be read: "));
/// ```
#[derive(Clone, Debug, Error)]
#[error("`{}`{reason}", path.display())]
pub struct WatchesError {
    path: PathBuf,
    reason: String,
}

/// An entry of the file.
///
/// ```
/// use kubewright_operator_kit::watches::{self, Entry};
/// use kubewright_runtime::kube::core::GroupVersionKind;
///
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Named {
///     kind: String,
/// }
///
/// impl Entry for Named {
///     type Watch = String;
///     type Context = ();
///
///     fn kind(&self) -> GroupVersionKind {
///         GroupVersionKind::gvk("example.com", "v1", &self.kind)
///     }
///
///     fn checked(self, _: &std::path::Path, _: &()) -> Result<String, String> {
///         Ok(self.kind)
///     }
/// }
///
/// let all = watches::parse::<Named>("watches.yaml".as_ref(), "- kind: Web", &())?;
/// assert_eq!(all, ["Web"]);
/// # Ok::<(), watches::WatchesError>(())
/// ```
pub trait Entry: DeserializeOwned {
    /// The entry after its values are checked.
    type Watch;
    /// What the check needs besides the file.
    type Context;

    /// Returns the kind that it is about.
    fn kind(&self) -> GroupVersionKind;

    /// Checks the values. Relative paths start at the folder of the file.
    ///
    /// # Errors
    ///
    /// The field and the reason.
    fn checked(self, folder: &Path, context: &Self::Context) -> Result<Self::Watch, String>;
}

/// Reads the file.
///
/// # Errors
///
/// If it cannot be read, has an unknown field or an invalid value, lists a kind twice, or lists none.
pub fn read<E: Entry>(path: &Path, context: &E::Context) -> Result<Vec<E::Watch>, WatchesError> {
    let text = fs::read_to_string(path).map_err(|cause| WatchesError::unreadable(path, &cause))?;
    parse::<E>(path, &text, context)
}

/// Reads the text of the file at a path.
///
/// # Errors
///
/// Those of [`read`].
pub fn parse<E: Entry>(path: &Path, text: &str, context: &E::Context) -> Result<Vec<E::Watch>, WatchesError> {
    let error = |reason| error(path, reason);
    let entries: Vec<E> = entries(text).map_err(|reason| error(format!(": {reason}")))?;
    if entries.is_empty() {
        return Err(error(String::from(
            " lists no kind; `kubewright create api` adds one",
        )));
    }
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let kinds: Vec<_> = entries.iter().map(Entry::kind).collect();
    let kinds = kinds
        .iter()
        .map(|kind| [&*kind.group, &*kind.version, &*kind.kind]);
    let names = check_kinds(kinds).map_err(|reason| error(format!(": {reason}")))?;
    let watches = names.iter().zip(entries).map(|(name, entry)| {
        let watch = entry.checked(folder, context);
        watch.map_err(|reason| error(format!(": {name}: {reason}")))
    });
    watches.collect()
}

fn error(path: &Path, reason: String) -> WatchesError {
    WatchesError {
        path: path.to_owned(),
        reason,
    }
}

impl WatchesError {
    /// The file cannot be read.
    #[must_use]
    pub fn unreadable(path: &Path, cause: &io::Error) -> Self {
        error(path, format!(" cannot be read: {cause}"))
    }
}
