//! Finds types: what their names mean, and what takes the place of parameters.

use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use syn::spanned::Spanned;
use syn::{GenericArgument, GenericParam, PathArguments};

use crate::reader::{Made, Reader};
use crate::scope::{Item, Named, Path, Scope, Syntax};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    /// Resolves a type.
    pub(crate) fn ty(&mut self, cx: &Context<S::Place>, ty: &syn::Type) -> Made<Ty<S::Place>, S::Place> {
        match ty {
            syn::Type::Path(path) => match &path.qself {
                None => self.path_type(cx, &path.path),
                Some(this) => self.projection(cx, this, &path.path),
            },
            syn::Type::Reference(reference) => self.ty(cx, &reference.elem),
            syn::Type::Group(group) => self.ty(cx, &group.elem),
            syn::Type::Paren(paren) => self.ty(cx, &paren.elem),
            syn::Type::Slice(slice) => {
                let item = self.ty(cx, &slice.elem)?;
                Ok(Ty::Known("slice".to_owned(), vec![item]))
            }
            syn::Type::Array(array) => {
                let item = self.ty(cx, &array.elem)?;
                let length = self.number(cx, &array.len)?;
                Ok(Ty::Array(Box::new(item), length))
            }
            syn::Type::Tuple(tuple) => {
                let all: Result<Vec<_>, _> = tuple.elems.iter().map(|elem| self.ty(cx, elem)).collect();
                Ok(Ty::Tuple(all?))
            }
            _ => self.fail(
                cx,
                ty.span(),
                Message::new("this type has no schema").help("use a named type"),
            ),
        }
    }

    /// Resolves a path that names a type.
    pub(crate) fn path_type(
        &mut self,
        cx: &Context<S::Place>,
        path: &syn::Path,
    ) -> Made<Ty<S::Place>, S::Place> {
        let name = Path::of(path);
        if let [only] = &name.segments[..]
            && !name.global
        {
            if let Some(ty) = cx.parameters.get(only) {
                return Ok(ty.clone());
            }
            if only == "Self"
                && let Some(this) = &cx.this
            {
                return Ok((**this).clone());
            }
        }
        let args = match path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(args)) => {
                let types = args.args.iter().filter_map(|arg| match arg {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                });
                types.map(|ty| self.ty(cx, ty)).collect::<Result<Vec<_>, _>>()?
            }
            _ => Vec::new(),
        };
        if let [only] = &name.segments[..]
            && let Some(item) = cx.local.iter().find(|item| item.name == *only).cloned()
        {
            return self.item_type(cx, item, args, path);
        }
        match self.scope.ty(&cx.place, &name) {
            Ok(Named::Item(item)) => self.item_type(cx, item, args, path),
            Ok(Named::External(path)) => Ok(Ty::Known(path, args)),
            Err(message) => self.fail(cx, path.span(), message),
        }
    }

    fn item_type(
        &mut self,
        cx: &Context<S::Place>,
        item: Rc<Item<S::Place>>,
        args: Vec<Ty<S::Place>>,
        path: &syn::Path,
    ) -> Made<Ty<S::Place>, S::Place> {
        let generics = match &item.syntax {
            Syntax::Data(data) => &data.generics,
            Syntax::Alias(alias) => &alias.generics,
        };
        let mut inner = Context::of(item.place.clone());
        inner.local.clone_from(&cx.local);
        let mut parameters = BTreeMap::new();
        let mut given = args.into_iter();
        let mut all = Vec::new();
        for parameter in generics.params.iter() {
            let GenericParam::Type(parameter) = parameter else {
                continue;
            };
            let ty = match (given.next(), &parameter.default) {
                (Some(ty), _) => ty,
                (None, Some((_, default))) => {
                    inner.parameters = Rc::new(parameters.clone());
                    self.ty(&inner, default)?
                }
                (None, None) => {
                    let message = format!("`{}` needs a type for `{}`", item.name, parameter.ident);
                    return self.fail(cx, path.span(), Message::new(message));
                }
            };
            parameters.insert(parameter.ident.to_string(), ty.clone());
            all.push(ty);
        }
        if let Syntax::Alias(alias) = &item.syntax {
            inner.parameters = Rc::new(parameters);
            return self.within(cx, path.span(), |this| this.ty(&inner, &alias.ty));
        }
        Ok(Ty::Item(item, all.into()))
    }

    /// `<X as Trait>::Name`
    fn projection(
        &mut self,
        cx: &Context<S::Place>,
        this: &syn::QSelf,
        path: &syn::Path,
    ) -> Made<Ty<S::Place>, S::Place> {
        let subject = self.ty(cx, &this.ty)?;
        let name = Path::of(path);
        let of_trait = this.position.checked_sub(1).and_then(|at| name.segments.get(at));
        if let (Ty::Item(item, _), Some(of_trait)) = (&subject, of_trait)
            && let Some(found) = self.scope.implementation(item, of_trait)
        {
            let ty = found.syntax.items.iter().find_map(|member| match member {
                syn::ImplItem::Type(ty) if ty.ident == name.last() => Some(&ty.ty),
                _ => None,
            });
            if let Some(ty) = ty {
                let inner = Context {
                    this: Some(Rc::new(subject.clone())),
                    ..Context::of(found.place.clone())
                };
                return self.ty(&inner, ty);
            }
        }
        let message =
            Message::new("the type behind this projection is not known").help("name the type itself");
        self.fail(cx, path.span(), message)
    }

    /// The context inside of an item.
    pub(crate) fn inside(&self, item: &Rc<Item<S::Place>>, args: &[Ty<S::Place>]) -> Context<S::Place> {
        let Syntax::Data(data) = &item.syntax else {
            return Context::of(item.place.clone());
        };
        let names = data
            .generics
            .params
            .iter()
            .filter_map(|parameter| match parameter {
                GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
                _ => None,
            });
        Context {
            place: item.place.clone(),
            parameters: Rc::new(names.zip(args.iter().cloned()).collect()),
            this: Some(Rc::new(Ty::Item(item.clone(), args.into()))),
            local: self.local.clone(),
        }
    }
}
