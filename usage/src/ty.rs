//! Types, as far as permissions depend on them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use kubewright_kube_types::{Item, Path, Syntax};

use crate::program::{Meaning, Program};
use crate::uses::Resource;

/// A type. References, smart pointers, `Option` and `Result` are the type in them: a call on either is found by what is inside.
#[derive(Clone, Debug)]
pub(crate) enum Ty<P> {
    /// A type with its arguments.
    Of(Head<P>, Vec<Self>),
    /// A type parameter of the function.
    Param(String),
    /// Not known.
    Unknown,
}

/// A type without its arguments.
#[derive(Clone, Debug)]
pub(crate) enum Head<P> {
    /// A kind.
    Kind(Resource),
    /// A type of the program.
    Item(Rc<Item<P>>),
    /// A type that sends requests.
    Known(Known),
    /// Objects of a kind that is known only when the program runs.
    Dynamic,
    /// A list.
    List,
}

/// Types that send requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// kube's `Api`.
    Api,
    /// kube's `Client`.
    KubeClient,
    /// kube's `Controller`.
    KubeController,
    /// kube's `Recorder`.
    KubeRecorder,
    /// kube's `PartialObjectMeta`.
    Metadata,
    /// `LeaseLock` of kube-leader-election.
    LeaseLock,
    /// The runtime's `Client`.
    Client,
    /// The runtime's `KindClient`.
    KindClient,
    /// The runtime's `Cache`.
    Cache,
    /// The runtime's `Manager`.
    Manager,
    /// The runtime's `Controller`.
    Controller,
    /// The runtime's `Recorder`.
    Recorder,
    /// The runtime's `Election`.
    Election,
    /// The runtime's `Watch`.
    Watch,
}

const RUNTIME: &str = "kubewright_runtime";

impl Known {
    /// The type with a name in kube (`ours` is false) or in the runtime.
    fn of(name: &str, ours: bool) -> Option<Self> {
        Some(match (name, ours) {
            ("Api", false) => Self::Api,
            ("Client", false) => Self::KubeClient,
            ("Controller", false) => Self::KubeController,
            ("Recorder", false) => Self::KubeRecorder,
            ("PartialObjectMeta", false) => Self::Metadata,
            ("LeaseLock", false) => Self::LeaseLock,
            ("Client", true) => Self::Client,
            ("KindClient", true) => Self::KindClient,
            ("Cache", true) => Self::Cache,
            ("Manager", true) => Self::Manager,
            ("Controller", true) => Self::Controller,
            ("Recorder", true) => Self::Recorder,
            ("Election" | "LeaseLocks", true) => Self::Election,
            ("Watch", true) => Self::Watch,
            _ => return None,
        })
    }
}

/// What names mean inside of a function.
pub(crate) struct Names<'p, X: Program> {
    pub(crate) program: &'p X,
    pub(crate) place: X::Place,
    pub(crate) parameters: Vec<String>,
    pub(crate) within: Option<Rc<syn::ItemImpl>>,
}

/// Wrappers that are what is inside of them.
const TRANSPARENT: [&str; 18] = [
    "Arc",
    "Box",
    "Rc",
    "Option",
    "Result",
    "Mutex",
    "RwLock",
    "RefCell",
    "OnceCell",
    "OnceLock",
    "LazyLock",
    "Cow",
    "Pin",
    "MutexGuard",
    "Poll",
    "ReconcileResult",
    "KubeResult",
    "Weak",
];

/// Lists, by what they contain last.
const LISTS: [&str; 10] = [
    "Vec",
    "VecDeque",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "ObjectList",
    "SmallVec",
    "IndexMap",
    "Iter",
];

