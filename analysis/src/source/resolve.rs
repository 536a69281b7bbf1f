//! Resolves paths.

use super::cfg::{Cfg, Others};
use super::extract::Extract;
use super::features::Enabled;
use super::manifest::{Dependency, Manifest, Package};
use super::name::Name;
use super::outline::{ItemKind, Reach};
use super::{Binding, ItemId, Module, ModuleId, PackageId, Source, Target, standard};
use kubewright_core::diagnostic::Message;
use kubewright_core::suggest;

mod lookup;

pub(super) use lookup::Search;

/// The target of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// An item in source that was read.
    Local(ItemId),
    /// An external type, known by its path: `i32`, `std::vec::Vec`, `k8s_openapi::api::core::v1::PodSpec`.
    External(String),
    /// Not a type; the reason and the fix.
    Unresolved(Message),
}

/// The meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    Module(ModuleId),
    Item(ItemId),
    /// A crate, module or type that is known by its path.
    External(String),
}

/// The result of looking up a name in a module: a meaning, nothing, or why it is unknown.
pub(super) type Meaning = Result<Option<Entity>, Message>;

impl<X: Extract> Source<X> {
    /// Resolves a path inside an item, where `Self` is the item.
    ///
    /// Packages that the path leads into are read on first use.
    pub fn resolve(&mut self, item: ItemId, name: &Name) -> Resolved {
        match &name.segments[..] {
            [this] if this == "Self" && !name.global => Resolved::Local(item),
            _ => self.resolve_in(self.item(item).module, name),
        }
    }

    /// Resolves a path in a module.
    pub fn resolve_in(&mut self, module: ModuleId, name: &Name) -> Resolved {
        let mut search = Search::default();
        match self.path(module, name.global, &name.segments, &mut search) {
            Ok(Entity::Item(id)) => match self.item(id).kind {
                ItemKind::Struct | ItemKind::Enum | ItemKind::Union | ItemKind::Alias => Resolved::Local(id),
                ItemKind::Trait => {
                    Resolved::Unresolved(Message::new(format!("`{name}` is a trait")).help("name a type"))
                }
            },
            Ok(Entity::Module(_)) => {
                Resolved::Unresolved(Message::new(format!("`{name}` is a module")).help("name a type in it"))
            }
            Ok(Entity::External(path)) if path.contains("::") || standard::is_primitive(&path) => {
                Resolved::External(path)
            }
            Ok(Entity::External(_)) => {
                Resolved::Unresolved(Message::new(format!("`{name}` is a crate")).help("name a type in it"))
            }
            Err(reason) => Resolved::Unresolved(reason),
        }
    }

    pub(super) fn path(
        &mut self,
        scope: ModuleId,
        global: bool,
        segments: &[String],
        search: &mut Search,
    ) -> Result<Entity, Message> {
        let Some((first, mut rest)) = segments.split_first() else {
            // `use *;`, which imported from the crate root in the 2015 edition.
            return Ok(Entity::Module(self.module(scope).root));
        };
        let mut entity = match first.as_str() {
            _ if global => match self.external(scope, first)? {
                Some(found) => found,
                None => self
                    .by_library_name(scope, first)?
                    .ok_or_else(|| no_crate(first))?,
            },
            "crate" => Entity::Module(self.module(scope).root),
            "self" => Entity::Module(self.whole(scope)),
            "super" => Entity::Module(self.parent(scope)?),
            _ => self.first(scope, first, search)?,
        };
        if matches!(first.as_str(), "self" | "super") {
            while let ([word, after @ ..], Entity::Module(module)) = (rest, &entity)
                && word == "super"
            {
                entity = Entity::Module(self.parent(*module)?);
                rest = after;
            }
        }
        while let [segment, after @ ..] = rest {
            entity = match entity {
                Entity::Module(module) => self.member(module, segment, search)?,
                Entity::Item(item) => {
                    let message = format!(
                        "`{}` is a type and has no type `{segment}` in it",
                        self.path_of(item)
                    );
                    return Err(Message::new(message).help("name a type in a module"));
                }
                // Paths below an external path are not checked.
                Entity::External(path) => {
                    let path = format!("{path}::{}", rest.join("::"));
                    return Ok(Entity::External(standard::canonical(path)));
                }
            };
            rest = after;
        }
        Ok(entity)
    }

    fn parent(&self, module: ModuleId) -> Result<ModuleId, Message> {
        let parent = self.module(self.whole(module)).parent;
        parent.map(|parent| self.whole(parent)).ok_or_else(|| {
            Message::new("there is no module above the root of a crate").help("remove a `super`")
        })
    }

    /// The module that the contents of a file are part of.
    fn whole(&self, mut module: ModuleId) -> ModuleId {
        while let Module {
            included: true,
            parent: Some(parent),
            ..
        } = self.module(module)
        {
            module = *parent;
        }
        module
    }

    fn member(&mut self, module: ModuleId, name: &str, search: &mut Search) -> Result<Entity, Message> {
        let found = self.lookup(module, name, None, search)?;
        found.ok_or_else(|| self.not_in_module(module, name))
    }

    /// Resolves a path's first name: in the module, then as a crate, then as a name of the language.
    fn first(&mut self, scope: ModuleId, name: &str, search: &mut Search) -> Result<Entity, Message> {
        if let Some(found) = self.lookup(scope, name, None, search)? {
            return Ok(found);
        }
        if let Some(found) = self.external(scope, name)? {
            return Ok(found);
        }
        if let Some(path) = standard::prelude(name) {
            return Ok(Entity::External(path.to_owned()));
        }
        if standard::is_primitive(name) {
            return Ok(Entity::External(name.to_owned()));
        }
        if let Some(found) = self.by_library_name(scope, name)? {
            return Ok(found);
        }
        Err(self.not_in_scope(scope, name))
    }

