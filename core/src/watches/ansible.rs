//! The entries of an operator from Ansible roles and playbooks.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Setting, WatchSelector};

/// An entry of the file: a kind, and what runs for its objects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AnsibleEntry {
    /// The group.
    #[serde(default)]
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The playbook.
    pub playbook: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Extra variables.
    #[serde(default)]
    pub vars: Map<String, Value>,
    /// How many runs of an object keep their artifacts.
    pub max_runner_artifacts: Option<Setting<u32>>,
    /// How often an object is reconciled without a change.
    pub reconcile_period: Option<String>,
    /// Whether the operator writes the status.
    pub manage_status: Option<Setting<bool>>,
    /// Whether objects that the runs create are watched.
    pub watch_dependent_resources: Option<Setting<bool>>,
    /// Whether cluster-scoped objects are watched too.
    pub watch_cluster_scoped_resources: Option<Setting<bool>>,
    /// Whether the keys of the spec become variables in snake case.
    pub snake_case_parameters: Option<Setting<bool>>,
    /// Whether a change of annotations starts a run.
    pub watch_annotations_changes: Option<Setting<bool>>,
    /// Whether strings of the spec are never templates.
    pub mark_unsafe: Option<Setting<bool>>,
    /// Which objects are reconciled.
    pub selector: Option<WatchSelector>,
    /// Kinds that are never watched as dependents.
    #[serde(default)]
    pub blacklist: Vec<Blacklisted>,
    /// What runs before an object is deleted.
    pub finalizer: Option<FinalizerEntry>,
}

/// A kind that is never watched as a dependent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blacklisted {
    /// The group.
    #[serde(default)]
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
}

/// What runs before an object is deleted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalizerEntry {
    /// The name of the finalizer.
    pub name: String,
    /// The playbook.
    pub playbook: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Extra variables.
    #[serde(default)]
    pub vars: Map<String, Value>,
}
