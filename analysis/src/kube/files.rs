//! The files of a project whose syntax was needed, as one thread sees them.

mod era;
mod kubernetes;
mod names;
mod places;
mod scope;
mod syntax;
mod types;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, MutexGuard};

use kubewright_kube_types::{Item, Named, Path};

use super::module::Module;
use super::shared::{Place, Shared};
use crate::item::Items;
use crate::source::kept::Types;
use crate::source::{FileId, ItemId, ModuleId, PackageId, Source, Unparsable};

/// The files whose syntax was needed.
pub(crate) struct Files<'s> {
    source: Shared<'s>,
    /// What is left of the types of a file, if this thread has parsed it.
    kept: RefCell<BTreeMap<FileId, Kept>>,
    /// The meaning of paths.
    meanings: RefCell<BTreeMap<ModuleId, BTreeMap<Path, Named<Place>>>>,
    /// The types that were needed.
    items: RefCell<Needed>,
    /// Whole files, for anything else.
    parsed: RefCell<BTreeMap<FileId, Result<Rc<Parsed>, Unparsable>>>,
}

/// Types of a file, and its text.
struct Kept {
    types: Types,
    text: Arc<str>,
    skipped: usize,
}

/// Types, by module and name.
type Needed = BTreeMap<(ModuleId, String), Rc<Item<Place>>>;

/// A file, by the inline modules in it.
type Parsed = BTreeMap<Vec<String>, Module>;

impl<'s> Files<'s> {
    pub(crate) fn new(source: Shared<'s>) -> Self {
        Self {
            source,
            kept: RefCell::default(),
            meanings: RefCell::default(),
            items: RefCell::default(),
            parsed: RefCell::default(),
        }
    }

    /// The source. Nothing else can be looked up until it is dropped.
    pub(crate) fn source(&self) -> MutexGuard<'_, &'s mut Source<Items>> {
        self.source.lock()
    }

    /// The package of a type.
    pub(super) fn package(&self, id: ItemId) -> PackageId {
        let source = self.source();
        source.package_of(source.item(id).module)
    }

    /// The file of a type.
    pub(super) fn file(&self, id: ItemId) -> FileId {
        self.source().item(id).file
    }

    /// The thread that has parsed the file of a type, and kept it.
    pub(super) fn thread(&self, id: ItemId) -> Option<usize> {
        let source = self.source();
        source.file(source.item(id).file).tree()?.thread()
    }

    /// The files that were asked for, and their paths.
    pub(crate) fn selected(&self) -> Vec<(FileId, String)> {
        let source = self.source();
        let files = source.files().filter(|(_, file)| file.selected);
        files
            .map(|(id, file)| (id, file.path.display().to_string()))
            .collect()
    }

    /// All items of a file, by module.
    pub(crate) fn whole(&self, file: FileId) -> Result<Vec<(ModuleId, Vec<syn::Item>)>, Unparsable> {
        let unparsed = self.source().unparsed(file);
        let modules = unparsed.contents()?.modules.into_iter();
        let source = self.source();
        Ok(modules
            .filter_map(|(inline, items)| Some((source.module_at(file, &inline)?, items)))
            .collect())
    }
}
