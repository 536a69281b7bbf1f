//! The places where a marker has an effect, and what is said where it has none.

use kubewright_core::diagnostic::Message;
use kubewright_core::ir::Marker;
use kubewright_core::lower;
use kubewright_core::markers::csv::CSV;
use kubewright_core::markers::{self as known, Effect, kind};
use proc_macro2::Span;
use serde_json::{Value, json};
use syn::spanned::Spanned;

use super::numbers;
use crate::attrs::{Common, Doc, On};
use crate::json::{MARKERS, object};
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::types::Context;

/// What a marker does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// It changes a schema.
    Schema,
    /// It makes a field required or optional.
    Presence,
    /// It describes a field or kind for the Operator Lifecycle Manager.
    Describe,
    /// Nothing of a schema depends on it.
    Other,
}

fn does(marker: &Marker) -> Does {
    match known::find(&marker.name).map(|found| &found.def.effect) {
        Some(Effect::Schema { .. } | Effect::Lowerer(_)) => Does::Schema,
        Some(Effect::Presence { .. }) => Does::Presence,
        Some(Effect::Placed(_)) => Does::Describe,
        Some(Effect::Resource(_) | Effect::Project(_) | Effect::Refused(_) | Effect::Ignored) | None => {
            Does::Other
        }
    }
}

/// Markers of a type that mean the same for the object that flattens it, besides those that a flattened field may have.
const OF_OBJECTS: [&str; 6] = [
    "kubebuilder:externalDocs",
    "kubebuilder:title",
    "kubebuilder:validation:AtLeastOneOf",
    "kubebuilder:validation:AtMostOneOf",
    "kubebuilder:validation:ExactlyOneOf",
    "kubewright:schema",
];

/// Whether a marker on a flattened field is about the object around it.
fn is_lifted(name: &str) -> bool {
    lower::is_lifted(name) && ![kind::SCHEMALESS, kind::TYPE].contains(&name)
}

/// Why kinds with kube's derive have no descriptors.
pub(super) fn described() -> Message {
    Message::new(format!("`+{CSV}` does not apply to types with kube's derives"))
        .help("write the descriptors into the ClusterServiceVersion in `config/manifests/bases`")
}

