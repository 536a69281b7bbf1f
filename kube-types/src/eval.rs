//! The values of expressions: what a default function returns, without running it.
//!
//! The evaluator knows literals, constants, constructors, and functions made of these. Everything else is an error, because a wrong
//! value in a CRD is worse than none.

mod call;
mod conditions;
mod defaults;
mod expression;
mod known;
mod macros;
mod method;
mod operator;
mod pattern;
mod schema_function;
mod schema_literal;
mod serialize;

use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use kubewright_core::parse::serde_words::Function;
use proc_macro2::Span;
use serde_json::Value;
use syn::Expr;
use syn::spanned::Spanned;

use crate::reader::{Made, Reader};
use crate::scope::{Item, Scope};
use crate::types::{Context, Ty};
use call::Callee;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Val<P> {
    Unit,
    Bool(bool),
    Int(i128),
    Float(f64),
    Char(char),
    Str(String),
    None,
    Some(Box<Val<P>>),
    List(Vec<Val<P>>),
    Map(Vec<(Val<P>, Val<P>)>),
    Tuple(Vec<Val<P>>),
    /// A struct: its type, and its fields by name or index.
    Struct(Rc<Item<P>>, Rc<[Ty<P>]>, Vec<(String, Val<P>)>),
    /// A variant of an enum, with its name in Rust and its fields.
    Variant(Rc<Item<P>>, Rc<[Ty<P>]>, String, Vec<(String, Val<P>)>),
    /// A value of a type whose JSON is known: of k8s-openapi, or a schema.
    Json(Value),
    /// The argument of a schema function.
    Generator,
}

impl<P> Val<P> {
    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Struct(_, _, fields) | Self::Variant(_, _, _, fields) => fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, value)| value),
            Self::Tuple(all) => all.get(name.parse::<usize>().ok()?),
            _ => None,
        }
    }

    pub(crate) fn str(text: impl Into<String>) -> Self {
        Self::Str(text.into())
    }
}

/// The variables of a function.
#[derive(Clone, Debug)]
pub(crate) struct Env<P> {
    pub(crate) variables: Vec<(String, Val<P>)>,
    /// The value of a `return`.
    pub(crate) returned: Option<Val<P>>,
}

impl<P> Default for Env<P> {
    fn default() -> Self {
        Self {
            variables: Vec::new(),
            returned: None,
        }
    }
}

impl<P> Env<P> {
    fn get(&self, name: &str) -> Option<&Val<P>> {
        self.variables
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

/// The two fixes of an expression that cannot be evaluated.
pub(crate) const WAY_OUT: &str = "write a literal, a constant, or a function that returns one";

impl<S: Scope> Reader<'_, S> {
    /// The value of an expression outside of a function.
    pub(crate) fn value(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<Val<S::Place>, S::Place> {
        self.eval(cx, &mut Env::default(), expr, None)
    }

    /// The value of an expression that is a text.
    pub(crate) fn text(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<String, S::Place> {
        match self.value(cx, expr)? {
            Val::Str(text) => Ok(text),
            Val::Char(c) => Ok(c.to_string()),
            Val::Int(number) => Ok(number.to_string()),
            _ => self.fail(cx, expr.span(), "this must be a string"),
        }
    }

    pub(crate) fn integer(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<i64, S::Place> {
        match self.value(cx, expr)? {
            Val::Int(number) if i64::try_from(number).is_ok() => {
                Ok(i64::try_from(number).unwrap_or_default())
            }
            _ => self.fail(cx, expr.span(), "this must be an integer"),
        }
    }

    /// The length of an array.
    pub(crate) fn number(&mut self, cx: &Context<S::Place>, expr: &Expr) -> Made<u64, S::Place> {
        match u64::try_from(self.integer(cx, expr)?) {
            Ok(number) => Ok(number),
            Err(_) => self.fail(cx, expr.span(), "a length is not negative"),
        }
    }

    pub(crate) fn unknown<T>(&self, cx: &Context<S::Place>, span: Span, what: &str) -> Made<T, S::Place> {
        self.fail(
            cx,
            span,
            Message::new(format!(
                "the value of {what} is not known without running the program"
            ))
            .help(WAY_OUT),
        )
    }

    /// What `skip_serializing_if` says about a value.
    pub(crate) fn predicate(
        &mut self,
        cx: &Context<S::Place>,
        function: &Function,
        value: &Val<S::Place>,
    ) -> Made<bool, S::Place> {
        let args = vec![value.clone()];
        let is_free = cx.parameters.is_empty() && cx.local.is_empty();
        let written = function.quoted().filter(|_| is_free);
        let key = written.map(|written| (cx.place.clone(), written));
        let before = key.as_ref().and_then(|key| self.predicates.get(key)).cloned();
        let result = match before {
            Some((ty, name)) => self.known_call(cx, &ty, &name, args, None, function.span())?,
            None => {
                let path = function.path().map_err(|error| (error.span(), error.to_string()));
                let path = self.wrong(cx, path)?.path;
                let callee = self.callee(cx, &path)?;
                if let (Callee::Known(ty @ Ty::Known(..), name), Some(key)) = (&callee, key) {
                    self.predicates.insert(key, (ty.clone(), name.clone()));
                }
                self.apply(cx, callee, args, None, &path)?
            }
        };
        match result {
            Val::Bool(skip) => Ok(skip),
            _ => self.fail(cx, function.span(), "this function must return a `bool`"),
        }
    }
}
