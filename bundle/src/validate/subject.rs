//! What rules look at.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Options;
use crate::pointer::{items, text};
use crate::{Bundle, Files, Manifest, Unreadable, names};

/// A bundle, with the files that it is read from.
pub(super) struct Subject<'a> {
    pub(super) files: &'a Files,
    pub(super) bundle: &'a Bundle,
    pub(super) unreadable: &'a [Unreadable],
    pub(super) options: &'a Options,
}

/// A group, a version and a kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gvk {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
}

/// A set of permissions of the CSV.
pub(super) struct Permission<'a> {
    /// Where it is in the CSV.
    pub(super) path: String,
    pub(super) account: &'a str,
    pub(super) rules: &'a [Value],
}

impl Subject<'_> {
    /// The CSV's object; null if there is none.
    pub(super) fn csv(&self) -> Option<&Manifest> {
        self.bundle.csv()
    }

    /// The file of the annotations.
    pub(super) fn annotations_file(&self) -> PathBuf {
        let named = Path::new("metadata/annotations.yaml");
        let has = |path: &Path| {
            self.files
                .text(path)
                .is_some_and(|text| text.contains("annotations:"))
        };
        if has(named) {
            return named.to_path_buf();
        }
        let mut others = self.files.iter().map(|(path, _)| path);
        let other = others.find(|path| path.starts_with("metadata") && has(path));
        other.unwrap_or(named).to_path_buf()
    }

    /// The deployments of the CSV, with their place.
    pub(super) fn deployments(&self) -> Vec<(String, &Value)> {
        let Some(csv) = self.csv() else {
            return Vec::new();
        };
        let deployments = items(&csv.object, "/spec/install/spec/deployments");
        let place = |at| format!("spec.install.spec.deployments.{at}");
        deployments
            .iter()
            .enumerate()
            .map(|(at, one)| (place(at), one))
            .collect()
    }

    /// The containers of all deployments, with their place and whether each starts before the others.
    pub(super) fn containers(&self) -> Vec<(String, &Value, bool)> {
        let mut all = Vec::new();
        for (path, deployment) in self.deployments() {
            for (key, is_init) in [("containers", false), ("initContainers", true)] {
                let containers = items(deployment, &format!("/spec/template/spec/{key}"));
                let place = |at| format!("{path}.spec.template.spec.{key}.{at}");
                let containers = containers.iter().enumerate();
                all.extend(containers.map(|(at, one)| (place(at), one, is_init)));
            }
        }
        all
    }

    /// The permissions and cluster permissions of the CSV.
    pub(super) fn permissions(&self) -> Vec<Permission<'_>> {
        let Some(csv) = self.csv() else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for key in ["permissions", "clusterPermissions"] {
            let entries = items(&csv.object, &format!("/spec/install/spec/{key}"));
            all.extend(entries.iter().enumerate().map(|(at, entry)| Permission {
                path: format!("spec.install.spec.{key}.{at}"),
                account: text(entry, "/serviceAccountName"),
                rules: items(entry, "/rules"),
            }));
        }
        all
    }

    /// Owned or required CRDs of the CSV, with their place.
    pub(super) fn described(&self, key: &str) -> Vec<(String, &Value)> {
        let Some(csv) = self.csv() else {
            return Vec::new();
        };
        let entries = items(&csv.object, &format!("/spec/customresourcedefinitions/{key}"));
        let place = |at| format!("spec.customresourcedefinitions.{key}.{at}");
        entries
            .iter()
            .enumerate()
            .map(|(at, one)| (place(at), one))
            .collect()
    }

    /// What the CSV owns: CRDs and API services.
    pub(super) fn provided(&self) -> Vec<Gvk> {
        let owned = self.described("owned");
        let mut all: Vec<_> = owned
            .iter()
            .filter_map(|(_, owned)| Gvk::of_description(owned))
            .collect();
        if let Some(csv) = self.csv() {
            let services = items(&csv.object, "/spec/apiservicedefinitions/owned");
            all.extend(services.iter().map(|service| Gvk {
                group: text(service, "/group").to_owned(),
                version: text(service, "/version").to_owned(),
                kind: text(service, "/kind").to_owned(),
            }));
        }
        all
    }

    /// The versions of all CRDs, each with its file.
    pub(super) fn defined(&self) -> Vec<(Gvk, &Manifest)> {
        self.bundle
            .crds()
            .flat_map(|crd| Gvk::of_crd(crd).into_iter().map(move |gvk| (gvk, crd)))
            .collect()
    }
}

impl Gvk {
    /// The API of an owned or required CRD.
    pub(super) fn of_description(description: &Value) -> Option<Self> {
        let (_, group) = names::plural_and_group(text(description, "/name"))?;
        Some(Self {
            group: group.to_owned(),
            version: text(description, "/version").to_owned(),
            kind: text(description, "/kind").to_owned(),
        })
    }

    /// The API of an object.
    pub(super) fn of_object(object: &Value) -> Self {
        let api_version = text(object, "/apiVersion");
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: text(object, "/kind").to_owned(),
        }
    }

    fn of_crd(crd: &Manifest) -> Vec<Self> {
        let (group, kind) = (
            text(&crd.object, "/spec/group"),
            text(&crd.object, "/spec/names/kind"),
        );
        let versions = items(&crd.object, "/spec/versions")
            .iter()
            .map(|version| text(version, "/name"));
        let mut versions: Vec<_> = versions.collect();
        if versions.is_empty() {
            versions.extend(crd.object["spec"]["version"].as_str());
        }
        let gvk = |version: &str| Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
        };
        versions.into_iter().map(gvk).collect()
    }
}

impl std::fmt::Display for Gvk {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slash = if self.group.is_empty() { "" } else { "/" };
        write!(out, "{}{slash}{} {}", self.group, self.version, self.kind)
    }
}
