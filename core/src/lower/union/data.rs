//! The data of a variant, and the markers on it. JSON has a field for the data of some variants only.

use super::{described, names_in};
use crate::{
    diagnostic::Message,
    ir::{Field, Marker, Shape, Tagging, Variant},
    lower::{Graph, Lowerer},
    markers::{self, Effect, kind, other},
    schema::{Schema, Validation},
};

impl<G: Graph> Lowerer<'_, G> {
    /// The schema of a variant's data.
    pub(super) fn payload(&mut self, node: &G::Node, tagging: &Tagging, variant: &Variant) -> Schema {
        let markers = self.markers_of_data(node, tagging, variant);
        let mut base = match &variant.shape {
            Shape::Unit => Schema::of("object"),
            Shape::Newtype(ty) => {
                self.refuse_null_data(node, variant, ty);
                self.stated(node, ty, &variant.markers, variant.at)
            }
            Shape::Struct(fields) => {
                let mut object = self.object(node, fields.iter().collect::<Vec<&Field>>(), false);
                object.validations = self.once_set_in(node, tagging, fields);
                object
            }
        };
        // It is for a missing value, and the data of a variant is never missing.
        base.default = None;
        base.description = described(&variant.docs).or(base.description);
        let own = self.marked(node, &markers, &base);
        let schema = self.merged(base, own);
        let mut schema = self.patched(node, &markers, schema);
        if schema.default.take().is_some() {
            let patch = markers
                .iter()
                .find(|marker| marker.name == markers::keywords::SCHEMA);
            let message = Message::new("the data of a variant is never missing, so it has no default");
            let at = patch.map_or(variant.at, |marker| marker.at);
            self.error(
                node,
                at,
                message.help("put `+kubebuilder:default` on the field with the enum"),
            );
        }
        schema
    }

    /// The markers that apply to the data. Reports those that have no effect there.
    fn markers_of_data(&mut self, node: &G::Node, tagging: &Tagging, variant: &Variant) -> Vec<Marker> {
        let mut kept = Vec::new();
        for marker in &variant.markers {
            match instead(tagging, &marker.name) {
                Some(help) => {
                    let message = Message::new("does not apply to a variant").help(help);
                    self.error(node, marker.at, message.about_marker(&marker.name));
                }
                // It becomes a rule of the whole enum.
                None if marker.name == other::IMMUTABLE && *tagging != Tagging::External => {}
                None => kept.push(marker.clone()),
            }
        }
        kept
    }

    /// The rules against removing optional immutable fields, where the data is the value that they are about.
    fn once_set_in(&mut self, node: &G::Node, tagging: &Tagging, fields: &[Field]) -> Vec<Validation> {
        match tagging {
            Tagging::External | Tagging::Internal(_) => self.once_set(node, fields, ""),
            Tagging::Adjacent { .. } => Vec::new(),
            Tagging::Untagged => {
                for rule in self.once_set(node, fields, "") {
                    let message = Message::new(
                        "nothing shows which variant an untagged object is, so the optional field can be removed and set again",
                    )
                    .help("make the field required, or give the enum a `tag`");
                    if let Some(place) = rule.place {
                        self.error_at(place, message.about_marker(other::IMMUTABLE));
                    }
                }
                Vec::new()
            }
        }
    }

    /// The rules of an object with a tag for the immutable fields in its content.
    pub(super) fn once_set_below(
        &mut self,
        node: &G::Node,
        (tag, content): (&str, &str),
        variant: &Variant,
    ) -> Vec<Validation> {
        let Shape::Struct(fields) = &variant.shape else {
            return Vec::new();
        };
        let path = format!(".{}", crate::cel::escape(content));
        let mut rules = self.once_set(node, fields, &path);
        for rule in &mut rules {
            rule.rule = [
                format!("!({})", names_in("self", tag, variant)),
                format!("!({})", names_in("oldSelf", tag, variant)),
                std::mem::take(&mut rule.rule),
            ]
            .join(" || ");
        }
        rules
    }

    /// The rule of the whole enum for an immutable variant: `is_it` tells whether a value is of this variant, and `keeps`
    /// is what must hold for the next value.
    pub(super) fn fixed(
        &mut self,
        node: &G::Node,
        variant: &Variant,
        is_it: impl Fn(&str) -> String,
        keeps: impl FnOnce() -> String,
    ) -> Option<Validation> {
        let marker = Marker::find(&variant.markers, other::IMMUTABLE)?;
        Some(Validation {
            rule: format!("!({}) || {}", is_it("oldSelf"), keeps()),
            message: Some(format!("variant {} is immutable once set", variant.name)),
            place: Some(self.place(node, marker.at)),
            ..Validation::default()
        })
    }
}

/// What to do about a marker that has no effect on a variant.
fn instead(tagging: &Tagging, name: &str) -> Option<&'static str> {
    const ELSEWHERE: &str = "put it on the field with the enum";
    let found = markers::find(name)?;
    let is_field = *tagging == Tagging::External;
    match found.def.effect {
        Effect::Presence { .. } => Some("remove it, or put it on the field with the enum"),
        Effect::Schema { key: "default", .. } => Some(ELSEWHERE),
        Effect::Schema { .. } => match (tagging, name) {
            // The whole object would be `null`.
            (Tagging::Internal(_), "nullable") | (Tagging::Untagged, other::IMMUTABLE) => Some(ELSEWHERE),
            _ => None,
        },
        Effect::Lowerer(_) if name == kind::SCHEMALESS => {
            Some("put it on the field with the enum, or on a field of the variant")
        }
        Effect::Placed(_) if !is_field => {
            Some("put it on the fields of the variant, or on the field with the enum")
        }
        Effect::Lowerer(_)
        | Effect::Placed(_)
        | Effect::Resource(_)
        | Effect::Project(_)
        | Effect::Refused(_)
        | Effect::Ignored => None,
    }
}
