//! Conditions that nobody knows before the program is compiled.

use kubewright_core::diagnostic::Message;
use kubewright_core::parse;
use proc_macro2::Span;
use syn::Attribute;
use syn::spanned::Spanned;

use crate::attrs::derives;
use crate::reader::{Made, Reader};
use crate::scope::{Problem, Scope};
use crate::types::Context;

/// The attributes that are read.
const READ: [&str; 9] = [
    "cfg",
    "deprecated",
    "doc",
    "garde",
    "kube",
    "schemars",
    "serde",
    "validate",
    "x_kube",
];

/// The derives that are read.
const DERIVES: [&str; 4] = ["CustomResource", "JsonSchema", "JsonSchema_repr", "KubeSchema"];

fn is_conditional(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("cfg_attr"))
}

/// Whether a type has the attribute of kube's derive, or the derives beside it, under such a condition.
pub(crate) fn is_kind(attrs: &[Attribute]) -> bool {
    if !is_conditional(attrs) {
        return false;
    }
    let has = |read: &[&str], derives: &[&str]| !parse::undecided(attrs, read, derives).is_empty();
    let is_described = attrs.iter().any(|attr| attr.path().is_ident("kube")) || has(&["kube"], &[]);
    is_described && (!derives(attrs).is_empty() || has(&[], &DERIVES))
}

impl<S: Scope> Reader<'_, S> {
    /// Reports attributes of a type that may not be there.
    pub(crate) fn refuse_undecided(&mut self, cx: &Context<S::Place>, attrs: &[Attribute]) {
        if is_conditional(attrs) {
            self.problems_at(cx, parse::undecided(attrs, &READ, &DERIVES));
        }
    }

    /// Reports a field or variant that may not be there, and its attributes.
    pub(crate) fn refuse_undecided_member(&mut self, cx: &Context<S::Place>, attrs: &[Attribute]) {
        self.refuse_undecided(cx, attrs);
        let cfg = attrs.iter().find(|attr| attr.path().is_ident("cfg"));
        if let Some(cfg) = cfg.filter(|_| self.scope.holds(&cx.place, attrs).is_none()) {
            self.problems_at(cx, vec![(cfg.span(), parse::conditional())]);
        }
    }

    /// Fails if it is not known whether a type derives its schema.
    pub(crate) fn decided_derives(&self, cx: &Context<S::Place>, attrs: &[Attribute]) -> Made<(), S::Place> {
        match parse::undecided(attrs, &[], &DERIVES).into_iter().next() {
            Some((span, message)) => self.fail(cx, span, message),
            None => Ok(()),
        }
    }

    /// Keeps problems, each once: a type is read again for each use.
    fn problems_at(&mut self, cx: &Context<S::Place>, found: Vec<(Span, Message)>) {
        for (span, message) in found {
            let is_same = |known: &Problem<S::Place>| {
                known.place == cx.place && known.span.byte_range() == span.byte_range()
            };
            if !self.problems.iter().any(is_same) {
                self.problems.push(Problem {
                    place: cx.place.clone(),
                    span,
                    message,
                });
            }
        }
    }
}
