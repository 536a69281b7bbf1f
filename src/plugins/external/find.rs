//! Finds the programs of external plugins.

use std::fs;
use std::path::Path;

use super::{External, Key};

/// The plugins in a folder: `<name>/<version>/<name>`, with any extension.
#[must_use]
pub fn find(folder: &Path) -> Vec<External> {
    let mut found = Vec::new();
    for name in folders(folder) {
        for version in folders(&folder.join(&name)) {
            let inside = folder.join(&name).join(&version);
            let program = entries(&inside).into_iter().find(|file| {
                let path = inside.join(file);
                path.file_stem().is_some_and(|stem| stem == name.as_str())
                    && path.is_file()
                    && is_program(&path)
            });
            if let (Some(program), Ok(key)) = (program, Key::parse(&format!("{name}/{version}"))) {
                found.push(External {
                    key,
                    program: inside.join(program),
                });
            }
        }
    }
    found
}

fn folders(folder: &Path) -> Vec<String> {
    entries(folder)
        .into_iter()
        .filter(|name| folder.join(name).is_dir())
        .collect()
}

fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(_path: &Path) -> bool {
    true
}
