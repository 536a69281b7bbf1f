//! Enums: unit variants become `enum`, variants with data a structural union.

mod class;
mod overlay;

use serde_json::Value;

use super::{Graph, Lowerer};
use crate::{
    cel,
    diagnostic::Message,
    ir::{Field, Shape, Site, Tagging, Variant},
    schema::{Schema, Validation},
};
use class::none_of;
use overlay::{Branches, overlay};

impl<G: Graph> Lowerer<'_, G> {
    pub(super) fn union(
        &mut self,
        node: &G::Node,
        tagging: &Tagging,
        variants: &[Variant],
        at: Site,
    ) -> Schema {
        if variants.is_empty() {
            self.error(
                node,
                at,
                Message::new("an enum without variants has no values").help("add a variant"),
            );
            return Schema::unseen();
        }
        let mut schema = match tagging {
            Tagging::External => self.external(node, variants, at),
            Tagging::Internal(tag) => self.internal(node, tag, variants, at),
            Tagging::Adjacent { tag, content } => self.adjacent(node, tag, content, variants, at),
            Tagging::Untagged => self.untagged(node, variants, at),
        };
        schema.description = variant_docs(variants);
        schema
    }

    fn external(&mut self, node: &G::Node, variants: &[Variant], at: Site) -> Schema {
        let (units, data): (Vec<_>, Vec<_>) = variants.iter().partition(|v| v.shape == Shape::Unit);
        let words = Schema {
            enumeration: names(&units),
            ..Schema::of("string")
        };
        if data.is_empty() {
            return words;
        }
        let mut object = Schema::of("object");
        for variant in data {
            let payload = self.payload(node, variant);
            for name in spellings(variant) {
                object.properties.insert(name.clone(), payload.clone());
                object.one_of.push(Schema {
                    required: [name].into(),
                    ..Schema::default()
                });
            }
        }
        if units.is_empty() {
            return object;
        }
        // Unknown fields are preserved, because a string may be one of the variants.
        object.max_properties = Some(1);
        self.overlaid(node, at, &[words, object], Branches::AnyOf)
    }

    fn internal(&mut self, node: &G::Node, tag: &str, variants: &[Variant], at: Site) -> Schema {
        let mut parts = Vec::new();
        let mut rules = Vec::new();
        for variant in variants {
            let mut part = self.payload(node, variant);
            if !part.is("object") && !part.opaque {
                let message = Message::new(format!(
                    "`{}` has no named fields, which the tag `{tag}` needs beside it",
                    variant.name
                ));
                self.error(
                    node,
                    variant.at,
                    message.help("use a struct, or add `content` to the enum's serde attribute"),
                );
                continue;
            }
            if part.properties.contains_key(tag) {
                let message = Message::new(format!(
                    "a field of `{}` has the same name as the tag `{tag}`",
                    variant.name
                ));
                self.error(node, variant.at, message.help("rename one of them"));
                continue;
            }
            part.ty = Some("object".to_owned());
            part.properties.insert(tag.to_owned(), tag_of(variant, variants));
            part.required.insert(tag.to_owned());
            rules.extend(part.validations.drain(..).map(|rule| only_of(variant, tag, rule)));
            parts.push(part);
        }
        let mut schema = self.overlaid(node, at, &parts, Branches::OneOf);
        schema.validations = rules;
        tagged(schema, tag, variants)
    }

    fn adjacent(
        &mut self,
        node: &G::Node,
        tag: &str,
        content: &str,
        variants: &[Variant],
        at: Site,
    ) -> Schema {
        let mut parts = Vec::new();
        for variant in variants {
            let mut part = Schema::of("object");
            part.properties.insert(tag.to_owned(), tag_of(variant, variants));
            part.required.insert(tag.to_owned());
            if variant.shape != Shape::Unit {
                let payload = self.payload(node, variant);
                part.properties.insert(content.to_owned(), payload);
                part.required.insert(content.to_owned());
            }
            parts.push(part);
        }
        let schema = self.overlaid(node, at, &parts, Branches::OneOf);
        tagged(schema, tag, variants)
    }

    fn untagged(&mut self, node: &G::Node, variants: &[Variant], at: Site) -> Schema {
        let mut parts = Vec::new();
        for variant in variants {
            if variant.shape == Shape::Unit {
                let message = Message::new(format!(
                    "`{}` is `null` in JSON, which the API server drops",
                    variant.name
                ));
                self.error(node, variant.at, message.help("remove it and use `Option`"));
                continue;
            }
            parts.push(self.payload(node, variant));
        }
        // serde takes the first variant that matches, so a value may match several.
        self.overlaid(node, at, &parts, Branches::AnyOf)
    }

    fn payload(&mut self, node: &G::Node, variant: &Variant) -> Schema {
        let base = match &variant.shape {
            Shape::Unit => Schema::of("object"),
            Shape::Newtype(ty) => {
                self.refuse_null_data(node, variant, ty);
                self.stated(node, ty, &variant.markers, variant.at)
            }
            Shape::Struct(fields) => self.object(node, fields.iter().collect::<Vec<&Field>>()),
        };
        let described = Schema {
            description: described(&variant.docs).or(base.description.clone()),
            ..base
        };
        let own = self.marked(node, &variant.markers, &described);
        let schema = self.merged(described, own);
        self.patched(node, &variant.markers, schema)
    }

    fn overlaid(&mut self, node: &G::Node, at: Site, parts: &[Schema], branches: Branches) -> Schema {
        overlay(parts, branches).unwrap_or_else(|message| {
            self.error(node, at, message);
            Schema::unseen()
        })
    }
}

