//! `[features]`: which are on.

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
    /// The features that are on by default, and all that they turn on, `crate/feature` included.
    pub(in crate::source) fn default_features(&self) -> BTreeSet<String> {
        self.closure(["default".to_owned()])
    }

    /// The features that are on when another package asks for it in this way.
    pub(in crate::source) fn features_for(&self, dependency: &Dependency) -> BTreeSet<String> {
        let default = dependency.default_features.then(|| "default".to_owned());
        self.closure(dependency.features.iter().cloned().chain(default))
    }

    fn closure(&self, start: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut open: Vec<_> = start.into_iter().collect();
        while let Some(feature) = open.pop() {
            // `dep:name` turns on a dependency and is no feature.
            if !feature.starts_with("dep:") && !on.contains(&feature) {
                open.extend(self.features.get(&feature).into_iter().flatten().cloned());
                on.insert(feature);
            }
        }
        on
    }
}
