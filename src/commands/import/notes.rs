//! What is left to do by hand until the crate has the types.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use super::Placed;

/// What the crate around the folder of the modules lacks.
pub(super) fn notes(placed: &[Placed], output: &Path, directory: &Path) -> Vec<Message> {
    let folder = directory.join(output);
    let Some(root) = folder.ancestors().find(|path| path.join("Cargo.toml").is_file()) else {
        let text = format!(
            "no folder above `{}` has a `Cargo.toml`, so no crate has these types",
            output.display()
        );
        return vec![
            Message::new(text).help("run this in a crate, or name a folder of one with `--output-dir`"),
        ];
    };
    let missing = dependencies(placed, root).map(|names| {
        Message::new(format!("`Cargo.toml` lacks dependencies of these types: {names}")).help("add them")
    });
    [undeclared(&folder, root), missing]
        .into_iter()
        .flatten()
        .collect()
}

/// The parent module, if it does not declare the module in this folder.
fn undeclared(folder: &Path, root: &Path) -> Option<Message> {
    let parent = folder.parent()?;
    let name = folder.file_name()?.to_str()?;
    let source = root.join("src");
    let files = match parent == source {
        true => vec![source.join("lib.rs"), source.join("main.rs")],
        false => vec![parent.join("mod.rs"), parent.with_extension("rs")],
    };
    let files: Vec<PathBuf> = files.into_iter().filter(|file| file.is_file()).collect();
    let declaration = format!("mod {name};");
    let declares = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().any(|line| {
            let rest = line.trim_start().strip_suffix(declaration.as_str());
            rest.is_some_and(|visibility| visibility.is_empty() || visibility.starts_with("pub"))
        })
    };
    let first = files.first()?.strip_prefix(root).ok()?.display().to_string();
    let text = format!("`{first}` does not declare the module, so the crate does not have these types");
    (!files.iter().any(declares)).then(|| Message::new(text).help(format!("add `pub mod {name};` there")))
}

/// The crates that the modules use and the manifest does not name.
fn dependencies(placed: &[Placed], root: &Path) -> Option<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).ok()?;
    let lines = placed.iter().flat_map(|(_, module)| module.text.lines());
    let used = lines.filter_map(|line| line.strip_prefix("use ")?.split("::").next());
    let used: BTreeSet<_> = used
        .filter(|name| !["std", "crate", "super", "self"].contains(name))
        .map(|name| name.replace('_', "-"))
        .collect();
    let missing = used.iter().filter(|name| !manifest.contains(name.as_str()));
    let missing: Vec<_> = missing.map(|name| format!("`{name}`")).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