impl<S: Scope> Reader<'_, S> {
    /// Keeps the markers of a doc comment in the schema that they are about.
    pub(crate) fn record(
        &mut self,
        cx: &Context<S::Place>,
        on: On,
        markers: Vec<Marker>,
        lines: &[Span],
        schema: &mut Value,
    ) {
        let Some(first) = lines.first().filter(|_| !markers.is_empty()) else {
            return;
        };
        let key = (cx.place.clone(), first.byte_range().start);
        let number = match self.marked.numbers.get(&key) {
            Some(number) => *number,
            None => {
                let kept = self.effective_markers(cx, on, markers, lines);
                let number = self.marked.comments.len();
                self.marked.comments.push(kept);
                self.marked.numbers.insert(key, number);
                number
            }
        };
        if self.marked.comments[number].is_empty() {
            return;
        }
        if let Value::Array(list) = object(schema).entry(MARKERS).or_insert_with(|| json!([])) {
            list.push(number.into());
        }
    }

    /// The markers that have an effect there; the others are reported.
    fn effective_markers(
        &mut self,
        cx: &Context<S::Place>,
        on: On,
        markers: Vec<Marker>,
        lines: &[Span],
    ) -> Vec<Marker> {
        let mut kept = Vec::new();
        for mut marker in markers {
            let span = lines.get(marker.at).copied().unwrap_or_else(Span::call_site);
            let refused = match (does(&marker), on) {
                (Does::Other, _) => continue,
                // What is on a type was checked with the item or the kind.
                (Does::Describe | Does::Presence, On::Container) => continue,
                (Does::Describe, _) => Some(described()),
                (Does::Presence, On::Unnamed) => Some(said(
                    &marker,
                    "does not apply to a field without a name",
                    "put it on the fields of this type",
                )),
                (Does::Presence, On::Variant) => Some(said(
                    &marker,
                    "does not apply to a variant",
                    "remove it, or put it on a field",
                )),
                (Does::Schema | Does::Presence, _) => None,
            };
            if let Some(message) = refused {
                let made = self.fail::<()>(cx, span, message);
                self.keep(made);
                continue;
            }
            marker.at = self.marked.sites.len();
            self.marked.sites.push((cx.place.clone(), span));
            kept.push(marker);
        }
        kept
    }

    /// Keeps the markers of a type or field whose text is not part of the schema.
    pub(crate) fn markers_alone(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        schema: &mut Value,
        span: Span,
    ) -> Made<(), S::Place> {
        if common.docs.is_empty() {
            return Ok(());
        }
        let (_, markers, lines) = self.docs(cx, &common.docs, span)?;
        self.record(cx, common.on, markers, &lines, schema);
        Ok(())
    }

    /// Keeps the markers of a flattened field that are about the object around it.
    pub(crate) fn flattened_markers(
        &mut self,
        cx: &Context<S::Place>,
        common: &Common,
        is_optional: bool,
        schema: &mut Value,
        span: Span,
    ) -> Made<(), S::Place> {
        if common.docs.is_empty() {
            return Ok(());
        }
        let (_, markers, lines) = self.docs(cx, &common.docs, span)?;
        let (lifted, refused): (Vec<_>, Vec<_>) = markers
            .into_iter()
            .partition(|marker| is_lifted(&marker.name) && !is_optional);
        let why = "does not apply to a flattened field, because JSON has no such field";
        self.refuse_markers(cx, &refused, &lines, why, "move it to the fields of its type");
        self.record(cx, common.on, lifted, &lines, schema);
        Ok(())
    }

    /// Reports markers of a flattened type that would mean something else for the object around it.
    pub(crate) fn flattened_type(&mut self, schema: &mut Value, is_optional: bool) {
        let numbers: Vec<_> = numbers(schema.get(MARKERS)).collect();
        for number in numbers {
            let refused = self.marked.comments[number].iter().filter(|marker| {
                let name = marker.name.as_str();
                is_optional || !(is_lifted(name) || OF_OBJECTS.contains(&name))
            });
            let (why, help) = match is_optional {
                true => (
                    "does not apply to a type that is flattened as an `Option`, because no field in JSON says whether it is set",
                    "remove `flatten` or `Option`, or move it to the fields of the type",
                ),
                false => (
                    "does not apply to a flattened type, because JSON has no such object",
                    "remove `flatten`, or move it to the fields of the type",
                ),
            };
            let problems: Vec<_> = refused
                .map(|marker| self.marked.problem(marker.at, said(marker, why, help)))
                .collect();
            self.problems.extend(problems);
        }
    }

    /// Reports all markers of a doc comment that was read.
    pub(super) fn refuse_number(&mut self, number: usize, why: &str, help: &str) {
        let markers = self.marked.comments[number].iter();
        let problems: Vec<_> = markers
            .map(|marker| self.marked.problem(marker.at, said(marker, why, help)))
            .collect();
        self.problems.extend(problems);
    }

    /// Reports the markers of a schema, and takes them out of it.
    pub(crate) fn refuse_schema(&mut self, schema: &mut Value, why: &str, help: &str) {
        let list = object(schema).remove(MARKERS);
        for number in numbers(list.as_ref()) {
            self.refuse_number(number, why, help);
        }
    }

    /// Reports the markers of a type, field or variant that no schema is made from.
    pub(crate) fn refuse_docs(
        &mut self,
        cx: &Context<S::Place>,
        attrs: &[syn::Attribute],
        why: &str,
        help: &str,
    ) {
        let mut docs = self.doc_comments(cx, attrs);
        // The text may be in a file that only matters to rustdoc.
        docs.retain(Doc::is_literal);
        let Some(first) = attrs.first().filter(|_| !docs.is_empty()) else {
            return;
        };
        let known = self.problems.len();
        let read = self.docs(cx, &docs, first.span());
        // Typos do no harm here.
        self.problems.truncate(known);
        if let Ok((_, markers, lines)) = read {
            self.refuse_markers(cx, &markers, &lines, why, help);
        }
    }

    /// The same, for all fields and variants of a type.
    pub(crate) fn refuse_inside(&mut self, cx: &Context<S::Place>, data: &syn::Data, why: &str, help: &str) {
        let fields =
            |fields: &syn::Fields| fields.iter().map(|field| field.attrs.clone()).collect::<Vec<_>>();
        let all = match data {
            syn::Data::Struct(data) => fields(&data.fields),
            syn::Data::Enum(data) => { data.variants.iter() }
                .flat_map(|variant| [vec![variant.attrs.clone()], fields(&variant.fields)].concat())
                .collect(),
            syn::Data::Union(_) => Vec::new(),
        };
        for attrs in all {
            self.refuse_docs(cx, &attrs, why, help);
        }
    }

    fn refuse_markers(
        &mut self,
        cx: &Context<S::Place>,
        markers: &[Marker],
        lines: &[Span],
        why: &str,
        help: &str,
    ) {
        for marker in markers.iter().filter(|marker| does(marker) != Does::Other) {
            let span = lines.get(marker.at).copied().unwrap_or_else(Span::call_site);
            let made = self.fail::<()>(cx, span, said(marker, why, help));
            self.keep(made);
        }
    }
}

fn said(marker: &Marker, why: &str, help: &str) -> Message {
    Message::new(format!("`+{}` {why}", marker.name)).help(help)
}
