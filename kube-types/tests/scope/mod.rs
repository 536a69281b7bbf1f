//! Names in a single file: the smallest `Scope`.

use std::collections::BTreeMap;
use std::path::{Path as File_, PathBuf};
use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{
    Constant, Function, Implementation, Item, Named, Path, Scope, Syntax, Valued, kind,
};
use syn::ext::IdentExt;

/// A file with its inline modules; a module is its path.
pub(crate) struct File {
    path: PathBuf,
    modules: BTreeMap<Vec<String>, Module>,
    /// Where k8s-openapi's source is, and its files.
    kubernetes: PathBuf,
}

#[derive(Default)]
struct Module {
    items: Vec<Rc<Item<Vec<String>>>>,
    functions: BTreeMap<String, Rc<Function>>,
    constants: BTreeMap<String, Rc<Constant>>,
    implementations: Vec<Rc<syn::ItemImpl>>,
    /// Names and globs (`*`) of `use`, with their paths.
    imports: Vec<(String, Vec<String>)>,
}

/// Whether a `cfg` of the cases holds; they have only `all()` and `any()`.
fn holds(condition: &proc_macro2::TokenStream) -> bool {
    condition.to_string().replace(' ', "") != "any()"
}

fn expand(attrs: &mut Vec<syn::Attribute>) -> bool {
    let mut kept = true;
    let mut out = Vec::new();
    for attr in attrs.drain(..) {
        if attr.path().is_ident("cfg") {
            let syn::Meta::List(list) = &attr.meta else {
                continue;
            };
            kept &= holds(&list.tokens);
        } else if attr.path().is_ident("cfg_attr") {
            let metas = attr
                .parse_args_with(syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated)
                .unwrap();
            let mut metas = metas.into_iter();
            let condition = metas.next().unwrap();
            if holds(&quote::ToTokens::to_token_stream(&condition)) {
                out.extend(metas.map(|meta| syn::Attribute { meta, ..attr.clone() }));
            }
        } else {
            out.push(attr);
        }
    }
    *attrs = out;
    kept
}

fn expand_fields(fields: &mut syn::Fields) {
    if let syn::Fields::Named(named) = fields {
        let all = std::mem::take(&mut named.named);
        named.named = all
            .into_iter()
            .filter_map(|mut field| expand(&mut field.attrs).then_some(field))
            .collect();
    }
}

impl File {
    pub(crate) fn read(path: &File_) -> Self {
        Self::read_with(path, ("0.29.0", "v1_37"))
    }

