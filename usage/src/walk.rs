//! Reads the body of a function: what it asks the API server for, and which functions of the program it calls.

mod arms;
mod associated;
mod known;
mod nodes;
mod objects;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use syn::visit::Visit;

use crate::done::{Call, Done};
use crate::expected::{applies, call_in, tail};
use crate::infer::Inside;
use crate::pattern::Variables;
use crate::program::{Body, Callee, Program};
use crate::ty::{Bound, Names, Ty};
use crate::uses::{Spot, Unfollowed};

pub(crate) fn body<X: Program>(program: &X, body: &Body<X::Place>) -> Done<X::Place> {
    let names = Names {
        program,
        place: body.function.place.clone(),
        parameters: body.function.parameters(),
        within: body.function.within.clone(),
    };
    let mut walk = Walk {
        variables: Variables::new(),
        expected: BTreeMap::new(),
        applied: BTreeSet::new(),
        done: Done {
            uses: Vec::new(),
            open: Vec::new(),
            calls: Vec::new(),
            unfollowed: Vec::new(),
        },
        names,
    };
    walk.function(&body.function.signature, &body.block);
    walk.done
}

struct Walk<'p, X: Program> {
    names: Names<'p, X>,
    variables: Variables<X::Place>,
    /// The types that are expected of calls.
    expected: BTreeMap<usize, Ty<X::Place>>,
    /// The variables that are patches of server-side apply.
    applied: BTreeSet<String>,
    done: Done<X::Place>,
}

impl<X: Program> Walk<'_, X> {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        for input in &signature.inputs {
            if let syn::FnArg::Typed(typed) = input {
                let ty = self.names.ty(&typed.ty);
                self.variables.bind(&self.names, &typed.pat, &ty);
            }
        }
        if let (syn::ReturnType::Type(_, ty), Some(call)) = (&signature.output, tail(block)) {
            let ty = self.names.ty(ty);
            self.expected.insert(call, ty);
        }
        self.visit_block(block);
    }

    fn inside(&self) -> Inside<'_, '_, X> {
        Inside {
            names: &self.names,
            variables: &self.variables,
        }
    }

    fn ty(&self, expr: &syn::Expr) -> Ty<X::Place> {
        self.inside().ty(expr)
    }

    fn spot(&self, span: Span) -> Spot<X::Place> {
        Spot {
            place: self.names.place.clone(),
            span,
        }
    }

    fn unfollowed(&mut self, message: String, span: Span) {
        let at = self.spot(span);
        self.done.unfollowed.push(Unfollowed { message, at });
    }

    /// A call of a function of the program.
    fn call(&mut self, callee: &Callee<X::Place>, mut bound: Bound<X::Place>, node: usize, span: Span) {
        let result = match &callee.signature.output {
            syn::ReturnType::Type(_, ty) => self.inside().within(callee).ty(ty),
            syn::ReturnType::Default => Ty::Unknown,
        };
        if let Some(expected) = self.expected.get(&node) {
            result.unify(expected, &mut bound);
        }
        let at = self.spot(span);
        let to = callee.key();
        self.done.calls.push(Call { to, bound, at });
    }

    fn let_in(&mut self, pat: &syn::Pat, init: &syn::Expr) {
        if let syn::Pat::Type(typed) = pat
            && let Some(call) = call_in(init)
        {
            let ty = self.names.ty(&typed.ty);
            self.expected.insert(call, ty);
        }
        self.visit_expr(init);
        if let syn::Pat::Ident(name) = pat
            && applies(init)
        {
            self.applied.insert(name.ident.to_string());
        }
        let ty = self.ty(init);
        self.variables.bind(&self.names, pat, &ty);
    }
}
