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

/// What runs: one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'e> {
    /// A playbook.
    Playbook(&'e str),
    /// A role.
    Role(&'e str),
}

impl<'e> Content<'e> {
    /// Returns what these fields name. Where operator-sdk would run the playbook and pass over the role, both are an error.
    ///
    /// ```
    /// use kubewright_core::watches::Content;
    ///
    /// assert_eq!(Content::of(None, Some("web"))?, Some(Content::Role("web")));
    /// assert!(Content::of(Some("web.yml"), Some("web")).is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If both are set.
    pub fn of(playbook: Option<&'e str>, role: Option<&'e str>) -> Result<Option<Self>, String> {
        match (playbook, role) {
            (Some(_), Some(role)) => Err(format!(
                "`playbook` and `role` are both set; remove `role: {role}`, and run the role in the playbook"
            )),
            (Some(playbook), None) => Ok(Some(Self::Playbook(playbook))),
            (None, role) => Ok(role.map(Self::Role)),
        }
    }
}

impl AnsibleEntry {
    /// Returns what runs.
    ///
    /// # Errors
    ///
    /// If both are set, or neither.
    pub fn content(&self) -> Result<Content<'_>, String> {
        let content = Content::of(self.playbook.as_deref(), self.role.as_deref())?;
        content.ok_or_else(|| String::from("neither `playbook` nor `role` is set"))
    }
}
