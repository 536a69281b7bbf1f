//! `watches.yaml`: which kinds an operator without Rust has, and what is done for their objects.
//!
//! The operators and `kubewright manifests` read the file with the same types, so both refuse the same fields.

mod ansible;
mod explained;
mod helm;
mod selector;
mod setting;

pub use ansible::{AnsibleEntry, Blacklisted, FinalizerEntry};
pub use helm::{DryRun, HelmEntry};
pub use selector::{Requirement, WatchSelector};
pub use setting::Setting;

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
