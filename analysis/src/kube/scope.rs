//! What names mean in the source of a project, for types with kube's derive.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{
    Constant, Era, Function, Implementation, Item, Named, Path, Scope, Syntax, Valued,
};
use proc_macro2::Span;
use syn::ext::IdentExt;

use super::super::item::{Declared, Items};
use crate::source::kept::{Tree, Types};
use crate::source::standard;
use crate::source::{FileId, ItemId, Kubernetes, ModuleId, Name, PackageId, Resolved, Source};

/// Where code is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In a module that was read.
    Module(ModuleId),
    /// In k8s-openapi, as the dependency of a package.
    Kubernetes(PackageId),
}

/// The source, for several threads. Types are parsed and evaluated without its lock; a package that a name first leads into is read
/// under it.
///
/// Which package first leads into another one may depend on the threads. The features of a dependency are those that all packages
/// read so far ask for, so only packages that are read by then only because of other dependencies can make a difference.
#[derive(Clone)]
pub(crate) struct Shared<'s> {
    source: Arc<Mutex<&'s mut Source<Items>>>,
    kubernetes: Arc<Mutex<Folders>>,
}

/// The folder of the selected Kubernetes version in k8s-openapi, by package.
type Folders = BTreeMap<PackageId, Result<PathBuf, Message>>;

