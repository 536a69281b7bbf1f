//! The types of expressions.

use kubewright_kube_types::Path;

use crate::pattern::Variables;
use crate::program::{Callee, Meaning, Program};
use crate::ty::{Bound, Head, Known, Names, Ty};

/// Methods whose result is what they are called on.
const SAME: [&str; 24] = [
    "clone",
    "as_ref",
    "as_mut",
    "as_deref",
    "to_owned",
    "borrow",
    "unwrap",
    "expect",
    "unwrap_or_default",
    "ok",
    "ok_or",
    "ok_or_else",
    "context",
    "with_context",
    "map_err",
    "cloned",
    "lock",
    "read",
    "write",
    "into_inner",
    "deref",
    "await",
    "flatten",
    "get_or_init",
];

/// Methods of lists whose result is the list.
const LISTED: [&str; 11] = [
    "iter",
    "into_iter",
    "iter_mut",
    "filter",
    "values",
    "drain",
    "collect",
    "rev",
    "skip",
    "take",
    "chain",
];

/// Methods of lists whose result is one of the elements.
const ELEMENT: [&str; 9] = [
    "first",
    "last",
    "next",
    "get",
    "pop",
    "find",
    "nth",
    "remove",
    "min_by_key",
];

/// What is known inside of a function.
pub(crate) struct Inside<'a, 'p, X: Program> {
    pub(crate) names: &'a Names<'p, X>,
    pub(crate) variables: &'a Variables<X::Place>,
}

impl<X: Program> Inside<'_, '_, X> {
    pub(crate) fn ty(&self, expr: &syn::Expr) -> Ty<X::Place> {
        match expr {
            syn::Expr::Path(path) => self.variable(&path.path),
            syn::Expr::Field(field) => self.field(field),
            syn::Expr::MethodCall(call) => self.method(call),
            syn::Expr::Call(call) => self.call(call),
            syn::Expr::Struct(found) => self.names.path(&found.path),
            syn::Expr::Await(inner) => self.ty(&inner.base),
            syn::Expr::Try(inner) => self.ty(&inner.expr),
            syn::Expr::Paren(inner) => self.ty(&inner.expr),
            syn::Expr::Group(inner) => self.ty(&inner.expr),
            syn::Expr::Reference(inner) => self.ty(&inner.expr),
            syn::Expr::Cast(inner) => self.names.ty(&inner.ty),
            syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => self.ty(&inner.expr),
            syn::Expr::Index(inner) => self.ty(&inner.expr).element(),
            syn::Expr::Block(inner) => self.tail(&inner.block),
            syn::Expr::If(inner) => self.tail(&inner.then_branch),
            syn::Expr::Match(inner) => {
                let mut arms = inner.arms.iter().map(|arm| self.ty(&arm.body));
                arms.find(|ty| !matches!(ty, Ty::Unknown)).unwrap_or(Ty::Unknown)
            }
            syn::Expr::Array(inner) => {
                let element = inner.elems.first().map_or(Ty::Unknown, |first| self.ty(first));
                Ty::Of(Head::List, vec![element])
            }
            _ => Ty::Unknown,
        }
    }