    fn not_in_scope(&self, scope: ModuleId, name: &str) -> Message {
        let module = self.module(scope);
        let mut same = self.items().filter(|(_, item)| {
            item.name == name
                && item.kind != ItemKind::Trait
                && self.file(item.file).package == module.package
        });
        let help = match (same.next(), same.next()) {
            (Some((id, _)), None) => format!("write `use {};`", self.path_of(id)),
            (Some(_), Some(_)) => "import one of the types of that name".to_owned(),
            (None, _) => match suggest::nearest(name, module.bindings.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare or import it (types that a macro declares are invisible)".to_owned(),
            },
        };
        let path = self.module_path(scope);
        let text = format!("`{name}` is neither declared nor imported in `{path}`");
        Message::new(text).help(format!("{help}{}", self.unread(scope)))
    }

    fn not_in_module(&self, module: ModuleId, name: &str) -> Message {
        let names = self.module(module).bindings.keys().map(String::as_str);
        let help = match suggest::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it there (types that a macro declares are invisible)".to_owned(),
        };
        let text = format!("`{}` has no type `{name}`", self.module_path(module));
        Message::new(text).help(format!("{help}{}", self.unread(module)))
    }

    /// A note about unreadable files in the module's package, which may be the cause.
    fn unread(&self, module: ModuleId) -> String {
        let problem = self.packages[self.module(module).package.0].errors.first();
        problem.map(|problem| format!(" ({problem})")).unwrap_or_default()
    }

    /// Finds a crate by its name in the code of a module.
    fn external(&mut self, scope: ModuleId, name: &str) -> Meaning {
        if standard::is_standard(name) {
            return Ok(Some(Entity::External("std".to_owned())));
        }
        let module = self.module(scope);
        let package = &self.packages[module.package.0];
        let Some(Package {
            targets,
            dependencies,
            ..
        }) = &package.manifest.package
        else {
            return Ok(None);
        };
        if targets.library_name == name && package.library.is_some_and(|library| library != module.root) {
            return Ok(package.library.map(Entity::Module));
        }
        let Some(dependency) = dependencies.get(name) else {
            return self.extern_crate(scope, name);
        };
        let (id, dependency) = (module.package, dependency.clone());
        self.enter(id, &dependency)
    }

    /// The library of a dependency of a package.
    fn enter(&mut self, package: PackageId, dependency: &Dependency) -> Meaning {
        let known = dependency.package.replace('-', "_");
        if self.knows(&known) {
            return Ok(Some(Entity::External(standard::canonical(known))));
        }
        let package = &self.packages[package.0];
        let lock = package.lock.clone();
        let folder = self
            .foreign
            .folder(&package.manifest, dependency, lock.as_deref())?;
        let others = match &lock {
            Some(lock) => Others::Asked(self.foreign.question(&package.manifest, lock), folder.clone()),
            None => Others::Unknown,
        };
        let cfg = |this: &mut Self, manifest: &Manifest| {
            let dependents = this.packages.iter();
            let dependents =
                dependents.map(|package| (&package.manifest, package.lock.as_ref(), &package.cfg));
            let Enabled { features, .. } = Enabled::by(dependents, manifest, &mut this.foreign);
            Cfg { features, others }
        };
        self.library(&folder, lock, cfg)
            .map(|root| Some(Entity::Module(root)))
    }

    fn knows(&self, library: &str) -> bool {
        self.extract.knows_crate(library) || standard::is_facade(library)
    }

    /// Finds a crate by the name that its own manifest gives its library. The manifests of all dependencies are read for it, so
    /// this is the last thing that is tried.
    fn by_library_name(&mut self, scope: ModuleId, name: &str) -> Meaning {
        let id = self.module(scope).package;
        let package = &self.packages[id.0];
        let own = package.manifest.package.iter();
        let all = own.flat_map(|own| own.dependencies.values());
        let all: Vec<_> = all
            .filter(|found| found.package.replace('-', "_") == found.name && !self.knows(&found.name))
            .cloned()
            .collect();
        for dependency in all {
            let package = &self.packages[id.0];
            let folder = self
                .foreign
                .folder(&package.manifest, &dependency, package.lock.as_deref());
            let manifest = folder.map(|folder| Manifest::read(&folder.join("Cargo.toml")));
            if let Ok(Ok(manifest)) = manifest
                && manifest
                    .package
                    .is_some_and(|package| package.targets.library_name == name)
            {
                return self.enter(id, &dependency);
            }
        }
        Ok(None)
    }

    /// `extern crate x as y;` in the crate root makes `y` a crate in every module.
    fn extern_crate(&mut self, scope: ModuleId, name: &str) -> Meaning {
        let root = self.module(scope).root;
        let module = self.module(root);
        let declared = module
            .bindings
            .get(name)
            .into_iter()
            .flatten()
            .find_map(|binding| match binding.target {
                Target::Import(number) => Some(&module.imports[number]).filter(|import| import.global),
                Target::Item(_) | Target::Module(_) => None,
            });
        match declared.map(|import| import.path.clone()).as_deref() {
            Some([path]) if path != name => self.external(root, path),
            Some(_) | None => Ok(None),
        }
    }
}

fn no_crate(name: &str) -> Message {
    Message::new(format!("`{name}` is not a dependency")).help("add it to `Cargo.toml`")
}
