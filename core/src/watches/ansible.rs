//! The entries of an operator from Ansible roles and playbooks.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Setting, WatchSelector, duration};

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

    /// Returns how often an object is reconciled without a change.
    ///
    /// # Errors
    ///
    /// If the text is no duration.
    pub fn period(&self) -> Result<Option<Setting<Duration>>, String> {
        duration::period(self.reconcile_period.as_deref())
    }

    /// Checks the values, as far as they are known before variables of the environment are.
    ///
    /// ```
    /// use kubewright_core::watches::{AnsibleEntry, entries};
    ///
    /// let entry = |period| {
    ///     let text = format!("- version: v1\n  kind: Web\n  role: web\n  reconcilePeriod: {period}\n");
    ///     entries::<AnsibleEntry>(&text)
    /// };
    /// assert!(entry("often")?[0].check().is_err());
    /// assert_eq!(entry("${PERIOD}")?[0].check(), Ok(()));
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The field, and what is wrong with its value.
    pub fn check(&self) -> Result<(), String> {
        self.content()?;
        self.period()?;
        if let Some(selector) = &self.selector {
            selector.without_variables().check()?;
        }
        match &self.finalizer {
            Some(finalizer) => finalizer.content().map(|_| ()),
            None => Ok(()),
        }
    }
}

impl FinalizerEntry {
    /// Returns what runs, if the finalizer has something of its own.
    ///
    /// # Errors
    ///
    /// If its name is none, or it runs nothing.
    pub fn content(&self) -> Result<Option<Content<'_>>, String> {
        let name = &self.name;
        if name.is_empty() {
            return Err(String::from("`finalizer`: `name` is empty"));
        }
        if !name.contains('/') && !name.contains("${") {
            return Err(format!(
                "`finalizer`: the name `{name}` has no domain; write it like `example.com/{name}`"
            ));
        }
        let named = Content::of(self.playbook.as_deref(), self.role.as_deref());
        let named = named.map_err(|reason| format!("`finalizer`: {reason}"))?;
        if named.is_none() && self.vars.is_empty() {
            return Err(String::from(
                "`finalizer`: set one of `playbook`, `role` and `vars`",
            ));
        }
        Ok(named)
    }
}
