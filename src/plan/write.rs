//! The only code that writes the files of a project.
//!
//! Every new text is first written beside its file. Then all are renamed into place, and then files are removed. So a
//! folder that is not writable is found before any file has changed, and if a later step fails, the earlier changes are
//! reverted.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "this is the only code that may write files of a project"
    )
)]

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Edit, EditKind, PlanError};
use crate::interrupt::Writing;
use kubewright_analysis::threads;

/// Fewer files than this are written before another thread wakes up.
const SHARE: usize = 4;

/// Texts in temporary files, and the changes to revert if a step fails.
#[derive(Default)]
struct Waiting {
    texts: VecDeque<Beside>,
    folders: Vec<PathBuf>,
    done: Vec<Done>,
}

/// A text and its temporary file.
struct Text<'e> {
    edit: &'e Edit,
    text: &'e str,
    place: Beside,
}

/// A file and its temporary file.
#[derive(Clone)]
struct Beside {
    beside: PathBuf,
    file: PathBuf,
    /// Whether the file is new.
    new: bool,
}

/// A changed file, and its old content.
struct Done {
    file: PathBuf,
    was: Option<(Vec<u8>, fs::Permissions)>,
}

/// Writes the edits: all of them, or none.
pub fn write(edits: &[Edit], directory: &Path) -> Result<(), PlanError> {
    let _writing = Writing::begin();
    let mut waiting = Waiting::default();
    let texts: Vec<_> = edits
        .iter()
        .filter_map(|edit| Text::of(edit, directory))
        .collect();
    let folders: BTreeSet<_> = texts.iter().filter_map(|text| text.place.file.parent()).collect();
    for folder in folders {
        waiting.folder(folder, directory)?;
    }
    waiting.texts.extend(texts.iter().map(|text| text.place.clone()));
    let written = threads::shares(&texts, SHARE, |texts| texts.iter().try_for_each(Text::write));
    written.into_iter().collect::<Result<(), _>>()?;
    let (last, rest) = match edits.split_last() {
        Some((last, rest)) if !matches!(last.kind, EditKind::Remove { .. }) => (true, rest),
        Some(_) | None => (false, edits),
    };
    // The last edit records the others.
    waiting.settle(directory, usize::from(last))?;
    for edit in rest {
        if let EditKind::Remove { .. } = edit.kind {
            waiting
                .remove(&directory.join(&edit.path))
                .map_err(|error| PlanError::new(&edit.path, "removed", reason(&error)))?;
        }
    }
    waiting.settle(directory, 0)?;
    waiting.finish();
    for edit in rest {
        if let EditKind::Remove { .. } = edit.kind {
            remove_empty_folders(&edit.path, directory);
        }
    }
    Ok(())
}

/// The target of a symbolic link, so that the link is kept.
fn real(path: &Path) -> PathBuf {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        Ok(_) | Err(_) => path.to_owned(),
    }
}

/// The parent folders of a removed file that become empty.
fn remove_empty_folders(path: &Path, directory: &Path) {
    for folder in path
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        if fs::remove_dir(directory.join(folder)).is_err() {
            return;
        }
    }
}

/// An error without the system's error number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_lowercase(),
        None => text,
    }
}

impl<'e> Text<'e> {
    /// The text after an edit; `None` if it removes the file.
    fn of(edit: &'e Edit, directory: &Path) -> Option<Self> {
        let text = match &edit.kind {
            EditKind::Create(text) | EditKind::Replace { new: text, .. } => text,
            EditKind::Remove { .. } => return None,
        };
        let file = real(&directory.join(&edit.path));
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let beside = file.with_file_name(format!(".{name}.{}.new", std::process::id()));
        let new = matches!(edit.kind, EditKind::Create(_));
        let place = Beside { beside, file, new };
        Some(Self { edit, text, place })
    }

    fn write(&self) -> Result<(), PlanError> {
        self.try_write()
            .map_err(|error| PlanError::new(&self.edit.path, "written", reason(&error)))
    }

