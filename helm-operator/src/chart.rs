//! A chart in a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use kubewright_core::yaml;
use serde::Deserialize;
use thiserror::Error;

use crate::digest::Digest;

/// A chart folder. Its files are read again when they have changed.
///
/// ```
/// use kubewright_helm_operator::Chart;
///
/// let error = Chart::open("no-such-folder").unwrap_err();
/// assert_eq!(error.to_string(), "`no-such-folder` is not a chart: no-such-folder/Chart.yaml does not exist");
/// ```
#[derive(Clone, Debug)]
pub struct Chart {
    path: PathBuf,
    name: String,
    last: Arc<Mutex<Option<Known>>>,
}

/// The files that were read, and their digest.
type Known = (Vec<Stamp>, String);

/// What a file was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    length: u64,
    changed: Option<SystemTime>,
}

/// A folder is not a chart.
///
/// ```
/// use kubewright_helm_operator::{Chart, ChartError};
///
/// let error: ChartError = Chart::open(".").unwrap_err();
/// assert!(error.to_string().starts_with("`.` is not a chart"));
/// ```
#[derive(Clone, Debug, Error)]
#[error("`{}` is not a chart: {reason}", path.display())]
pub struct ChartError {
    path: PathBuf,
    reason: String,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
}

impl Chart {
    /// Opens a chart folder.
    ///
    /// # Errors
    ///
    /// If the folder has no valid `Chart.yaml`.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, ChartError> {
        let path = path.into();
        let file = path.join("Chart.yaml");
        let error = |reason| ChartError {
            path: path.clone(),
            reason,
        };
        if !file.is_file() {
            return Err(error(format!("{} does not exist", file.display())));
        }
        let text = fs::read_to_string(&file)
            .map_err(|cause| error(format!("{} cannot be read: {cause}", file.display())))?;
        let metadata: Metadata = yaml::from_str(&text)
            .map_err(|cause| error(format!("{}: {}", file.display(), cause.first_line())))?;
        Ok(Self {
            name: metadata.name,
            last: Arc::default(),
            path,
        })
    }

    /// Returns the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the name in `Chart.yaml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the digest of all files. They are read only if the size or the time of one has changed.
    pub(crate) fn digest(&self) -> Result<String, ChartError> {
        let error = |(path, cause): (PathBuf, std::io::Error)| ChartError {
            path: self.path.clone(),
            reason: format!("{} cannot be read: {cause}", path.display()),
        };
        let mut stamps = Vec::new();
        collect(&self.path, &mut stamps).map_err(error)?;
        stamps.sort_by(|one, other| one.path.cmp(&other.path));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, digest)) = &*last
            && *known == stamps
        {
            return Ok(digest.clone());
        }
        let mut digest = Digest::default();
        for Stamp { path, .. } in &stamps {
            let text = fs::read(path).map_err(|cause| error((path.clone(), cause)))?;
            let relative = path.strip_prefix(&self.path).unwrap_or(path);
            digest.add(relative.as_os_str().as_encoded_bytes());
            digest.add(&text);
        }
        let digest = digest.finish();
        *last = Some((stamps, digest.clone()));
        Ok(digest)
    }
}

fn collect(folder: &Path, stamps: &mut Vec<Stamp>) -> Result<(), (PathBuf, std::io::Error)> {
    let at = |cause| (folder.to_owned(), cause);
    for entry in fs::read_dir(folder).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let metadata = fs::metadata(&path).map_err(|cause| (path.clone(), cause))?;
        if metadata.is_dir() {
            collect(&path, stamps)?;
        } else {
            stamps.push(Stamp {
                length: metadata.len(),
                changed: metadata.modified().ok(),
                path,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_changes_with_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("Chart.yaml", "name: web\nversion: 0.1.0\n");
        let chart = Chart::open(folder.path()).unwrap();
        let first = chart.digest().unwrap();
        assert_eq!(chart.digest().unwrap(), first);
        write("values.yaml", "replicas: 1\n");
        let second = chart.digest().unwrap();
        assert_ne!(second, first);
        write("values.yaml", "replicas: 20\n");
        assert_ne!(chart.digest().unwrap(), second);
    }
}
