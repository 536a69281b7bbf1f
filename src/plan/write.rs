//! The only code that writes to disk.
//!
//! First every new text is written beside the file that it is for, then all are renamed into place, then files are
//! removed. A folder that cannot be written is so found before any file has changed.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "this is the one place that the others are told to go through"
    )
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Edit, EditKind, PlanError};

/// Texts that wait beside their files; what is left of them is removed.
#[derive(Default)]
struct Waiting {
    texts: Vec<(PathBuf, PathBuf)>,
    folders: Vec<PathBuf>,
}

/// Carries the edits out: all of them, or none as far as that can be known beforehand.
pub fn write(edits: &[Edit], directory: &Path) -> Result<(), PlanError> {
    let mut waiting = Waiting::default();
    for edit in edits {
        let text = match &edit.kind {
            EditKind::Create(text) | EditKind::Replace { new: text, .. } => text,
            EditKind::Remove { .. } => continue,
        };
        let file = real(&directory.join(&edit.path));
        waiting.folder(&file, directory)?;
        waiting
            .text(&file, text)
            .map_err(|error| PlanError::new(&edit.path, "written", reason(&error)))?;
    }
    waiting.settle(directory)?;
    for edit in edits {
        if let EditKind::Remove { .. } = edit.kind {
            fs::remove_file(directory.join(&edit.path))
                .map_err(|error| PlanError::new(&edit.path, "removed", reason(&error)))?;
        }
    }
    Ok(())
}

/// Where a symbolic link leads to, so that the link stays.
fn real(path: &Path) -> PathBuf {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        Ok(_) | Err(_) => path.to_owned(),
    }
}

/// An error without the number that the system gives it.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_lowercase(),
        None => text,
    }
}

impl Waiting {
    /// Makes the folder of a file, and remembers what was made.
    fn folder(&mut self, file: &Path, directory: &Path) -> Result<(), PlanError> {
        let missing: Vec<_> = file
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
            .map(Path::to_owned)
            .collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder).map_err(|error| {
                let shown = folder.strip_prefix(directory).unwrap_or(&folder);
                PlanError::new(shown, "created", reason(&error))
            })?;
            self.folders.push(folder);
        }
        Ok(())
    }

    fn text(&mut self, file: &Path, text: &str) -> io::Result<()> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let beside = file.with_file_name(format!(".{name}.{}.new", std::process::id()));
        self.texts.push((beside.clone(), file.to_owned()));
        fs::write(&beside, text)?;
        match fs::metadata(file) {
            Ok(data) => fs::set_permissions(&beside, data.permissions()),
            Err(_) => Ok(()),
        }
    }

    fn settle(mut self, directory: &Path) -> Result<(), PlanError> {
        // From here on files have their folders.
        self.folders.clear();
        while let Some((beside, file)) = self.texts.pop() {
            if let Err(error) = fs::rename(&beside, &file) {
                let shown = file.strip_prefix(directory).unwrap_or(&file).to_owned();
                self.texts.push((beside, file));
                return Err(PlanError::new(&shown, "replaced", reason(&error)));
            }
        }
        Ok(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        for (beside, _) in &self.texts {
            let _ = fs::remove_file(beside);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
