//! Macros that make values: `vec!`, `format!`, `concat!`, `json!` and others.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use serde_json::{Map, Value as Json};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Token};

use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::{Path, Scope};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    pub(super) fn macro_call(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        call: &syn::Macro,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let span = call.path.span();
        let name = Path::of(&call.path);
        let arguments = || Punctuated::<Expr, Token![,]>::parse_terminated.parse2(call.tokens.clone());
        match name.last() {
            "vec" => {
                let inner = hint.and_then(Ty::argument);
                if let Ok(all) = arguments() {
                    let all = all.iter().map(|elem| self.eval(cx, env, elem, inner));
                    return Ok(Val::List(all.collect::<Result<_, _>>()?));
                }
                match syn::parse2::<Expr>(
                    TokenTree::Group(proc_macro2::Group::new(Delimiter::Bracket, call.tokens.clone())).into(),
                ) {
                    Ok(repeat) => self.eval(cx, env, &repeat, hint),
                    Err(_) => self.unknown(cx, span, "this list"),
                }
            }
            "json" | "json_schema" => self
                .json_tokens(cx, env, call.tokens.clone(), span)
                .map(Val::Json),
            "stringify" => Ok(Val::Str(call.tokens.to_string())),
            "concat" => match arguments() {
                Ok(all) => {
                    let mut text = String::new();
                    for part in &all {
                        match self.eval(cx, env, part, None)? {
                            Val::Str(part) => text.push_str(&part),
                            Val::Int(part) => text.push_str(&part.to_string()),
                            Val::Char(part) => text.push(part),
                            Val::Bool(part) => text.push_str(&part.to_string()),
                            _ => return self.unknown(cx, part.span(), "this part"),
                        }
                    }
                    Ok(Val::Str(text))
                }
                Err(_) => self.unknown(cx, span, "this text"),
            },
            "include_str" => {
                let path = match arguments().ok().and_then(|all| all.first().cloned()) {
                    Some(path) => match self.eval(cx, env, &path, None)? {
                        Val::Str(path) => path,
                        _ => return self.unknown(cx, span, "this file"),
                    },
                    None => return self.unknown(cx, span, "this file"),
                };
                match self.scope.text(&cx.place, &path) {
                    Ok(text) => Ok(Val::Str(text)),
                    Err(message) => self.fail(cx, span, message),
                }
            }
            "format" => match arguments() {
                Ok(all) => self.format(cx, env, &all.into_iter().collect::<Vec<_>>(), span),
                Err(_) => self.unknown(cx, span, "this text"),
            },
            "env" | "option_env" => self.unknown(cx, span, "an environment variable"),
            other => self.unknown(cx, span, &format!("`{other}!`")),
        }
    }

    /// `format!` with plain `{}`, `{0}` and `{name}`.
    fn format(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        args: &[Expr],
        span: Span,
    ) -> Made<Val<S::Place>, S::Place> {
        let Some((first, rest)) = args.split_first() else {
            return self.unknown(cx, span, "this text");
        };
        let pattern = match self.eval(cx, env, first, None)? {
            Val::Str(text) => text,
            _ => return self.unknown(cx, span, "this text"),
        };
        let mut text = String::new();
        let mut next = 0;
        let mut left = pattern.as_str();
        while let Some(at) = left.find(['{', '}']) {
            text.push_str(&left[..at]);
            let after = &left[at..];
            if after.starts_with("{{") || after.starts_with("}}") {
                text.push_str(&after[..1]);
                left = &after[2..];
                continue;
            }
            let Some(end) = after.find('}') else {
                return self.unknown(cx, span, "this text");
            };
            let name = &after[1..end];
            let value = if name.is_empty() {
                next += 1;
                rest.get(next - 1).cloned()
            } else if let Ok(index) = name.parse::<usize>() {
                rest.get(index).cloned()
            } else {
                let named = rest.iter().find_map(|arg| match arg {
                    Expr::Assign(assign) => match &*assign.left {
                        Expr::Path(path) if path.path.is_ident(name) => Some((*assign.right).clone()),
                        _ => None,
                    },
                    _ => None,
                });
                named.or_else(|| syn::parse_str(name).ok())
            };
            let Some(value) = value else {
                return self.unknown(cx, span, "this text");
            };
            match self.eval(cx, env, &value, None)? {
                Val::Str(part) => text.push_str(&part),
                Val::Int(part) => text.push_str(&part.to_string()),
                Val::Char(part) => text.push(part),
                Val::Bool(part) => text.push_str(&part.to_string()),
                _ => return self.unknown(cx, span, "this text"),
            }
            left = &after[end + 1..];
        }
        text.push_str(left);
        Ok(Val::Str(text))
    }

    /// The value of `json!(...)` outside of a function.
    pub(crate) fn json_macro(
        &mut self,
        cx: &Context<S::Place>,
        tokens: TokenStream,
        span: Span,
    ) -> Made<Json, S::Place> {
        self.json_tokens(cx, &mut Env::default(), tokens, span)
    }

    fn json_tokens(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        tokens: TokenStream,
        span: Span,
    ) -> Made<Json, S::Place> {
        let all: Vec<TokenTree> = tokens.into_iter().collect();
        match &all[..] {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                let mut map = Map::new();
                for entry in entries(group.stream()) {
                    let Some(colon) = entry.iter().position(|token| is_sign(token, ':')) else {
                        return self.unknown(cx, group.span(), "this object");
                    };
                    let (key, value) = (&entry[..colon], &entry[colon + 1..]);
                    let key = self.json_part(cx, env, key, group.span())?;
                    let value = self.json_tokens(cx, env, value.iter().cloned().collect(), group.span())?;
                    match key {
                        Json::String(key) => map.insert(key, value),
                        _ => return self.unknown(cx, group.span(), "this key"),
                    };
                }
                Ok(Json::Object(map))
            }
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
                let all = entries(group.stream()).into_iter();
                let all =
                    all.map(|entry| self.json_tokens(cx, env, entry.into_iter().collect(), group.span()));
                Ok(Json::Array(all.collect::<Result<_, _>>()?))
            }
            [TokenTree::Ident(word)] if word == "null" => Ok(Json::Null),
            all => self.json_part(cx, env, all, span),
        }
    }

    fn json_part(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        tokens: &[TokenTree],
        span: Span,
    ) -> Made<Json, S::Place> {
        let parsed = syn::parse2::<Expr>(tokens.iter().cloned().collect());
        match parsed {
            Ok(expr) => {
                let value = self.eval(cx, env, &expr, None)?;
                self.json(cx, &value, expr.span())
            }
            Err(_) => self.unknown(cx, span, "this JSON"),
        }
    }
}

/// The parts between commas; an empty one at the end is none.
fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = vec![Vec::new()];
    for token in tokens {
        if is_sign(&token, ',') {
            all.push(Vec::new());
        } else if let Some(last) = all.last_mut() {
            last.push(token);
        }
    }
    all.retain(|entry| !entry.is_empty());
    all
}

/// A single sign: the colons of `::` are no separators.
fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign && punct.spacing() == proc_macro2::Spacing::Alone)
}
