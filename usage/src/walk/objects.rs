//! The kinds that calls are about.

use super::Walk;
use crate::expected::address;
use crate::program::{Callee, Program};
use crate::ty::{Head, Ty};

impl<X: Program> Walk<'_, X> {
    /// The kind of a call of a client: `::<K>`, an argument, or what the code around it expects.
    pub(super) fn of_client(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let inside = self.inside();
        let found = inside.stated(call).or(|| inside.of_arguments(call));
        found.or(|| {
            let expected = self.expected.get(&address(call)).cloned().unwrap_or(Ty::Unknown);
            match expected.element() {
                Ty::Unknown => expected,
                element => element,
            }
        })
    }

    /// The type of the first parameter of a closure among the arguments.
    pub(super) fn of_closure(&self, call: &syn::ExprMethodCall) -> Ty<X::Place> {
        let found = call.args.iter().find_map(|arg| match arg {
            syn::Expr::Closure(closure) => match closure.inputs.first() {
                Some(syn::Pat::Type(typed)) => Some(self.names.ty(&typed.ty)),
                _ => None,
            },
            syn::Expr::Path(path) => self.inside().callee(&path.path).map(|callee| self.first(&callee)),
            _ => None,
        });
        found.unwrap_or(Ty::Unknown)
    }

    /// The kind that a reconciler is called with.
    pub(super) fn reconciled(&self, arg: &syn::Expr) -> Ty<X::Place> {
        match arg {
            syn::Expr::Path(path) => match self.inside().receiver(path) {
                Some(Ty::Of(Head::Item(item), _)) => {
                    let name = path.path.segments.last().map(|last| last.ident.to_string());
                    let callee = self.names.program.method(&item, &name.unwrap_or_default());
                    callee.map_or(Ty::Unknown, |callee| self.first(&callee))
                }
                _ => self
                    .inside()
                    .callee(&path.path)
                    .map_or(Ty::Unknown, |callee| self.first(&callee)),
            },
            syn::Expr::Closure(closure) => match closure.inputs.first() {
                Some(syn::Pat::Type(typed)) => self.names.ty(&typed.ty),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    fn first(&self, callee: &Callee<X::Place>) -> Ty<X::Place> {
        let names = self.inside();
        let names = names.within(callee);
        let mut typed = callee.signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(typed) => Some(names.ty(&typed.ty)),
            syn::FnArg::Receiver(_) => None,
        });
        typed.next().unwrap_or(Ty::Unknown)
    }
}
