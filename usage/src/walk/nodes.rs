//! The parts of a body: their variables, and the calls in them.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Walk;
use super::arms::arms;
use crate::expected::address;
use crate::infer::turbofish;
use crate::program::Program;
use crate::requests;
use crate::ty::{Head, Known, Ty};

impl<'ast, X: Program> Visit<'ast> for Walk<'_, X> {
    // Functions in functions are bodies of their own.
    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.variables.open();
        visit::visit_block(self, block);
        self.variables.close();
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        match &local.init {
            Some(init) => {
                self.let_in(&local.pat, &init.expr);
                if let Some((_, otherwise)) = &init.diverge {
                    self.visit_expr(otherwise);
                }
            }
            None => self.variables.bind(&self.names, &local.pat, &Ty::Unknown),
        }
    }

    fn visit_expr_let(&mut self, found: &'ast syn::ExprLet) {
        self.let_in(&found.pat, &found.expr);
    }

    fn visit_expr_if(&mut self, found: &'ast syn::ExprIf) {
        self.variables.open();
        self.visit_expr(&found.cond);
        self.visit_block(&found.then_branch);
        self.variables.close();
        if let Some((_, otherwise)) = &found.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, found: &'ast syn::ExprWhile) {
        self.variables.open();
        self.visit_expr(&found.cond);
        self.visit_block(&found.body);
        self.variables.close();
    }

    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        self.visit_expr(&found.expr);
        let ty = self.ty(&found.expr);
        for arm in &found.arms {
            self.variables.open();
            self.variables.bind(&self.names, &arm.pat, &ty);
            visit::visit_arm(self, arm);
            self.variables.close();
        }
    }

    fn visit_expr_for_loop(&mut self, found: &'ast syn::ExprForLoop) {
        self.visit_expr(&found.expr);
        let element = self.ty(&found.expr).element();
        self.variables.open();
        self.variables.bind(&self.names, &found.pat, &element);
        self.visit_block(&found.body);
        self.variables.close();
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.variables.open();
        for input in &closure.inputs {
            self.variables.bind(&self.names, input, &Ty::Unknown);
        }
        self.visit_expr(&closure.body);
        self.variables.close();
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let receiver = self.ty(&call.receiver);
        match &receiver {
            Ty::Of(Head::Known(known), _) => self.known(*known, &receiver, call),
            Ty::Of(Head::Item(item), _) => {
                if let Some(callee) = self.names.program.method(item, &call.method.to_string()) {
                    let stated = call.turbofish.as_ref();
                    let bound = self
                        .inside()
                        .bound(&callee, Some(&receiver), stated, call.args.iter());
                    self.call(&callee, bound, address(call), call.method.span());
                }
            }
            _ => {}
        }
        // The elements of a list, in a closure.
        if let (Ty::Of(Head::List, _), Some(syn::Expr::Closure(closure))) = (&receiver, call.args.first())
            && let Some(input) = closure.inputs.first()
        {
            self.visit_expr(&call.receiver);
            self.variables.open();
            self.variables.bind(&self.names, input, &receiver.element());
            self.visit_expr(&closure.body);
            self.variables.close();
            call.args.iter().skip(1).for_each(|arg| self.visit_expr(arg));
            return;
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            let external = self.inside().external(&path.path);
            let of_crate = external.as_deref().and_then(requests::of_function);
            if let Some((at, made)) = of_crate {
                let kind = match call.args.get(at).map(|arg| self.ty(arg)) {
                    Some(Ty::Of(Head::Known(Known::Api | Known::KindClient), args)) => {
                        args.into_iter().next().unwrap_or(Ty::Unknown)
                    }
                    Some(found) => found,
                    None => Ty::Unknown,
                };
                let name = path.path.segments.last().map(|last| last.ident.to_string());
                self.record(&kind, made, &name.unwrap_or_default(), path.path.span());
            } else if let Some(own) = self.inside().receiver(path) {
                self.associated(&own, path, call);
            } else if let Some(callee) = self.inside().callee(&path.path) {
                let stated = turbofish(&path.path);
                let bound = self.inside().bound(&callee, None, stated, call.args.iter());
                self.call(&callee, bound, address(call), path.path.span());
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(all) = list.parse2(found.tokens.clone()) {
            all.iter().for_each(|expr| self.visit_expr(expr));
        } else if let Ok(statements) = syn::Block::parse_within.parse2(found.tokens.clone()) {
            statements.iter().for_each(|statement| self.visit_stmt(statement));
        } else if let Ok(arms) = arms.parse2(found.tokens.clone()) {
            for (pat, value, body) in &arms {
                self.variables.open();
                if let Some((pat, value)) = pat.as_ref().zip(value.as_ref()) {
                    self.let_in(pat, value);
                }
                self.visit_expr(body);
                self.variables.close();
            }
        } else if found.tokens.to_string().contains("await") {
            let name = found.path.segments.last().map(|last| last.ident.to_string());
            let message = format!(
                "`{}!`: what this macro runs is not read",
                name.unwrap_or_default()
            );
            self.unfollowed(message, found.path.span());
        }
    }
}
