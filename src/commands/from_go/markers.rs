//! The markers about roles and webhooks in the Go sources.

use std::path::{Path, PathBuf};

use kubewright_golang::read;

use super::old::Old;
use crate::commands::errors::Stop;

/// The markers of a project.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Those of files with markers about roles.
    pub(super) roles: Vec<OfFile>,
    pub(super) webhooks: Vec<OfFile>,
    /// What is said of markers that are not carried over.
    pub(super) notes: Vec<String>,
}

/// The markers of one sort in a file, without the `+`.
#[derive(Debug)]
pub(super) struct OfFile {
    pub(super) file: PathBuf,
    /// The types with a method `Reconcile`.
    pub(super) reconcilers: Vec<String>,
    pub(super) markers: Vec<String>,
}

/// Reads all Go files of a project, apart from tests.
pub(super) fn find(old: &Old) -> Result<Found, Stop> {
    let mut found = Found::default();
    for path in old.files(Path::new("")) {
        let name = path.to_string_lossy();
        if !name.ends_with(".go") || name.ends_with("_test.go") {
            continue;
        }
        // A file that is not Go has no markers; the packages with types were read before.
        let Some(file) = old.text(&path).and_then(|text| read(&name, &text).ok()) else {
            continue;
        };
        found.notes.extend(file.ignored.iter().map(|marker| {
            format!(
                "{name}:{}: `+{}` is not carried over: controller-gen ignores it here; write it where the code needs it",
                marker.line, marker.text
            )
        }));
        let of = |prefixes: &[&str]| OfFile {
            file: path.clone(),
            reconcilers: file.receivers("Reconcile").map(str::to_owned).collect(),
            markers: file
                .markers()
                .map(|marker| marker.text.clone())
                .filter(|text| prefixes.iter().any(|prefix| text.starts_with(prefix)))
                .collect(),
        };
        found.roles.push(of(&["kubebuilder:rbac:"]));
        found
            .webhooks
            .push(of(&["kubebuilder:webhook:", "kubebuilder:webhookconfiguration:"]));
    }
    found.webhooks.retain(|of| !of.markers.is_empty());
    found
        .roles
        .retain(|of| !of.markers.is_empty() || !of.reconcilers.is_empty());
    Ok(found)
}
