//! Package manifests, the format of catalogs before bundles: a folder for each version, and a file with the channels.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kubewright_core::yaml;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::generate::{self, GenerateError, Note, Options};
use crate::pointer::text;
use crate::{Bundle, Files, is_yaml};

/// The end of the name of the file with the channels.
const PACKAGE: &str = ".package.yaml";

/// A version that has become a bundle.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The name of the version's folder.
    pub version: String,
    /// The files of the bundle.
    pub bundle: Files,
    /// The text of `bundle.Dockerfile`.
    pub dockerfile: String,
    /// What to know about it.
    pub notes: Vec<Note>,
    /// Whether the default channel starts with it.
    pub is_default: bool,
}

/// Why package manifests cannot be converted.
#[derive(Debug, Error)]
pub enum Unconvertible {
    /// No file names the channels.
    #[error("it has no file `*{PACKAGE}`, which lists the channels")]
    NoPackage,
    /// Several do.
    #[error("it has several files `*{PACKAGE}`: {0}; keep the one of this package")]
    SeveralPackages(String),
    /// The file is not as it must be.
    #[error("`{0}` is not the package of package manifests: {1}")]
    Malformed(String, String),
    /// A file is not YAML.
    #[error("{0}")]
    Unreadable(String),
    /// There are no versions.
    #[error("it has no folder with the manifests of a version")]
    NoVersions,
    /// A version has no `ClusterServiceVersion`, or several.
    #[error("the folder `{0}` has {1} ClusterServiceVersions; each version must have one")]
    Csvs(String, usize),
    /// A channel starts with a version that does not exist.
    #[error("no folder has `{1}`, the newest version of the channel `{0}`")]
    NoHead(String, String),
    /// The metadata cannot be written.
    #[error(transparent)]
    Metadata(#[from] GenerateError),
}

/// The file with the channels.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    package_name: String,
    channels: Vec<Channel>,
    #[serde(default)]
    default_channel: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    name: String,
    #[serde(rename = "currentCSV")]
    current_csv: String,
}

/// A version: its manifests, and its `ClusterServiceVersion`.
struct Version {
    manifests: Files,
    csv: Value,
}

/// Makes a bundle of each version.
///
/// A version is in the channels whose newest version replaces it, directly or in several steps.
///
/// ```
/// use kubewright_bundle::Files;
/// use kubewright_bundle::package_manifests::convert;
///
/// let mut files = Files::default();
/// files.insert("a.package.yaml", "packageName: a\nchannels: [{name: stable, currentCSV: a.v1.0.0}]\n");
/// files.insert("1.0.0/a.yaml", "kind: ClusterServiceVersion\nmetadata: {name: a.v1.0.0}\n");
/// let bundles = convert(&files)?;
/// let annotations = bundles[0].bundle.text("metadata/annotations.yaml".as_ref()).unwrap();
/// assert!(annotations.contains("operators.operatorframework.io.bundle.channels.v1: stable"));
/// assert!(bundles[0].is_default);
/// # Ok::<(), kubewright_bundle::package_manifests::Unconvertible>(())
/// ```
///
/// # Errors
///
/// If the files are no package manifests, or a channel or a version is not whole.
pub fn convert(files: &Files) -> Result<Vec<Converted>, Unconvertible> {
    let package = package(files)?;
    let versions = versions(files)?;
    let by_name: BTreeMap<_, _> = versions
        .values()
        .map(|version| (text(&version.csv, "/metadata/name"), version))
        .collect();
    let mut channels: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for channel in &package.channels {
        let mut next = channel.current_csv.as_str();
        if !by_name.contains_key(next) {
            return Err(Unconvertible::NoHead(channel.name.clone(), next.to_owned()));
        }
        let mut seen = BTreeSet::new();
        while let Some(version) = by_name.get(next)
            && seen.insert(next)
        {
            channels.entry(next).or_default().push(channel.name.clone());
            next = text(&version.csv, "/spec/replaces");
        }
    }
    let default = match &package.default_channel[..] {
        "" => package.channels.first().map(|channel| channel.name.clone()),
        default => Some(default.to_owned()),
    };
    let head = package
        .channels
        .iter()
        .find(|channel| Some(&channel.name) == default.as_ref())
        .map(|channel| channel.current_csv.as_str());
    let convert = |(folder, version): (&String, &Version)| {
        let name = text(&version.csv, "/metadata/name");
        let mut notes = Vec::new();
        let own = channels.get(name).cloned().unwrap_or_else(|| {
            notes.push(Note::new(
                format!("no channel leads to `{name}`, which is in the default channel now"),
                "edit `metadata/annotations.yaml` of its bundle, or remove the bundle",
            ));
            default.iter().cloned().collect()
        });
        let options = Options {
            package: package.package_name.clone(),
            // A bundle names the default channel only if it is in it.
            default_channel: default.clone().filter(|default| own.contains(default)),
            channels: own,
            ..Options::default()
        };
        let metadata = generate::metadata_of(&options)?;
        let mut bundle = metadata.bundle;
        for (path, content) in version.manifests.iter() {
            bundle.insert(Path::new("manifests").join(path), content);
        }
        Ok(Converted {
            version: folder.clone(),
            bundle,
            dockerfile: metadata.dockerfile.unwrap_or_default(),
            notes,
            is_default: head == Some(name),
        })
    };
    versions.iter().map(convert).collect()
}

