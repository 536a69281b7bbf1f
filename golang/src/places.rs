//! Where items are in Rust: their modules and names.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kubewright_import::{module_name, names};

use crate::Api;
use crate::model::{Id, Item};

/// The path of a module below the crate's root.
pub(crate) type Path = Vec<String>;

/// The place of every item.
#[derive(Debug, Default)]
pub(crate) struct Places {
    modules: BTreeMap<Id, Path>,
    names: BTreeMap<Id, String>,
}

/// Names that mean something else in a module.
const TAKEN: &[&str] = &[
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "CustomResource",
    "Debug",
    "Default",
    "Deserialize",
    "Drop",
    "Eq",
    "Err",
    "From",
    "Into",
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
    "ToString",
    "Vec",
];

impl Places {
    /// Places items. `folders` has the modules of API packages; those of other packages are below `others`.
    pub(crate) fn new(
        items: &BTreeMap<Id, Rc<Item>>,
        folders: &BTreeMap<String, &Api>,
        others: &Path,
    ) -> Self {
        let mut places = Self::default();
        let mut packages: BTreeMap<&str, Vec<&Rc<Item>>> = BTreeMap::new();
        for (id, item) in items {
            packages.entry(&id.package).or_default().push(item);
        }
        let mut taken: BTreeSet<Path> = folders.values().map(|api| api.module.clone()).collect();
        for (package, all) in packages {
            match folders.get(package) {
                Some(api) => places.of_api(api, &all, items),
                None => places.of_package(package, others, &all, &mut taken),
            }
            places.named(&all);
        }
        places
    }

    pub(crate) fn module(&self, id: &Id) -> &[String] {
        self.modules.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn name<'a>(&'a self, id: &'a Id) -> &'a str {
        self.names.get(id).unwrap_or(&id.name)
    }

    /// Every kind has its module; a type is in that of the kind of its file, or in one that is named after its file.
    fn of_api(&mut self, api: &Api, all: &[&Rc<Item>], items: &BTreeMap<Id, Rc<Item>>) {
        let roots: Vec<&Item> = all
            .iter()
            .filter(|item| item.root.is_some())
            .map(|item| &***item)
            .collect();
        let module = |root: &Item| {
            let known = api.kinds.get(&root.id.name);
            known.cloned().unwrap_or_else(|| module_name(&root.id.name))
        };
        let kinds: BTreeSet<String> = roots.iter().map(|root| module(root)).collect();
        let mut reached: BTreeMap<&Id, Vec<&Item>> = BTreeMap::new();
        for root in &roots {
            let mut open = vec![&root.id];
            let mut seen = BTreeSet::new();
            while let Some(id) = open.pop() {
                let Some(item) = items.get(id).filter(|_| seen.insert(id)) else {
                    continue;
                };
                reached.entry(id).or_default().push(root);
                open.extend(item.locals());
            }
        }
        for item in all {
            let here = |root: &&&Item| root.file == item.file;
            let of_file: Vec<&&Item> = roots.iter().filter(here).collect();
            let users: Vec<&Item> = reached.get(&item.id).into_iter().flatten().copied().collect();
            let users: Vec<&&Item> = users.iter().filter(|root| root.file == item.file).collect();
            let name = match (of_file.as_slice(), users.as_slice()) {
                _ if item.root.is_some() => module(item),
                ([root], _) | (_, [root]) => module(root),
                _ => of_file_name(&item.file, &kinds),
            };
            let mut path = api.module.clone();
            path.push(name);
            self.modules.insert(item.id.clone(), path);
        }
    }

    fn of_package(&mut self, package: &str, others: &Path, all: &[&Rc<Item>], taken: &mut BTreeSet<Path>) {
        let parts: Vec<&str> = package.split('/').collect();
        // As many parts of the import path as make a new name.
        let candidates = (1..=parts.len()).map(|count| {
            let mut path = others.clone();
            path.push(module_name(&parts[parts.len() - count..].join("_")));
            path
        });
        let is_free = |path: &Path| !taken.iter().any(|taken| taken.starts_with(path));
        let is_version = |path: &Path| {
            let last = path.last().map_or("", String::as_str);
            last.strip_prefix('v')
                .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
        };
        let found = candidates
            .into_iter()
            .find(|path| is_free(path) && !is_version(path));
        let path = found.unwrap_or_else(|| {
            let mut path = others.clone();
            path.push(module_name(package));
            path
        });
        taken.insert(path.clone());
        for item in all {
            self.modules.insert(item.id.clone(), path.clone());
        }
    }

    /// The names of a package's types: those of Go, if Rust can have them.
    fn named(&mut self, all: &[&Rc<Item>]) {
        let mut used: BTreeSet<String> = all.iter().map(|item| item.id.name.clone()).collect();
        for item in all {
            let go = &item.id.name;
            let plain = go.starts_with(|first: char| first.is_ascii_uppercase()) && !go.contains('_');
            if plain && !TAKEN.contains(&go.as_str()) {
                continue;
            }
            let capitalized = go.split('_').map(|part| {
                let mut chars = part.chars();
                let first = chars.next().map(|first| first.to_uppercase().to_string());
                first.unwrap_or_default() + chars.as_str()
            });
            let mut name: String = capitalized.collect();
            if TAKEN.contains(&name.as_str()) {
                name += if item.root.is_some() { "Resource" } else { "Type" };
            }
            let name = names::free(&name, "", &mut |name| used.contains(name));
            used.insert(name.clone());
            self.names.insert(item.id.clone(), name);
        }
    }
}

/// The module of a file that has no kind.
fn of_file_name(file: &str, kinds: &BTreeSet<String>) -> String {
    let stem = file.rsplit('/').next().unwrap_or(file);
    let stem = stem.strip_suffix(".go").unwrap_or(stem);
    let short = module_name(stem.strip_suffix("_types").unwrap_or(stem));
    match kinds.contains(&short) {
        true => names::free(&format!("{short}_types"), "_", &mut |name| kinds.contains(name)),
        false => short,
    }
}
