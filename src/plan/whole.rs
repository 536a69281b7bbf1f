//! Replaces a whole folder or file that no plan has: images.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "as `plan::write`, it leaves nothing half-written"
    )
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::interrupt::Writing;

/// Replaces a folder by one with these files.
pub(crate) fn replace_folder<'f>(
    folder: &Path,
    files: impl Iterator<Item = (&'f Path, &'f [u8])>,
) -> io::Result<()> {
    let _writing = Writing::begin();
    let new = beside(folder)?;
    let inside = new.path().join("new");
    for (path, content) in files {
        let path = inside.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&inside))?;
        fs::write(path, content)?;
    }
    if folder.exists() {
        fs::rename(folder, new.path().join("old"))?;
    }
    fs::rename(inside, folder)
}

/// Replaces a file.
pub(crate) fn replace_file(file: &Path, content: &[u8]) -> io::Result<()> {
    let _writing = Writing::begin();
    let new = beside(file)?;
    let inside = new.path().join("new");
    fs::write(&inside, content)?;
    fs::rename(inside, file)
}

/// A temporary folder on the same file system, removed at the end.
fn beside(path: &Path) -> io::Result<tempfile::TempDir> {
    let parent = path
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    fs::create_dir_all(&parent)?;
    tempfile::tempdir_in(parent)
}
