//! Types that `create api` adds to an adopted crate, and the modules above them, which may be the author's own files.

use std::io;
use std::path::{Path, PathBuf};

use kubewright_import::{Module, module_name};

use super::is_file;
use crate::commands::import::tree;
use crate::line_ends;
use crate::plan::{Change, Plan};
use crate::plugins::is_shared;
use crate::project::Resource;

/// The folder of the types.
const OUTPUT: &str = "src/api";

/// The line of the crate's root.
const LINE: &str = "pub mod api;";

/// The roots of a crate.
const ROOTS: [&str; 2] = ["src/lib.rs", "src/main.rs"];

/// The part of a plan that fits a crate with a layout of its own: manifests, the type, and the modules above it. Also returns what is
/// left to the user.
pub(in crate::commands) fn grown(
    whole: &Plan,
    resource: &Resource,
    directory: &Path,
) -> io::Result<(Plan, Vec<String>)> {
    let mut plan = Plan::default();
    let mut placed = Vec::new();
    for (path, changes) in whole.changes() {
        let created = changes.iter().find(|change| is_type(change));
        if let Some(Change::Create { text, .. }) = created {
            placed.push((path.clone(), module(resource, text.clone())));
        }
        if created.is_some() || is_file(path) {
            copy(&mut plan, path, changes);
        }
    }
    for (path, text) in tree::lists(&placed, Path::new(OUTPUT), directory)? {
        let changes = whole.of(&path);
        match directory.join(&path).exists() || changes.is_empty() {
            true => drop(plan.write(path, text)),
            false => copy(&mut plan, &path, changes),
        }
    }
    let mut roots = ROOTS.iter().map(PathBuf::from);
    let notes = match roots.find(|path| directory.join(path).is_file()) {
        Some(root) => {
            let old = line_ends::read(&directory.join(&root))?;
            plan.write(root, tree::with_module(old, "api"));
            Vec::new()
        }
        None => vec![format!(
            "the crate has neither `{}` nor `{}`; add `{LINE}` with `#[path]` to its root",
            ROOTS[0], ROOTS[1]
        )],
    };
    Ok((plan, notes))
}

/// Adapts a plan that removes types: modules that the author wrote lose only the lines of the types.
///
/// `lines` is the same plan without `--force`, which removes files without their lines.
pub(in crate::commands) fn shrink(plan: &mut Plan, lines: &Plan, directory: &Path) {
    let text = |path: &Path| std::fs::read_to_string(directory.join(path)).ok();
    let mut has_own_root = false;
    for (path, changes) in lines.changes().filter(|(path, _)| path.starts_with("src")) {
        let withdrawn = withdrawn(changes);
        if withdrawn.is_empty() || path == Path::new(ROOTS[0]) {
            continue;
        }
        let inside = path.with_extension("").join("mod.rs");
        let is_written = text(path).is_some_and(|text| text.contains(tree::ANCHOR));
        let found = [path, &inside].into_iter().find(|path| text(path).is_some());
        if let Some(found) = found.filter(|_| !is_written) {
            plan.leave(path);
            copy(plan, found, &withdrawn);
            has_own_root |= path.with_extension("") == Path::new(OUTPUT);
        }
    }
    let written = Path::new(ROOTS[0]);
    let withdrawn = withdrawn(lines.of(written));
    plan.leave(written);
    let has_line = |path: &&Path| text(path).is_some_and(|text| text.lines().any(|line| line == LINE));
    let root = ROOTS.iter().map(Path::new).find(has_line);
    if let Some(root) = root.filter(|_| !has_own_root) {
        copy(plan, root, &withdrawn);
    }
}

/// Whether a change creates the file of a type.
fn is_type(change: &Change) -> bool {
    let is_type =
        |template: &str| template.starts_with("rust/") && template.contains("/api/") && !is_shared(template);
    matches!(change, Change::Create { template, .. } if is_type(template))
}

fn withdrawn(changes: &[Change]) -> Vec<Change> {
    let lines = changes
        .iter()
        .filter(|change| matches!(change, Change::Withdraw { .. }));
    lines.cloned().collect()
}

fn module(resource: &Resource, text: String) -> Module {
    let identity = &resource.identity;
    Module {
        group: identity.qualified_group(),
        version: identity.version.clone(),
        kind: identity.kind.clone(),
        name: module_name(&heck::AsSnakeCase(&identity.kind).to_string()),
        text,
        notes: Vec::new(),
    }
}

fn copy(plan: &mut Plan, path: &Path, changes: &[Change]) {
    for change in changes {
        plan.change(path.to_owned(), change.clone());
    }
}
