//! Modules use each other in one direction: among the files of a folder there is no cycle.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "repository/files.rs"]
mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};

use files::files;

/// The folders of the crates' source.
fn crates() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let names = folders.filter_map(|folder| {
        let is_crate = folder.join("Cargo.toml").exists() && folder.join("src").is_dir();
        let name = folder.file_name().filter(|_| is_crate)?.to_str()?;
        Some(format!("{name}/src"))
    });
    names.chain(["src".to_owned()]).collect()
}

/// Cycles with a reason to stay: the crate, the modules of one folder, and the reason.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[(
    "core/src",
    &[
        "markers::args::fields",
        "markers::args::list",
        "markers::args::value",
    ],
    "a value may be a list or a map, whose parts are values",
)];

type Module = Vec<String>;

/// The modules of a crate, each with the paths that its file names.
struct Crate {
    paths: BTreeMap<Module, Vec<Vec<String>>>,
}

/// The paths in `use` items and in expressions and types.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl Paths {
    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.0.push(with(&name.ident)),
            syn::UseTree::Rename(name) => self.0.push(with(&name.ident)),
            syn::UseTree::Glob(_) => self.0.push(before.to_vec()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Path>()
                    .is_ok_and(|path| path.is_ident("test"))
        };
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }
}

impl Crate {
    fn read(folder: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths = BTreeMap::new();
        for file in files(folder, &[".rs"]) {
            let name = file.strip_prefix(&root).unwrap().with_extension("");
            let mut module: Module = name
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect();
            if module == ["lib"] || module == ["main"] {
                module.clear();
            }
            if module.last().is_some_and(|name| name == "tests") {
                continue;
            }
            let mut found = Paths::default();
            found.visit_file(&syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap());
            paths.insert(module, found.0);
        }
        Self { paths }
    }

    /// The module that a path in `from` leads to or into, if it is one of this crate.
    fn target(&self, from: &Module, path: &[String]) -> Option<Module> {
        let ups = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..]),
            _ => (from.clone(), path),
        };
        let full = [base, rest.to_vec()].concat();
        let mut lengths = (1..=full.len()).rev();
        let found = lengths.find(|length| self.paths.contains_key(&full[..*length]))?;
        Some(full[..found].to_vec())
    }

    /// Which modules of one folder use which others of it, themselves or by what is below them.
    fn uses(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut uses: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (from, paths) in &self.paths {
            for to in paths.iter().filter_map(|path| self.target(from, path)) {
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if common < from.len() && common < to.len() {
                    let (from, to) = (from[..=common].to_vec(), to[..=common].to_vec());
                    uses.entry(from).or_default().insert(to);
                }
            }
        }
        uses
    }

    /// Groups of modules each of which uses every other, directly or through others.
    fn cycles(&self) -> Vec<BTreeSet<Module>> {
        let uses = self.uses();
        let reach = |from: &Module| {
            let mut open = vec![from];
            let mut seen = BTreeSet::new();
            while let Some(next) = open.pop().and_then(|module| uses.get(module)) {
                open.extend(next.iter().filter(|module| seen.insert((*module).clone())));
            }
            seen
        };
        let reached: BTreeMap<_, _> = uses.keys().map(|module| (module, reach(module))).collect();
        let mutual = |a: &Module, b: &Module| {
            reached[a].contains(b) && reached.get(b).is_some_and(|seen| seen.contains(a))
        };
        let mut cycles = BTreeSet::new();
        for module in uses.keys().filter(|module| reached[module].contains(*module)) {
            cycles.insert(
                uses.keys()
                    .filter(|other| mutual(module, other))
                    .cloned()
                    .collect(),
            );
        }
        cycles.into_iter().collect()
    }
}

fn names(modules: &BTreeSet<Module>) -> Vec<String> {
    modules.iter().map(|module| module.join("::")).collect()
}

#[test]
fn modules_of_a_folder_have_no_cycle() {
    let mut wrong = Vec::new();
    let mut excepted = 0;
    let crates = crates();
    assert!(crates.len() > 20, "the crates are not found: {crates:?}");
    for folder in &crates {
        let modules = Crate::read(folder);
        for cycle in modules.cycles() {
            let names = names(&cycle);
            if EXCEPTIONS
                .iter()
                .any(|(file, modules, _)| file == folder && names == *modules)
            {
                excepted += 1;
                continue;
            }
            let uses = modules.uses();
            let edges = cycle.iter().flat_map(|from| {
                let to: Vec<_> = uses[from].intersection(&cycle).map(|to| to.join("::")).collect();
                (!to.is_empty()).then(|| format!("  {} uses {}", from.join("::"), to.join(", ")))
            });
            wrong.push(format!("{folder}:\n{}", edges.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(
        wrong.is_empty(),
        "modules that use each other:\n{}",
        wrong.join("\n")
    );
    assert_eq!(excepted, EXCEPTIONS.len(), "an exception is not needed");
}
