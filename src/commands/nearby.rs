//! The projects near a folder that has none.

use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use crate::project::file;
use kubewright_analysis::source::absolute;

/// How many levels of folders are searched for projects.
const DEPTH: usize = 3;

/// How many projects an error lists.
const SHOWN: usize = 3;

/// Folders in which no project is searched.
const SKIPPED: [&str; 3] = ["target", "vendor", "node_modules"];

/// The error for a folder without a project. Its fix names the projects above or below.
pub(super) fn no_project(directory: &Path) -> Message {
    let here = Message::new("there is no `PROJECT` here");
    if let Some(above) = above(directory) {
        return here.help(format!("go to the project's folder, `{}`", above.display()));
    }
    let below = below(directory);
    let names: Vec<_> = below
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{}`", path.display()))
        .collect();
    here.help(match names.is_empty() {
        true => "go to the folder of a project, or make one with `kubewright init`".to_owned(),
        false if below.len() > SHOWN => {
            format!(
                "go to the folder of a project, such as {}; there are {} below this folder",
                names[0],
                below.len()
            )
        }
        false => format!("go to the folder of a project: {}", names.join(" or ")),
    })
}

/// The nearest project around this folder.
fn above(directory: &Path) -> Option<PathBuf> {
    let levels = absolute(directory)
        .ancestors()
        .skip(1)
        .position(|folder| folder.join(file::NAME).is_file())?;
    Some(std::iter::repeat_n("..", levels + 1).collect())
}

/// The projects in folders below this one, in order.
fn below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    for _ in 0..DEPTH {
        let folders = open
            .iter()
            .flat_map(|folder| subfolders(directory, folder))
            .collect::<Vec<_>>();
        let (projects, others): (Vec<_>, Vec<_>) = folders
            .into_iter()
            .partition(|folder| directory.join(folder).join(file::NAME).is_file());
        found.extend(projects);
        open = others;
    }
    found.sort();
    found
}

fn subfolders(directory: &Path, folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory.join(folder));
    let folders = entries.into_iter().flatten().flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_skipped = name.starts_with('.') || SKIPPED.contains(&&*name);
        !is_skipped && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    folders.map(|entry| folder.join(entry.file_name())).collect()
}
