//! The source of a project: its files, modules and items, and what their names mean.
//!
//! `Source::load` reads the module trees of the packages that `paths` name, several files at a time. What is
//! kept of an item is the caller's choice, made in an `Extract` on the thread that parsed the file, so that
//! no syntax tree outlives its file. `Source::resolve` then says what a path means where it is written, and
//! reads the packages that it leads into when it first needs them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod assemble;
mod cargo;
mod cfg;
mod extract;
mod foreign;
mod kubernetes;
mod lines;
mod load;
mod manifest;
mod module_file;
mod name;
mod outline;
mod problem;
mod read;
mod resolve;
mod scan;
mod selection;
mod standard;

pub(crate) use scan::Comment;

pub use extract::{Extract, Place, Subject, SubjectKind};
pub use kubernetes::Kubernetes;
pub use name::Name;
pub use outline::ItemKind;
pub use problem::Problem;
pub use resolve::Resolved;

use manifest::Manifest;
use outline::{Import, Reach};

/// A file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

/// A module of a crate; its root is one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(usize);

/// A struct, enum, union, type alias or trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(usize);

/// A package that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(usize);

/// Everything that was read.
#[derive(Debug)]
pub struct Source<X: Extract> {
    extract: X,
    /// The folder that shown paths are relative to.
    directory: PathBuf,
    files: Vec<File>,
    packages: Vec<Package>,
    modules: Vec<Module>,
    items: Vec<Item<X::Item>>,
    facts: Vec<Fact<X::Fact>>,
    foreign: foreign::Foreign,
    /// What names mean, found once.
    meanings: BTreeMap<(ModuleId, String), resolve::Meaning>,
}

/// A source file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, relative to the folder that `Source::load` was given where that is short.
    pub path: PathBuf,
    /// Its text.
    pub text: Arc<str>,
    /// Whether `paths` name it. Items of other files are only there to be referred to.
    pub selected: bool,
    /// The package that it belongs to.
    pub package: PackageId,
    /// Its path on disk.
    disk: PathBuf,
}

impl File {
    /// Its path from the root of the file system.
    #[must_use]
    pub fn disk(&self) -> &Path {
        &self.disk
    }
}

/// A struct, enum, union, type alias or trait.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// The file that it stands in.
    pub file: FileId,
    /// The module that it stands in.
    pub module: ModuleId,
    /// The bytes of its name.
    pub range: Range<usize>,
    /// What was kept of it; none for a trait.
    pub data: Option<T>,
}

/// What was kept of the attributes of something else.
#[derive(Clone, Debug)]
pub struct Fact<T> {
    /// The file that it stands in.
    pub file: FileId,
    /// The module that it stands in.
    pub module: ModuleId,
    /// What was kept.
    pub data: T,
}

#[derive(Debug)]
struct Package {
    manifest: Manifest,
    /// The `Cargo.lock` that decides the versions of its dependencies.
    lock: Option<PathBuf>,
    /// Whether no `paths` name it.
    foreign: bool,
    /// The root module of its library, if it has one and it was read.
    library: Option<ModuleId>,
    /// What could not be read of it.
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Module {
    /// Its path from the crate's root; empty for the root.
    path: Vec<String>,
    parent: Option<ModuleId>,
    root: ModuleId,
    package: PackageId,
    bindings: BTreeMap<String, Vec<Binding>>,
    imports: Vec<Import>,
}

/// What a name stands for in a module.
#[derive(Clone, Copy, Debug)]
struct Binding {
    reach: Reach,
    target: Target,
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Item(ItemId),
    Module(ModuleId),
    /// The import of this number.
    Import(usize),
}

impl<X: Extract> Source<X> {
    /// What the items were read with.
    pub fn extract(&self) -> &X {
        &self.extract
    }

    /// The files, in the order of the module trees.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index), file))
    }

    /// A file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0]
    }

    /// The items of all files read so far, in the order of the module trees.
    pub fn items(&self) -> impl Iterator<Item = (ItemId, &Item<X::Item>)> {
        self.items
            .iter()
            .enumerate()
            .map(|(index, item)| (ItemId(index), item))
    }

    /// The items of the files that `paths` name.
    pub fn selected_items(&self) -> impl Iterator<Item = (ItemId, &Item<X::Item>)> {
        self.items().filter(|(_, item)| self.file(item.file).selected)
    }

    /// An item.
    #[must_use]
    pub fn item(&self, id: ItemId) -> &Item<X::Item> {
        &self.items[id.0]
    }

    /// What was kept of attributes in the files that `paths` name, in the order of the module trees.
    pub fn selected_facts(&self) -> impl Iterator<Item = &Fact<X::Fact>> {
        self.facts.iter().filter(|fact| self.file(fact.file).selected)
    }

    /// The path of an item: `crate::api::v1::Spec`, or `other_crate::Spec` if it was only read to be referred to.
    #[must_use]
    pub fn path_of(&self, id: ItemId) -> String {
        let item = self.item(id);
        format!("{}::{}", self.module_path(item.module), item.name)
    }

    fn module_path(&self, id: ModuleId) -> String {
        let module = self.module(id);
        let package = &self.packages[module.package.0];
        let root = match &package.manifest.package {
            Some(manifest) if package.foreign => &manifest.targets.library_name,
            Some(_) | None => "crate",
        };
        std::iter::once(root)
            .chain(module.path.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("::")
    }

    /// The name and version of a package.
    #[must_use]
    pub fn package(&self, id: PackageId) -> (&str, &str) {
        let package = self.packages[id.0].manifest.package.as_ref();
        package.map_or(("", ""), |package| (&package.name, &package.version))
    }

    fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0]
    }
}

/// The comments of a Rust text, wherever they are.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    scan::comments(text)
}

/// Reads a text file, and says what is wrong with one that is none.
fn read_text(path: &Path) -> Result<String, Problem> {
    let bytes = std::fs::read(path).map_err(|error| {
        let reason = if path.is_dir() {
            "it is a folder".to_owned()
        } else {
            error.to_string()
        };
        Problem::whole(path, format!("this file cannot be read: {reason}"))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
            + 1;
        Problem::whole(path, format!("line {line} is not UTF-8; save the file as UTF-8"))
    })
}

/// The folders of all packages of the workspace that a folder lies in; none if its manifests cannot be read.
pub(crate) fn members_around(directory: &Path) -> Vec<PathBuf> {
    selection::members_around(&absolute(directory))
}

/// The path from the root of the file system.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    module_file::tidy(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The path without `.` and without `..` behind a name.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    module_file::tidy(path)
}

/// Whether a pattern of `members` names a folder of the workspace.
pub(crate) fn is_named(pattern: &str, folder: &str) -> bool {
    selection::is_named(pattern, folder)
}

/// The path as a reader standing in `directory` would write it.
pub(crate) fn shown(directory: &Path, path: &Path) -> PathBuf {
    let common = directory
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = directory.components().count() - common;
    // From far away, the whole path is the clearer one.
    if !path.is_absolute() || up > 3 || common < 2 {
        return path.to_owned();
    }
    let down = path.components().skip(common);
    let relative: PathBuf = std::iter::repeat_n("..", up).map(Path::new).collect();
    let relative = relative.join(down.collect::<PathBuf>());
    if relative.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        relative
    }
}
