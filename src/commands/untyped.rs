//! Skeletons for types whose fields are not those of the templates.
//!
//! The controllers, webhooks and tests of the templates use the fields of a new type, such as its conditions. Those for types that are
//! defined elsewhere use none, so a type with other fields gets them too.

use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_import::{Options, Problem, modules};

use crate::plan::{Change, Plan};
use crate::project::names::module;
use crate::project::{Project, Resource};

/// The derives of an imported root type.
const DERIVE: &str = "#[derive(Clone, Debug, PartialEq, CustomResource)]";

/// The same project, as if these types were defined elsewhere.
pub(super) fn as_external(project: &Project, is_meant: impl Fn(&Resource) -> bool) -> Project {
    let mut project = project.clone();
    for resource in project.resources.iter_mut().filter(|resource| is_meant(resource)) {
        if resource.api.take().is_some() {
            resource.external = true;
            if let Some(webhooks) = &mut resource.webhooks {
                webhooks.conversion = false;
                webhooks.spoke.clear();
            }
        }
    }
    project
}

/// Replaces the skeletons of a plan by those of the same project with external types, and leaves out tests that need the fields of a
/// new type.
pub(super) fn replace<'r>(plan: &mut Plan, external: &Plan, types: impl Iterator<Item = &'r Resource>) {
    for (path, text) in skeletons(external) {
        set(plan, path, text);
    }
    let controllers: Vec<String> = types
        .flat_map(Resource::controller_names_and_kind)
        .map(|name| format!("{}.rs", module(&name)))
        .collect();
    let is_left_out = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let of_controller = |file: &String| name == *file || name.ends_with(&format!("_{file}"));
        path.starts_with("tests/operator") && name != "main.rs" && external.of(path).is_empty()
            || path.starts_with("tests/e2e") && controllers.iter().any(of_controller)
    };
    let left_out = plan
        .changes()
        .map(|(path, _)| path.clone())
        .filter(|path| is_left_out(path));
    for path in left_out.collect::<Vec<_>>() {
        let line = format!("mod {};", path.file_stem().unwrap_or_default().to_string_lossy());
        let list = path.with_file_name("main.rs");
        for (_, changes) in plan.each().filter(|(other, _)| **other == list) {
            changes.retain(|change| !matches!(change, Change::Insert { text, .. } if text.trim() == line));
        }
        plan.leave(&path);
    }
}

/// The skeletons that a plan creates.
fn skeletons(plan: &Plan) -> impl Iterator<Item = (&Path, &str)> {
    let is_skeleton = |path: &Path| {
        path.starts_with("src/controller")
            || path.starts_with("tests/operator")
            || path.starts_with("src/webhook") && !path.ends_with("conversion.rs")
    };
    plan.changes()
        .filter(move |(path, _)| is_skeleton(path))
        .filter_map(|(path, changes)| Some((path.as_path(), changes.iter().find_map(Change::created)?)))
}

/// Lets a plan remove skeletons that [`replace`] has put in the place of others, and the lines of those that it has left out.
pub(super) fn expect(plan: &mut Plan, external: &Plan, directory: &Path) {
    for (path, text) in skeletons(external) {
        written(plan, path, text);
    }
    for (list, changes) in plan.each().filter(|(list, _)| is_list_of_tests(list)) {
        let listed = std::fs::read_to_string(directory.join(list)).unwrap_or_default();
        let was_left_out = |line: &str| {
            let name = line.trim_start_matches("mod ").trim_end_matches(';');
            let file = list.with_file_name(format!("{name}.rs"));
            !listed.lines().any(|other| other.trim() == line) && !directory.join(file).exists()
        };
        changes.retain(|change| !matches!(change, Change::Withdraw { text } if was_left_out(text.trim())));
    }
}

