//! Expressions and statements.

use syn::spanned::Spanned;
use syn::{Expr, Lit, Stmt};

use super::conditions::{of_expression, of_statement};
use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::{Path, Scope, Syntax};
use crate::types::{Context, Ty};

type Value<S> = Made<Val<<S as Scope>::Place>, <S as Scope>::Place>;

impl<S: Scope> Reader<'_, S> {
    /// The value of an expression; `hint` is the type that it should have.
    pub(crate) fn eval(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        expr: &Expr,
        hint: Option<&Ty<S::Place>>,
    ) -> Value<S> {
        match expr {
            Expr::Lit(literal) => self.literal(cx, &literal.lit, hint),
            Expr::Paren(inner) => self.eval(cx, env, &inner.expr, hint),
            Expr::Group(inner) => self.eval(cx, env, &inner.expr, hint),
            Expr::Reference(inner) => self.eval(cx, env, &inner.expr, hint),
            Expr::Const(inner) => self.block(cx, env, &inner.block, hint),
            Expr::Block(inner) => self.block(cx, env, &inner.block, hint),
            Expr::Path(path) if path.qself.is_none() => self.path_value(cx, env, &path.path),
            Expr::Array(array) => {
                let inner = hint.and_then(Ty::argument);
                let kept = self.kept(cx, &array.elems, of_expression)?;
                let all = kept.into_iter().map(|elem| self.eval(cx, env, elem, inner));
                Ok(Val::List(all.collect::<Result<_, _>>()?))
            }
            Expr::Repeat(repeat) => {
                let value = self.eval(cx, env, &repeat.expr, hint.and_then(Ty::argument))?;
                let length = self.number(cx, &repeat.len)?;
                match usize::try_from(length) {
                    Ok(length) if length < 10_000 => Ok(Val::List(vec![value; length])),
                    _ => self.fail(cx, repeat.len.span(), "this list is too long for a default"),
                }
            }
            Expr::Tuple(tuple) if tuple.elems.is_empty() => Ok(Val::Unit),
            Expr::Tuple(tuple) => {
                let hints = match hint {
                    Some(Ty::Tuple(all)) => all.clone(),
                    _ => Vec::new(),
                };
                let all = tuple.elems.iter().enumerate();
                let all = all.map(|(at, elem)| self.eval(cx, env, elem, hints.get(at)));
                Ok(Val::Tuple(all.collect::<Result<_, _>>()?))
            }
            Expr::Struct(literal) => self.struct_literal(cx, env, literal),
            Expr::Call(call) => self.call(cx, env, call, hint),
            Expr::MethodCall(call) => self.method(cx, env, call, hint),
            Expr::Macro(call) => self.macro_call(cx, env, &call.mac, hint),
            Expr::Unary(unary) => self.unary(cx, env, unary, hint),
            Expr::Binary(binary) => self.binary(cx, env, binary, hint),
            Expr::Cast(cast) => {
                let ty = self.ty(cx, &cast.ty)?;
                let value = self.eval(cx, env, &cast.expr, None)?;
                self.cast(cx, value, &ty, cast.span())
            }
            Expr::Field(field) => {
                let base = self.eval(cx, env, &field.base, None)?;
                let name = match &field.member {
                    syn::Member::Named(name) => syn::ext::IdentExt::unraw(name).to_string(),
                    syn::Member::Unnamed(index) => index.index.to_string(),
                };
                match base.field(&name) {
                    Some(value) => Ok(value.clone()),
                    None => self.unknown(cx, field.span(), "this field"),
                }
            }
            Expr::If(branch) => self.condition(cx, env, branch, hint),
            Expr::Match(matched) => self.matched(cx, env, matched, hint),
            Expr::Return(returned) => {
                let value = match &returned.expr {
                    Some(value) => self.eval(cx, env, value, hint)?,
                    None => Val::Unit,
                };
                env.returned = Some(value);
                Ok(Val::Unit)
            }
            _ => self.unknown(cx, expr.span(), "this expression"),
        }
    }

    fn literal(&mut self, cx: &Context<S::Place>, literal: &Lit, hint: Option<&Ty<S::Place>>) -> Value<S> {
        let float = |number: f64| match hint {
            Some(ty) if ty.is_known("f32") => Val::Float(f64::from(number as f32)),
            _ => Val::Float(number),
        };
        let parsed = match literal {
            Lit::Str(text) => Some(Val::Str(text.value())),
            Lit::Char(c) => Some(Val::Char(c.value())),
            Lit::Bool(value) => Some(Val::Bool(value.value)),
            Lit::Byte(byte) => Some(Val::Int(byte.value().into())),
            Lit::ByteStr(bytes) => {
                let all = bytes.value().into_iter().map(|byte| Val::Int(byte.into()));
                Some(Val::List(all.collect()))
            }
            Lit::Int(number) if ["f32", "f64"].contains(&number.suffix()) => {
                number.base10_parse().ok().map(float)
            }
            Lit::Int(number) => number.base10_parse::<i128>().ok().map(Val::Int),
            Lit::Float(number) if number.suffix() == "f32" => number
                .base10_parse::<f32>()
                .ok()
                .map(|number| Val::Float(number.into())),
            Lit::Float(number) => number.base10_parse().ok().map(float),
            _ => None,
        };
        match parsed {
            Some(value) => Ok(value),
            None => self.unknown(cx, literal.span(), "this literal"),
        }
    }

    fn struct_literal(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        literal: &syn::ExprStruct,
    ) -> Value<S> {
        let (ty, variant) = self.constructed(cx, &literal.path)?;
        let Ty::Item(item, args) = &ty else {
            return self.external_literal(cx, env, literal, &ty);
        };
        let Syntax::Data(data) = &item.syntax else {
            return self.unknown(cx, literal.span(), "this struct");
        };
        let declared = match (&data.data, &variant) {
            (syn::Data::Struct(data), None) => Some(&data.fields),
            (syn::Data::Enum(data), Some(name)) => {
                let found = data.variants.iter().find(|variant| variant.ident == name);
                found.map(|variant| &variant.fields)
            }
            _ => None,
        };
        let Some(declared) = declared else {
            return self.unknown(cx, literal.span(), "this struct");
        };
        let inner = self.inside(item, args);
        let all = self.kept(cx, &literal.fields, |field| &field.attrs)?;
        let rest = match &literal.rest {
            Some(rest) => Some(self.eval(cx, env, rest, Some(&ty))?),
            None => None,
        };
        let mut fields = Vec::new();
        for (at, field) in declared.iter().enumerate() {
            let name = match &field.ident {
                Some(name) => syn::ext::IdentExt::unraw(name).to_string(),
                None => at.to_string(),
            };
            let stated = all.iter().find(|stated| match &stated.member {
                syn::Member::Named(stated) => syn::ext::IdentExt::unraw(stated) == name,
                syn::Member::Unnamed(index) => index.index.to_string() == name,
            });
            let value = match (stated, &rest) {
                (Some(stated), _) => {
                    // The type is only a hint; what is wrong with it is said where it matters.
                    let hint = self.ty(&inner, &field.ty).ok();
                    self.eval(cx, env, &stated.expr, hint.as_ref())?
                }
                (None, Some(rest)) => match rest.field(&name) {
                    Some(value) => value.clone(),
                    None => return self.unknown(cx, literal.span(), &format!("`{name}`")),
                },
                (None, None) => return self.fail(cx, literal.span(), format!("`{name}` is missing")),
            };
            fields.push((name, value));
        }
        Ok(match variant {
            Some(name) => Val::Variant(item.clone(), args.clone(), name, fields),
            None => Val::Struct(item.clone(), args.clone(), fields),
        })
    }

    #[expect(clippy::type_complexity, reason = "a type and the name of a variant")]
    /// The type and the variant that a path before braces or parentheses names.
    pub(super) fn constructed(
        &mut self,
        cx: &Context<S::Place>,
        path: &syn::Path,
    ) -> Made<(Ty<S::Place>, Option<String>), S::Place> {
        if let Some(parent) = parent(path)
            && let Ok(ty) = self.path_type(cx, &parent)
            && let Ty::Item(item, _) = &ty
            && let Syntax::Data(data) = &item.syntax
            && let syn::Data::Enum(data) = &data.data
        {
            let name = Path::of(path).last().to_owned();
            if data
                .variants
                .iter()
                .any(|variant| syn::ext::IdentExt::unraw(&variant.ident) == name)
            {
                return Ok((ty, Some(name)));
            }
        }
        Ok((self.path_type(cx, path)?, None))
    }

    /// The value of a block: of its last expression.
    pub(super) fn block(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        block: &syn::Block,
        hint: Option<&Ty<S::Place>>,
    ) -> Value<S> {
        let before = env.variables.len();
        let made = self.statements(cx, env, block, hint);
        env.variables.truncate(before);
        made
    }

    fn statements(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        block: &syn::Block,
        hint: Option<&Ty<S::Place>>,
    ) -> Value<S> {
        let mut last = Val::Unit;
        let kept = self.kept(cx, &block.stmts, of_statement)?;
        for (at, statement) in kept.iter().enumerate() {
            let is_last = at + 1 == kept.len();
            last = match statement {
                Stmt::Expr(expr, None) if is_last => self.eval(cx, env, expr, hint)?,
                Stmt::Expr(expr, _) => {
                    self.effect(cx, env, expr)?;
                    Val::Unit
                }
                Stmt::Local(local) => {
                    self.local(cx, env, local)?;
                    Val::Unit
                }
                Stmt::Macro(call) if is_last && call.semi_token.is_none() => {
                    self.macro_call(cx, env, &call.mac, hint)?
                }
                Stmt::Item(_) => Val::Unit,
                Stmt::Macro(call) => return self.unknown(cx, call.span(), "this macro"),
            };
            if env.returned.is_some() {
                return Ok(Val::Unit);
            }
        }
        Ok(last)
    }

    fn local(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        local: &syn::Local,
    ) -> Made<(), S::Place> {
        let (pattern, ty) = match &local.pat {
            syn::Pat::Type(typed) => (&*typed.pat, Some(self.ty(cx, &typed.ty)?)),
            other => (other, None),
        };
        let Some(init) = &local.init else {
            return self.unknown(cx, local.span(), "this statement");
        };
        let value = self.eval(cx, env, &init.expr, ty.as_ref())?;
        let mut bound = Vec::new();
        let fits = init.diverge.is_none() && self.fits(cx, pattern, &value, &mut bound)?;
        if !fits {
            return self.unknown(cx, local.span(), "this statement");
        }
        env.variables.append(&mut bound);
        Ok(())
    }
}

/// The path without its last segment.
pub(super) fn parent(path: &syn::Path) -> Option<syn::Path> {
    let count = path.segments.len();
    (count > 1).then(|| syn::Path {
        leading_colon: path.leading_colon,
        segments: path.segments.iter().take(count - 1).cloned().collect(),
    })
}
