//! Looks up a name in a module: declared, imported, or provided by a glob.

use super::{Binding, Entity, Meaning, ModuleId, Reach, Source, Target};
use crate::source::extract::Extract;
use crate::source::standard;
use kubewright_core::diagnostic::Message;

/// The maximum depth of lookups; a longer chain of re-exports is treated as endless.
const DEPTH: usize = 200;

/// The maximum number of lookups for one path, because globs on globs are exponential.
const STEPS: usize = 100_000;

/// The lookups in progress.
#[derive(Debug, Default)]
pub(in crate::source) struct Search {
    open: Vec<(ModuleId, String)>,
    steps: usize,
}

impl<X: Extract> Source<X> {
    /// The meaning of a name in a module, as visible to the module that imports it with a glob.
    pub(super) fn lookup(
        &mut self,
        module: ModuleId,
        name: &str,
        viewer: Option<ModuleId>,
        search: &mut Search,
    ) -> Meaning {
        let key = (module, name.to_owned());
        if viewer.is_none()
            && let Some(meaning) = self.meanings.get(&key)
        {
            return meaning.clone();
        }
        if search.open.contains(&key) {
            // An import of itself provides nothing.
            return Ok(None);
        }
        search.steps += 1;
        if search.open.len() > DEPTH || search.steps > STEPS {
            return Err(
                Message::new(format!("`{name}` is re-exported through too many modules"))
                    .help("import it from where it is declared"),
            );
        }
        search.open.push(key);
        let meaning = self.find(module, name, viewer, search);
        let key = search.open.pop();
        // Within another lookup, a cycle that was cut off may hide a result.
        if search.open.is_empty()
            && viewer.is_none()
            && let Some(key) = key
        {
            self.meanings.insert(key, meaning.clone());
        }
        meaning
    }

    fn find(
        &mut self,
        module: ModuleId,
        name: &str,
        viewer: Option<ModuleId>,
        search: &mut Search,
    ) -> Meaning {
        let bindings = self
            .module(module)
            .bindings
            .get(name)
            .cloned()
            .unwrap_or_default();
        let mut meanings = Vec::new();
        for Binding { reach, target } in bindings {
            if self.sees(viewer, module, reach) {
                meanings.push(match target {
                    Target::Item(id) => Ok(Some(Entity::Item(id))),
                    Target::Module(id) => Ok(Some(Entity::Module(id))),
                    Target::Import(number) => self.import(module, number, search),
                });
            }
        }
        let declared = self.one(module, name, meanings)?;
        if declared.is_some() {
            return Ok(declared);
        }
        let imports = self.module(module).imports.iter().enumerate();
        let globs = imports.filter(|(_, import)| import.name.is_none());
        let globs: Vec<_> = globs.map(|(number, import)| (number, import.reach)).collect();
        let mut meanings = Vec::new();
        for (number, reach) in globs {
            if self.sees(viewer, module, reach) {
                meanings.push(self.through_glob(module, number, name, search));
            }
        }
        self.one(module, name, meanings)
    }

    /// The one target of several imports; an import without a target counts only if no other has one.
    fn one(&self, module: ModuleId, name: &str, meanings: Vec<Meaning>) -> Meaning {
        let mut found: Option<Entity> = None;
        let mut failure = None;
        for meaning in meanings {
            match meaning {
                Ok(None) => {}
                Ok(Some(entity)) => match &found {
                    Some(other) if *other != entity => {
                        let module = self.module_path(module);
                        return Err(Message::new(format!("`{name}` is ambiguous in `{module}`"))
                            .help("import one of them by name"));
                    }
                    Some(_) | None => found = Some(entity),
                },
                Err(reason) => failure = failure.or(Some(reason)),
            }
        }
        match (found, failure) {
            (None, Some(reason)) => Err(reason),
            (found, _) => Ok(found),
        }
    }

    fn import(&mut self, module: ModuleId, number: usize, search: &mut Search) -> Meaning {
        let import = &self.module(module).imports[number];
        let (global, path) = (import.global, import.path.clone());
        self.import_path(module, global, &path, search).map(Some)
    }

    /// Resolves the path of a `use`, which was relative to the crate root in the 2015 edition.
    fn import_path(
        &mut self,
        module: ModuleId,
        global: bool,
        path: &[String],
        search: &mut Search,
    ) -> Result<Entity, Message> {
        let package = &self.packages[self.module(module).package.0].manifest.package;
        let old = package.as_ref().is_some_and(|package| package.edition == 2015);
        let relative = matches!(path.first().map(String::as_str), Some("self" | "super" | "crate"));
        if old && !relative {
            let root = self.module(module).root;
            if let Ok(entity) = self.path(root, false, path, search) {
                return Ok(entity);
            }
        }
        // `use {a, b};` and `use *;` have no path.
        if path.is_empty() {
            return Ok(Entity::Module(module));
        }
        self.path(module, global, path, search)
    }

    fn through_glob(&mut self, module: ModuleId, number: usize, name: &str, search: &mut Search) -> Meaning {
        let import = &self.module(module).imports[number];
        let (global, path) = (import.global, import.path.clone());
        let follow = format!("*{number}");
        // A glob whose own path depends on this name provides nothing.
        if search.open.contains(&(module, follow.clone())) {
            return Ok(None);
        }
        search.open.push((module, follow));
        let target = self.import_path(module, global, &path, search);
        search.open.pop();
        match target? {
            Entity::Module(target) if target == module => Ok(None),
            Entity::Module(target) => self.lookup(target, name, Some(module), search),
            // The variants of an enum are not types.
            Entity::Item(_) => Ok(None),
            Entity::External(path) => {
                let path = standard::canonical(format!("{path}::{name}"));
                Ok(Some(path)
                    .filter(|path| self.extract.knows_type(path) || standard::is_canonical(path))
                    .map(Entity::External))
            }
        }
    }

    /// Returns whether a module's name is visible to another module.
    fn sees(&self, viewer: Option<ModuleId>, module: ModuleId, reach: Reach) -> bool {
        let Some(viewer) = viewer else { return true };
        match reach {
            Reach::Public => true,
            Reach::Crate => self.module(viewer).root == self.module(module).root,
            Reach::Parent => self.is_inside(viewer, self.parent(module).unwrap_or(module)),
            Reach::Private => self.is_inside(viewer, self.whole(module)),
        }
    }

    fn is_inside(&self, module: ModuleId, outer: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(id) = at {
            if id == outer {
                return true;
            }
            at = self.module(id).parent;
        }
        false
    }
}