impl<'s> Shared<'s> {
    pub(crate) fn new(source: &'s mut Source<Items>) -> Self {
        Self {
            source: Arc::new(Mutex::new(source)),
            kubernetes: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, &'s mut Source<Items>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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
    parsed: RefCell<BTreeMap<FileId, Result<Rc<Parsed>, Message>>>,
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

#[derive(Default)]
struct Module {
    items: BTreeMap<String, Syntax>,
    values: BTreeMap<String, Given>,
    implementations: Vec<Rc<syn::ItemImpl>>,
}

#[derive(Clone)]
enum Given {
    Function(Rc<Function>),
    Constant(Rc<Constant>),
}

/// Crates whose types have a schema in schemars, but that are read like any other.
const BY_NAME: [&str; 4] = ["either", "semver", "smallvec", "smol_str"];

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

    pub(super) fn package(&self, id: ItemId) -> PackageId {
        let source = self.source.lock();
        source.package_of(source.item(id).module)
    }

    /// The versions of kube and schemars that a package uses, and what is uncertain about them.
    pub(super) fn era(&self, package: PackageId) -> Result<(Era, Option<Message>), Message> {
        let locked = self.source.lock().locked(package, "kube-derive")?;
        let (version, note) = match locked {
            Some(version) => {
                let is_fork = self.source.lock().is_fork(package, "kube-derive")?;
                let note = is_fork.then(|| {
                    let text = format!("kube-derive {version} is from no registry; its CRDs are taken to be those of that version");
                    Message::new(text).help("compare them with what its `crd()` gives")
                });
                (version, note)
            }
            None => match self.required(package) {
                Some(required) => {
                    let version = required
                        .trim_start_matches(|c: char| !c.is_ascii_digit())
                        .to_owned();
                    let text = format!(
                        "there is no `Cargo.lock`, so kube is taken to be {version}, as `Cargo.toml` requires"
                    );
                    (
                        version,
                        Some(Message::new(text).help("run `cargo generate-lockfile`")),
                    )
                }
                None => return Ok((Era::default(), None)),
            },
        };
        let mut parts = version
            .split(['.', '-', '+'])
            .map(|part| part.parse::<u64>().unwrap_or_default());
        let mut next = || parts.next().unwrap_or_default();
        let numbers = (next(), next(), next());
        match Era::of(numbers.0, numbers.1, numbers.2) {
            Some(era) => Ok((era, note)),
            None => {
                let message = format!("kubewright does not know which CRDs kube {version} makes");
                let help = match numbers.0 {
                    0 => "it reads the derives of kube 0.91 to 5.0; update kube to 0.91 or newer",
                    _ => "it reads the derives of kube 0.91 to 5.0; update kubewright, or use kube 5.0",
                };
                Err(Message::new(message).help(help))
            }
        }
    }

    /// The version of kube that `Cargo.toml` requires, if there is no lock file.
    fn required(&self, package: PackageId) -> Option<String> {
        let source = self.source.lock();
        let required = source.required(package, "kube");
        required.or_else(|| source.required(package, "kube-derive"))
    }

    pub(crate) fn item(&self, id: ItemId) -> Result<Rc<Item<Place>>, Message> {
        let (name, module) = {
            let source = self.source.lock();
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

    /// The thread that has parsed the file of a type, and kept it.
    pub(super) fn thread(&self, id: ItemId) -> Option<usize> {
        let source = self.source.lock();
        source.file(source.item(id).file).tree()?.thread()
    }

    /// A type that this thread has kept.
    fn kept(&self, module: ModuleId, name: &str) -> Option<syn::DeriveInput> {
        let (file, inline) = self.source.lock().place_of(module);
        let mut kept = self.kept.borrow_mut();
        let kept = kept.entry(file).or_insert_with(|| {
            let source = self.source.lock();
            let file = source.file(file);
            Kept {
                types: file.tree().and_then(Tree::take).unwrap_or_default(),
                text: file.text.clone(),
                skipped: file.skipped(),
            }
        });
        kept.types.take(&inline, name)
    }

    /// The file of a type.
    pub(super) fn file(&self, id: ItemId) -> FileId {
        self.source.lock().item(id).file
    }

    /// Drops the types of a file whose kinds are made, for their memory. Whatever still needs one parses the file again.
    pub(super) fn drop_types(&self, file: FileId) {
        let source = self.source.lock();
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

    /// The source. Nothing else can be looked up until it is dropped.
    pub(crate) fn source(&self) -> MutexGuard<'_, &'s mut Source<Items>> {
        self.source.lock()
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
    pub(crate) fn whole(&self, file: FileId) -> Result<Vec<(ModuleId, Vec<syn::Item>)>, Message> {
        let unparsed = self.source().unparsed(file);
        let modules = unparsed.contents()?.modules.into_iter();
        let source = self.source();
        Ok(modules
            .filter_map(|(inline, items)| Some((source.module_at(file, &inline)?, items)))
            .collect())
    }

    /// The file and the line of a span.
    pub(crate) fn line(&self, place: &Place, span: Span) -> (String, usize) {
        let Place::Module(module) = place else {
            return ("k8s-openapi".to_owned(), 0);
        };
        let source = self.source();
        let file = source.file(source.place_of(*module).0);
        let start = file.skipped() + span.byte_range().start;
        let before = file.text.as_bytes().iter().take(start);
        let number = 1 + before.filter(|byte| **byte == b'\n').count();
        (file.path.display().to_string(), number)
    }

    /// What a path means as a type.
    pub(crate) fn resolve(&self, module: ModuleId, path: &Path) -> Resolved {
        self.source.lock().resolve_in(module, &name(path))
    }

    /// The modules and names where something that is no type may be declared.
    pub(crate) fn value_places(&self, module: ModuleId, path: &Path) -> Vec<(ModuleId, String)> {
        self.source.lock().value_places(module, &name(path))
    }

    /// The type from which kube's derive generates the struct with this path, and the name of that.
    pub(super) fn generated(&self, module: ModuleId, path: &Path) -> Option<(ItemId, String)> {
        let mut source = self.source.lock();
        let places = source.value_places(module, &name(path));
        let is_at = |(module, name): &(ModuleId, String), item: &crate::source::Item<Declared>| {
            let kind = item.data.as_ref().and_then(|data| data.kube.as_ref());
            item.module == *module
                && kind.is_some_and(|kind| kind.root.as_ref().unwrap_or(&kind.kind) == name)
        };
        places.into_iter().find_map(|place| {
            let found = source.items().find(|&(_, item)| is_at(&place, item))?.0;
            Some((found, place.1))
        })
    }

    /// A function in an `impl` block of a type: the module, the block and the signature.
    pub(crate) fn method(
        &self,
        item: &Item<Place>,
        name: &str,
    ) -> Option<(Place, Rc<syn::ItemImpl>, syn::Signature)> {
        let (place, (block, signature)) = self.search(item, |module| module.method(&item.name, name))?;
        Some((place, block, signature))
    }

    /// The file and the bytes of a span.
    pub(super) fn range(&self, place: &Place, span: Span) -> Option<(FileId, Range<usize>)> {
        let Place::Module(module) = place else { return None };
        let source = self.source.lock();
        let (id, _) = source.place_of(*module);
        let file = source.file(id);
        let (skipped, range) = (file.skipped(), span.byte_range());
        let (start, mut end) = (range.start + skipped, range.end + skipped);
        // In types that were kept, attributes stand for doc comments.
        if let Some(comment) = file.text.get(start..).filter(|rest| rest.starts_with("///")) {
            end = start + comment.lines().next().map_or(0, str::len);
        }
        Some((id, start..end))
    }

    fn parsed(&self, file: FileId) -> Result<Rc<Parsed>, Message> {
        if let Some(parsed) = self.parsed.borrow().get(&file) {
            return parsed.clone();
        }
        let unparsed = self.source.lock().unparsed(file);
        let parsed = unparsed.contents().map(|contents| {
            let modules = contents.modules.into_iter();
            Rc::new(modules.map(|(path, items)| (path, Module::of(items))).collect())
        });
        self.parsed.borrow_mut().insert(file, parsed.clone());
        parsed
    }

    fn in_module<T>(
        &self,
        module: ModuleId,
        take: impl FnOnce(&Module) -> Option<T>,
    ) -> Result<Option<T>, Message> {
        let (file, inline) = self.source.lock().place_of(module);
        let parsed = self.parsed(file)?;
        Ok(parsed.get(&inline).and_then(take))
    }

    /// What a path means, looked up in the source.
    fn named(&self, module: ModuleId, path: &Path) -> Result<Named<Place>, Message> {
        let resolved = self.source.lock().resolve_in(module, &name(path));
        match resolved {
            Resolved::Local(id) => {
                let whole = self.source.lock().path_of(id);
                let of = whole.split("::").next().unwrap_or_default();
                if BY_NAME.contains(&of) {
                    let last = whole.rsplit("::").next().unwrap_or_default();
                    return Ok(Named::External(format!("{of}::{last}")));
                }
                self.item(id).map(Named::Item)
            }
            Resolved::External(path) => Ok(Named::External(path)),
            Resolved::Unresolved(message) => match &path.segments[..] {
                [only] if only == "Default" => Ok(Named::External("std::default::Default".to_owned())),
                _ => match self.generated(module, path) {
                    Some((id, name)) => Ok(Named::Item(Rc::new(self.item(id)?.generating(&name)))),
                    None => Err(message),
                },
            },
        }
    }

    /// Looks in the module of an item, then in the other files of its package.
    fn search<T>(&self, item: &Item<Place>, take: impl Fn(&Module) -> Option<T>) -> Option<(Place, T)> {
        let Place::Module(own) = item.place else {
            return None;
        };
        if let Ok(Some(found)) = self.in_module(own, &take) {
            return Some((item.place.clone(), found));
        }
        let files: Vec<FileId> = {
            let source = self.source.lock();
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
                    let id = self.source.lock().module_at(file, inline)?;
                    return Some((Place::Module(id), found));
                }
            }
        }
        None
    }

    fn kubernetes(&self, package: PackageId) -> Result<PathBuf, Message> {
        let folders = &self.source.kubernetes;
        let mut folders = folders.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folders
            .entry(package)
            .or_insert_with(|| self.find_kubernetes(package));
        folder.clone()
    }

    /// The folder of the Kubernetes version that the features of k8s-openapi select.
    fn find_kubernetes(&self, package: PackageId) -> Result<PathBuf, Message> {
        let folder = self.source.lock().dependency(package, "k8s-openapi")?.join("src");
        let stated = self.source.lock().kubernetes(package);
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", folder.display())))?;
        let names = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut minors: Vec<u32> = names
            .filter_map(|name| name.strip_prefix("v1_")?.parse().ok())
            .collect();
        minors.sort_unstable();
        let chosen = match stated {
            Kubernetes::Minor(minor) => minors.iter().find(|known| **known == minor),
            Kubernetes::Earliest => minors.first(),
            Kubernetes::Latest | Kubernetes::Unstated => minors.last(),
        };
        match chosen {
            Some(minor) => Ok(folder.join(format!("v1_{minor}"))),
            None => Err(Message::new(
                "this version of k8s-openapi does not have the selected Kubernetes version",
            )),
        }
    }
}

impl Module {
    fn of(items: Vec<syn::Item>) -> Self {
        let mut module = Self::default();
        for item in items {
            match item {
                syn::Item::Struct(item) => {
                    module.item(&item.ident.clone(), Syntax::Data(Box::new(item.into())));
                }
                syn::Item::Enum(item) => {
                    module.item(&item.ident.clone(), Syntax::Data(Box::new(item.into())));
                }
                syn::Item::Type(item) => module.item(&item.ident.clone(), Syntax::Alias(Box::new(item))),
                syn::Item::Fn(item) => {
                    let name = item.sig.ident.unraw().to_string();
                    let function = Function {
                        signature: item.sig,
                        body: *item.block,
                    };
                    module.values.insert(name, Given::Function(Rc::new(function)));
                }
                syn::Item::Const(item) => module.constant(&item.ident, *item.ty, *item.expr),
                syn::Item::Static(item) => module.constant(&item.ident, *item.ty, *item.expr),
                syn::Item::Impl(item) => module.implementations.push(Rc::new(item)),
                _ => {}
            }
        }
        module
    }

    fn item(&mut self, name: &syn::Ident, syntax: Syntax) {
        self.items.insert(name.unraw().to_string(), syntax);
    }

    fn constant(&mut self, name: &syn::Ident, ty: syn::Type, value: syn::Expr) {
        let constant = Constant { ty, value };
        self.values
            .insert(name.unraw().to_string(), Given::Constant(Rc::new(constant)));
    }

    /// An `impl` of a trait, by the last parts of the trait's and the type's paths.
    fn implementation(&self, of: &str, name: &str) -> Option<Rc<syn::ItemImpl>> {
        let mut all = self.implementations.iter();
        let found = all.find(|found| {
            let segments = found.trait_.iter().flat_map(|(path, _)| &path.segments);
            let mut segments = segments.map(|segment| &segment.ident).rev();
            segments.next().is_some_and(|last| last == name)
                && !segments.any(|segment| segment == SCHEMARS_08)
                && is_named(&found.self_ty, of)
        });
        found.cloned()
    }

    fn method(&self, of: &str, name: &str) -> Option<(Rc<syn::ItemImpl>, syn::Signature)> {
        let own = self
            .implementations
            .iter()
            .filter(|found| is_named(&found.self_ty, of));
        own.flat_map(|found| found.items.iter().map(move |member| (found, member)))
            .find_map(|(found, member)| match member {
                syn::ImplItem::Fn(function) if function.sig.ident == name => {
                    Some((found.clone(), function.sig.clone()))
                }
                _ => None,
            })
    }

    fn associated(&self, of: &str, name: &str) -> Option<Given> {
        let own = self
            .implementations
            .iter()
            .filter(|found| found.trait_.is_none() && is_named(&found.self_ty, of));
        own.flat_map(|found| &found.items)
            .find_map(|member| match member {
                syn::ImplItem::Fn(function) if function.sig.ident == name => {
                    Some(Given::Function(Rc::new(Function {
                        signature: function.sig.clone(),
                        body: function.block.clone(),
                    })))
                }
                syn::ImplItem::Const(constant) if constant.ident == name => {
                    Some(Given::Constant(Rc::new(Constant {
                        ty: constant.ty.clone(),
                        value: constant.expr.clone(),
                    })))
                }
                _ => None,
            })
    }
}

fn is_named(ty: &syn::Type, name: &str) -> bool {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == name),
        _ => false,
    }
}

/// What k8s-openapi 0.28 calls schemars 0.8. Its types implement the traits of both versions, and no kube that works with it uses this one.
const SCHEMARS_08: &str = "schemars08";

impl Given {
    fn at(self, place: Place) -> Valued<Place> {
        match self {
            Self::Function(function) => Valued::Function(place, function),
            Self::Constant(constant) => Valued::Constant(place, constant),
        }
    }
}

fn name(path: &Path) -> Name {
    Name {
        global: path.global,
        segments: path.segments.clone(),
    }
}

impl Scope for Files<'_> {
    type Place = Place;

    fn ty(&self, place: &Place, path: &Path) -> Result<Named<Place>, Message> {
        let module = match place {
            Place::Module(module) => *module,
            Place::Kubernetes(_) => {
                let segments = match &path.segments[..] {
                    [first, rest @ ..] if first == "crate" => [&["k8s_openapi".to_owned()], rest].concat(),
                    [only] => vec![standard::prelude(only).unwrap_or(only).to_owned()],
                    whole => whole.to_vec(),
                };
                return Ok(Named::External(segments.join("::")));
            }
        };
        let known =
            |meanings: &BTreeMap<_, BTreeMap<_, Named<Place>>>| meanings.get(&module)?.get(path).cloned();
        if let Some(known) = known(&self.meanings.borrow()) {
            return Ok(known);
        }
        let named = self.named(module, path)?;
        let mut meanings = self.meanings.borrow_mut();
        meanings
            .entry(module)
            .or_default()
            .insert(path.clone(), named.clone());
        Ok(named)
    }

    fn value(&self, place: &Place, path: &Path) -> Option<Valued<Place>> {
        let Place::Module(module) = place else { return None };
        let places = self.source.lock().value_places(*module, &name(path));
        places.into_iter().find_map(|(module, name)| {
            let found = self
                .in_module(module, |inner| inner.values.get(&name).cloned())
                .ok()??;
            Some(found.at(Place::Module(module)))
        })
    }

    fn associated(&self, item: &Item<Place>, name: &str) -> Option<Valued<Place>> {
        let (place, found) = self.search(item, |module| module.associated(&item.name, name))?;
        Some(found.at(place))
    }

    fn implementation(&self, item: &Item<Place>, name: &str) -> Option<Implementation<Place>> {
        let (place, syntax) = self.search(item, |module| module.implementation(&item.name, name))?;
        Some(Implementation { place, syntax })
    }

    fn external(&self, place: &Place, path: &str, name: &str) -> Result<Implementation<Place>, Message> {
        let package = match place {
            Place::Module(module) => self.source.lock().package_of(*module),
            Place::Kubernetes(package) => *package,
        };
        let no_schema = || {
            Message::new(format!("`{path}` has no schema"))
                .help("replace it with `#[schemars(with = \"...\")]` or `#[schemars(schema_with = \"...\")]`")
        };
        let inner = path.strip_prefix("k8s_openapi::").ok_or_else(no_schema)?;
        let (module, ty) = inner.rsplit_once("::").ok_or_else(no_schema)?;
        let folder = self.kubernetes(package)?.join(module.replace("::", "/"));
        let read = |path: &std::path::Path| {
            std::fs::read_to_string(path)
                .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", path.display())))
        };
        let list = read(&folder.join("mod.rs"))?;
        let file = list.lines().find_map(|line| {
            let (file, names) = line.trim().strip_prefix("pub use self::")?.split_once("::")?;
            let names = names.trim_end_matches(';').trim_matches(['{', '}']);
            names
                .split(',')
                .any(|name| name.trim() == ty)
                .then(|| file.to_owned())
        });
        let file = folder.join(format!("{}.rs", file.ok_or_else(no_schema)?));
        let text = read(&file)?;
        let parse = |text: &str| syn::parse_file(text).map(|parsed| Module::of(parsed.items));
        // The block stands near the end, and the rest takes longer to parse.
        let head = format!("{name} for {ty} {{");
        let block = text.rmatch_indices(&head).find_map(|(at, _)| {
            let start = text[..at].rfind("\nimpl ")?;
            (!text[start..at].contains(SCHEMARS_08)).then_some(&text[start..])
        });
        let found = match block.and_then(|block| parse(block).ok()?.implementation(ty, name)) {
            Some(found) => Some(found),
            None => parse(&text)
                .map_err(|error| Message::new(error.to_string()))?
                .implementation(ty, name),
        };
        let found = found.ok_or_else(no_schema)?;
        Ok(Implementation {
            place: Place::Kubernetes(package),
            syntax: found,
        })
    }

    fn docs(&self, place: &Place, attr: &syn::Attribute) -> Option<Vec<String>> {
        let Place::Module(module) = place else { return None };
        let file = self.source.lock().file_of(*module);
        let kept = self.kept.borrow();
        let kept = kept.get(&file)?;
        let text = &kept.text[kept.skipped..];
        let lines = kept.types.docs(attr)?.iter();
        Some(lines.map(|line| text[line.clone()].to_owned()).collect())
    }

    fn holds(&self, place: &Place, attrs: &[syn::Attribute]) -> Option<bool> {
        match place {
            Place::Module(module) => self.source.lock().holds(*module, attrs),
            Place::Kubernetes(_) => None,
        }
    }

    fn text(&self, place: &Place, path: &str) -> Result<String, Message> {
        let Place::Module(module) = place else {
            return Err(Message::new("this file is not known"));
        };
        let folder = {
            let source = self.source.lock();
            let (file, _) = source.place_of(*module);
            source
                .file(file)
                .disk()
                .parent()
                .map(std::path::Path::to_owned)
                .unwrap_or_default()
        };
        let path = folder.join(path);
        std::fs::read_to_string(&path)
            .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", path.display())))
    }
}
