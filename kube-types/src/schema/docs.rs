//! Descriptions, titles, examples, extensions: what types, variants and fields have in common.

use std::borrow::Cow;

use kubewright_core::diagnostic::Message;
use kubewright_core::docs::{Docs, may_be_marker, undecorated};
use kubewright_core::ir::Marker;
use proc_macro2::Span;
use serde_json::{Value, json};
use syn::spanned::Spanned;
use syn::{Attribute, Meta};

use super::paragraphs;
use crate::attrs::{Common, Doc};
use crate::json::object;
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::span;
use crate::types::Context;

impl<S: Scope> Reader<'_, S> {
    /// Sets what the attributes of a type, variant or field say, extensions last.
    pub(crate) fn common(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        schema: &mut Value,
        span: Span,
    ) -> Made<(), S::Place> {
        self.metadata(cx, common, schema, span)?;
        self.extensions(cx, common, schema)
    }

    pub(super) fn metadata(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        schema: &mut Value,
        span: Span,
    ) -> Made<(), S::Place> {
        let (mut title, mut description) = (None, None);
        if !common.docs.is_empty() {
            let (text, markers, lines) = self.docs(cx, &common.docs, span)?;
            let (first, rest) = self.parts(&text);
            title = Some(first);
            description = Some(rest);
            self.record(cx, common.on, markers, &lines, schema);
        }
        if let Some(expr) = &common.title {
            title = Some(self.text(cx, expr)?);
        }
        if let Some(expr) = &common.description {
            description = Some(self.text(cx, expr)?);
        }
        for (key, text) in [("title", title), ("description", description)] {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                object(schema).insert(key.to_owned(), text.into());
            }
        }
        if common.deprecated {
            object(schema).insert("deprecated".to_owned(), true.into());
        }
        if let Some(first) = common.examples.first() {
            let value = self.value(cx, first)?;
            let json = self.json(cx, &value, first.span())?;
            object(schema).insert("examples".to_owned(), json!([json]));
        }
        Ok(())
    }

    pub(super) fn extensions(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        schema: &mut Value,
    ) -> Made<(), S::Place> {
        for (key, tokens, span) in &common.extensions {
            let value = self.json_macro(cx, tokens.clone(), *span)?;
            object(schema).insert(key.clone(), value);
        }
        match common.transforms.first() {
            Some(transform) => {
                let message = Message::new("what this transform does cannot be read");
                self.fail(
                    cx,
                    transform.span(),
                    message.help("write `extend(\"key\" = value)` instead"),
                )
            }
            None => Ok(()),
        }
    }

    /// Sets the description of a generated type.
    pub(crate) fn described(&mut self, schema: &mut Value, doc: &str) {
        let text = doc.strip_prefix(' ').unwrap_or(doc);
        let (title, description) = self.parts(text);
        for (key, text) in [("title", title), ("description", description)] {
            if !text.is_empty() {
                object(schema).insert(key.to_owned(), text.into());
            }
        }
    }

    /// The title and the description in a text.
    fn parts(&self, text: &str) -> (String, String) {
        if self.era.is_old() {
            return paragraphs::title_and_description(text);
        }
        let (title, description) = title_and_description(text);
        (title.to_owned(), description.to_owned())
    }

    /// The documentation among these attributes, and that which one of them stands for. `#[doc(hidden)]` is none.
    pub(crate) fn doc_comments(&self, cx: &Context<S::Place>, attrs: &[Attribute]) -> Vec<Doc> {
        let docs = attrs.iter().filter_map(|attr| match &attr.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => {
                Some(Doc::Value(Box::new(meta.value.clone())))
            }
            Meta::Path(_) => {
                let lines = self.scope.docs(&cx.place, attr)?;
                Some(Doc::Lines(lines, attr.pound_token.span))
            }
            Meta::NameValue(_) | Meta::List(_) => None,
        });
        docs.collect()
    }

    /// Whether the documentation has this marker.
    pub(super) fn has_marker(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        name: &str,
        span: Span,
    ) -> Made<bool, S::Place> {
        // Most documentation does not name it.
        if !common.has_word(name) {
            return Ok(false);
        }
        let known = self.problems.len();
        let (_, markers, _) = self.docs(cx, &common.docs, span)?;
        // What is wrong with it is said when the description is set.
        self.problems.truncate(known);
        Ok(Marker::find(&markers, name).is_some())
    }

    /// The text of doc comments, the markers that were in it, and the places of its lines.
    pub(crate) fn docs(
        &mut self,
        cx: &Context<S::Place>,
        docs: &[Doc],
        span: Span,
    ) -> Made<(String, Vec<Marker>, Vec<Span>), S::Place> {
        let mut lines: Vec<(Cow<'_, str>, Span)> = Vec::new();
        for doc in docs {
            match doc {
                Doc::Lines(all, span) => {
                    let all = all.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
                    lines.extend(all.map(|line| (line.into(), *span)));
                }
                Doc::Value(value) => {
                    let (text, span) = (self.text(cx, value)?, span::of_expr(value));
                    let text = match text.strip_prefix(' ') {
                        Some(rest) if doc.is_literal() => rest,
                        _ => &text,
                    };
                    let all = marked_lines(text).into_iter();
                    lines.extend(all.map(|line| (line.to_owned().into(), span)));
                }
            }
        }
        let whole = || {
            let all = lines.iter().map(|(line, _)| &**line);
            all.collect::<Vec<_>>().join("\n")
        };
        if !lines.iter().any(|(line, _)| may_be_marker(line)) {
            return Ok((whole(), Vec::new(), Vec::new()));
        }
        let (prose, found) = Docs::split(lines.iter().enumerate().map(|(at, (line, _))| (&**line, at)));
        for error in found.errors {
            let at = lines.get(error.place).map_or(span, |(_, span)| *span);
            let made = self.fail::<()>(cx, at, error.message);
            self.keep(made);
        }
        let markers = found.markers.into_iter();
        let markers = markers.map(|(name, args, at)| Marker { name, args, at });
        let markers: Vec<_> = markers.collect();
        if markers.is_empty() {
            return Ok((whole(), markers, Vec::new()));
        }
        let text = prose.join("\n");
        Ok((text, markers, lines.into_iter().map(|(_, span)| span).collect()))
    }
}

/// The lines of a text. schemars leaves the asterisks of a block comment in the description, so they are removed only for
/// the sake of markers.
fn marked_lines(text: &str) -> Vec<&str> {
    let written: Vec<&str> = text.split('\n').collect();
    let bare = undecorated(text);
    if bare == written || !bare.iter().any(|line| line.trim_start().starts_with('+')) {
        return written;
    }
    bare.into_iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect()
}

/// The first line after `#` and the rest, as schemars splits them.
fn title_and_description(text: &str) -> (&str, &str) {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
    if !text.starts_with('#') {
        return ("", text);
    }
    let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
    let trim = |text: &str| -> usize {
        text.len() - text.trim_start_matches(|c: char| c.is_ascii_whitespace()).len()
    };
    let title = title.trim_start_matches('#');
    let title = &title[trim(title)..];
    (
        title.trim_end_matches(|c: char| c.is_ascii_whitespace()),
        rest.trim_matches(|c: char| c.is_ascii_whitespace()),
    )
}
