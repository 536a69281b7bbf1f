//! Documentation that a macro makes, such as `#![doc = include_str!("../README.md")]`.

use std::borrow::Cow;

use kubewright_core::docs::Docs;
use syn::{Attribute, Expr, Macro, Meta};

use crate::source::{Place, included};

/// The attributes of an item that has no schema, without such documentation in which there are no markers.
pub(super) fn without<'a>(attrs: &'a [Attribute], place: &Place<'_>) -> Cow<'a, [Attribute]> {
    if !attrs.iter().any(|attr| call(attr).is_some()) {
        return attrs.into();
    }
    let kept = attrs
        .iter()
        .filter(|attr| call(attr).is_none_or(|call| may_have_markers(call, place)));
    kept.cloned().collect::<Vec<_>>().into()
}

/// The macro that makes the text of a `doc` attribute.
fn call(attr: &Attribute) -> Option<&Macro> {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Macro(call) => Some(&call.mac),
            _ => None,
        },
        Meta::NameValue(_) | Meta::Path(_) | Meta::List(_) => None,
    }
}

fn may_have_markers(call: &Macro, place: &Place<'_>) -> bool {
    if !call.path.is_ident("include_str") {
        return call.tokens.to_string().contains('+');
    }
    let file = included(call.tokens.clone(), place.path());
    let Some(text) = file.and_then(|file| std::fs::read_to_string(file).ok()) else {
        return true;
    };
    let docs = Docs::read(text.lines().map(|line| (line, 0)));
    !docs.markers.is_empty() || !docs.errors.is_empty()
}
