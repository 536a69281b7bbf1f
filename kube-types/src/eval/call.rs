//! Paths and calls: constants, variants, constructors, functions.

use std::rc::Rc;

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Fields};

use super::conditions::of_statement;
use super::expression::parent;
use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::{Function, Path, Scope, Syntax, Valued};
use crate::span;
use crate::types::{Context, Ty};

type Value<S> = Made<Val<<S as Scope>::Place>, <S as Scope>::Place>;

/// What a path before parentheses means.
pub(super) enum Callee<P> {
    /// A function, the place of its code, and the type that it belongs to.
    Function(P, Rc<Function>, Option<Ty<P>>),
    /// A tuple struct or a variant.
    Constructor(Ty<P>, Option<String>),
    /// A function of a type that is known by its path.
    Known(Ty<P>, String),
    /// A function that is known by its path.
    Free(String),
}

impl<S: Scope> Reader<'_, S> {
    pub(super) fn path_value(
        &mut self,
        cx: &Context<S::Place>,
        env: &Env<S::Place>,
        path: &syn::Path,
    ) -> Value<S> {
        let name = Path::of(path);
        if let [only] = &name.segments[..] {
            if let Some(value) = env.get(only) {
                return Ok(value.clone());
            }
            if only == "None" {
                return Ok(Val::None);
            }
        }
        if let Some(Valued::Constant(place, constant)) = self.scope.value(&cx.place, &name) {
            let inner = Context::of(place);
            return self.constant(&inner, &constant.ty, &constant.value);
        }
        if let Some(parent) = parent(path)
            && let Ok(ty) = self.path_type(cx, &parent)
        {
            let last = name.last();
            match &ty {
                Ty::Item(item, args) => {
                    if let Ok((Ty::Item(..), Some(variant))) = self.constructed(cx, path) {
                        return Ok(Val::Variant(item.clone(), args.clone(), variant, Vec::new()));
                    }
                    if let Some(Valued::Constant(place, constant)) = self.scope.associated(item, last) {
                        let inner = Context {
                            place,
                            ..self.inside(item, args)
                        };
                        return self.constant(&inner, &constant.ty, &constant.value);
                    }
                }
                ty => {
                    if let Some(value) = super::known::constant(ty, last) {
                        return Ok(value);
                    }
                }
            }
        }
        match self.path_type(cx, path) {
            Ok(Ty::Item(item, args)) => Ok(Val::Struct(item, args, Vec::new())),
            _ => self.unknown(cx, path.span(), &format!("`{}`", name.written())),
        }
    }

    fn constant(&mut self, cx: &Context<S::Place>, ty: &syn::Type, value: &Expr) -> Value<S> {
        let hint = self.ty(cx, ty).ok();
        self.within(cx, value.span(), |this| {
            this.eval(cx, &mut Env::default(), value, hint.as_ref())
        })
    }

    pub(super) fn call(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        call: &syn::ExprCall,
        hint: Option<&Ty<S::Place>>,
    ) -> Value<S> {
        let Expr::Path(func) = &*call.func else {
            return self.unknown(cx, call.span(), "this call");
        };
        if let Some(this) = &func.qself {
            // `<T as Default>::default()`, `<T>::default()`
            let ty = self.ty(cx, &this.ty)?;
            let mut args = Vec::new();
            for arg in &call.args {
                args.push(self.eval(cx, env, arg, None)?);
            }
            return self.known_call(cx, &ty, Path::of(&func.path).last(), args, hint, call.span());
        }
        match (Path::of(&func.path).last(), call.args.first()) {
            ("Some", Some(arg)) => {
                let value = self.eval(cx, env, arg, hint.and_then(Ty::argument))?;
                return Ok(Val::Some(Box::new(value)));
            }
            ("Ok", Some(arg)) => return self.eval(cx, env, arg, hint.and_then(Ty::argument)),
            ("new", Some(pattern))
                if Path::of(&func.path)
                    .parent()
                    .is_some_and(|of| of.last() == "Regex") =>
            {
                return self.eval(cx, env, pattern, None);
            }
            // A value that is computed at its first use.
            ("new", Some(Expr::Closure(closure))) if closure.inputs.is_empty() => {
                return self.eval(cx, env, &closure.body, hint.and_then(Ty::argument));
            }
            ("new", Some(Expr::Path(lazy))) if is_lazy(&func.path) => {
                return self.call_path(cx, &lazy.path, Vec::new(), hint.and_then(Ty::argument));
            }
            _ => {}
        }
        let callee = self.callee(cx, &func.path)?;
        let hints = self.parameters(&callee, hint);
        let mut args = Vec::new();
        for (at, arg) in call.args.iter().enumerate() {
            args.push(self.eval(cx, env, arg, hints.get(at).and_then(Option::as_ref))?);
        }
        self.apply(cx, callee, args, hint, &func.path)
    }

    /// Calls the function with this path.
    pub(crate) fn call_path(
        &mut self,
        cx: &Context<S::Place>,
        path: &syn::Path,
        args: Vec<Val<S::Place>>,
        hint: Option<&Ty<S::Place>>,
    ) -> Value<S> {
        let callee = self.callee(cx, path)?;
        self.apply(cx, callee, args, hint, path)
    }

    pub(super) fn callee(
        &mut self,
        cx: &Context<S::Place>,
        path: &syn::Path,
    ) -> Made<Callee<S::Place>, S::Place> {
        let name = Path::of(path);
        if let Some(Valued::Function(place, function)) = self.scope.value(&cx.place, &name) {
            return Ok(Callee::Function(place, function, None));
        }
        if name.segments.len() > 1 {
            let ty = match parent(path).map(|parent| self.path_type(cx, &parent)) {
                Some(Ok(ty)) => ty,
                _ => Ty::unit(),
            };
            match &ty {
                Ty::Item(item, args) => {
                    if let Ok((ty, Some(variant))) = self.constructed(cx, path) {
                        return Ok(Callee::Constructor(ty, Some(variant)));
                    }
                    let last = name.last();
                    let found = match self.scope.associated(item, last) {
                        Some(Valued::Function(place, function)) => Some((place, function)),
                        _ => None,
                    };
                    if let Some((place, function)) = found {
                        return Ok(Callee::Function(
                            place,
                            function,
                            Some(Ty::Item(item.clone(), args.clone())),
                        ));
                    }
                    return Ok(Callee::Known(ty.clone(), last.to_owned()));
                }
                Ty::Known(..) => return Ok(Callee::Known(ty, name.last().to_owned())),
                Ty::Tuple(_) | Ty::Array(..) => {}
            }
        }
        match self.path_type(cx, path) {
            Ok(ty @ Ty::Item(..)) => Ok(Callee::Constructor(ty, None)),
            Ok(Ty::Known(path, _)) => Ok(Callee::Free(path)),
            Ok(_) => Ok(Callee::Free(name.written())),
            Err(problem) => match name.segments.len() {
                1 => {
                    let message = problem.message;
                    self.fail(cx, path.span(), message)
                }
                _ => Ok(Callee::Free(name.written())),
            },
        }
    }

    /// The types of the arguments.
    fn parameters(
        &mut self,
        callee: &Callee<S::Place>,
        hint: Option<&Ty<S::Place>>,
    ) -> Vec<Option<Ty<S::Place>>> {
        match callee {
            Callee::Function(place, function, this) => {
                let inner = self.function_context(place, this.as_ref());
                let types = function.signature.inputs.iter().map(|input| match input {
                    syn::FnArg::Typed(typed) if is_generator(&typed.ty) => None,
                    syn::FnArg::Typed(typed) => self.ty(&inner, &typed.ty).ok(),
                    syn::FnArg::Receiver(_) => this.clone(),
                });
                types.collect()
            }
            Callee::Constructor(Ty::Item(item, args), variant) => {
                let inner = self.inside(item, args);
                let Syntax::Data(data) = &item.syntax else {
                    return Vec::new();
                };
                let fields = match (&data.data, variant) {
                    (syn::Data::Struct(data), None) => Some(&data.fields),
                    (syn::Data::Enum(data), Some(name)) => {
                        let found = data.variants.iter().find(|variant| variant.ident.unraw() == name);
                        found.map(|variant| &variant.fields)
                    }
                    _ => None,
                };
                let fields = fields.into_iter().flat_map(Fields::iter);
                fields.map(|field| self.ty(&inner, &field.ty).ok()).collect()
            }
            // A pointer passes the wanted type on.
            Callee::Known(ty, _) if ty.argument().is_some() || ty.key() != ty.bare().key() => {
                vec![hint.map(Ty::bare).cloned()]
            }
            Callee::Known(Ty::Known(path, _), _) if path.starts_with("std::") => {
                vec![hint.cloned()]
            }
            _ => Vec::new(),
        }
    }

    fn function_context(&self, place: &S::Place, this: Option<&Ty<S::Place>>) -> Context<S::Place> {
        match this {
            Some(Ty::Item(item, args)) => Context {
                place: place.clone(),
                ..self.inside(item, args)
            },
            _ => Context {
                local: self.local.clone(),
                ..Context::of(place.clone())
            },
        }
    }

    pub(super) fn apply(
        &mut self,
        cx: &Context<S::Place>,
        callee: Callee<S::Place>,
        args: Vec<Val<S::Place>>,
        hint: Option<&Ty<S::Place>>,
        path: &syn::Path,
    ) -> Value<S> {
        match callee {
            Callee::Function(place, function, this) => {
                let inner = self.function_context(&place, this.as_ref());
                self.run(cx, &inner, &function, args, span::of_path(path))
            }
            Callee::Constructor(Ty::Item(item, of), variant) => {
                let fields = args.into_iter().enumerate();
                let fields = fields.map(|(at, value)| (at.to_string(), value)).collect();
                Ok(match variant {
                    Some(name) => Val::Variant(item, of, name, fields),
                    None => Val::Struct(item, of, fields),
                })
            }
            Callee::Constructor(..) => self.unknown(cx, path.span(), "this call"),
            Callee::Known(ty, name) => self.known_call(cx, &ty, &name, args, hint, span::of_path(path)),
            Callee::Free(name) => self.free_call(cx, &name, args, hint, span::of_path(path)),
        }
    }

    /// Runs a function. What cannot be evaluated inside of it is wrong there; the caller is named too.
    pub(super) fn run(
        &mut self,
        cx: &Context<S::Place>,
        inner: &Context<S::Place>,
        function: &Function,
        args: Vec<Val<S::Place>>,
        span: proc_macro2::Span,
    ) -> Value<S> {
        let mut env = Env::default();
        // The types of schemars itself are of no use here.
        let makes_schema = args.iter().any(|arg| matches!(arg, Val::Generator));
        let mut args = args.into_iter();
        for input in &function.signature.inputs {
            let name = match input {
                syn::FnArg::Receiver(_) => "self".to_owned(),
                syn::FnArg::Typed(typed) => match &*typed.pat {
                    syn::Pat::Ident(name) => name.ident.unraw().to_string(),
                    syn::Pat::Wild(_) => "_".to_owned(),
                    _ => return self.unknown(inner, typed.span(), "this argument"),
                },
            };
            match args.next() {
                Some(value) => env.variables.push((name, value)),
                None => return self.fail(cx, span, "this call has too few arguments"),
            }
        }
        let result = match &function.signature.output {
            syn::ReturnType::Type(_, ty) if !makes_schema => self.ty(inner, ty).ok(),
            syn::ReturnType::Type(..) | syn::ReturnType::Default => None,
        };
        let kept = self.kept(inner, &function.body.stmts, of_statement)?;
        let items: Vec<_> = kept.into_iter().filter_map(local_item).collect();
        let known = self.local.len();
        for data in items {
            self.local.push(Rc::new(crate::scope::Item {
                name: data.ident.to_string(),
                place: inner.place.clone(),
                syntax: Syntax::Data(Box::new(data)),
                generated: false,
            }));
        }
        let inner = Context {
            local: self.local.clone(),
            ..inner.clone()
        };
        let made = self.within(cx, span, |this| {
            this.block(&inner, &mut env, &function.body, result.as_ref())
        });
        self.local.truncate(known);
        let value = made?;
        Ok(env.returned.take().unwrap_or(value))
    }
}

fn local_item(statement: &syn::Stmt) -> Option<syn::DeriveInput> {
    match statement {
        syn::Stmt::Item(syn::Item::Struct(item)) => Some(item.clone().into()),
        syn::Stmt::Item(syn::Item::Enum(item)) => Some(item.clone().into()),
        _ => None,
    }
}

fn is_lazy(path: &syn::Path) -> bool {
    let name = Path::of(path);
    name.segments
        .iter()
        .any(|part| ["LazyLock", "LazyCell", "Lazy"].contains(&part.as_str()))
}

fn is_generator(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(reference) => is_generator(&reference.elem),
        syn::Type::Path(path) => Path::of(&path.path).last() == "SchemaGenerator",
        _ => false,
    }
}
