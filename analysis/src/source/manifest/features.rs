//! `[features]`: which are enabled.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{Dependency, Package, strings};

pub(super) fn read(manifest: &Table) -> BTreeMap<String, Vec<String>> {
    let table = manifest
        .get("features")
        .and_then(Value::as_table)
        .into_iter()
        .flatten();
    table
        .map(|(name, value)| (name.clone(), strings(Some(value))))
        .collect()
}

impl Package {
    /// The default features, and everything that they enable, including `crate/feature`.
    pub(in crate::source) fn default_features(&self) -> BTreeSet<String> {
        self.closure(["default".to_owned()])
    }

    /// The features that are enabled by a dependency on the package.
    pub(in crate::source) fn features_for(&self, dependency: &Dependency) -> BTreeSet<String> {
        let default = dependency.default_features.then(|| "default".to_owned());
        self.closure(dependency.features.iter().cloned().chain(default))
    }

    fn closure(&self, start: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut open: Vec<_> = start.into_iter().collect();
        while let Some(feature) = open.pop() {
            // `dep:name` enables a dependency and is not a feature.
            if !feature.starts_with("dep:") && !on.contains(&feature) {
                open.extend(self.features.get(&feature).into_iter().flatten().cloned());
                on.insert(feature);
            }
        }
        on
    }
}
