//! Functions that return a schema: `schema_with`, and `impl JsonSchema` by hand.

use kubewright_core::diagnostic::Message;
use proc_macro2::Span;
use serde_json::Value as Json;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprMethodCall};

use super::{Env, Val, schema_literal};
use crate::json::object;
use crate::reader::{Made, Reader};
use crate::scope::{Implementation, Scope};
use crate::types::Context;

const HELP: &str = "return `json_schema!({...})`, or insert into the schema of a type";

impl<S: Scope> Reader<'_, S> {
    /// The schema that a function with the argument `&mut SchemaGenerator` returns.
    pub(crate) fn schema_function(
        &mut self,
        cx: &Context<S::Place>,
        path: &syn::Path,
    ) -> Made<Json, S::Place> {
        match self.call_path(cx, path, vec![Val::Generator], None)? {
            Val::Json(schema) => Ok(schema),
            Val::Bool(schema) => Ok(Json::Bool(schema)),
            _ => self.fail(
                cx,
                path.span(),
                Message::new("this function returns no schema that can be read").help(HELP),
            ),
        }
    }

    /// The schema of an `impl JsonSchema`.
    pub(crate) fn by_hand(
        &mut self,
        cx: &Context<S::Place>,
        found: &Implementation<S::Place>,
        span: Span,
    ) -> Made<Json, S::Place> {
        let Some(function) = found.function("json_schema") else {
            return self.fail(cx, span, "this `impl JsonSchema` has no `json_schema`");
        };
        let inner = Context {
            place: found.place.clone(),
            ..cx.clone()
        };
        match self.run(cx, &inner, &function, vec![Val::Generator], span)? {
            Val::Json(schema) => Ok(schema),
            Val::Bool(schema) => Ok(Json::Bool(schema)),
            _ => {
                let message = Message::new("the schema of this `impl JsonSchema` cannot be read");
                self.fail(&inner, function.signature.ident.span(), message.help(HELP))
            }
        }
    }

    /// A method of the generator.
    pub(super) fn generator(
        &mut self,
        cx: &Context<S::Place>,
        call: &ExprMethodCall,
    ) -> Made<Val<S::Place>, S::Place> {
        let ty = call.turbofish.as_ref().and_then(|args| match args.args.first() {
            Some(syn::GenericArgument::Type(ty)) => Some(ty),
            _ => None,
        });
        match (call.method.to_string().as_str(), ty) {
            ("subschema_for" | "root_schema_for", Some(ty)) => {
                let resolved = self.ty(cx, ty)?;
                self.schema(cx, &resolved, ty.span()).map(Val::Json)
            }
            _ => self.unknown(cx, call.method.span(), "this method of the generator"),
        }
    }

    /// A statement: a change of a schema, or a `return`.
    pub(super) fn effect(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        expr: &Expr,
    ) -> Made<(), S::Place> {
        match expr {
            Expr::If(branch) if let Some((name, of)) = object_of(&branch.cond) => {
                let Some(value) = env.get(&of).cloned() else {
                    return self.unknown(cx, expr.span(), "this statement");
                };
                // The body changes the schema itself.
                env.variables.push((name, value));
                let made = self.block(cx, env, &branch.then_branch, None);
                let changed = env.variables.pop();
                made?;
                let target = env.variables.iter_mut().rev().find(|(known, _)| *known == of);
                if let (Some((_, changed)), Some((_, target))) = (changed, target) {
                    *target = changed;
                }
                Ok(())
            }
            Expr::Return(_) | Expr::If(_) | Expr::Block(_) => self.eval(cx, env, expr, None).map(|_| ()),
            Expr::MethodCall(call) => self.change(cx, env, call),
            Expr::Assign(assign) => match &*assign.left {
                Expr::Index(index) => {
                    let key = self.key(cx, env, &index.index)?;
                    let value = self.eval(cx, env, &assign.right, None)?;
                    let value = self.json(cx, &value, assign.right.span())?;
                    let target = self.target(cx, env, &index.expr)?;
                    object(target).insert(key, value);
                    Ok(())
                }
                Expr::Field(left) => {
                    let syn::Member::Named(name) = &left.member else {
                        return self.unknown(cx, expr.span(), "this statement");
                    };
                    let name = name.unraw().to_string();
                    let value = self.eval(cx, env, &assign.right, None)?;
                    let mut schema = self.target(cx, env, &left.base)?.clone();
                    self.set_schema_field(cx, &mut schema, &name, value, &assign.right)?;
                    *self.target(cx, env, &left.base)? = schema;
                    Ok(())
                }
                _ => self.unknown(cx, expr.span(), "this statement"),
            },
            _ => self.unknown(cx, expr.span(), "this statement"),
        }
    }

    fn change(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        call: &ExprMethodCall,
    ) -> Made<(), S::Place> {
        let mut args = call.args.iter();
        match (call.method.to_string().as_str(), args.next(), args.next()) {
            ("insert", Some(key), Some(value)) => {
                let key = self.key(cx, env, key)?;
                let made = self.eval(cx, env, value, None)?;
                // A map that is filled step by step.
                if let Expr::Path(path) = &*call.receiver
                    && let Some(name) = path.path.get_ident()
                    && let Some((_, Val::Map(all))) =
                        env.variables.iter_mut().rev().find(|(known, _)| name == known)
                {
                    all.push((Val::Str(key), made));
                    return Ok(());
                }
                let value = self.json(cx, &made, value.span())?;
                let target = self.target(cx, env, &call.receiver)?;
                object(target).insert(key, value);
                Ok(())
            }
            // A set of names, as schemars 0.8 has it.
            ("insert", Some(key), None) => {
                let key = self.key(cx, env, key)?;
                let field = match &*call.receiver {
                    Expr::Field(field) if is_required(&field.member) => field,
                    _ => return self.unknown(cx, call.method.span(), "this statement"),
                };
                let schema = self.target(cx, env, &field.base)?;
                if let Json::Array(all) = object(schema)
                    .entry("required")
                    .or_insert_with(|| Json::Array(Vec::new()))
                {
                    all.push(key.into());
                }
                Ok(())
            }
            ("remove", Some(key), None) => {
                let key = self.key(cx, env, key)?;
                let target = self.target(cx, env, &call.receiver)?;
                object(target).remove(&key);
                Ok(())
            }
            ("push", Some(value), None) => {
                let made = self.eval(cx, env, value, None)?;
                if let Expr::Path(path) = &*call.receiver
                    && let Some(name) = path.path.get_ident()
                    && let Some((_, Val::List(all))) =
                        env.variables.iter_mut().rev().find(|(known, _)| name == known)
                {
                    all.push(made);
                    return Ok(());
                }
                self.unknown(cx, call.method.span(), "this statement")
            }
            _ => self.unknown(cx, call.method.span(), "this statement"),
        }
    }

    fn key(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        expr: &Expr,
    ) -> Made<String, S::Place> {
        match self.eval(cx, env, expr, None)? {
            Val::Str(key) => Ok(key),
            _ => self.unknown(cx, expr.span(), "this key"),
        }
    }

    /// The JSON that an expression refers to: a variable, or a part of one.
    fn target<'e>(
        &mut self,
        cx: &Context<S::Place>,
        env: &'e mut Env<S::Place>,
        expr: &Expr,
    ) -> Made<&'e mut Json, S::Place> {
        let mut steps: Vec<(String, bool)> = Vec::new();
        let mut at = expr;
        let name = loop {
            match at {
                Expr::MethodCall(call) => {
                    match (call.method.to_string().as_str(), call.args.first()) {
                        ("get_mut", Some(key)) => steps.push((self.key(cx, env, key)?, false)),
                        ("ensure_object" | "as_object_mut" | "unwrap" | "expect", _) => {}
                        // Parts of schemars 0.8's `SchemaObject`.
                        (name, None) if schema_literal::part(name).is_some() => {}
                        _ => return self.unknown(cx, call.method.span(), "this statement"),
                    }
                    at = &call.receiver;
                }
                Expr::Field(field) => {
                    if let syn::Member::Named(name) = &field.member
                        && schema_literal::part(&name.to_string()).is_none()
                    {
                        steps.push((schema_literal::key(&name.to_string()), true));
                    }
                    at = &field.base;
                }
                Expr::Index(index) => {
                    steps.push((self.key(cx, env, &index.index)?, false));
                    at = &index.expr;
                }
                Expr::Paren(inner) => at = &inner.expr,
                Expr::Reference(inner) => at = &inner.expr,
                Expr::Path(path) => match path.path.get_ident() {
                    Some(name) => break name.unraw().to_string(),
                    None => return self.unknown(cx, at.span(), "this statement"),
                },
                _ => return self.unknown(cx, at.span(), "this statement"),
            }
        };
        let found = env.variables.iter_mut().rev().find(|(known, _)| *known == name);
        let Some((_, Val::Json(json))) = found else {
            return self.unknown(cx, expr.span(), "this statement");
        };
        let mut json = json;
        for (key, is_field) in steps.into_iter().rev() {
            let all = object(json);
            if is_field {
                all.entry(key.clone())
                    .or_insert_with(|| Json::Object(serde_json::Map::new()));
            }
            match all.get_mut(&key) {
                Some(inner) => json = inner,
                None => return self.fail(cx, expr.span(), format!("this panics: the schema has no `{key}`")),
            }
        }
        Ok(json)
    }
}

fn is_required(member: &syn::Member) -> bool {
    matches!(member, syn::Member::Named(name) if name == "required")
}

/// The two variables of `let Schema::Object(inner) = &mut outer`.
fn object_of(cond: &Expr) -> Option<(String, String)> {
    let Expr::Let(found) = cond else { return None };
    let syn::Pat::TupleStruct(pattern) = &*found.pat else {
        return None;
    };
    let (last, Some(syn::Pat::Ident(inner))) = (pattern.path.segments.last()?, pattern.elems.first()) else {
        return None;
    };
    let mut outer = &*found.expr;
    while let Expr::Reference(reference) = outer {
        outer = &reference.expr;
    }
    let Expr::Path(outer) = outer else { return None };
    let outer = outer.path.get_ident()?.unraw().to_string();
    (last.ident == "Object").then(|| (inner.ident.unraw().to_string(), outer))
}