/// Lets a plan change skeletons that [`replace`] has put in the place of others.
pub(super) fn revise(plan: &mut Plan, external: &Plan) {
    let texts = |change: &Change| match change {
        Change::Revise { from, to, .. } => Some((from.clone(), to.clone())),
        _ => None,
    };
    for (path, changes) in plan.each() {
        let own: Vec<_> = changes.iter().filter_map(texts).collect();
        let others = external.of(path).iter().filter_map(texts);
        let others: Vec<_> = others.filter(|texts| !own.contains(texts)).collect();
        for change in changes {
            if let Change::Revise { or, .. } = change {
                or.clone_from(&others);
            }
        }
    }
}

fn is_list_of_tests(path: &Path) -> bool {
    path.starts_with("tests") && path.ends_with("main.rs")
}

/// Lets a plan remove a file that has this text instead of that of a template.
pub(super) fn written(plan: &mut Plan, path: &Path, other: &str) {
    for change in plan.of_mut(path).into_iter().flatten() {
        if let Change::RemoveWritten { or, .. } = change {
            or.push(other.to_owned());
        }
    }
}

/// A CRD with one of its versions alone, which is stored then. The conversion is a setting of the whole CRD, which the stored version
/// has; `None` is what the API server fills in.
pub(super) fn of_version(mut crd: Crd, version: &str) -> Option<Crd> {
    crd.spec.versions.retain(|other| other.name == version);
    let version = crd.spec.versions.first_mut()?;
    let is_stored = std::mem::replace(&mut version.storage, true);
    let conversion = crd.spec.conversion.take();
    crd.spec.conversion = conversion.filter(|conversion| is_stored && conversion["strategy"] != "None");
    Some(crd)
}

/// The type of such a CRD.
pub(super) struct Imported {
    /// The text.
    pub(super) text: String,
    /// What users have to know about it.
    pub(super) notes: Vec<String>,
}

/// Makes the type of such a CRD. Its version need not be served, because the project may have others.
pub(super) fn type_of(crd: &Crd) -> Result<Imported, Problem> {
    const UNSERVED: &str = "/// +kubebuilder:unservedversion\n";
    let mut served = crd.clone();
    for version in &mut served.spec.versions {
        version.served = true;
    }
    let modules = modules(&served, &Options::default())?;
    let notes = modules.iter().flat_map(|module| &module.notes);
    let notes = notes.map(ToString::to_string).collect();
    let mut text: String = modules.into_iter().map(|module| module.text).collect();
    if crd.spec.versions.iter().any(|version| !version.served) {
        text = text.replace(DERIVE, &format!("{UNSERVED}{DERIVE}"));
    }
    Ok(Imported { text, notes })
}

/// Replaces the text that a plan creates a file with; returns whether it creates the file.
pub(super) fn set(plan: &mut Plan, path: &Path, new: &str) -> bool {
    let mut found = false;
    for (_, changes) in plan.each().filter(|(other, _)| *other == path) {
        for change in changes.iter_mut() {
            if let Change::Create { text, .. } = change {
                new.clone_into(text);
                found = true;
            }
        }
    }
    found
}

/// Adds the dependency that a module with types needs, and templates do not.
pub(super) fn add_dependency(plan: &mut Plan, path: &Path, text: &str) {
    if path.starts_with("src") && text.contains("serde_json::Value") {
        let insert = Change::Insert {
            anchor: "dependencies".to_owned(),
            text: "serde_json = \"1\"\n".to_owned(),
            template: "",
        };
        if !plan.of(Path::new("Cargo.toml")).contains(&insert) {
            plan.change(PathBuf::from("Cargo.toml"), insert);
        }
    }
}

/// The text of an imported module in a project: with the header, and the anchor for markers of other commands.
pub(super) fn imported(text: &str, header: &str) -> String {
    let text = text.replace(DERIVE, &format!("// +kubebuilder:scaffold:markers\n{DERIVE}"));
    under(header, &text)
}

/// A text under the license header.
pub(super) fn under(header: &str, text: &str) -> String {
    match header.is_empty() {
        true => text.to_owned(),
        false => format!("{header}\n{text}"),
    }
}
