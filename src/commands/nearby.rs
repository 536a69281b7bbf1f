//! The project of a folder, or those near it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use crate::plan;
use crate::project::file;
use crate::source::absolute;

/// Projects are searched in folders up to this far below.
const DEPTH: usize = 3;

/// So many projects are named.
const SHOWN: usize = 3;

/// Folders that have no projects of their own.
const PASSED_OVER: [&str; 3] = ["target", "vendor", "node_modules"];

/// The text of a folder's `PROJECT`, if there is one.
pub(super) fn project_text(directory: &Path) -> Result<Option<String>, Message> {
    let path = directory.join(file::NAME);
    let odd = |what: &str| {
        Message::new(format!("`PROJECT` is {what}"))
            .help("it has to be a file of the project; put one in its place")
    };
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(data) if data.is_symlink() => return Err(odd("a symbolic link")),
        Ok(data) if data.is_dir() => return Err(odd("a folder")),
        Ok(data) if !data.is_file() => return Err(odd("no regular file")),
        Ok(_) | Err(_) => {}
    }
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let reason = plan::reason(&error);
            Err(Message::new(format!("`PROJECT` cannot be read: {reason}")).help("make it readable"))
        }
    }
}

/// There is no project in this folder; and where the next one is.
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

/// The nearest project that this folder lies in.
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
        let passed_over = name.starts_with('.') || PASSED_OVER.contains(&&*name);
        !passed_over && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    folders.map(|entry| folder.join(entry.file_name())).collect()
}