fn package(files: &Files) -> Result<Package, Unconvertible> {
    let is_package = |path: &&Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.components().count() == 1 && name.ends_with(PACKAGE)
    };
    let paths: Vec<_> = files.iter().map(|(path, _)| path).filter(is_package).collect();
    let path = match &paths[..] {
        [] => return Err(Unconvertible::NoPackage),
        [one] => *one,
        all => {
            let names: Vec<_> = all.iter().map(|path| format!("`{}`", path.display())).collect();
            return Err(Unconvertible::SeveralPackages(names.join(", ")));
        }
    };
    let malformed = |reason: &str| Unconvertible::Malformed(path.display().to_string(), reason.to_owned());
    let package: Package = yaml::from_str(files.text(path).unwrap_or_default())
        .map_err(|error| malformed(error.first_line()))?;
    let has_default = |name: &str| package.channels.iter().any(|channel| channel.name == name);
    match &package.default_channel[..] {
        _ if package.channels.is_empty() => Err(malformed("it has no channels")),
        "" if package.channels.len() > 1 => Err(malformed("it has several channels and no `defaultChannel`")),
        default if !default.is_empty() && !has_default(default) => Err(malformed(&format!(
            "`defaultChannel` is `{default}`, which is not among the channels"
        ))),
        _ => Ok(package),
    }
}

/// The versions, by the names of their folders. Files of folders below are taken too: a bundle has none.
fn versions(files: &Files) -> Result<BTreeMap<String, Version>, Unconvertible> {
    let mut folders: BTreeMap<String, Files> = BTreeMap::new();
    for (path, content) in files.iter().filter(|(path, _)| is_yaml(path)) {
        let mut parts = path.iter();
        let (Some(folder), Some(name)) = (parts.next(), path.file_name()) else {
            continue;
        };
        if parts.next().is_some() {
            let folder = folder.to_string_lossy().into_owned();
            folders
                .entry(folder)
                .or_default()
                .insert(PathBuf::from(name), content);
        }
    }
    if folders.is_empty() {
        return Err(Unconvertible::NoVersions);
    }
    let read = |(folder, manifests): (String, Files)| {
        let mut whole = Files::default();
        for (path, content) in manifests.iter() {
            whole.insert(Path::new("manifests").join(path), content);
        }
        let bundle = Bundle::parse(&whole).map_err(|error| {
            let path = error
                .path
                .strip_prefix("manifests")
                .unwrap_or(&error.path)
                .display();
            Unconvertible::Unreadable(format!("`{folder}/{path}` is not valid YAML: {}", error.reason))
        })?;
        let csvs: Vec<_> = bundle.of_kind("ClusterServiceVersion").collect();
        match &csvs[..] {
            [csv] => {
                let csv = csv.object.clone();
                Ok((folder, Version { manifests, csv }))
            }
            all => Err(Unconvertible::Csvs(folder, all.len())),
        }
    };
    folders.into_iter().map(read).collect()
}
