//! The entries of an operator from Helm charts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Setting, WatchSelector};

/// An entry of the file: a kind, and the chart of its releases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HelmEntry {
    /// The group; required, but it may be empty.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The folder of the chart; required.
    pub chart: Option<PathBuf>,
    /// Whether objects of the releases are watched.
    pub watch_dependent_resources: Option<Setting<bool>>,
    /// Values that replace those of the objects.
    #[serde(default)]
    pub override_values: BTreeMap<String, String>,
    /// Which objects are reconciled.
    pub selector: Option<WatchSelector>,
    /// How often an object is reconciled without a change.
    pub reconcile_period: Option<String>,
    /// Whether the chart is rendered at every reconcile.
    #[serde(default)]
    pub dry_run_option: DryRun,
    /// How many objects of the kind are reconciled concurrently.
    pub max_concurrent_reconciles: Option<Setting<usize>>,
}

/// Whether the chart is rendered at every reconcile to see whether the release would change, although values and chart are the
/// same: for charts that read the cluster with `lookup`.
///
/// ```
/// use kubewright_core::watches::DryRun;
///
/// assert_eq!(DryRun::default(), DryRun::None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DryRun {
    /// Not rendered: only changes of values and chart lead to an upgrade.
    #[default]
    None,
    /// Rendered without the cluster: `lookup` returns nothing.
    Client,
    /// Rendered with the cluster.
    Server,
}
