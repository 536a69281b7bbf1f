//! `watches.yaml`: which kinds an operator without Rust has, and what is done for their objects.
//!
//! The operators and `kubewright manifests` read the file with the same types, so both refuse the same fields and values.

mod ansible;
pub mod duration;
mod explained;
mod helm;
mod selector;
mod setting;

pub use ansible::{AnsibleEntry, Blacklisted, Content, FinalizerEntry};
pub use helm::{DryRun, HelmEntry, HelmSettings};
pub use selector::{Requirement, WatchSelector};
pub use setting::Setting;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::yaml;

/// Reads the entries of the file; there are none if it has only comments.
///
/// ```
/// use kubewright_core::watches::{HelmEntry, entries};
///
/// let text = "- group: example.com\n  version: v1\n  kind: Web\n  chart: web\n";
/// assert_eq!(entries::<HelmEntry>(text)?[0].kind, "Web");
///
/// let error = entries::<HelmEntry>(&text.replace("chart", "chrt")).unwrap_err();
/// assert!(error.contains("unknown field `chrt`; did you mean `chart`?"));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// The place and the reason, in one line.
pub fn entries<E: DeserializeOwned>(text: &str) -> Result<Vec<E>, String> {
    let mut lines = text.lines().map(str::trim);
    if lines.all(|line| line.is_empty() || line == "---" || line.starts_with('#')) {
        return Ok(Vec::new());
    }
    yaml::from_str(text).map_err(|cause| explained::explained(&cause, text))
}

/// Checks the group, version and kind of each entry, and returns their names for messages.
///
/// ```
/// use kubewright_core::watches::check_kinds;
///
/// let web = ["example.com", "v1", "Web"];
/// assert_eq!(check_kinds([web])?, ["Web.example.com/v1"]);
/// assert!(check_kinds([web, web]).unwrap_err().contains("listed twice"));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// If a version or kind is empty, or a kind has two entries.
pub fn check_kinds<'e>(kinds: impl IntoIterator<Item = [&'e str; 3]>) -> Result<Vec<String>, String> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for [group, version, kind] in kinds {
        let name = match group {
            "" => format!("{kind}.{version}"),
            group => format!("{kind}.{group}/{version}"),
        };
        for (field, value) in [("version", version), ("kind", kind)] {
            if value.is_empty() {
                return Err(format!("{name}: `{field}` is empty"));
            }
        }
        if !seen.insert(name.clone()) {
            return Err(format!(
                "the kind {name} is listed twice; remove one of the entries"
            ));
        }
        names.push(name);
    }
    Ok(names)
}