    /// Reads a file that uses this version of k8s-openapi and of Kubernetes.
    pub(crate) fn read_with(path: &File_, (version, minor): (&str, &str)) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let syntax = syn::parse_file(&text).unwrap();
        let home = std::env::var_os("CARGO_HOME").map_or_else(
            || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cargo"),
            PathBuf::from,
        );
        let find = || {
            let registries = std::fs::read_dir(home.join("registry/src")).unwrap();
            registries
                .map(|entry| {
                    let sources = entry.unwrap().path();
                    sources.join(format!("k8s-openapi-{version}/src/{minor}"))
                })
                .find(|path| path.is_dir())
        };
        // The workspace depends on the newest one, an oracle on each other.
        let kubernetes = find().or_else(|| {
            let eras = File_::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/kube/eras");
            for era in std::fs::read_dir(eras).unwrap() {
                let manifest = era.unwrap().path().join("Cargo.toml");
                let lock = std::fs::read_to_string(manifest.with_extension("lock")).unwrap_or_default();
                if lock.contains(&format!("name = \"k8s-openapi\"\nversion = \"{version}\"")) {
                    let mut cargo = std::process::Command::new(env!("CARGO"));
                    cargo
                        .args(["fetch", "--quiet", "--locked", "--manifest-path"])
                        .arg(manifest);
                    assert!(cargo.status().unwrap().success());
                    return find();
                }
            }
            None
        });
        let kubernetes = kubernetes.expect("the sources of k8s-openapi are on disk");
        let mut file = Self {
            path: path.to_owned(),
            modules: BTreeMap::new(),
            kubernetes,
        };
        file.add(&[], syntax.items);
        file
    }

    pub(crate) fn kinds(&self) -> Vec<Rc<Item<Vec<String>>>> {
        let mut all: Vec<_> = self
            .modules
            .values()
            .flat_map(|module| module.items.iter().cloned())
            .collect();
        all.retain(|item| match &item.syntax {
            Syntax::Data(data) => kind(&data.attrs).is_some(),
            Syntax::Alias(_) => false,
        });
        all
    }

    fn add(&mut self, at: &[String], items: Vec<syn::Item>) {
        let mut module = Module::default();
        for item in items {
            match item {
                syn::Item::Struct(mut item) => {
                    expand(&mut item.attrs);
                    expand_fields(&mut item.fields);
                    module.item(at, &item.ident.clone(), Syntax::Data(Box::new(item.into())));
                }
                syn::Item::Enum(mut item) => {
                    expand(&mut item.attrs);
                    module.item(at, &item.ident.clone(), Syntax::Data(Box::new(item.into())));
                }
                syn::Item::Type(item) => module.item(at, &item.ident.clone(), Syntax::Alias(Box::new(item))),
                syn::Item::Fn(item) => {
                    let function = Function {
                        signature: item.sig,
                        body: *item.block,
                    };
                    module
                        .functions
                        .insert(function.signature.ident.to_string(), Rc::new(function));
                }
                syn::Item::Const(item) => {
                    let constant = Constant {
                        ty: *item.ty,
                        value: *item.expr,
                    };
                    module.constants.insert(item.ident.to_string(), Rc::new(constant));
                }
                syn::Item::Static(item) => {
                    let constant = Constant {
                        ty: *item.ty,
                        value: *item.expr,
                    };
                    module.constants.insert(item.ident.to_string(), Rc::new(constant));
                }
                syn::Item::Impl(mut item) => {
                    item.items.retain_mut(|member| match member {
                        syn::ImplItem::Fn(function) => expand(&mut function.attrs),
                        _ => true,
                    });
                    module.implementations.push(Rc::new(item));
                }
                syn::Item::Use(item) => flatten(&item.tree, Vec::new(), &mut module.imports),
                syn::Item::Mod(item) => {
                    let mut inner = at.to_vec();
                    inner.push(item.ident.to_string());
                    self.add(&inner, item.content.unwrap().1);
                }
                _ => {}
            }
        }
        self.modules.insert(at.to_vec(), module);
    }

    /// The module that a path leads to, from a module.
    fn module(&self, from: &[String], path: &[String]) -> Option<Vec<String>> {
        let Some((first, rest)) = path.split_first() else {
            return Some(from.to_vec());
        };
        let here = match first.as_str() {
            // In the oracle each case is a module of the crate.
            "crate" => Vec::new(),
            "self" => from.to_vec(),
            "super" if from.is_empty() => return self.module(from, &rest[1..]),
            "super" => from[..from.len() - 1].to_vec(),
            name => {
                let mut inner = from.to_vec();
                inner.push(name.to_owned());
                if self.modules.contains_key(&inner) {
                    inner
                } else {
                    let imports = &self.modules[from].imports;
                    let (_, path) = imports
                        .iter()
                        .find(|(known, path)| known == name && path[..] != [name.to_owned()])?;
                    self.module(from, path)?
                }
            }
        };
        match rest {
            [] => Some(here),
            rest => self.module(&here, rest),
        }
    }

    #[expect(clippy::type_complexity, reason = "a function that looks into a module")]
    fn find<T>(
        &self,
        from: &[String],
        path: &[String],
        take: &dyn Fn(&[String], &Module, &str) -> Option<T>,
        depth: usize,
    ) -> Option<T> {
        if depth > 5 {
            return None;
        }
        let (last, before) = path.split_last()?;
        let at = self.module(from, before)?;
        let module = self.modules.get(&at)?;
        if let Some(found) = take(&at, module, last) {
            return Some(found);
        }
        module
            .imports
            .iter()
            .find_map(|(name, path)| match name.as_str() {
                "*" => {
                    let mut path = path.clone();
                    path.push(last.clone());
                    self.find(&at, &path, take, depth + 1)
                }
                name if name == last && path[..] != [last.clone()] => self.find(&at, path, take, depth + 1),
                _ => None,
            })
    }

    /// A path of another crate, as its `use` writes it.
    fn external(&self, from: &[String], path: &[String]) -> Option<String> {
        let (first, rest) = path.split_first()?;
        let module = &self.modules[from];
        if let Some((_, import)) = module
            .imports
            .iter()
            .find(|(name, path)| name == first && path[..] != [first.clone()])
        {
            let whole: Vec<_> = import.iter().chain(rest).cloned().collect();
            return self.external(&[], &whole);
        }
        if let [only] = path {
            let primitive = only.starts_with(char::is_lowercase).then_some(only.as_str());
            return prelude(only).or(primitive).map(str::to_owned);
        }
        let prelude = matches!(first.as_str(), "String" | "Option" | "Vec" | "Box" | "Default");
        (!prelude).then(|| path.join("::"))
    }
}

