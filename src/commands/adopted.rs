//! Crates that `kubewright adopt` turned into projects: they use kube without kubewright's runtime, and their Rust files are their own.

pub(super) mod modules;

use std::path::{Path, PathBuf};

use super::errors::{Stop, fail};
use crate::line_ends;
use crate::plan::{Change, Item, Plan};
use crate::plugins::{Adopted, Chain, Part, Settings};
use crate::project::Project;
use crate::renaming::is_rust;
use crate::templates::{TemplateError, tree};

const DOCKERFILE: &str = "Dockerfile";
const MANAGER: &str = "config/manager/manager.yaml";
const CERTIFICATE: &str = "config/certmanager/manager_patch.yaml";
const PROBES: &str = "        # Probes: `kubewright adopt --health-port` adds them.\n";
const HEALTHZ: &str = "            path: /healthz\n            port: ";

/// Whether a project was adopted. Its crate may depend on kubewright's runtime by now, and have types with its derives too.
pub(super) fn is_project(project: &Project, directory: &Path) -> bool {
    let is_rust = project.content().is_none();
    is_rust && (project.places().adopted || is_crate(directory))
}

/// Whether a crate depends on kube and not on kubewright's runtime.
pub(super) fn is_crate(directory: &Path) -> bool {
    depends(directory, "kube") && !has_runtime(directory)
}

/// Whether a crate depends on kubewright's runtime, and so has its flags.
pub(super) fn has_runtime(directory: &Path) -> bool {
    depends(directory, "kubewright-runtime")
}

/// Whether a crate has a dependency.
pub(super) fn depends(directory: &Path, name: &str) -> bool {
    lists(
        &std::fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default(),
        name,
    )
}

/// Whether the text of a `Cargo.toml` lists a dependency.
pub(super) fn lists(manifest: &str, name: &str) -> bool {
    let table: toml::Table = manifest.parse().unwrap_or_default();
    let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
    dependencies.is_some_and(|all| all.contains_key(name))
}

/// Refuses what needs kubewright's runtime in an adopted project.
pub(super) fn refuse(what: &str, instead: &str, project: &Project, directory: &Path) -> Result<(), Stop> {
    match is_project(project, directory) {
        true => Err(fail(
            format!("{what} needs kubewright's runtime, and this crate uses kube without it"),
            instead,
        )),
        false => Ok(()),
    }
}

/// The files that do not depend on how the Rust code is organized.
pub(super) fn is_file(path: &Path) -> bool {
    let files = ["Makefile", DOCKERFILE, ".dockerignore", "Dockerfile.dockerignore"];
    path.starts_with("config") || files.iter().any(|file| path == Path::new(file))
}

/// The changes of these files.
pub(super) fn files(all: &Plan) -> Plan {
    let mut plan = Plan::default();
    for (path, changes) in all.changes().filter(|(path, _)| is_file(path)) {
        changes
            .iter()
            .for_each(|change| plan.change(path.clone(), change.clone()));
    }
    plan
}

/// Whether another scope of the manager changes a file, or another layout of the types that `create api` wrote.
pub(super) fn has_written(item: &Item, moves_types: bool) -> bool {
    let is_below = item.path.starts_with("src/api") || item.path == Path::new("src/api.rs");
    let is_type = is_below && is_rust(&item.path) && item.part.starts_with("types ");
    is_file(&item.path) || (moves_types && is_type)
}

/// Leaves the Deployment as it is: it sets no variable that the program does not read.
pub(super) fn leave_manager(plan: &mut Plan) {
    plan.leave(Path::new(MANAGER));
}

/// The program of an adopted crate: it knows neither our flags nor our ports.
pub(super) struct Program {
    /// The package.
    pub(super) package: String,
    /// The binary.
    pub(super) name: String,
    /// The port of its probes.
    pub(super) health_port: Option<u16>,
}

/// Lets the Deployment mount the certificate of the webhooks, and pass no flag and name no port: those are ours.
pub(super) fn mount_certificate(
    plan: &mut Plan,
    project: &Project,
    settings: &Settings,
) -> Result<(), TemplateError> {
    if plan.of(Path::new(CERTIFICATE)).is_empty() {
        return Ok(());
    }
    let context = settings.context(&Part::Init, project);
    let files = tree("kustomize/adopt-webhook", &context).plan()?;
    for (path, changes) in files.changes() {
        put(plan, path, changes);
    }
    Ok(())
}

impl Program {
    /// The program that the files of a project deploy.
    pub(super) fn of_project(project: &Project, directory: &Path) -> Self {
        let text = |path: &str| line_ends::read(&directory.join(path)).unwrap_or_default();
        let (image, manager) = (text(DOCKERFILE), text(MANAGER));
        let manifest: toml::Table = text("Cargo.toml").parse().unwrap_or_default();
        let package = manifest
            .get("package")
            .and_then(|package| package.get("name")?.as_str());
        let name = image.lines().find_map(|line| line.strip_prefix("ARG PROGRAM="));
        let port = manager
            .split_once(HEALTHZ)
            .and_then(|(_, port)| port.lines().next());
        Self {
            package: package.unwrap_or(&project.name).to_owned(),
            name: name.unwrap_or(&project.name).to_owned(),
            health_port: port.and_then(|port| port.trim().parse().ok()),
        }
    }

    /// The crate that the templates name.
    pub(super) fn crate_around(&self) -> Adopted {
        Adopted {
            package: self.package.clone(),
            program: self.name.clone(),
        }
    }

    /// Replaces the files of a scaffolded program by those of this one.
    pub(super) fn put(
        &self,
        plan: &mut Plan,
        project: &Project,
        settings: &Settings,
    ) -> Result<(), TemplateError> {
        let context = settings.context(&Part::Init, project);
        for name in ["kustomize/adopt", "rust/adopt"] {
            let files = tree(name, &context).plan()?;
            for (path, changes) in files.changes() {
                put(plan, path, changes);
            }
        }
        for (_, changes) in plan.each() {
            for text in changes.iter_mut().filter_map(Change::created_mut) {
                *text = text.replace(
                    &format!("ARG PROGRAM={}\n", project.name),
                    &format!("ARG PROGRAM={}\n", self.name),
                );
                *text = text.replace(PROBES, &self.probes());
            }
        }
        Ok(())
    }

    fn probes(&self) -> String {
        let Some(port) = self.health_port else {
            return String::new();
        };
        let probe = |name: &str, path: &str| {
            format!(
                "        {name}:\n          httpGet:\n            path: {path}\n            port: {port}\n"
            )
        };
        probe("livenessProbe", "/healthz") + &probe("readinessProbe", "/readyz")
    }
}

/// What an adopted project would be, written again.
pub(super) fn whole(
    program: &Program,
    project: &Project,
    chain: &Chain,
    settings: &Settings,
) -> Result<Plan, TemplateError> {
    let mut plan = files(&project.whole(chain, settings)?);
    program.put(&mut plan, project, settings)?;
    mount_certificate(&mut plan, project, settings)?;
    Ok(plan)
}

/// Takes these texts for a file; what other parts insert stays.
fn put(plan: &mut Plan, path: &PathBuf, changes: &[Change]) {
    let Some(new) = changes.iter().find_map(Change::created) else {
        return;
    };
    let mut found = plan.each().find(|(known, _)| *known == path);
    let old = found
        .as_mut()
        .and_then(|(_, changes)| changes.iter_mut().find_map(Change::created_mut));
    match old {
        Some(old) => new.clone_into(old),
        None => changes
            .iter()
            .for_each(|change| plan.change(path.clone(), change.clone())),
    }
}
