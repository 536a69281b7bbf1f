//! `[features]`: which are enabled, here and in dependencies.

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
    /// The default features, and everything that they enable, including `crate/feature` and `dep:crate`.
    pub(in crate::source) fn default_features(&self) -> BTreeSet<String> {
        self.closure(["default".to_owned()])
    }

    /// These features, and everything that they enable.
    pub(in crate::source) fn closure(&self, start: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut open: Vec<_> = start.into_iter().collect();
        while let Some(feature) = open.pop() {
            if !on.contains(&feature) {
                open.extend(self.features.get(&feature).into_iter().flatten().cloned());
                on.insert(feature);
            }
        }
        on
    }
}

impl Dependency {
    /// The features that a package with these features of its own asks for; `None` if it does without the dependency.
    pub(in crate::source) fn asked(&self, own: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        let is_this = |name: &str| name.replace('-', "_") == self.name;
        let parts = || own.iter().filter_map(|feature| feature.split_once('/'));
        let is_on = !self.optional
            || own
                .iter()
                .any(|feature| is_this(feature.strip_prefix("dep:").unwrap_or(feature)))
            || parts().any(|(name, _)| is_this(name));
        if !is_on {
            return None;
        }
        let mut found = self.features.clone();
        found.extend(self.default_features.then(|| "default".to_owned()));
        let named = parts().filter(|(name, _)| is_this(name.trim_end_matches('?')));
        found.extend(named.map(|(_, feature)| feature.to_owned()));
        Some(found)
    }
}
