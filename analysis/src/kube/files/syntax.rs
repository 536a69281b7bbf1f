//! The syntax of whole files, for what is no type: functions, constants and `impl` blocks.

use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::Item;

use super::{Files, Parsed};
use crate::kube::module::Module;
use crate::kube::shared::Place;
use crate::source::{FileId, ModuleId, Unparsable};

impl Files<'_> {
    /// A function in an `impl` block of a type: the module, the block and the signature.
    pub(crate) fn method(
        &self,
        item: &Item<Place>,
        name: &str,
    ) -> Option<(Place, Rc<syn::ItemImpl>, syn::Signature)> {
        let (place, (block, signature)) = self.search(item, |module| module.method(&item.name, name))?;
        Some((place, block, signature))
    }

    /// A file, which is parsed once.
    fn parsed(&self, file: FileId) -> Result<Rc<Parsed>, Unparsable> {
        if let Some(parsed) = self.parsed.borrow().get(&file) {
            return parsed.clone();
        }
        let unparsed = self.source().unparsed(file);
        let parsed = unparsed.contents().map(|contents| {
            let modules = contents.modules.into_iter();
            Rc::new(modules.map(|(path, items)| (path, Module::of(items))).collect())
        });
        self.parsed.borrow_mut().insert(file, parsed.clone());
        parsed
    }

    /// The files that could not be parsed so far, and why.
    pub(in crate::kube) fn unparsable(&self) -> Vec<(FileId, Unparsable)> {
        let parsed = self.parsed.borrow();
        let failed = parsed
            .iter()
            .filter_map(|(id, found)| Some((*id, found.as_ref().err()?.clone())));
        failed.collect()
    }

    /// Takes something out of the syntax of a module.
    pub(super) fn in_module<T>(
        &self,
        module: ModuleId,
        take: impl FnOnce(&Module) -> Option<T>,
    ) -> Result<Option<T>, Message> {
        let (file, inline) = self.source().place_of(module);
        let parsed = self.parsed(file).map_err(|found| {
            let source = self.source();
            let file = source.file(file);
            let (path, line) = (file.path.display(), file.line(found.range.start));
            Message::new(format!("`{path}:{line}` cannot be read: {}", found.message))
        })?;
        Ok(parsed.get(&inline).and_then(take))
    }

    /// Looks in the module of an item, then in the other files of its package.
    pub(super) fn search<T>(
        &self,
        item: &Item<Place>,
        take: impl Fn(&Module) -> Option<T>,
    ) -> Option<(Place, T)> {
        let Place::Module(own) = item.place else {
            return None;
        };
        if let Ok(Some(found)) = self.in_module(own, &take) {
            return Some((item.place.clone(), found));
        }
        let files: Vec<FileId> = {
            let source = self.source();
            let package = source.package_of(own);
            let named = |text: &str| text.contains(&item.name) && text.contains("impl");
            let files = source.files();
            files
                .filter(|(_, file)| file.package == package && named(&file.text))
                .map(|(id, _)| id)
                .collect()
        };
        for file in files {
            let Ok(parsed) = self.parsed(file) else { continue };
            for (inline, module) in &*parsed {
                if let Some(found) = take(module) {
                    let id = self.source().module_at(file, inline)?;
                    return Some((Place::Module(id), found));
                }
            }
        }
        None
    }
}
