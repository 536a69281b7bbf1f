//! The entries of an operator from Helm charts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{Setting, WatchSelector, duration};

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

/// What an entry sets besides the chart, after its values are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelmSettings {
    /// Whether objects of the releases are watched.
    pub watch_dependents: bool,
    /// How often an object is reconciled without a change.
    pub period: Option<Duration>,
    /// How many objects of the kind are reconciled concurrently.
    pub max_concurrent_reconciles: Option<usize>,
}

impl HelmEntry {
    /// Checks the values, the selector too.
    ///
    /// ```
    /// use kubewright_core::watches::{HelmEntry, entries};
    ///
    /// let text = "- group: example.com\n  version: v1\n  kind: Web\n  chart: web\n  maxConcurrentReconciles: 0\n";
    /// let error = entries::<HelmEntry>(text)?[0].settings().unwrap_err();
    /// assert_eq!(error, "`maxConcurrentReconciles` is 0; write at least 1, or remove it");
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The field, and what is wrong with its value.
    pub fn settings(&self) -> Result<HelmSettings, String> {
        let period = duration::period(self.reconcile_period.as_deref())?;
        let watched = self.watch_dependent_resources.clone();
        let most = self.max_concurrent_reconciles.clone();
        let most = most.map(|most| most.value("maxConcurrentReconciles"));
        let most = most.transpose()?;
        if most == Some(0) {
            return Err("`maxConcurrentReconciles` is 0; write at least 1, or remove it".to_owned());
        }
        if let Some(selector) = &self.selector {
            selector.check()?;
        }
        Ok(HelmSettings {
            watch_dependents: watched.map_or(Ok(true), |watched| watched.value("watchDependentResources"))?,
            period: period.map(|period| period.value("reconcilePeriod")).transpose()?,
            max_concurrent_reconciles: most,
        })
    }
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
