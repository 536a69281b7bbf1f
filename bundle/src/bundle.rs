//! A bundle as its files say.

use std::path::{Path, PathBuf};

use kubewright_core::yaml;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::{Files, annotations};

/// A bundle: a `ClusterServiceVersion`, CRDs and other objects, and what catalogs are told about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// The objects of `manifests/`, in the order of their files.
    pub manifests: Vec<Manifest>,
    /// The annotations of `metadata/annotations.yaml`.
    pub annotations: Map<String, Value>,
    /// The entries of `metadata/dependencies.yaml`.
    pub dependencies: Vec<Value>,
    /// The entries of `metadata/properties.yaml`.
    pub properties: Vec<Value>,
    /// The configuration of the scorecard.
    pub scorecard: Option<Value>,
}

/// A file with an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// The path, relative to the bundle.
    pub path: PathBuf,
    /// The object.
    pub object: Value,
}

/// A file that is no YAML.
#[derive(Debug, Error)]
#[error("`{}` cannot be read: {reason}", path.display())]
pub struct Unreadable {
    /// The path, relative to the bundle.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

impl Bundle {
    /// Reads the files of a bundle.
    ///
    /// It judges nothing: parts that are missing stay empty.
    ///
    /// ```
    /// use kubewright_bundle::{Bundle, Files};
    ///
    /// let mut files = Files::default();
    /// files.insert("manifests/a.yaml", "kind: ClusterServiceVersion\nmetadata:\n  name: a.v1.0.0\n");
    /// let bundle = Bundle::parse(&files)?;
    /// assert_eq!(bundle.csv().unwrap().name(), "a.v1.0.0");
    /// # Ok::<(), kubewright_bundle::Unreadable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first file that is no YAML.
    pub fn parse(files: &Files) -> Result<Self, Unreadable> {
        let (bundle, unreadable) = Self::parse_all(files);
        match unreadable.into_iter().next() {
            Some(unreadable) => Err(unreadable),
            None => Ok(bundle),
        }
    }

    /// Reads the files of a bundle, and reports all that are no YAML.
    #[must_use]
    pub fn parse_all(files: &Files) -> (Self, Vec<Unreadable>) {
        let mut bundle = Self::default();
        let mut unreadable = Vec::new();
        let mut read = |path: &Path| match read(files, path) {
            Ok(object) => object,
            Err(error) => {
                unreadable.push(error);
                None
            }
        };
        for (path, _) in files.iter() {
            if path.starts_with("manifests")
                && is_yaml(path)
                && let Some(object) = read(path)
            {
                let path = path.to_path_buf();
                bundle.manifests.push(Manifest { path, object });
            }
        }
        // The first file of the folder that has them, whatever its name is.
        for (path, _) in files.iter() {
            if !path.starts_with("metadata") || !is_yaml(path) {
                continue;
            }
            let Some(document) = read(path) else { continue };
            let list = |key: &str| document[key].as_array().cloned().unwrap_or_default();
            if bundle.annotations.is_empty() {
                bundle.annotations = document["annotations"].as_object().cloned().unwrap_or_default();
            }
            if bundle.dependencies.is_empty() {
                bundle.dependencies = list("dependencies");
            }
            if bundle.properties.is_empty() {
                bundle.properties = list("properties");
            }
        }
        bundle.scorecard = read("tests/scorecard/config.yaml".as_ref());
        (bundle, unreadable)
    }

    /// The `ClusterServiceVersion`; the first, if there are several.
    #[must_use]
    pub fn csv(&self) -> Option<&Manifest> {
        self.of_kind("ClusterServiceVersion").next()
    }

    /// The CustomResourceDefinitions.
    pub fn crds(&self) -> impl Iterator<Item = &Manifest> {
        self.of_kind("CustomResourceDefinition")
    }

    /// The objects of a kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Manifest> {
        self.manifests
            .iter()
            .filter(move |manifest| manifest.object["kind"] == kind)
    }

    /// The package's name.
    #[must_use]
    pub fn package(&self) -> Option<&str> {
        self.annotations.get(annotations::PACKAGE)?.as_str()
    }

    /// The channels.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        let channels = self
            .annotations
            .get(annotations::CHANNELS)
            .and_then(Value::as_str);
        let channels = channels.unwrap_or_default().split(',').map(str::trim);
        channels.filter(|channel| !channel.is_empty())
    }
}

impl Manifest {
    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.object["metadata"]["name"].as_str().unwrap_or_default()
    }

    /// The object's kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.object["kind"].as_str().unwrap_or_default()
    }
}

/// Whether a file is YAML or JSON by its name.
///
/// ```
/// assert!(kubewright_bundle::is_yaml("manifests/a.yaml".as_ref()));
/// assert!(!kubewright_bundle::is_yaml("README.md".as_ref()));
/// ```
#[must_use]
pub fn is_yaml(path: &Path) -> bool {
    let is = |extension| path.extension().is_some_and(|of_path| of_path == extension);
    is("yaml") || is("yml") || is("json")
}

/// The first document of a file, as OLM reads it.
fn read(files: &Files, path: &Path) -> Result<Option<Value>, Unreadable> {
    let Some(text) = files.text(path) else {
        return Ok(None);
    };
    let unreadable = |error: yaml::YamlError| Unreadable {
        path: path.to_path_buf(),
        reason: error.first_line().to_owned(),
    };
    let documents: Vec<Value> = yaml::all_from_str(text).map_err(unreadable)?;
    Ok(documents.into_iter().next())
}
