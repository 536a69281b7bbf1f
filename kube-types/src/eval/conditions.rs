//! `#[cfg(...)]` inside of functions.

use syn::spanned::Spanned;
use syn::{Attribute, Expr, Stmt};

use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::types::Context;

impl<S: Scope> Reader<'_, S> {
    /// The parts of code that `#[cfg(...)]` does not remove.
    pub(super) fn kept<'a, T>(
        &self,
        cx: &Context<S::Place>,
        parts: impl IntoIterator<Item = &'a T>,
        attrs: fn(&T) -> &[Attribute],
    ) -> Made<Vec<&'a T>, S::Place> {
        let mut kept = Vec::new();
        for part in parts {
            if self.is_kept(cx, attrs(part))? {
                kept.push(part);
            }
        }
        Ok(kept)
    }

    fn is_kept(&self, cx: &Context<S::Place>, attrs: &[Attribute]) -> Made<bool, S::Place> {
        let Some(condition) = attrs.iter().find(|attr| attr.path().is_ident("cfg")) else {
            return Ok(true);
        };
        match self.scope.holds(&cx.place, attrs) {
            Some(holds) => Ok(holds),
            None => self.unknown(cx, condition.span(), "this condition"),
        }
    }
}

pub(super) fn of_statement(statement: &Stmt) -> &[Attribute] {
    match statement {
        Stmt::Local(local) => &local.attrs,
        Stmt::Macro(call) => &call.attrs,
        Stmt::Expr(expr, _) => of_expression(expr),
        Stmt::Item(syn::Item::Struct(item)) => &item.attrs,
        Stmt::Item(syn::Item::Enum(item)) => &item.attrs,
        // Nothing reads them.
        Stmt::Item(_) => &[],
    }
}

/// The attributes of the expressions that are evaluated.
pub(super) fn of_expression(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Array(expr) => &expr.attrs,
        Expr::Assign(expr) => &expr.attrs,
        Expr::Binary(expr) => &expr.attrs,
        Expr::Block(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::Cast(expr) => &expr.attrs,
        Expr::Const(expr) => &expr.attrs,
        Expr::Field(expr) => &expr.attrs,
        Expr::If(expr) => &expr.attrs,
        Expr::Lit(expr) => &expr.attrs,
        Expr::Macro(expr) => &expr.attrs,
        Expr::Match(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::Paren(expr) => &expr.attrs,
        Expr::Path(expr) => &expr.attrs,
        Expr::Reference(expr) => &expr.attrs,
        Expr::Repeat(expr) => &expr.attrs,
        Expr::Return(expr) => &expr.attrs,
        Expr::Struct(expr) => &expr.attrs,
        Expr::Tuple(expr) => &expr.attrs,
        Expr::Unary(expr) => &expr.attrs,
        _ => &[],
    }
}
