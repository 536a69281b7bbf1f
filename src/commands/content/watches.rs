//! `watches.yaml`, as far as the charts, roles and playbooks of kinds are concerned. The operator checks all of it.

use std::path::{Path, PathBuf};

use kubewright_core::watches::{AnsibleEntry, HelmEntry, check_kinds, entries};
use kubewright_core::yaml;
use serde::Deserialize;

use crate::commands::errors::{Stop, fail};
use crate::line_ends;
use crate::plan::{self, Change, Plan};
use crate::project::Resource;

pub(in crate::commands) const FILE: &str = "watches.yaml";

pub(in crate::commands) struct Watches(Vec<Entry>);

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    group: String,
    version: String,
    kind: String,
    chart: Option<PathBuf>,
    role: Option<PathBuf>,
    playbook: Option<PathBuf>,
    finalizer: Option<Finalizer>,
}

#[derive(Deserialize)]
struct Finalizer {
    role: Option<PathBuf>,
    playbook: Option<PathBuf>,
}

/// The operator that reads the file, and so the fields that it may have.
#[derive(Clone, Copy)]
pub(in crate::commands) enum Operator {
    Helm,
    Ansible,
}

/// Reads the file as its operator does, so that nothing in it is refused only in the cluster.
pub(in crate::commands) fn read(directory: &Path, operator: Operator) -> Result<Watches, Stop> {
    let text = text(directory)?;
    let entries: Result<Vec<Entry>, String> = match operator {
        Operator::Helm => {
            entries::<HelmEntry>(&text).and_then(|all| all.into_iter().map(Entry::try_from).collect())
        }
        Operator::Ansible => {
            entries::<AnsibleEntry>(&text).and_then(|all| all.into_iter().map(Entry::try_from).collect())
        }
    };
    let entries = entries.map_err(incorrect)?;
    check_kinds(entries.iter().map(Entry::identity)).map_err(incorrect)?;
    Ok(Watches(entries))
}

fn text(directory: &Path) -> Result<String, Stop> {
    line_ends::read(&directory.join(FILE)).map_err(|error| {
        fail(
            format!("`{FILE}` cannot be read: {}", plan::reason(&error)),
            "restore it; it lists the kinds, and the chart, role or playbook of each",
        )
    })
}

fn incorrect(reason: String) -> Stop {
    let (reason, fix) = reason.split_once("; ").unwrap_or((&reason, "correct the file"));
    fail(format!("`{FILE}`: {reason}"), fix)
}

impl TryFrom<HelmEntry> for Entry {
    type Error = String;

    fn try_from(entry: HelmEntry) -> Result<Self, String> {
        let named = |reason| format!("{}: {reason}", entry.kind);
        entry.settings().map_err(named)?;
        Ok(Self {
            group: entry.group,
            version: entry.version,
            kind: entry.kind,
            chart: entry.chart,
            role: None,
            playbook: None,
            finalizer: None,
        })
    }
}

impl TryFrom<AnsibleEntry> for Entry {
    type Error = String;

    fn try_from(entry: AnsibleEntry) -> Result<Self, String> {
        let named = |reason| format!("{}: {reason}", entry.kind);
        entry.check().map_err(named)?;
        let finalizer = entry.finalizer.map(|finalizer| Finalizer {
            role: finalizer.role.map(PathBuf::from),
            playbook: finalizer.playbook.map(PathBuf::from),
        });
        Ok(Self {
            group: entry.group,
            version: entry.version,
            kind: entry.kind,
            chart: None,
            role: entry.role.map(PathBuf::from),
            playbook: entry.playbook.map(PathBuf::from),
            finalizer,
        })
    }
}

impl Entry {
    fn identity(&self) -> [&str; 3] {
        [&self.group, &self.version, &self.kind]
    }

    fn is_of(&self, resource: &Resource) -> bool {
        let identity = &resource.identity;
        self.identity() == [&*identity.qualified_group(), &*identity.version, &*identity.kind]
    }

    /// The charts, roles and playbooks.
    fn uses(&self) -> impl Iterator<Item = &Path> {
        let last = self.finalizer.as_ref();
        let last = last
            .map(|last| [&last.role, &last.playbook])
            .into_iter()
            .flatten();
        let own = [&self.chart, &self.role, &self.playbook].into_iter().chain(last);
        own.flatten().map(PathBuf::as_path)
    }
}

impl Watches {
    /// The roles and playbooks of the project that do not exist. Those with a whole path, and the roles of collections, come with the
    /// image.
    pub(in crate::commands) fn missing(&self, directory: &Path) -> Vec<PathBuf> {
        let mut missing = Vec::new();
        for entry in &self.0 {
            let last = entry.finalizer.as_ref();
            let roles = entry.role.iter().chain(last.and_then(|last| last.role.as_ref()));
            let roles = roles.filter(|role| !role.as_os_str().as_encoded_bytes().contains(&b'.'));
            let playbooks = entry.playbook.iter();
            let playbooks = playbooks.chain(last.and_then(|last| last.playbook.as_ref()));
            let paths = roles
                .map(|role| Path::new("roles").join(role))
                .chain(playbooks.cloned());
            missing.extend(paths.filter(|path| path.is_relative() && !directory.join(path).exists()));
        }
        missing
    }