fn prelude(name: &str) -> Option<&'static str> {
    Some(match name {
        "String" => "std::string::String",
        "Option" => "std::option::Option",
        "Vec" => "std::vec::Vec",
        "Box" => "std::boxed::Box",
        "Result" => "std::result::Result",
        "Default" => "std::default::Default",
        _ => return None,
    })
}

impl Module {
    fn item(&mut self, at: &[String], name: &syn::Ident, syntax: Syntax) {
        self.items.push(Rc::new(Item {
            name: name.unraw().to_string(),
            place: at.to_vec(),
            syntax,
            generated: false,
        }));
    }
}

fn flatten(tree: &syn::UseTree, mut path: Vec<String>, out: &mut Vec<(String, Vec<String>)>) {
    match tree {
        syn::UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, out);
        }
        syn::UseTree::Name(name) if name.ident == "self" => out.push((path.last().unwrap().clone(), path)),
        syn::UseTree::Name(name) => {
            path.push(name.ident.to_string());
            out.push((name.ident.to_string(), path));
        }
        syn::UseTree::Rename(name) => {
            path.push(name.ident.to_string());
            out.push((name.rename.to_string(), path));
        }
        syn::UseTree::Glob(_) => out.push(("*".to_owned(), path)),
        syn::UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| flatten(tree, path.clone(), out)),
    }
}

impl Scope for File {
    type Place = Vec<String>;

    fn holds(&self, _: &Vec<String>, attrs: &[syn::Attribute]) -> Option<bool> {
        Some(expand(&mut attrs.to_vec()))
    }

    fn ty(&self, place: &Vec<String>, path: &Path) -> Result<Named<Vec<String>>, Message> {
        if place.first().is_some_and(|first| first == "k8s_openapi") {
            let segments = match &path.segments[..] {
                [first, rest @ ..] if first == "crate" => [&["k8s_openapi".to_owned()], rest].concat(),
                [only] => vec![prelude(only).unwrap_or(only).to_owned()],
                whole => whole.to_vec(),
            };
            return Ok(Named::External(segments.join("::")));
        }
        let take = |_: &[String], module: &Module, name: &str| {
            module.items.iter().find(|item| item.name == name).cloned()
        };
        if let Some(item) = self.find(place, &path.segments, &take, 0) {
            return Ok(Named::Item(item));
        }
        let generated = |_: &[String], module: &Module, name: &str| {
            module.items.iter().find_map(|item| {
                let Syntax::Data(data) = &item.syntax else {
                    return None;
                };
                let kind = kind(&data.attrs)?;
                let root = kind.root.unwrap_or(kind.kind);
                (root == name).then(|| Rc::new(item.generating(name)))
            })
        };
        if let Some(item) = self.find(place, &path.segments, &generated, 0) {
            return Ok(Named::Item(item));
        }
        match self.external(place, &path.segments) {
            Some(path) => Ok(Named::External(path)),
            None => Err(Message::new(format!("`{}` is not declared", path.written()))),
        }
    }

