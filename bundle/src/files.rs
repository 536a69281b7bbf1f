//! Files in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files below a folder, by their paths relative to it.
///
/// ```
/// use kubewright_bundle::Files;
///
/// let mut files = Files::default();
/// files.insert("metadata/annotations.yaml", "annotations: {}\n");
/// assert_eq!(files.text("metadata/annotations.yaml".as_ref()), Some("annotations: {}\n"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<PathBuf, Vec<u8>>);

impl Files {
    /// Reads all files below a folder.
    ///
    /// # Errors
    ///
    /// The first file or folder that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let mut files = Self::default();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(next) = folders.pop() {
            let at = |error| (next.clone(), error);
            for entry in fs::read_dir(&next).map_err(at)? {
                let path = entry.map_err(at)?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let content = fs::read(&path).map_err(|error| (path.clone(), error))?;
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                files.0.insert(relative.to_path_buf(), content);
            }
        }
        Ok(files)
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        self.0.insert(path.into(), content.into());
    }

    /// The content of a file, if it exists.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// Removes a file, or all files of a folder.
    pub fn remove_below(&mut self, path: &Path) {
        self.0.retain(|other, _| !other.starts_with(path));
    }

    /// The text of a file, if it exists and is text.
    #[must_use]
    pub fn text(&self, path: &Path) -> Option<&str> {
        str::from_utf8(self.0.get(path)?).ok()
    }

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.0
            .iter()
            .map(|(path, content)| (path.as_path(), content.as_slice()))
    }
}
