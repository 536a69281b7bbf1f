//! Images of bundles and catalogs, made without a container engine.
//!
//! An image has one layer. Its times and owners are zero and its entries are sorted, so the same files always have the same digest.

mod kept;
mod layer;
mod layout;
mod reference;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{Bundle, Files, annotations};

pub use kept::kept;
pub use layer::Damaged;
pub use layout::{NoLayout, from_layout, from_tar, layout, tar};
pub use reference::{InvalidReference, Reference};

/// The media type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of a config.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// The media type of a layer.
pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// The label that says where an image of a catalog has its files.
pub const CATALOG: &str = "operators.operatorframework.io.index.configs.v1";

/// The folders of a bundle that belong in its image.
const FOLDERS: [&str; 3] = ["manifests", "metadata", "tests"];

/// An image: the bytes that a registry stores.
///
/// ```
/// use kubewright_bundle::Files;
/// use kubewright_bundle::image::Image;
///
/// let mut files = Files::default();
/// files.insert("configs/cache/catalog.yaml", "schema: olm.package\n");
/// let image = Image::new(&files, &[("a.label".to_owned(), "a value".to_owned())].into());
/// assert_eq!(image.labels()["a.label"], "a value");
/// assert_eq!(image.files().unwrap(), files);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The manifest, as JSON.
    pub manifest: Vec<u8>,
    /// The config, as JSON.
    pub config: Vec<u8>,
    /// The layers, as they are stored.
    pub layers: Vec<Vec<u8>>,
}

/// Why a folder is no bundle, or an image has none.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoBundle {
    /// A file is not YAML.
    #[error("{0}")]
    Unreadable(String),
    /// No `ClusterServiceVersion`.
    #[error("`manifests/` has no ClusterServiceVersion")]
    NoCsv,
    /// No package.
    #[error("`metadata/annotations.yaml` does not have `{}`", annotations::PACKAGE)]
    NoPackage,
    /// A layer of the image cannot be read.
    #[error("{0}")]
    Damaged(String),
    /// An annotation that cannot be a label.
    #[error("the annotation `{0}` in `metadata/annotations.yaml` is not a string")]
    NotText(String),
}