impl<X: Program> Names<'_, X> {
    /// The type that syntax means.
    pub(crate) fn ty(&self, ty: &syn::Type) -> Ty<X::Place> {
        match ty {
            syn::Type::Reference(inner) => self.ty(&inner.elem),
            syn::Type::Paren(inner) => self.ty(&inner.elem),
            syn::Type::Group(inner) => self.ty(&inner.elem),
            syn::Type::Slice(inner) => Ty::Of(Head::List, vec![self.ty(&inner.elem)]),
            syn::Type::Array(inner) => Ty::Of(Head::List, vec![self.ty(&inner.elem)]),
            syn::Type::ImplTrait(inner) => self.output(&inner.bounds),
            syn::Type::TraitObject(inner) => self.output(&inner.bounds),
            syn::Type::Path(path) if path.qself.is_none() => self.path(&path.path),
            _ => Ty::Unknown,
        }
    }

    /// `impl Future<Output = T>` is `T`, and `impl Iterator<Item = T>` a list of it.
    fn output(
        &self,
        bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>,
    ) -> Ty<X::Place> {
        for bound in bounds {
            let syn::TypeParamBound::Trait(bound) = bound else {
                continue;
            };
            let Some(last) = bound.path.segments.last() else {
                continue;
            };
            let syn::PathArguments::AngleBracketed(args) = &last.arguments else {
                continue;
            };
            for arg in &args.args {
                match arg {
                    syn::GenericArgument::AssocType(found) if found.ident == "Output" => {
                        return self.ty(&found.ty);
                    }
                    syn::GenericArgument::AssocType(found) if found.ident == "Item" => {
                        return Ty::Of(Head::List, vec![self.ty(&found.ty)]);
                    }
                    _ => {}
                }
            }
        }
        Ty::Unknown
    }

    /// The type that a path means, with the arguments of its last segment.
    pub(crate) fn path(&self, path: &syn::Path) -> Ty<X::Place> {
        let args = match path.segments.last().map(|last| &last.arguments) {
            Some(syn::PathArguments::AngleBracketed(args)) => self.args(args),
            _ => Vec::new(),
        };
        self.named(&Path::of(path), args)
    }

    pub(crate) fn args(&self, args: &syn::AngleBracketedGenericArguments) -> Vec<Ty<X::Place>> {
        args.args
            .iter()
            .filter_map(|arg| match arg {
                syn::GenericArgument::Type(ty) => Some(self.ty(ty)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn named(&self, path: &Path, args: Vec<Ty<X::Place>>) -> Ty<X::Place> {
        match &path.segments[..] {
            [own] if own == "Self" => return self.own(),
            [own, name] if own == "Self" => return self.associated(name),
            [only] if self.parameters.contains(only) => return Ty::Param(only.clone()),
            _ => {}
        }
        let (whole, item) = match self.program.meaning(&self.place, path) {
            Meaning::Kind(resource) => return Ty::Of(Head::Kind(resource), args),
            Meaning::Item(item, whole) => (whole, Some(item)),
            Meaning::External(whole) => (whole, None),
            Meaning::Unknown => (path.written(), None),
        };
        let last = whole.rsplit("::").next().unwrap_or_default();
        let of_crate = match whole.split_once("::") {
            Some((first, _)) => first,
            // It comes from a glob import, such as the runtime's prelude.
            None if self.program.depends(&self.place, "kubewright-runtime") => RUNTIME,
            None => "kube",
        };
        if let Some(path) = whole.strip_prefix("k8s_openapi::") {
            return Resource::of_kubernetes(path)
                .map_or(Ty::Unknown, |resource| Ty::Of(Head::Kind(resource), args));
        }
        if of_crate.starts_with("kube") || item.is_none() {
            if last == "DynamicObject" || last == "DynamicKind" {
                return Ty::Of(Head::Dynamic, args);
            }
            let ours = of_crate == RUNTIME;
            let known =
                Known::of(last, ours).or_else(|| (of_crate == "kube").then(|| Known::of(last, true))?);
            if let Some(known) = known.filter(|_| of_crate.starts_with("kube")) {
                return Ty::Of(Head::Known(known), args);
            }
        }
        if item.is_none() {
            if TRANSPARENT.contains(&last) {
                return args.into_iter().next().unwrap_or(Ty::Unknown);
            }
            if LISTS.contains(&last) {
                return Ty::Of(Head::List, args.into_iter().last().into_iter().collect());
            }
        }
        let Some(item) = item else { return Ty::Unknown };
        match &item.syntax {
            Syntax::Alias(alias) => {
                let inner = self.of_item(&item, &alias.generics);
                let parameters = names_of(&alias.generics);
                inner.ty(&alias.ty).with(&bound(&parameters, &args))
            }
            Syntax::Data(_) => Ty::Of(Head::Item(item), args),
        }
    }

    /// The names in the module of a type, with its type parameters.
    fn of_item(&self, item: &Item<X::Place>, generics: &syn::Generics) -> Self {
        Self {
            program: self.program,
            place: item.place.clone(),
            parameters: names_of(generics),
            within: None,
        }
    }

    /// `Self`.
    pub(crate) fn own(&self) -> Ty<X::Place> {
        self.within
            .as_ref()
            .map_or(Ty::Unknown, |block| self.ty(&block.self_ty))
    }

    /// `Self::Name`.
    fn associated(&self, name: &str) -> Ty<X::Place> {
        let found = self
            .within
            .iter()
            .flat_map(|block| &block.items)
            .find_map(|item| match item {
                syn::ImplItem::Type(ty) if ty.ident == name => Some(&ty.ty),
                _ => None,
            });
        found.map_or(Ty::Unknown, |ty| self.ty(ty))
    }

    /// The type of a field.
    pub(crate) fn field(&self, of: &Ty<X::Place>, member: &syn::Member) -> Ty<X::Place> {
        let Ty::Of(Head::Item(item), args) = of else {
            return Ty::Unknown;
        };
        let Syntax::Data(input) = &item.syntax else {
            return Ty::Unknown;
        };
        let syn::Data::Struct(data) = &input.data else {
            return Ty::Unknown;
        };
        let found = data.fields.iter().enumerate().find(|(at, field)| match member {
            syn::Member::Named(name) => field.ident.as_ref() == Some(name),
            syn::Member::Unnamed(index) => *at == index.index as usize,
        });
        let Some((_, field)) = found else {
            return Ty::Unknown;
        };
        let names = self.of_item(item, &input.generics);
        names.ty(&field.ty).with(&bound(&names.parameters, args))
    }
}

fn names_of(generics: &syn::Generics) -> Vec<String> {
    generics
        .type_params()
        .map(|found| found.ident.to_string())
        .collect()
}

/// The arguments of type parameters.
pub(crate) type Bound<P> = BTreeMap<String, Ty<P>>;

fn bound<P: Clone>(parameters: &[String], args: &[Ty<P>]) -> Bound<P> {
    parameters.iter().cloned().zip(args.iter().cloned()).collect()
}

impl<P: Clone> Ty<P> {
    pub(crate) fn known(known: Known, args: Vec<Self>) -> Self {
        Self::Of(Head::Known(known), args)
    }

    pub(crate) fn is_known(&self) -> Option<Known> {
        match self {
            Self::Of(Head::Known(known), _) => Some(*known),
            _ => None,
        }
    }

    /// Its type argument.
    pub(crate) fn arg(&self) -> Self {
        match self {
            Self::Of(_, args) => args.first().cloned().unwrap_or(Self::Unknown),
            _ => Self::Unknown,
        }
    }

    /// What iterating over it gives.
    pub(crate) fn element(&self) -> Self {
        match self {
            Self::Of(Head::List, args) => args.first().cloned().unwrap_or(Self::Unknown),
            _ => Self::Unknown,
        }
    }

    pub(crate) fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Unknown => other(),
            found => found,
        }
    }

    /// The type with type parameters replaced.
    pub(crate) fn with(&self, bound: &Bound<P>) -> Self {
        match self {
            Self::Param(name) => bound.get(name).cloned().unwrap_or_else(|| self.clone()),
            Self::Of(head, args) => Self::Of(head.clone(), args.iter().map(|arg| arg.with(bound)).collect()),
            Self::Unknown => Self::Unknown,
        }
    }

    /// Finds the type parameters of this type that make it the other type.
    pub(crate) fn unify(&self, other: &Self, bound: &mut Bound<P>) {
        match (self, other) {
            (_, Self::Unknown) => {}
            (Self::Param(name), found) => {
                bound.entry(name.clone()).or_insert_with(|| found.clone());
            }
            (Self::Of(_, args), Self::Of(_, others)) => {
                for (arg, other) in args.iter().zip(others) {
                    arg.unify(other, bound);
                }
            }
            _ => {}
        }
    }

    /// The kind of objects that it is about: that of `PartialObjectMeta<K>` is `K`'s.
    pub(crate) fn object(&self) -> Self {
        match self {
            Self::Of(Head::Known(Known::Metadata), _) => self.arg(),
            found => found.clone(),
        }
    }
}
