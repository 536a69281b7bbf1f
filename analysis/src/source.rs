//! The source of a project: files, modules, items, and name resolution.
//!
//! `Source::load` reads the module trees of the packages in `paths`, several files at a time. The caller's `Extract`
//! decides which data of an item is kept. It runs on the thread that parsed the file, so that a syntax tree never
//! outlives its file. `Source::resolve` then resolves paths, and reads other packages when a path first leads into
//! them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod assemble;
mod cargo;
mod cfg;
mod extract;
mod features;
mod foreign;
pub(crate) mod kept;
mod kubernetes;
mod lines;
mod load;
mod manifest;
mod module_file;
mod name;
mod outline;
mod read;
mod resolve;
mod scan;
mod selection;
pub(crate) mod standard;
mod syntax;
mod values;

pub(crate) use scan::Asides;

pub use extract::{Extract, Place, Subject, SubjectKind, Unread};
pub use kubernetes::Kubernetes;
pub use name::Name;
pub use outline::ItemKind;
pub use resolve::Resolved;
pub use syntax::{Contents, Unparsable, Unparsed};

use crate::diagnostic::Diagnostic;
use manifest::Manifest;
use outline::{Import, Reach};

/// The file in the top folder of a kubewright project. Source below such a folder is not that of a project around it.
pub const PROJECT: &str = "PROJECT";

/// The index of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

/// The index of a module of a crate; the crate root is a module too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(usize);

/// The index of a struct, enum, union, type alias or trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(usize);

/// The index of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(usize);

/// All source that was read.
#[derive(Debug)]
pub struct Source<X: Extract> {
    extract: X,
    /// The folder that displayed paths are relative to.
    directory: PathBuf,
    files: Vec<File>,
    packages: Vec<Package>,
    modules: Vec<Module>,
    items: Vec<Item<X::Item>>,
    facts: Vec<Fact<X::Fact>>,
    foreign: foreign::Foreign,
    /// Resolved names, cached.
    meanings: BTreeMap<(ModuleId, String), resolve::Meaning>,
}

/// A source file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, relative to the folder given to `Source::load` if that is short.
    pub path: PathBuf,
    /// Its text.
    pub text: Arc<str>,
    /// Whether it is in `paths`. Items of other files only serve as targets of references.
    pub selected: bool,
    /// Its package.
    pub package: PackageId,
    /// Its path on disk.
    disk: PathBuf,
    asides: Asides,
    tree: Option<kept::Tree>,
}

impl File {
    /// Its path from the root of the file system.
    #[must_use]
    pub fn disk(&self) -> &Path {
        &self.disk
    }

    /// The number of the line with a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().iter().take(at);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// Its types with the derives of kube and schemars, as syntax.
    pub(crate) fn tree(&self) -> Option<&kept::Tree> {
        self.tree.as_ref()
    }

    /// The bytes before the first one that the places of syntax count.
    pub(crate) fn skipped(&self) -> usize {
        scan::preamble(&self.text)
    }

    /// What it contains besides items.
    pub(crate) fn asides(&self) -> &Asides {
        &self.asides
    }
}

/// A struct, enum, union, type alias or trait.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Its file.
    pub file: FileId,
    /// Its module.
    pub module: ModuleId,
    /// The byte range of its name.
    pub range: Range<usize>,
    /// The data that `Extract` kept; `None` for a trait.
    pub data: Option<T>,
}

/// The data that `Extract` kept of another item's attributes.
#[derive(Clone, Debug)]
pub struct Fact<T> {
    /// Its file.
    pub file: FileId,
    /// Its module.
    pub module: ModuleId,
    /// The data.
    pub data: T,
}

#[derive(Debug)]
struct Package {
    manifest: Manifest,
    /// The `Cargo.lock` with the versions of its dependencies.
    lock: Option<PathBuf>,
    /// Whether it is outside of `paths`.
    foreign: bool,
    /// Its features.
    cfg: cfg::Cfg,
    /// The root module of its library, if there is one and it was read.
    library: Option<ModuleId>,
    /// What was wrong when it was read.
    errors: Vec<Diagnostic>,
}

#[derive(Debug)]
struct Module {
    /// Its path from the crate root; empty for the root.
    path: Vec<String>,
    parent: Option<ModuleId>,
    root: ModuleId,
    package: PackageId,
    /// The file with its contents.
    file: FileId,
    /// Whether its contents are part of its parent: the file of an `include!`.
    included: bool,
    bindings: BTreeMap<String, Vec<Binding>>,
    imports: Vec<Import>,
}

/// The meaning of a name in a module.
#[derive(Clone, Copy, Debug)]
struct Binding {
    reach: Reach,
    target: Target,
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Item(ItemId),
    Module(ModuleId),
    /// The import with this index.
    Import(usize),
}