    pub(in crate::commands) fn chart_of(&self, resource: &Resource) -> Result<&Path, Stop> {
        let entry = self.0.iter().find(|entry| entry.is_of(resource));
        let identity = &resource.identity;
        let Some(entry) = entry else {
            return Err(fail(
                format!("`{FILE}` has no entry for {identity}"),
                "add one, or delete the kind with `kubewright delete api`",
            ));
        };
        entry.chart.as_deref().ok_or_else(|| {
            fail(
                format!("`{FILE}`: the entry for {identity} has no `chart`"),
                "name the folder of the chart there",
            )
        })
    }

    /// What another version of a kind has: the name of the field, and its value.
    pub(in crate::commands) fn of_other_version(&self, resource: &Resource) -> Option<(&'static str, &Path)> {
        let group = resource.identity.qualified_group();
        let entry = self.0.iter().find(|entry| {
            entry.kind == resource.identity.kind && entry.group == group && !entry.is_of(resource)
        })?;
        let fields = [
            ("chart", &entry.chart),
            ("playbook", &entry.playbook),
            ("role", &entry.role),
        ];
        let mut given = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        given.next()
    }

    /// Whether another kind has the chart, role or playbook too.
    pub(in crate::commands) fn uses_elsewhere(&self, used: &Path, resource: &Resource) -> bool {
        let mut others = self.0.iter().filter(|entry| !entry.is_of(resource));
        others.any(|other| other.uses().any(|other| other == used))
    }
}

/// Leaves out entries for kinds that the file has already: there they may be edited, and a kind has one entry.
pub(in crate::commands) fn keep_entries(plan: &mut Plan, directory: &Path) {
    let Some(changes) = plan.of_mut(Path::new(FILE)) else {
        return;
    };
    // Another plugin made the project, so its fields are not known here.
    let Ok(text) = text(directory) else { return };
    let known: Vec<Entry> = entries(&text).unwrap_or_default();
    changes.retain(|change| match change {
        Change::Insert { text, .. } => {
            !inserted(text).any(|new| known.iter().any(|old| old.identity() == new.identity()))
        }
        _ => true,
    });
}

/// Removes all of an entry, with what was added to it, where the plan removes the lines of the template.
pub(in crate::commands) fn withdraw_entry(plan: &mut Plan, resource: &Resource, directory: &Path) {
    let text = line_ends::read(&directory.join(FILE)).unwrap_or_default();
    let Some(entry) = entry(&text, resource) else {
        return;
    };
    for change in plan.of_mut(Path::new(FILE)).into_iter().flatten() {
        if let Change::Withdraw { text: lines } = change
            && inserted(lines).any(|entry| entry.is_of(resource))
        {
            lines.clone_from(&entry);
        }
    }
}

/// Checks that a kind which is created again has the chart, role or playbook that its entry names.
pub(in crate::commands) fn check_entry(
    plan: &Plan,
    resource: &Resource,
    known: Option<&Watches>,
) -> Result<(), Stop> {
    let Some(known) = known else { return Ok(()) };
    let new = plan.of(Path::new(FILE)).iter().filter_map(|change| match change {
        Change::Insert { text, .. } => Some(inserted(text)),
        _ => None,
    });
    let new = new.flatten().find(|new| new.is_of(resource));
    let old = known.0.iter().find(|old| old.is_of(resource));
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(());
    };
    match (old.uses().next(), new.uses().next()) {
        (Some(old), Some(new)) if old != new => Err(fail(
            format!(
                "`{FILE}` has `{}` for {}, not `{}`",
                old.display(),
                resource.identity,
                new.display()
            ),
            "change the entry there, or delete the kind first with `kubewright delete api`",
        )),
        _ => Ok(()),
    }
}

/// Names another chart, role or playbook in the inserted entry of a kind.
pub(in crate::commands) fn name_content(plan: &mut Plan, resource: &Resource, field: &str, value: &Path) {
    for change in plan.of_mut(Path::new(FILE)).into_iter().flatten() {
        if let Change::Insert { text, .. } = change
            && inserted(text).any(|entry| entry.is_of(resource))
        {
            let kept = text.lines().filter(|line| {
                let named = line.trim_start();
                !["chart: ", "role: ", "playbook: "]
                    .iter()
                    .any(|name| named.starts_with(name))
            });
            let kept: String = kept.map(|line| format!("{line}\n")).collect();
            *text = format!("{kept}  {field}: {}\n", value.display());
        }
    }
}

/// The entries in lines that a template inserts.
fn inserted(text: &str) -> impl Iterator<Item = Entry> {
    let entries: Result<Vec<Entry>, _> = yaml::from_str(text);
    entries.unwrap_or_default().into_iter()
}

/// The lines of an entry in the file, if it is written as a list in block style.
fn entry(text: &str, resource: &Resource) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts = |at: &usize| lines[*at].starts_with("- ");
    let mut entries = (0..lines.len()).filter(starts).map(|start| {
        let ends = |line: &&str| !line.trim().is_empty() && !line.starts_with([' ', '\t']);
        let after = lines[start + 1..].iter().position(ends);
        let end = after.map_or(lines.len(), |after| start + 1 + after);
        lines[start..end].concat()
    });
    entries.find(|entry| {
        let parsed: Result<Vec<Entry>, _> = yaml::from_str(entry);
        parsed.is_ok_and(|parsed| parsed.iter().any(|one| one.is_of(resource)))
    })
}