    fn tail(&self, block: &syn::Block) -> Ty<X::Place> {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(expr, None)) => self.ty(expr),
            _ => Ty::Unknown,
        }
    }

    fn variable(&self, path: &syn::Path) -> Ty<X::Place> {
        match path.get_ident() {
            Some(name) if name == "self" => self.names.own(),
            Some(name) => self
                .variables
                .get(&name.to_string())
                .unwrap_or_else(|| self.names.path(path)),
            None => Ty::Unknown,
        }
    }

    fn field(&self, field: &syn::ExprField) -> Ty<X::Place> {
        let base = self.ty(&field.base);
        match (&base, &field.member) {
            (Ty::Of(Head::List, _), syn::Member::Named(name)) if name == "items" => base,
            _ => self.names.field(&base, &field.member),
        }
    }

    fn method(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let (receiver, name) = (self.ty(&call.receiver), call.method.to_string());
        let stated = || self.stated(call);
        match &receiver {
            Ty::Of(Head::Known(known), _) => match (known, name.as_str()) {
                (Known::Api | Known::KindClient, "list" | "list_metadata" | "list_live") => {
                    Ty::Of(Head::List, vec![receiver.arg()])
                }
                (Known::Api, "into_client") => Ty::known(Known::KubeClient, Vec::new()),
                (Known::Api, "entry" | "logs" | "exec" | "watch" | "delete" | "get_scale") => Ty::Unknown,
                (Known::Api | Known::KindClient | Known::Metadata, name) if !SAME.contains(&name) => {
                    receiver.arg()
                }
                (Known::Client, "kind") => Ty::known(Known::KindClient, vec![stated()]),
                (Known::Client, "dynamic") => {
                    Ty::known(Known::KindClient, vec![Ty::Of(Head::Dynamic, Vec::new())])
                }
                (Known::Client, "kube") => Ty::known(Known::KubeClient, Vec::new()),
                (Known::Client | Known::Manager, "cache") => Ty::known(Known::Cache, Vec::new()),
                (Known::Manager, "client") => Ty::known(Known::Client, Vec::new()),
                (Known::Manager, "recorder") => Ty::known(Known::Recorder, Vec::new()),
                (Known::Client | Known::Cache | Known::KubeClient, "list" | "list_live") => {
                    Ty::Of(Head::List, vec![stated()])
                }
                (Known::Client | Known::KubeClient, name) if !SAME.contains(&name) => {
                    stated().or(|| self.of_arguments(call))
                }
                _ => receiver,
            },
            Ty::Of(Head::Item(item), _) => match self.names.program.method(item, &name) {
                Some(callee) => {
                    let bound = self.bound(
                        &callee,
                        Some(&receiver),
                        call.turbofish.as_ref(),
                        call.args.iter(),
                    );
                    let made = self.result(&callee, &bound);
                    if name == "clone" {
                        made.or(|| receiver.clone())
                    } else {
                        made
                    }
                }
                None if SAME.contains(&name.as_str()) => receiver,
                None => Ty::Unknown,
            },
            Ty::Of(Head::List, _) if LISTED.contains(&name.as_str()) || name == "clone" => receiver,
            Ty::Of(Head::List, _) if ELEMENT.contains(&name.as_str()) => receiver.element(),
            _ if SAME.contains(&name.as_str()) => receiver,
            _ => Ty::Unknown,
        }
    }

    /// The type in `::<T>`.
    pub(crate) fn stated(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let args = call.turbofish.as_ref().map(|args| self.names.args(args));
        args.and_then(|args| args.into_iter().next())
            .unwrap_or(Ty::Unknown)
    }

    /// The kind of the first argument that is an object.
    pub(crate) fn of_arguments(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let mut kinds = call.args.iter().map(|arg| self.ty(arg));
        let found = kinds.find(|ty| matches!(ty, Ty::Of(Head::Kind(_) | Head::Dynamic, _) | Ty::Param(_)));
        found.unwrap_or(Ty::Unknown)
    }

    fn call(&self, call: &syn::ExprCall) -> Ty<X::Place> {
        let syn::Expr::Path(path) = &*call.func else {
            return Ty::Unknown;
        };
        let first = || call.args.first().map_or(Ty::Unknown, |arg| self.ty(arg));
        let last = path.path.segments.last().map(|last| last.ident.to_string());
        let last = last.unwrap_or_default();
        if matches!(last.as_str(), "Some" | "Ok") && path.path.segments.len() == 1 {
            return first();
        }
        if let Some(own) = self.receiver(path) {
            return match (&own, last.as_str()) {
                (Ty::Of(Head::Known(Known::KubeController), args), "new") if args.is_empty() => {
                    Ty::known(Known::KubeController, vec![first().arg()])
                }
                (Ty::Of(Head::Known(Known::KindClient), args), _) if args.is_empty() => own,
                (Ty::Of(Head::Item(item), _), name) => match self.names.program.method(item, name) {
                    Some(callee) => {
                        let bound = self.bound(&callee, Some(&own), None, call.args.iter());
                        self.result(&callee, &bound)
                    }
                    None => own,
                },
                _ => own,
            };
        }
        match self.callee(&path.path) {
            Some(callee) => {
                let bound = self.bound(&callee, None, turbofish(&path.path), call.args.iter());
                self.result(&callee, &bound)
            }
            // `Arc::new(x)`, `Box::pin(x)`.
            None if path.path.segments.len() > 1
                && matches!(last.as_str(), "new" | "pin" | "from" | "clone") =>
            {
                first()
            }
            None => self.names.path(&path.path),
        }
    }

    /// The type before the last segment of a path: `Api<Pod>` of `Api::<Pod>::all`.
    pub(crate) fn receiver(&self, path: &syn::ExprPath) -> Option<Ty<X::Place>> {
        if let Some(own) = &path.qself {
            return Some(self.names.ty(&own.ty));
        }
        let mut before = path.path.clone();
        before.segments.pop()?;
        before.segments.pop_punct();
        if before.segments.is_empty() {
            return None;
        }
        match self.names.path(&before) {
            Ty::Unknown => None,
            found => Some(found),
        }
    }

    pub(crate) fn callee(&self, path: &syn::Path) -> Option<Callee<X::Place>> {
        self.names.program.function(&self.names.place, &Path::of(path))
    }

    /// The whole path of a function of another crate.
    pub(crate) fn external(&self, path: &syn::Path) -> Option<String> {
        let path = Path::of(path);
        match self.names.program.meaning(&self.names.place, &path) {
            Meaning::External(whole) => Some(whole),
            _ => None,
        }
    }

    /// The names inside of a function of the program.
    pub(crate) fn within(&self, callee: &Callee<X::Place>) -> Names<'_, X> {
        Names {
            program: self.names.program,
            place: callee.place.clone(),
            parameters: callee.parameters(),
            within: callee.within.clone(),
        }
    }

    /// The type arguments of a call.
    pub(crate) fn bound<'e>(
        &self,
        callee: &Callee<X::Place>,
        receiver: Option<&Ty<X::Place>>,
        stated: Option<&syn::AngleBracketedGenericArguments>,
        args: impl Iterator<Item = &'e syn::Expr>,
    ) -> Bound<X::Place> {
        let mut bound = Bound::new();
        let names = self.within(callee);
        if let Some(stated) = stated {
            let given = self.names.args(stated);
            for (parameter, ty) in callee.signature.generics.type_params().zip(given) {
                if !matches!(ty, Ty::Unknown) {
                    bound.insert(parameter.ident.to_string(), ty);
                }
            }
        }
        if let Some(receiver) = receiver {
            names.own().unify(receiver, &mut bound);
        }
        let inputs = callee.signature.inputs.iter();
        let has_self = callee.signature.receiver().is_some();
        let typed: Vec<_> = inputs
            .filter_map(|input| match input {
                syn::FnArg::Typed(typed) => Some(&*typed.ty),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let args: Vec<_> = args.collect();
        // `Type::method(&value, argument)`.
        let skipped = usize::from(has_self && args.len() > typed.len());
        for (ty, arg) in typed.into_iter().zip(args.into_iter().skip(skipped)) {
            names.ty(ty).unify(&self.ty(arg), &mut bound);
        }
        bound
    }

    fn result(&self, callee: &Callee<X::Place>, bound: &Bound<X::Place>) -> Ty<X::Place> {
        match &callee.signature.output {
            syn::ReturnType::Default => Ty::Unknown,
            syn::ReturnType::Type(_, ty) => self.within(callee).ty(ty).with(bound),
        }
    }
}

/// The type arguments of the last segment.
pub(crate) fn turbofish(path: &syn::Path) -> Option<&syn::AngleBracketedGenericArguments> {
    match &path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(args) => Some(args),
        _ => None,
    }
}