impl<X: Extract> Source<X> {
    /// The `Extract` that the items were read with.
    pub fn extract(&self) -> &X {
        &self.extract
    }

    /// Returns the files, in the order of the module trees.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index), file))
    }

    /// Returns a file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0]
    }

    /// Returns the items of all files read so far, in the order of the module trees.
    pub fn items(&self) -> impl Iterator<Item = (ItemId, &Item<X::Item>)> {
        self.items
            .iter()
            .enumerate()
            .map(|(index, item)| (ItemId(index), item))
    }

    /// Returns the items of the files in `paths`.
    pub fn selected_items(&self) -> impl Iterator<Item = (ItemId, &Item<X::Item>)> {
        self.items().filter(|(_, item)| self.file(item.file).selected)
    }

    /// Returns an item.
    #[must_use]
    pub fn item(&self, id: ItemId) -> &Item<X::Item> {
        &self.items[id.0]
    }

    /// Returns the data of attributes in the files in `paths`, in the order of the module trees.
    pub fn selected_facts(&self) -> impl Iterator<Item = &Fact<X::Fact>> {
        self.facts.iter().filter(|fact| self.file(fact.file).selected)
    }

    /// Returns the path of an item: `crate::api::v1::Spec`, or `other_crate::Spec` for an item outside of `paths`.
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

    /// Returns the name and version of a package.
    #[must_use]
    pub fn package(&self, id: PackageId) -> (&str, &str) {
        let package = self.packages[id.0].manifest.package.as_ref();
        package.map_or(("", ""), |package| (&package.name, &package.version))
    }

    fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0]
    }
}

/// The items and modules of a file, by their paths.
pub(crate) fn names<X: Extract>(extract: &X, text: &str) -> Result<Vec<String>, Diagnostic> {
    outline::names(extract, text)
}

/// What a file contains besides items, unless it nests too deep.
#[cfg(test)]
pub(crate) fn asides(text: &str) -> Option<Asides> {
    scan::scan(text).ok().map(|scan| scan.asides)
}

/// Whether a text nests too deep to be parsed with the bodies of its functions: the parser is recursive, and its stack is not.
#[must_use]
pub fn nests_too_deep(text: &str) -> bool {
    scan::too_deep(text).is_some()
}

/// The comments in the body of a function.
pub(crate) fn comments(text: &str, body: &Range<usize>) -> Vec<Range<usize>> {
    scan::of_body(text, body)
}

/// The place of the first derive with a name in a part of a text, however it is nested.
pub(crate) fn derive(text: &str, part: &Range<usize>, name: &str) -> Option<Range<usize>> {
    scan::derive(text, part, name)
}

/// The file that a macro such as `include_str!` with this argument includes in another one.
pub(crate) fn included(argument: proc_macro2::TokenStream, includes: &Path) -> Option<PathBuf> {
    outline::file(argument, includes)
}

/// Reads a text file, or returns why it cannot be read.
fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        let reason = if path.is_dir() {
            "it is a folder".to_owned()
        } else {
            error.to_string()
        };
        Diagnostic::of_file(path, format!("this file cannot be read: {reason}"))
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
            + 1;
        Diagnostic::of_file(path, format!("line {line} is not UTF-8; save the file as UTF-8"))
    })?;
    // As rustc does, so that comments and strings of several lines have the same text.
    Ok(match text.contains('\r') {
        true => text.replace("\r\n", "\n"),
        false => text,
    })
}

/// The folders of all packages of the workspace that a folder lies in; none if its manifests cannot be read.
pub fn members_around(directory: &Path) -> Vec<PathBuf> {
    selection::members_around(&absolute(directory))
}

/// The path from the root of the file system.
pub fn absolute(path: &Path) -> PathBuf {
    module_file::tidy(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The path without `.` and without `..` behind a name.
pub fn tidy(path: &Path) -> PathBuf {
    module_file::tidy(path)
}

/// The lock file of the package in a folder.
pub fn lock_of(folder: &Path) -> Option<PathBuf> {
    foreign::lock_of(folder)
}

/// The program `cargo`: the one that runs this command, if one does.
pub fn cargo() -> OsString {
    cargo::program()
}

/// Whether a pattern of `members` names a folder of the workspace.
pub fn is_named(pattern: &str, folder: &str) -> bool {
    selection::is_named(pattern, folder)
}

/// The path as a reader standing in `directory` would write it.
pub fn shown(directory: &Path, path: &Path) -> PathBuf {
    let common = directory
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = directory.components().count() - common;
    // If the file is far away, the absolute path is clearer.
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
