//! The whole syntax of a file, for those items that are read as syntax: types with kube's derive, and the functions that they name.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use kubewright_core::diagnostic::Message;
use syn::Attribute;

use super::cfg::Cfg;
use super::extract::Extract;
use super::manifest::Dependency;
use super::scan;
use super::{File, FileId, Item, ItemId, ModuleId, PackageId, Source, outline};

/// The items of a file, by the names of the inline modules around them.
#[derive(Debug)]
pub struct Contents {
    /// The items.
    pub modules: BTreeMap<Vec<String>, Vec<syn::Item>>,
}

/// Why a file cannot be parsed.
#[derive(Clone, Debug)]
pub struct Unparsable {
    /// The reason.
    pub message: Message,
    /// The place in the text of the file.
    pub range: Range<usize>,
}

/// A file that is not parsed.
#[derive(Clone, Debug)]
pub struct Unparsed {
    text: Arc<str>,
    cfg: Cfg,
}

impl Unparsed {
    /// Parses it, without the parts that `#[cfg(...)]` removes.
    ///
    /// # Errors
    ///
    /// If it has syntax that is unknown here, or nests too deep.
    pub fn contents(&self) -> Result<Contents, Unparsable> {
        if let Some(at) = scan::too_deep(&self.text) {
            return Err(Unparsable {
                message: Message::new(outline::TOO_DEEP)
                    .help("move a part of it into a function or a constant"),
                range: at..at + 1,
            });
        }
        let skipped = scan::preamble(&self.text);
        let parsed = syn::parse_file(&self.text[skipped..]).map_err(|error| {
            let range = match error.span().byte_range() {
                // The end of the file has no span.
                range if range.end == 0 => self.text.len()..self.text.len(),
                range => range.start + skipped..range.end + skipped,
            };
            Unparsable {
                message: Message::new(format!("this file cannot be read as Rust: {error}")),
                range,
            }
        })?;
        let mut contents = Contents {
            modules: BTreeMap::new(),
        };
        let renamed = scan::renamed(&self.text);
        add((&self.cfg, &renamed), Vec::new(), parsed.items, &mut contents);
        Ok(contents)
    }
}

impl<X: Extract> Source<X> {
    /// A file, to be parsed.
    pub fn unparsed(&self, file: FileId) -> Unparsed {
        let file = self.file(file);
        Unparsed {
            text: file.text.clone(),
            cfg: self.packages[file.package.0].cfg.clone(),
        }
    }

    /// Reads the rest of an item, and of all others in its file.
    pub fn complete(&mut self, id: ItemId) {
        let is_open = |item: &Item<X::Item>| {
            let data = item.data.as_ref();
            data.is_some_and(|data| !self.extract.is_whole(data))
        };
        if !is_open(self.item(id)) {
            return;
        }
        let of = self.item(id).file;
        let File {
            path, text, package, ..
        } = self.file(of);
        let cfg = &self.packages[package.0].cfg;
        // What cannot be read was an error the first time.
        let whole = outline::items(&self.extract.whole(), cfg, path, text).unwrap_or_default();
        let mut whole: BTreeMap<_, _> = { whole.into_iter() }
            .map(|item| (item.range.start, item.data))
            .collect();
        let open = self
            .items
            .iter_mut()
            .filter(|item| item.file == of && is_open(item));
        for item in open {
            if let Some(data) = whole.remove(&item.range.start) {
                item.data = data;
            }
        }
    }

    /// Returns the file with the contents of a module.
    pub fn file_of(&self, module: ModuleId) -> FileId {
        self.module(module).file
    }

    /// The file of a module, and the names of the inline modules around its contents.
    pub fn place_of(&self, module: ModuleId) -> (FileId, Vec<String>) {
        let file = self.module(module).file;
        let mut path = Vec::new();
        let mut at = module;
        while let Some(parent) = self.module(at).parent
            && self.module(parent).file == file
        {
            path.extend(self.module(at).path.last().cloned());
            at = parent;
        }
        path.reverse();
        (file, path)
    }

    /// The module with these contents.
    pub fn module_at(&self, file: FileId, inline: &[String]) -> Option<ModuleId> {
        let all = (0..self.modules.len()).map(ModuleId);
        let mut of_file = all.filter(|id| self.module(*id).file == file);
        of_file.find(|id| self.place_of(*id).1 == inline)
    }

    /// The package of a module.
    pub fn package_of(&self, module: ModuleId) -> PackageId {
        self.module(module).package
    }

    /// Whether the conditions among the attributes of code in a module hold; `None` if that is not known.
    pub fn holds(&self, module: ModuleId, attrs: &[Attribute]) -> Option<bool> {
        self.packages[self.package_of(module).0].cfg.holds(attrs)
    }

