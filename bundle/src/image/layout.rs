//! An OCI image layout: an image as files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tar::{Archive, Builder, EntryType};
use thiserror::Error;

use super::{Image, MANIFEST, Reference, descriptor, layer};
use crate::Files;

/// The annotation with an image's tag.
const TAG: &str = "org.opencontainers.image.ref.name";
/// The annotation with an image's full name, by containerd and Docker.
const NAME: &str = "io.containerd.image.name";

/// Files that are no OCI image layout with one image.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoLayout {
    /// A file does not exist.
    #[error("it has no `{0}`")]
    Missing(String),
    /// A file is no JSON.
    #[error("`{0}` is not valid JSON: {1}")]
    Invalid(String, String),
    /// It has no image, several, or an index.
    #[error("it has {0}, not one image")]
    NotOne(String),
    /// A blob has another digest than its name says.
    #[error("`{0}` does not match its digest")]
    Changed(String),
    /// An archive that cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// The files of an image layout.
///
/// ```
/// use kubewright_bundle::Files;
/// use kubewright_bundle::image::{Image, Reference, from_layout, layout};
///
/// let image = Image::new(&Files::default(), &Default::default());
/// let files = layout(&image, &Reference::parse("example.com/cache:v1").unwrap());
/// assert_eq!(from_layout(&files), Ok(image));
/// ```
#[must_use]
pub fn layout(image: &Image, reference: &Reference) -> Files {
    let mut manifest = descriptor(MANIFEST, &image.manifest);
    manifest["annotations"] = json!({ NAME: reference.to_string(), TAG: reference.tag() });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [manifest],
    });
    let mut files = Files::default();
    files.insert("oci-layout", json!({ "imageLayoutVersion": "1.0.0" }).to_string());
    files.insert("index.json", index.to_string());
    files.insert(path(&image.digest()), image.manifest.as_slice());
    for (digest, blob) in image.blobs() {
        files.insert(path(&digest), blob);
    }
    files
}

/// The image of a layout.
///
/// # Errors
///
/// If the files are no layout with one image.
pub fn from_layout(files: &Files) -> Result<Image, NoLayout> {
    let json = |path: &Path| -> Result<Value, NoLayout> {
        let text = files
            .get(path)
            .ok_or_else(|| NoLayout::Missing(path.display().to_string()))?;
        let invalid =
            |error: serde_json::Error| NoLayout::Invalid(path.display().to_string(), error.to_string());
        serde_json::from_slice(text).map_err(invalid)
    };
    json("oci-layout".as_ref())?;
    let index = json("index.json".as_ref())?;
    let manifest = match index["manifests"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    {
        [one] if one["mediaType"] == MANIFEST => one,
        [one] => {
            return Err(NoLayout::NotOne(format!(
                "`{}`",
                one["mediaType"].as_str().unwrap_or_default()
            )));
        }
        all => return Err(NoLayout::NotOne(format!("{} images", all.len()))),
    };
    let blob = |descriptor: &Value| -> Result<Vec<u8>, NoLayout> {
        let digest = descriptor["digest"].as_str().unwrap_or_default();
        let path = path(digest);
        let shown = || path.display().to_string();
        let blob = files.get(&path).ok_or_else(|| NoLayout::Missing(shown()))?;
        match super::digest(blob) == digest {
            true => Ok(blob.to_vec()),
            false => Err(NoLayout::Changed(shown())),
        }
    };
    let bytes = blob(manifest)?;
    let manifest: Value = serde_json::from_slice(&bytes)
        .map_err(|error| NoLayout::Invalid("the manifest".to_owned(), error.to_string()))?;
    let layers = manifest["layers"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    Ok(Image {
        config: blob(&manifest["config"])?,
        layers: layers.iter().map(blob).collect::<Result<_, _>>()?,
        manifest: bytes,
    })
}

/// A layout in one file.
#[must_use]
pub fn tar(layout: &Files) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (path, content) in layout.iter() {
        layer::add(&mut archive, path, EntryType::Regular, 0o644, content);
    }
    archive.into_inner().unwrap_or_default()
}

/// The files of a layout in one file.
///
/// # Errors
///
/// If the file is no tar archive.
pub fn from_tar(archive: &[u8]) -> Result<Files, NoLayout> {
    let unreadable = |error: std::io::Error| NoLayout::Unreadable(error.to_string());
    let mut files = Files::default();
    for entry in Archive::new(archive).entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        if entry.header().entry_type() == EntryType::Regular {
            let path = entry.path().map_err(unreadable)?.into_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(unreadable)?;
            files.insert(
                path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path),
                content,
            );
        }
    }
    Ok(files)
}

fn path(digest: &str) -> PathBuf {
    Path::new("blobs").join(digest.replace(':', "/"))
}