    fn value(&self, place: &Vec<String>, path: &Path) -> Option<Valued<Vec<String>>> {
        let take = |at: &[String], module: &Module, name: &str| {
            let function = module.functions.get(name).cloned();
            let constant = module.constants.get(name).cloned();
            function
                .map(|function| Valued::Function(at.to_vec(), function))
                .or_else(|| constant.map(|constant| Valued::Constant(at.to_vec(), constant)))
        };
        self.modules.get(place)?;
        // `super::case::...` is how a case names itself in the oracle.
        let own = self.path.file_stem()?.to_string_lossy().into_owned();
        let segments = match &path.segments[..] {
            [first, second, rest @ ..] if first == "super" && *second == own && place.is_empty() => rest,
            all => all,
        };
        self.find(place, segments, &take, 0)
    }

    fn associated(&self, item: &Item<Vec<String>>, name: &str) -> Option<Valued<Vec<String>>> {
        let module = self.modules.get(&item.place)?;
        let own = module
            .implementations
            .iter()
            .filter(|found| found.trait_.is_none() && named(&found.self_ty) == item.name);
        own.flat_map(|found| &found.items)
            .find_map(|member| match member {
                syn::ImplItem::Fn(function) if function.sig.ident == name => Some(Valued::Function(
                    item.place.clone(),
                    Rc::new(Function {
                        signature: function.sig.clone(),
                        body: function.block.clone(),
                    }),
                )),
                syn::ImplItem::Const(constant) if constant.ident == name => Some(Valued::Constant(
                    item.place.clone(),
                    Rc::new(Constant {
                        ty: constant.ty.clone(),
                        value: constant.expr.clone(),
                    }),
                )),
                _ => None,
            })
    }

    fn implementation(&self, item: &Item<Vec<String>>, name: &str) -> Option<Implementation<Vec<String>>> {
        let module = self.modules.get(&item.place)?;
        let found = module.implementations.iter().find(|found| {
            let of = found.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            of.is_some_and(|last| last.ident == name) && named(&found.self_ty) == item.name
        });
        found.map(|found| Implementation {
            place: item.place.clone(),
            syntax: found.clone(),
        })
    }

    fn external(
        &self,
        _: &Vec<String>,
        path: &str,
        name: &str,
    ) -> Result<Implementation<Vec<String>>, Message> {
        let inner = path
            .strip_prefix("k8s_openapi::")
            .ok_or_else(|| Message::new(format!("`{path}` has no schema")))?;
        let (module, ty) = inner.rsplit_once("::").unwrap();
        let folder = self.kubernetes.join(module.replace("::", "/"));
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            if !text.contains(&format!("JsonSchema for {ty} ")) {
                continue;
            }
            for item in syn::parse_file(&text).unwrap().items {
                if let syn::Item::Impl(found) = item
                    && found
                        .trait_
                        .as_ref()
                        .is_some_and(|(path, _)| path.segments.last().unwrap().ident == name)
                    && named(&found.self_ty) == ty
                {
                    return Ok(Implementation {
                        place: vec!["k8s_openapi".to_owned()],
                        syntax: Rc::new(found),
                    });
                }
            }
        }
        Err(Message::new(format!("`{path}` has no `{name}`")))
    }

    fn text(&self, _: &Vec<String>, path: &str) -> Result<String, Message> {
        let path = self.path.parent().unwrap().join(path);
        std::fs::read_to_string(path).map_err(|error| Message::new(error.to_string()))
    }
}

fn named(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().unwrap().ident.to_string(),
        _ => String::new(),
    }
}