    /// The version of a package in the lock file of another package; `None` if it is not a dependency.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be read.
    pub fn locked(&mut self, package: PackageId, name: &str) -> Result<Option<String>, Message> {
        let package = &self.packages[package.0];
        match package.lock.clone() {
            Some(lock) => self.foreign.version(&package.manifest, name, &lock),
            None => Ok(None),
        }
    }

    /// Whether the version of a package that the lock file names is from no registry: a fork, or a patch.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be read.
    pub fn is_fork(&mut self, package: PackageId, name: &str) -> Result<bool, Message> {
        let package = &self.packages[package.0];
        match package.lock.clone() {
            Some(lock) => self.foreign.is_fork(&package.manifest, name, &lock),
            None => Ok(false),
        }
    }

    /// The version that `Cargo.toml` requires of a dependency, if the package has no lock file.
    pub fn required(&self, package: PackageId, name: &str) -> Option<String> {
        let found = self.dependency_on(package, name)?;
        let has_lock = self.packages[package.0].lock.is_some();
        found.version.clone().filter(|_| !has_lock)
    }

    /// Whether `Cargo.toml` has a dependency.
    pub fn depends(&self, package: PackageId, name: &str) -> bool {
        self.dependency_on(package, name).is_some()
    }

    fn dependency_on(&self, package: PackageId, name: &str) -> Option<&Dependency> {
        let manifest = self.packages[package.0].manifest.package.as_ref()?;
        let mut all = manifest.dependencies.values();
        all.find(|dependency| dependency.package == name)
    }

    /// The folder with the source of a dependency.
    ///
    /// # Errors
    ///
    /// If it is none, or not on this machine.
    pub fn dependency(&mut self, package: PackageId, name: &str) -> Result<PathBuf, Message> {
        let package = &self.packages[package.0];
        let dependencies = package
            .manifest
            .package
            .iter()
            .flat_map(|found| found.dependencies.values());
        let Some(dependency) = { dependencies }
            .find(|dependency| dependency.package == name)
            .cloned()
        else {
            let message = Message::new(format!(
                "`{name}` is not a dependency of the package that uses its types"
            ));
            return Err(message.help("add it to `Cargo.toml`"));
        };
        self.foreign
            .folder(&package.manifest, &dependency, package.lock.as_deref())
    }
}

fn add(
    (cfg, renamed): (&Cfg, &[(String, String)]),
    path: Vec<String>,
    items: Vec<syn::Item>,
    contents: &mut Contents,
) {
    let mut kept = Vec::new();
    for mut item in items {
        let Some(attrs) = attributes(&mut item) else {
            continue;
        };
        cfg.expand(attrs);
        if !cfg.keeps(attrs) {
            continue;
        }
        outline::restore(attrs, renamed);
        match item {
            syn::Item::Mod(module) => {
                if let Some((_, items)) = module.content {
                    let mut inner = path.clone();
                    inner.push(syn::ext::IdentExt::unraw(&module.ident).to_string());
                    add((cfg, renamed), inner, items, contents);
                }
            }
            syn::Item::Struct(mut item) => {
                fields(cfg, &mut item.fields);
                kept.push(syn::Item::Struct(item));
            }
            syn::Item::Enum(mut item) => {
                let variants = std::mem::take(&mut item.variants).into_iter();
                item.variants = variants
                    .filter_map(|mut variant| {
                        cfg.expand(&mut variant.attrs);
                        fields(cfg, &mut variant.fields);
                        cfg.keeps(&variant.attrs).then_some(variant)
                    })
                    .collect();
                kept.push(syn::Item::Enum(item));
            }
            syn::Item::Impl(mut item) => {
                item.items.retain(|member| cfg.keeps(of_member(member)));
                kept.push(syn::Item::Impl(item));
            }
            other => kept.push(other),
        }
    }
    contents.modules.insert(path, kept);
}

fn fields(cfg: &Cfg, all: &mut syn::Fields) {
    all.iter_mut().for_each(|field| cfg.expand(&mut field.attrs));
    cfg.remove_fields(all);
}

fn of_member(member: &syn::ImplItem) -> &[Attribute] {
    match member {
        syn::ImplItem::Fn(member) => &member.attrs,
        syn::ImplItem::Const(member) => &member.attrs,
        syn::ImplItem::Type(member) => &member.attrs,
        _ => &[],
    }
}

/// The attributes of the items that are used.
fn attributes(item: &mut syn::Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        syn::Item::Struct(item) => &mut item.attrs,
        syn::Item::Enum(item) => &mut item.attrs,
        syn::Item::Type(item) => &mut item.attrs,
        syn::Item::Fn(item) => &mut item.attrs,
        syn::Item::Const(item) => &mut item.attrs,
        syn::Item::Static(item) => &mut item.attrs,
        syn::Item::Impl(item) => &mut item.attrs,
        syn::Item::Mod(item) => &mut item.attrs,
        _ => return None,
    })
}
