//! Where modules are, and the files that list them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use kubewright_import::{Module, module_name};

use super::Placed;
use crate::line_ends;

/// The line that new modules are inserted above.
pub(in crate::commands) const ANCHOR: &str = "// +kubebuilder:scaffold:modules";

/// The path of each module: `DIR/VERSION/KIND.rs`, and `DIR/GROUP/VERSION/KIND.rs` if there are groups.
pub(in crate::commands) fn placed(modules: Vec<Module>, output: &Path, by_group: bool) -> Vec<Placed> {
    let groups: BTreeSet<&str> = modules.iter().map(|module| module.group.as_str()).collect();
    let by_group = by_group || groups.len() > 1;
    let label = |group: &str| module_name(group.split('.').next().unwrap_or(group));
    let labels: BTreeSet<String> = groups.iter().map(|group| label(group)).collect();
    let are_distinct = labels.len() == groups.len();
    let folder = |module: &Module| match (by_group, are_distinct) {
        (false, _) => output.to_owned(),
        (true, true) => output.join(label(&module.group)),
        (true, false) => output.join(module_name(&module.group)),
    };
    modules
        .into_iter()
        .map(|module| {
            let version = module_name(&module.version);
            let path = folder(&module).join(version).join(format!("{}.rs", module.name));
            (path, module)
        })
        .collect()
}

/// The files that list the modules, with the new lines.
pub(in crate::commands) fn lists(
    placed: &[Placed],
    output: &Path,
    directory: &Path,
) -> io::Result<Vec<(PathBuf, String)>> {
    let mut children: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let mut about: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (path, module) in placed {
        let mut child = path.with_extension("");
        about.insert(
            list_of(child.parent().unwrap_or(output), output, directory),
            format!("Types of version {}.", module.version),
        );
        while let Some(parent) = child.parent() {
            if !child.starts_with(output) || child == output {
                break;
            }
            let name = child
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            children
                .entry(list_of(parent, output, directory))
                .or_default()
                .insert(name.to_owned());
            child = parent.to_owned();
        }
    }
    let text = |(path, children): (PathBuf, BTreeSet<String>)| {
        let old = match line_ends::read(&directory.join(&path)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let about = about.get(&path).map_or("Types of an API.", String::as_str);
        let text = listed(old, &children, about);
        Ok((path, text))
    };
    children.into_iter().map(text).collect()
}

/// The file of the module with the children in this folder.
fn list_of(folder: &Path, output: &Path, directory: &Path) -> PathBuf {
    let inside = folder.join("mod.rs");
    if directory.join(&inside).is_file() {
        return inside;
    }
    match folder == output && folder.file_name().is_some_and(|name| name == "src") {
        true => folder.join("lib.rs"),
        false => folder.with_extension("rs"),
    }
}

/// The text of a file that lists a module too.
pub(in crate::commands) fn with_module(old: String, name: &str) -> String {
    listed(Some(old), &[name.to_owned()].into(), "")
}

fn listed(old: Option<String>, children: &BTreeSet<String>, about: &str) -> String {
    let is_new = old.is_none();
    let mut text = old.unwrap_or_else(|| format!("//! {about}\n\n"));
    for child in children {
        let line = format!("pub mod {child};");
        let bare = format!("mod {child};");
        if text.lines().any(|old| old.trim() == line || old.trim() == bare) {
            continue;
        }
        match text.find(ANCHOR) {
            Some(at) => text.insert_str(at, &format!("{line}\n")),
            None => {
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                text += &format!("{line}\n");
            }
        }
    }
    if is_new {
        text += &format!("{ANCHOR}\n");
    }
    text
}
