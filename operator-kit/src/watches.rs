//! `watches.yaml`: the kinds of an operator, and what is done for their objects.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use kubewright_core::{
    suggest,
    yaml::{self, YamlError},
};
use kubewright_runtime::kube::core::GroupVersionKind;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

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
    let mut lines = text.lines().map(str::trim);
    let entries: Vec<E> = match lines.all(|line| line.is_empty() || line == "---" || line.starts_with('#')) {
        true => Vec::new(),
        false => yaml::from_str(text).map_err(|cause| error(format!(": {}", explained(&cause, text))))?,
    };
    if entries.is_empty() {
        return Err(error(String::from(
            " lists no kind; `kubewright create api` adds one",
        )));
    }
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let mut kinds = BTreeSet::new();
    let mut watches = Vec::new();
    for entry in entries {
        let kind = entry.kind();
        let name = match kind.group.as_str() {
            "" => format!("{}.{}", kind.kind, kind.version),
            group => format!("{}.{group}/{}", kind.kind, kind.version),
        };
        for (field, value) in [("version", &kind.version), ("kind", &kind.kind)] {
            if value.is_empty() {
                return Err(error(format!(": {name}: `{field}` is empty")));
            }
        }
        if !kinds.insert(name.clone()) {
            return Err(error(format!(
                " lists the kind {name} twice; remove one of the entries"
            )));
        }
        let watch = entry.checked(folder, context);
        watches.push(watch.map_err(|reason| error(format!(": {name}: {reason}")))?);
    }
    Ok(watches)
}

/// Returns why the text is no list of entries, in one line: it is logged.
fn explained(cause: &YamlError, text: &str) -> String {
    if yaml::from_str::<Value>(text).is_ok_and(|value| !value.is_array()) {
        return String::from("it must be a list; each entry starts with `- `");
    }
    let message = cause.first_line();
    let Some((place, reason)) = message.split_once(": ") else {
        return message.to_owned();
    };
    let number = |part: &str| part.parse::<usize>().ok();
    let line = place
        .strip_prefix("line ")
        .and_then(|rest| number(rest.split(' ').next()?));
    let line = line.and_then(|line| text.lines().nth(line.checked_sub(1)?));
    let quoted = line
        .map(|line| format!(" in `{}`", line.trim()))
        .unwrap_or_default();
    match reason {
        // Its place is the entry, and the line there is another field.
        _ if reason.starts_with("missing field") => message.to_owned(),
        "invalid u32" | "invalid u64" => format!("{place}: the value must be a number from 0{quoted}"),
        _ => match unknown_field(reason) {
            Some(better) => format!("{place}: {better}"),
            None => format!("{place}: {reason}{quoted}"),
        },
    }
}

/// Returns the message for an unknown field, with the field that is meant or all of them.
fn unknown_field(reason: &str) -> Option<String> {
    let rest = reason.strip_prefix("unknown field `")?;
    let (field, rest) = rest.split_once('`')?;
    let all = rest.strip_prefix(", expected one of ")?;
    let names = all.split(", ").map(|name| name.trim_matches('`'));
    Some(match suggest::nearest(field, names) {
        Some(near) => format!("unknown field `{field}`; did you mean `{near}`?"),
        None => format!("unknown field `{field}`; the fields are {all}"),
    })
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