/// The schema with the names of all variants in its tag.
fn tagged(mut schema: Schema, tag: &str, variants: &[Variant]) -> Schema {
    if let Some(property) = schema.properties.get_mut(tag) {
        property.enumeration = names(&variants.iter().collect::<Vec<_>>());
    }
    schema
}

fn tag_of(variant: &Variant, all: &[Variant]) -> Schema {
    if variant.other {
        let known = all.iter().filter(|known| !known.other).flat_map(spellings);
        return Schema {
            ty: Some("string".to_owned()),
            ..none_of(known.map(Value::from).collect())
        };
    }
    Schema {
        enumeration: spellings(variant).into_iter().map(Value::from).collect(),
        ..Schema::of("string")
    }
}

/// A rule of one variant, as a rule of the whole object.
fn only_of(variant: &Variant, tag: &str, rule: Validation) -> Validation {
    let names: Vec<_> = spellings(variant)
        .into_iter()
        .map(|name| Value::from(name).to_string())
        .collect();
    let tag = cel::escape(tag);
    Validation {
        rule: format!("!(self.{tag} in [{}]) || ({})", names.join(", "), rule.rule),
        ..rule
    }
}

fn spellings(variant: &Variant) -> Vec<String> {
    std::iter::once(&variant.name)
        .chain(&variant.aliases)
        .cloned()
        .collect()
}

/// The allowed names; `None` if any name is allowed.
fn names(variants: &[&Variant]) -> Vec<Value> {
    if variants.iter().any(|variant| variant.other) {
        return Vec::new();
    }
    variants
        .iter()
        .flat_map(|variant| spellings(variant))
        .map(Value::from)
        .collect()
}

fn described(docs: &str) -> Option<String> {
    (!docs.is_empty()).then(|| docs.to_owned())
}

/// The docs of the variants, for the description of the enum.
fn variant_docs(variants: &[Variant]) -> Option<String> {
    let documented = |v: &Variant| v.shape == Shape::Unit && !v.docs.is_empty();
    variants.iter().any(documented).then(|| {
        let lines =
            variants
                .iter()
                .filter(|v| v.shape == Shape::Unit)
                .map(|variant| match variant.docs.is_empty() {
                    true => format!("- {}", variant.name),
                    false => format!("- {}: {}", variant.name, variant.docs.replace('\n', " ")),
                });
        std::iter::once("Possible values:".to_owned())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    })
}