    fn try_write(&self) -> io::Result<()> {
        let Beside { beside, file, new } = &self.place;
        fs::write(beside, self.text)?;
        let old = if *new { None } else { fs::metadata(file).ok() };
        match old {
            Some(data) => fs::set_permissions(beside, data.permissions()),
            None if self.text.starts_with("#!") => executable(beside),
            None => Ok(()),
        }
    }
}

impl Waiting {
    /// Creates a folder and its parents, and remembers which were created.
    fn folder(&mut self, folder: &Path, directory: &Path) -> Result<(), PlanError> {
        let missing: Vec<_> = folder
            .ancestors()
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

    /// Renames the texts into place, except the last ones.
    fn settle(&mut self, directory: &Path, leave: usize) -> Result<(), PlanError> {
        while self.texts.len() > leave
            && let Some(text) = self.texts.pop_front()
        {
            let was = if text.new { None } else { was(&text.file) };
            if let Err(error) = fs::rename(&text.beside, &text.file) {
                let shown = text.file.strip_prefix(directory).unwrap_or(&text.file).to_owned();
                self.texts.push_front(text);
                return Err(PlanError::new(&shown, "replaced", reason(&error)));
            }
            self.done.push(Done { file: text.file, was });
        }
        Ok(())
    }

    fn remove(&mut self, file: &Path) -> io::Result<()> {
        let was = was(file);
        fs::remove_file(file)?;
        self.done.push(Done {
            file: file.to_owned(),
            was,
        });
        Ok(())
    }

    /// From here on nothing is reverted.
    fn finish(&mut self) {
        self.done.clear();
        self.folders.clear();
    }
}

fn was(file: &Path) -> Option<(Vec<u8>, fs::Permissions)> {
    Some((fs::read(file).ok()?, fs::metadata(file).ok()?.permissions()))
}

#[cfg(unix)]
fn executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_path: &Path) -> io::Result<()> {
    Ok(())
}

impl Drop for Waiting {
    fn drop(&mut self) {
        for text in &self.texts {
            let _ = fs::remove_file(&text.beside);
        }
        for done in self.done.drain(..).rev() {
            let _ = match done.was {
                Some((bytes, permissions)) => {
                    fs::write(&done.file, bytes).and_then(|()| fs::set_permissions(&done.file, permissions))
                }
                None => fs::remove_file(&done.file),
            };
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(path: &str, kind: EditKind) -> Edit {
        Edit {
            path: path.into(),
            kind,
        }
    }

    /// Everything below a folder, in order.
    fn tree(folder: &Path) -> Vec<(PathBuf, Option<String>)> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path.clone());
                }
                found.push((path.clone(), fs::read_to_string(&path).ok()));
            }
        }
        found.sort();
        found
    }

    /// A failure after some changes reverts all of them: changed, created and removed files, and folders.
    #[test]
    fn a_failure_halfway_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::write(at("changed"), "old").unwrap();
        fs::write(at("removed"), "old").unwrap();
        fs::create_dir(at("z")).unwrap();
        fs::write(at("z/inside"), "old").unwrap();
        let before = tree(folder.path());
        let (old, new) = ("old".to_owned(), "new".to_owned());
        let first = [
            edit(
                "changed",
                EditKind::Replace {
                    old: old.clone(),
                    new: new.clone(),
                },
            ),
            edit("made/here", EditKind::Create(new.clone())),
            edit("removed", EditKind::Remove { old: old.clone() }),
        ];
        // A file cannot replace a folder that is not empty, and a folder cannot be removed as a file.
        let failing = [
            edit("z", EditKind::Create(new.clone())),
            edit("z", EditKind::Remove { old }),
        ];
        for last in failing {
            let edits: Vec<_> = first
                .iter()
                .cloned()
                .chain([last, edit("PROJECT", EditKind::Create(new.clone()))])
                .collect();
            let error = write(&edits, folder.path()).unwrap_err();
            assert!(error.to_string().starts_with("`z` cannot be re"), "{error}");
            assert_eq!(tree(folder.path()), before);
        }
        write(&first, folder.path()).unwrap();
        assert!(!at("removed").exists() && at("made/here").exists());
    }
}
