//! The types of a project: those that this thread has kept since their file was read, and those of files that are parsed again.

use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Item, Syntax};

use super::{Files, Kept};
use crate::kube::shared::Place;
use crate::source::kept::Tree;
use crate::source::{FileId, ItemId, ModuleId};

impl Files<'_> {
    /// A type.
    pub(crate) fn item(&self, id: ItemId) -> Result<Rc<Item<Place>>, Message> {
        let (name, module) = {
            let source = self.source();
            let item = source.item(id);
            (item.name.clone(), item.module)
        };
        let key = (module, name);
        if let Some(found) = self.items.borrow().get(&key) {
            return Ok(found.clone());
        }
        let name = key.1.clone();
        let syntax = match self.kept(module, &name) {
            Some(item) => Some(Syntax::Data(Box::new(item))),
            None => self.in_module(module, |inner| inner.items.get(&name).cloned())?,
        };
        let Some(syntax) = syntax else {
            return Err(Message::new(format!("`{name}` cannot be read here")));
        };
        let item = Rc::new(Item {
            name,
            place: Place::Module(module),
            syntax,
            generated: false,
        });
        self.items.borrow_mut().insert(key, item.clone());
        Ok(item)
    }

    /// A type that this thread has kept.
    fn kept(&self, module: ModuleId, name: &str) -> Option<syn::DeriveInput> {
        let (file, inline) = self.source().place_of(module);
        let mut kept = self.kept.borrow_mut();
        let kept = kept.entry(file).or_insert_with(|| {
            let source = self.source();
            let file = source.file(file);
            Kept {
                types: file.tree().and_then(Tree::take).unwrap_or_default(),
                text: file.text.clone(),
                skipped: file.skipped(),
            }
        });
        kept.types.take(&inline, name)
    }

    /// Drops the types of a file whose kinds are made, for their memory. Whatever still needs one parses the file again.
    pub(in crate::kube) fn drop_types(&self, file: FileId) {
        let source = self.source();
        let is_outside = |module: &ModuleId| source.file_of(*module) != file;
        self.meanings.borrow_mut().retain(|module, _| is_outside(module));
        self.items
            .borrow_mut()
            .retain(|(module, _), _| is_outside(module));
        // Types that other files refer to still need its doc comments.
        if let Some(kept) = self.kept.borrow_mut().get_mut(&file) {
            kept.types.drop_rest();
        }
    }
}
