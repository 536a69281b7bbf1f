//! Names of the types of a module: the end of their path, as short as can be.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Item;
use crate::names;

/// Names that mean something else in the module.
const TAKEN: &[&str] = &[
    "AsMut",
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "CustomResource",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "HashMap",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "ObjectMeta",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Schema",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// The name of the root type, and of each item. Names in `imported` are taken.
pub(crate) fn names(kind: &str, items: &[Item], imported: &BTreeSet<String>) -> (String, Vec<String>) {
    let is_taken = |name: &str| TAKEN.contains(&name) || imported.contains(name);
    let root = if is_taken(kind) {
        format!("{kind}Resource")
    } else {
        kind.to_owned()
    };
    let mut lengths = vec![1; items.len()];
    loop {
        let all: Vec<String> = items
            .iter()
            .zip(&lengths)
            .map(|(item, length)| end(&item.path, *length))
            .collect();
        let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, name) in all.iter().enumerate() {
            users.entry(name).or_default().push(index);
        }
        let mut longer = false;
        for (name, users) in &users {
            if users.len() > 1 || is_taken(name) || *name == root {
                for &index in users {
                    if lengths[index] < items[index].path.len() {
                        lengths[index] += 1;
                        longer = true;
                    }
                }
            }
        }
        if !longer {
            return (
                root.clone(),
                numbered(all, &mut |name| is_taken(name) || name == root),
            );
        }
    }
}

/// The names, the later ones of equal names with numbers.
fn numbered(all: Vec<String>, is_taken: &mut dyn FnMut(&str) -> bool) -> Vec<String> {
    let mut used = BTreeSet::new();
    all.into_iter()
        .map(|name| {
            let name = names::free(&name, "", &mut |name| used.contains(name) || is_taken(name));
            used.insert(name.clone());
            name
        })
        .collect()
}

fn end(path: &[String], length: usize) -> String {
    let name = path[path.len() - length.min(path.len())..].concat();
    match name.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("T{name}"),
        false => name,
    }
}
