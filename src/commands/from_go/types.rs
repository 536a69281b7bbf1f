//! The types: from the Go sources, or else from the CRDs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_golang::{Kind, Options, Translation, translate};
use kubewright_import::modules;

use super::old::{Old, crds_of, unreadable};
use super::resources::New;
use crate::commands::errors::{Stop, fail};
use crate::commands::untyped::{add_dependency, imported, set, under};
use crate::plan::{Change, IfExists, Plan};
use crate::project::Resource;

/// The modules with types.
pub(super) struct Types {
    /// The text of each file.
    files: BTreeMap<PathBuf, String>,
    /// The CRDs that they give.
    pub(super) crds: Vec<Crd>,
    pub(super) notes: Vec<String>,
}

impl Types {
    pub(super) fn make(old: &Old, new: &New) -> Result<Self, Stop> {
        let options = Options::default().others(vec!["api".to_owned()]);
        let translation = translate(&old.disk, &new.apis, &options);
        let translation = translation.map_err(|problem| unreadable(&problem))?;
        let mut types = Self {
            files: BTreeMap::new(),
            crds: translation.crds.clone(),
            notes: Vec::new(),
        };
        let src = Path::new("src");
        for module in &translation.modules {
            types.files.insert(src.join(module.file()), module.text.clone());
        }
        types.import(&translation, old, new)?;
        types.summary(&translation);
        Ok(types)
    }

    /// Imports the CRDs of kinds whose Go types are missing or have no Rust form.
    fn import(&mut self, translation: &Translation, old: &Old, new: &New) -> Result<(), Stop> {
        let mut crds = None;
        for resource in new.project.resources.iter().filter(|resource| !resource.core) {
            let identity = &resource.identity;
            let group = identity.qualified_group();
            let kind = translation.kinds.iter().find(|kind| {
                kind.name == identity.kind && kind.version == identity.version && kind.group == group
            });
            let problem = match kind {
                Some(Kind { problem: None, .. }) => continue,
                Some(Kind {
                    problem: Some(problem),
                    ..
                }) => format!("its Go type has no Rust form: {problem}"),
                None => format!(
                    "its package has no root type `{}` of the group `{group}`",
                    identity.kind
                ),
            };
            let crds = crds.get_or_insert_with(|| crds_of(old));
            let crd = crds
                .iter()
                .find(|crd| crd.spec.group == group && crd.spec.names.kind == identity.kind);
            let Some(crd) = crd else {
                return Err(fail(
                    format!("{identity} cannot be moved: {problem}"),
                    "run `make manifests` in the Go project, so that the type can be made from its CRD",
                ));
            };
            let mut crd = crd.clone();
            // The tool that wrote it.
            crd.metadata
                .annotations
                .remove("controller-gen.kubebuilder.io/version");
            let made = modules(&crd, &kubewright_import::Options::default()).map_err(|other| {
                fail(
                    format!("{identity} cannot be moved: {problem}, and its CRD cannot be imported: {other}"),
                    "correct the type in the Go project and start again",
                )
            })?;
            let module = made.into_iter().find(|module| module.version == identity.version);
            let Some(module) = module else {
                return Err(fail(
                    format!(
                        "{identity} cannot be moved: {problem}, and its CRD has no version `{}`",
                        identity.version
                    ),
                    "run `make manifests` in the Go project",
                ));
            };
            self.files.insert(file(resource), imported(&module.text, ""));
            self.notes.extend(module.notes.iter().map(ToString::to_string));
            self.crds.push(crd);
            self.notes
                .push(format!("{identity} is made from its CRD, because {problem}"));
        }
        Ok(())
    }

    fn summary(&mut self, translation: &Translation) {
        // What a kind needs that is made from its CRD is not missed.
        let said: Vec<_> = translation
            .kinds
            .iter()
            .filter_map(|kind| kind.problem.as_ref())
            .collect();
        for (name, problem) in translation
            .left_out
            .iter()
            .filter(|(_, problem)| !said.contains(&problem))
        {
            self.notes.push(format!(
                "the Go type `{name}`, which no kind uses, is left out: {problem}"
            ));
        }
    }

    /// Puts the modules into the plan of the project, in place of those of the templates, and lists them in their parents.
    pub(super) fn place(&self, plan: &mut Plan, header: &str) {
        let mut listed: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
        for (path, text) in &self.files {
            add_dependency(plan, path, text);
            let text = under(header, text);
            if !set(plan, path, &text) {
                create(plan, path.clone(), text);
            }
            let mut child = path.with_extension("");
            while let Some(parent) = child.parent().map(Path::to_owned) {
                let name = child
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let list = match parent == Path::new("src") {
                    true => parent.join("lib.rs"),
                    false => parent.with_extension("rs"),
                };
                listed.entry(list).or_default().insert(name);
                if parent == Path::new("src") {
                    break;
                }
                child = parent;
            }
        }
        for (list, names) in listed {
            let exists = plan.of(&list).iter().any(|change| change.created().is_some());
            if !exists {
                let about = "//! Types of the API.\n\n// +kubebuilder:scaffold:modules\n";
                let text = under(header, about);
                create(plan, list.clone(), text);
            }
            for name in names {
                let line = format!("pub mod {name};");
                let known = plan.of(&list).iter().any(|change| match change {
                    Change::Insert { text, .. } => text.trim() == line,
                    change => change
                        .created()
                        .is_some_and(|text| text.lines().any(|old| old == line)),
                });
                if !known {
                    let insert = Change::Insert {
                        anchor: "modules".to_owned(),
                        text: line + "\n",
                        template: "",
                    };
                    plan.change(list.clone(), insert);
                }
            }
        }
    }
}

fn create(plan: &mut Plan, path: PathBuf, text: String) {
    let create = Change::Create {
        text,
        if_exists: IfExists::Fail,
        template: "",
    };
    plan.change(path, create);
}

/// The file of the type of a resource.
pub(super) fn file(resource: &Resource) -> PathBuf {
    let modules = resource.path.split("::").skip(1);
    let mut file: PathBuf = ["src"].into_iter().chain(modules).collect();
    file.set_extension("rs");
    file
}
