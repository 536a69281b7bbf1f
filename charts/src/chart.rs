//! The files of a chart.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _},
    path::{Component, Path, PathBuf},
};

use flate2::read::GzDecoder;
use kubewright_core::yaml;
use serde_json::Value;
use thiserror::Error;

use crate::starter;

/// The limit of an unpacked chart.
const MOST: u64 = 64 << 20;

/// A chart: its name, and its files as text, by their paths in its folder.
///
/// ```
/// use kubewright_charts::Chart;
///
/// let chart = Chart::starter("nginx");
/// assert_eq!(chart.name(), "nginx");
/// assert!(chart.files().any(|(path, _)| path.ends_with("templates/deployment.yaml")));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    name: String,
    files: BTreeMap<PathBuf, String>,
}

/// A chart cannot be read.
///
/// ```
/// use kubewright_charts::{Chart, ChartError};
///
/// let error: ChartError = Chart::read("nowhere".as_ref()).unwrap_err();
/// assert_eq!(error.to_string(), "`nowhere` is neither a chart folder nor a packed chart");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{}` {reason}", path.display())]
pub struct ChartError {
    path: PathBuf,
    reason: String,
}

impl Chart {
    /// Creates a small chart of a web server, with a Deployment, a Service, an Ingress, a `ServiceAccount` and an autoscaler.
    #[must_use]
    pub fn starter(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            files: starter::files(name),
        }
    }

    /// Reads a folder or a `.tgz` file. Packed subcharts are unpacked.
    ///
    /// # Errors
    ///
    /// If it is not a chart, cannot be read, or has a file that is not text.
    pub fn read(path: &Path) -> Result<Self, ChartError> {
        let error = |reason: String| ChartError {
            path: path.to_owned(),
            reason,
        };
        let mut files = BTreeMap::new();
        if path.join("Chart.yaml").is_file() {
            collect(path, Path::new(""), &mut files).map_err(error)?;
        } else if path.is_file() {
            let bytes = fs::read(path).map_err(|cause| error(format!("cannot be read: {cause}")))?;
            for (name, bytes) in unpack(&bytes).map_err(error)? {
                // A packed chart has one folder with its name.
                let inner: PathBuf = name.components().skip(1).collect();
                add(inner, bytes, &mut files).map_err(error)?;
            }
        } else {
            return Err(error("is neither a chart folder nor a packed chart".to_owned()));
        }
        Self::of(files).map_err(error)
    }

    fn of(files: BTreeMap<PathBuf, String>) -> Result<Self, String> {
        let text = files.get(Path::new("Chart.yaml")).ok_or("has no Chart.yaml")?;
        let metadata: Value = yaml::from_str(text)
            .map_err(|error| format!("has an invalid Chart.yaml: {}", error.first_line()))?;
        let name = metadata["name"].as_str().ok_or("has no `name` in Chart.yaml")?;
        Ok(Self {
            name: name.to_owned(),
            files,
        })
    }

    /// Returns the name in `Chart.yaml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the paths and texts of the files.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }

    pub(crate) fn file(&self, path: &str) -> Option<&str> {
        self.files.get(Path::new(path)).map(String::as_str)
    }
}

fn collect(root: &Path, below: &Path, files: &mut BTreeMap<PathBuf, String>) -> Result<(), String> {
    let folder = root.join(below);
    let at = |cause: std::io::Error| format!("cannot be read: {}: {cause}", folder.display());
    for entry in fs::read_dir(&folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        let name = below.join(entry.file_name());
        let path = root.join(&name);
        if path.is_dir() {
            if entry.file_name() != ".git" {
                collect(root, &name, files)?;
            }
        } else {
            add(name, fs::read(&path).map_err(at)?, files)?;
        }
    }
    Ok(())
}

/// Adds a file. A packed subchart becomes a folder.
fn add(path: PathBuf, bytes: Vec<u8>, files: &mut BTreeMap<PathBuf, String>) -> Result<(), String> {
    let in_charts = path.parent().is_some_and(|parent| parent.ends_with("charts"));
    if in_charts && path.extension().is_some_and(|extension| extension == "tgz") {
        let charts = path.parent().unwrap_or(Path::new("")).to_owned();
        for (name, bytes) in unpack(&bytes)? {
            add(charts.join(name), bytes, files)?;
        }
        return Ok(());
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        format!(
            "has the file {}, which is not text; remove it from the chart",
            path.display()
        )
    })?;
    files.insert(path, text);
    Ok(())
}

fn unpack(bytes: &[u8]) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let wrong = |cause: std::io::Error| format!("is not a packed chart: {cause}");
    let mut archive = tar::Archive::new(GzDecoder::new(Cursor::new(bytes)).take(MOST));
    let mut files = Vec::new();
    for entry in archive.entries().map_err(wrong)? {
        let mut entry = entry.map_err(wrong)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().map_err(wrong)?.into_owned();
        if path
            .components()
            .any(|part| !matches!(part, Component::Normal(_) | Component::CurDir))
        {
            return Err(format!("has a file outside of its folder: {}", path.display()));
        }
        let mut text = Vec::new();
        entry.read_to_end(&mut text).map_err(wrong)?;
        files.push((path, text));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            archive.append_data(&mut header, name, *bytes).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn a_folder_and_a_packed_chart_are_the_same() {
        let sub = packed(&[
            ("sub/Chart.yaml", b"name: sub\n"),
            ("sub/templates/a.yaml", b"kind: A\n"),
        ]);
        let chart = packed(&[
            ("web/Chart.yaml", b"name: web\n"),
            ("web/charts/sub-1.0.0.tgz", &sub),
        ]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("web.tgz");
        fs::write(&file, chart).unwrap();
        let packed = Chart::read(&file).unwrap();
        let paths: Vec<_> = packed
            .files()
            .map(|(path, _)| path.display().to_string())
            .collect();
        assert_eq!(
            paths,
            [
                "Chart.yaml",
                "charts/sub/Chart.yaml",
                "charts/sub/templates/a.yaml"
            ]
        );
        let unpacked = folder.path().join("web");
        fs::create_dir_all(unpacked.join("charts")).unwrap();
        fs::write(unpacked.join("Chart.yaml"), "name: web\n").unwrap();
        fs::write(unpacked.join("charts/sub.tgz"), sub).unwrap();
        assert_eq!(Chart::read(&unpacked).unwrap(), packed);
        fs::write(unpacked.join("icon.png"), [0xff]).unwrap();
        let error = Chart::read(&unpacked).unwrap_err().to_string();
        assert!(
            error.ends_with("has the file icon.png, which is not text; remove it from the chart"),
            "{error}"
        );
        fs::write(&file, b"?").unwrap();
        assert!(Chart::read(&file).is_err());
    }
}
