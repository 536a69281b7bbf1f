//! The syntax of a module, as far as schemas need it.

use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_kube_types::{Constant, Function, Syntax, Valued};
use syn::ext::IdentExt;

use super::shared::Place;

/// What a module declares.
#[derive(Default)]
pub(super) struct Module {
    pub(super) items: BTreeMap<String, Syntax>,
    pub(super) values: BTreeMap<String, Given>,
    implementations: Vec<Rc<syn::ItemImpl>>,
}

/// The value of a name that is no type.
#[derive(Clone)]
pub(super) enum Given {
    Function(Rc<Function>),
    Constant(Rc<Constant>),
}

/// What k8s-openapi 0.28 calls schemars 0.8. Its types implement the traits of both versions, and no kube that works with it uses this one.
pub(super) const SCHEMARS_08: &str = "schemars08";

impl Module {
    /// Sorts items.
    pub(super) fn of(items: Vec<syn::Item>) -> Self {
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
    pub(super) fn implementation(&self, of: &str, name: &str) -> Option<Rc<syn::ItemImpl>> {
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

    /// A function in an `impl` block of a type: the block and the signature.
    pub(super) fn method(&self, of: &str, name: &str) -> Option<(Rc<syn::ItemImpl>, syn::Signature)> {
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

    /// A function or a constant in an `impl` block of a type that is no trait's.
    pub(super) fn associated(&self, of: &str, name: &str) -> Option<Given> {
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

impl Given {
    /// Adds the place.
    pub(super) fn at(self, place: Place) -> Valued<Place> {
        match self {
            Self::Function(function) => Valued::Function(place, function),
            Self::Constant(constant) => Valued::Constant(place, constant),
        }
    }
}

fn is_named(ty: &syn::Type, name: &str) -> bool {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == name),
        _ => false,
    }
}
