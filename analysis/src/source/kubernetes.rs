//! Finds the Kubernetes version that a project is compiled for.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Value;

use super::extract::Extract;
use super::manifest::Package;
use super::{PackageId, Source, foreign};

/// The Kubernetes version that k8s-openapi is configured for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kubernetes {
    /// `v1_33` is 33.
    Minor(u32),
    /// The newest version of k8s-openapi.
    Latest,
    /// The oldest version of k8s-openapi.
    Earliest,
    /// Neither a feature nor the environment selects one.
    Unstated,
}

/// The crates whose features may select a version.
const CRATES: [&str; 2] = ["k8s-openapi", "kubewright-runtime"];

const VARIABLE: &str = "K8S_OPENAPI_ENABLED_VERSION";

impl<X: Extract> Source<X> {
    /// The version in the features of a package's dependencies, or else in `K8S_OPENAPI_ENABLED_VERSION`, from the
    /// environment or from `[env]` in `.cargo/config.toml`.
    #[must_use]
    pub fn kubernetes(&self, package: PackageId) -> Kubernetes {
        let manifest = &self.packages[package.0].manifest;
        let features = manifest.package.as_ref().map(features).unwrap_or_default();
        if let Some(version) = features.iter().find_map(|feature| of_feature(feature)) {
            return version;
        }
        let variable = std::env::var(VARIABLE)
            .ok()
            .or_else(|| configured(manifest.folder()));
        variable
            .and_then(|text| of_variable(&text))
            .unwrap_or(Kubernetes::Unstated)
    }
}

fn features(package: &Package) -> BTreeSet<String> {
    let named = package
        .dependencies
        .values()
        .filter(|dependency| CRATES.contains(&dependency.package.as_str()));
    let mut found: BTreeSet<_> = named
        .flat_map(|dependency| dependency.features.iter().cloned())
        .collect();
    for feature in package.default_features() {
        if let Some((name, feature)) = feature.split_once('/') {
            let code = name.trim_end_matches('?').replace('-', "_");
            let dependency = package.dependencies.get(&code);
            found.extend(
                dependency
                    .filter(|dependency| CRATES.contains(&dependency.package.as_str()))
                    .map(|_| feature.to_owned()),
            );
        }
    }
    found
}

fn of_feature(feature: &str) -> Option<Kubernetes> {
    match feature {
        "latest" => Some(Kubernetes::Latest),
        "earliest" => Some(Kubernetes::Earliest),
        _ => feature.strip_prefix("v1_")?.parse().ok().map(Kubernetes::Minor),
    }
}

fn of_variable(text: &str) -> Option<Kubernetes> {
    text.trim()
        .strip_prefix("1.")?
        .parse()
        .ok()
        .map(Kubernetes::Minor)
}

fn configured(folder: &Path) -> Option<String> {
    foreign::configs(folder)
        .iter()
        .find_map(|(_, config)| match config.get("env")?.get(VARIABLE)? {
            Value::Table(table) => table.get("value")?.as_str().map(str::to_owned),
            value => value.as_str().map(str::to_owned),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(of_feature("v1_33"), Some(Kubernetes::Minor(33)));
        assert_eq!(of_feature("latest"), Some(Kubernetes::Latest));
        assert_eq!(of_feature("schemars"), None);
        assert_eq!(of_variable("1.37"), Some(Kubernetes::Minor(37)));
        assert_eq!(of_variable("2.1"), None);
    }

    #[test]
    fn a_configuration_may_be_a_table() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".cargo")).unwrap();
        let path = folder.path().join(".cargo/config.toml");
        std::fs::write(&path, format!("[env]\n{VARIABLE} = \"1.34\"\n")).unwrap();
        assert_eq!(configured(folder.path()).as_deref(), Some("1.34"));
        std::fs::write(
            &path,
            format!("[env]\n{VARIABLE} = {{ value = \"1.35\", force = true }}\n"),
        )
        .unwrap();
        assert_eq!(configured(folder.path()).as_deref(), Some("1.35"));
    }
}
