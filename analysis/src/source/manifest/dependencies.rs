//! The dependencies in all tables that count on Linux.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::super::cfg::Cfg;
use super::super::module_file::tidy;
use super::{Dependency, Reader, strings, subtable};

impl Reader<'_> {
    /// The dependencies, by their names in code. What several tables state of one holds together.
    pub(super) fn dependencies(&self) -> BTreeMap<String, Dependency> {
        let mut found = BTreeMap::new();
        let targets = subtable(self.table, "target").into_iter().flatten();
        let (mut sure, mut possible) = (vec![self.table], Vec::new());
        for (platform, table) in targets {
            match (Cfg::default().platform(platform), table.as_table()) {
                (Some(true), Some(table)) => sure.push(table),
                (None, Some(table)) => possible.push(table),
                (Some(false), _) | (_, None) => {}
            }
        }
        let all = sure.iter().map(|table| (table, true));
        for (table, is_sure) in all.chain(possible.iter().map(|table| (table, false))) {
            for (key, value) in subtable(table, "dependencies").into_iter().flatten() {
                let read = self.dependency(key, value);
                match found.get_mut(&read.name) {
                    Some(known) => join(known, read, is_sure),
                    None => {
                        found.insert(read.name.clone(), read);
                    }
                }
            }
        }
        found
    }

    fn dependency(&self, key: &str, value: &Value) -> Dependency {
        let own = value.as_table();
        let from_workspace =
            own.is_some_and(|own| own.get("workspace").and_then(Value::as_bool) == Some(true));
        let shared = if from_workspace {
            self.workspace.dependencies.get(key)
        } else {
            None
        };
        let (base, table) = match shared {
            Some(shared) => (self.root, shared.as_table()),
            None => (self.folder, own),
        };
        let text = |key: &str| table.and_then(|table| table.get(key)).and_then(Value::as_str);
        // A member can enable the default features that its workspace leaves out, and not the other way round.
        let enables_default = from_workspace && own.and_then(default_features) == Some(true);
        let lists = [table, own.filter(|_| from_workspace)];
        Dependency {
            name: key.replace('-', "_"),
            package: text("package").unwrap_or(key).to_owned(),
            path: text("path").map(|path| tidy(&base.join(path))),
            version: text("version")
                .or(shared.unwrap_or(value).as_str())
                .map(str::to_owned),
            features: lists
                .iter()
                .flatten()
                .flat_map(|table| strings(table.get("features")))
                .collect(),
            default_features: enables_default || table.and_then(default_features).unwrap_or(true),
            possible: BTreeSet::new(),
            optional: own.and_then(|own| own.get("optional")).and_then(Value::as_bool) == Some(true),
        }
    }
}

/// Adds what another table states of a dependency.
fn join(known: &mut Dependency, other: Dependency, is_sure: bool) {
    let default = (other.default_features && !known.default_features).then(|| "default".to_owned());
    if is_sure {
        known.features.extend(other.features);
        known.default_features |= other.default_features;
        known.optional &= other.optional;
    } else {
        known.possible.extend(other.features.into_iter().chain(default));
    }
}

fn default_features(table: &Table) -> Option<bool> {
    // The second name is that of old editions.
    let stated = ["default-features", "default_features"].map(|key| table.get(key));
    stated.into_iter().flatten().find_map(Value::as_bool)
}
