//! The crates of a package: its library and its binaries.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::super::module_file::tidy;

/// The root files of a package's crates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::source) struct Targets {
    /// The library's name in code, even if there is no library.
    pub(in crate::source) library_name: String,
    pub(in crate::source) library: Option<PathBuf>,
    /// The binaries, sorted by path, `src/main.rs` first.
    pub(in crate::source) programs: Vec<PathBuf>,
}

impl Targets {
    pub(super) fn find(folder: &Path, manifest: &Table, package: &Table, name: &str) -> Self {
        let library = manifest.get("lib").and_then(Value::as_table);
        let text = |key: &str| library.and_then(|table| table.get(key)).and_then(Value::as_str);
        let automatic = |key: &str| package.get(key).and_then(Value::as_bool).unwrap_or(true);
        let usual = folder.join("src/lib.rs");
        let found = (library.is_some() || automatic("autolib")) && usual.is_file();
        Self {
            library_name: text("name").unwrap_or(name).replace('-', "_"),
            library: match text("path") {
                Some(path) => Some(tidy(&folder.join(path))),
                None => found.then_some(usual),
            },
            programs: programs(folder, manifest, name, automatic("autobins")),
        }
    }

    /// All root files, the library first.
    pub(in crate::source) fn roots(&self) -> impl Iterator<Item = &Path> {
        self.library.iter().chain(&self.programs).map(PathBuf::as_path)
    }
}

fn programs(folder: &Path, manifest: &Table, name: &str, automatic: bool) -> Vec<PathBuf> {
    let main = folder.join("src/main.rs");
    let mut found = Vec::new();
    let declared = manifest
        .get("bin")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for program in declared.iter().filter_map(Value::as_table) {
        let text = |key: &str| program.get(key).and_then(Value::as_str);
        match (text("path"), text("name")) {
            (Some(path), _) => found.push(tidy(&folder.join(path))),
            (None, Some(this)) => found.extend(usual(folder, this, this == name)),
            (None, None) => {}
        }
    }
    if automatic {
        found.extend(folder_of_programs(&folder.join("src/bin")));
        found.extend(Some(main.clone()).filter(|main| main.is_file()));
    }
    found.sort_by_key(|path| (*path != main, path.clone()));
    found.dedup();
    found
}

fn usual(folder: &Path, name: &str, is_package: bool) -> Option<PathBuf> {
    let bin = folder.join("src/bin");
    let mut candidates = vec![bin.join(format!("{name}.rs")), bin.join(name).join("main.rs")];
    if is_package {
        candidates.insert(0, folder.join("src/main.rs"));
    }
    candidates.into_iter().find(|path| path.is_file())
}

fn folder_of_programs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let roots = entries
        .flatten()
        .map(|entry| entry.path())
        .filter_map(|path| match path.is_dir() {
            true => Some(path.join("main.rs")).filter(|path| path.is_file()),
            false => Some(path).filter(|path| path.extension().is_some_and(|extension| extension == "rs")),
        });
    roots.collect()
}