impl Image {
    /// Makes an image with one layer for Linux on amd64.
    #[must_use]
    pub fn new(files: &Files, labels: &BTreeMap<String, String>) -> Self {
        let tar = layer::tar(files);
        let layer = layer::gzip(&tar);
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "config": { "Labels": labels },
            "rootfs": { "type": "layers", "diff_ids": [digest(&tar)] },
        });
        let config = config.to_string().into_bytes();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": descriptor(CONFIG, &config),
            "layers": [descriptor(LAYER, &layer)],
        });
        Self {
            manifest: manifest.to_string().into_bytes(),
            config,
            layers: vec![layer],
        }
    }

    /// Makes the image of a bundle. Its labels are the annotations of the bundle.
    ///
    /// ```
    /// use kubewright_bundle::Files;
    /// use kubewright_bundle::image::{Image, NoBundle};
    ///
    /// assert_eq!(Image::of_bundle(&Files::default()), Err(NoBundle::NoCsv));
    /// ```
    ///
    /// # Errors
    ///
    /// If the files are no bundle.
    pub fn of_bundle(files: &Files) -> Result<Self, NoBundle> {
        let bundle = Bundle::parse(files).map_err(|error| NoBundle::Unreadable(error.to_string()))?;
        bundle.csv().ok_or(NoBundle::NoCsv)?;
        bundle.package().ok_or(NoBundle::NoPackage)?;
        let label = |(key, value): (&String, &Value)| match value {
            Value::String(text) => Ok((key.clone(), text.clone())),
            _ => Err(NoBundle::NotText(key.clone())),
        };
        let labels = bundle.annotations.iter().map(label);
        let labels = labels.collect::<Result<_, _>>()?;
        let mut inside = Files::default();
        for (path, content) in files.iter() {
            if belongs_in_a_bundle(path) {
                inside.insert(path, content);
            }
        }
        Ok(Self::new(&inside, &labels))
    }

    /// Makes the image of a file-based catalog: its files are in `/configs`.
    #[must_use]
    pub fn of_catalog(files: &Files) -> Self {
        let mut inside = Files::default();
        for (path, content) in files.iter() {
            inside.insert(Path::new("configs").join(path), content);
        }
        Self::new(&inside, &[(CATALOG.to_owned(), "/configs".to_owned())].into())
    }

    /// The digest of the manifest, which names the image.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.manifest)
    }

    /// The labels.
    #[must_use]
    pub fn labels(&self) -> Map<String, Value> {
        let config: Value = serde_json::from_slice(&self.config).unwrap_or_default();
        config["config"]["Labels"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    }

    /// The files of all layers.
    ///
    /// # Errors
    ///
    /// If a layer cannot be read.
    pub fn files(&self) -> Result<Files, Damaged> {
        layer::unpack(&self.layers)
    }

    /// The files of a bundle's image, where a bundle on disk has them.
    ///
    /// ```
    /// use kubewright_bundle::Files;
    /// use kubewright_bundle::image::{Image, NoBundle};
    ///
    /// let image = Image::new(&Files::default(), &Default::default());
    /// assert_eq!(image.bundle(), Err(NoBundle::NoCsv));
    /// ```
    ///
    /// # Errors
    ///
    /// If the image is not that of a bundle, or a layer cannot be read.
    pub fn bundle(&self) -> Result<Files, NoBundle> {
        let mut files = self
            .files()
            .map_err(|error| NoBundle::Damaged(error.to_string()))?;
        Self::of_bundle(&files)?;
        for path in left_out(&files) {
            files.remove_below(&path);
        }
        Ok(files)
    }

    /// The files of a catalog's image, relative to the folder that its label names. There are none without the label.
    ///
    /// ```
    /// use kubewright_bundle::Files;
    /// use kubewright_bundle::image::Image;
    ///
    /// let mut files = Files::default();
    /// files.insert("cache/catalog.yaml", "schema: olm.package\n");
    /// assert_eq!(Image::of_catalog(&files).catalog().unwrap(), files);
    /// ```
    ///
    /// # Errors
    ///
    /// If a layer cannot be read.
    pub fn catalog(&self) -> Result<Files, Damaged> {
        let labels = self.labels();
        let Some(folder) = labels.get(CATALOG).and_then(Value::as_str) else {
            return Ok(Files::default());
        };
        let (all, mut files) = (self.files()?, Files::default());
        for (path, content) in all.iter() {
            if let Ok(relative) = path.strip_prefix(folder.trim_matches('/')) {
                files.insert(relative, content);
            }
        }
        Ok(files)
    }

    /// The blobs besides the manifest, with their digests.
    pub fn blobs(&self) -> impl Iterator<Item = (String, &[u8])> {
        let layers = self.layers.iter().map(Vec::as_slice);
        layers
            .chain([self.config.as_slice()])
            .map(|blob| (digest(blob), blob))
    }
}

/// The files of a bundle that its image would not have.
#[must_use]
pub fn left_out(files: &Files) -> Vec<PathBuf> {
    let paths = files.iter().map(|(path, _)| path);
    let left_out = paths.filter(|path| !belongs_in_a_bundle(path));
    left_out.map(Path::to_path_buf).collect()
}

fn belongs_in_a_bundle(path: &Path) -> bool {
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// The digest of a blob.
///
/// ```
/// let digest = kubewright_bundle::image::digest(b"");
/// assert_eq!(digest, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// ```
#[must_use]
pub fn digest(blob: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(blob) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

fn descriptor(media_type: &str, blob: &[u8]) -> Value {
    json!({ "mediaType": media_type, "digest": digest(blob), "size": blob.len() })
}
