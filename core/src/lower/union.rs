//! Enums: unit variants become `enum`, variants with data a structural union.

mod class;
mod data;
mod overlay;

use serde_json::Value;

use super::{Graph, Lowerer};
use crate::{
    cel,
    check::cel::uses_old_self,
    diagnostic::Message,
    ir::{Shape, Site, Tagging, Variant},
    markers::other,
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
            Tagging::Internal(tag) => self.internal(node, (tagging, tag), variants, at),
            Tagging::Adjacent { tag, content } => self.adjacent(node, tagging, (tag, content), variants, at),
            Tagging::Untagged => self.untagged(node, variants, at),
        };
        schema.description = variant_docs(tagging, variants);
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
        let mut rules = Vec::new();
        for variant in data {
            let payload = self.payload(node, &Tagging::External, variant);
            let is_it = |of: &str| {
                let has = |name: &String| format!("has({of}.{})", cel::escape(name));
                spellings(variant)
                    .iter()
                    .map(has)
                    .collect::<Vec<_>>()
                    .join(" || ")
            };
            rules.extend(self.fixed(node, variant, is_it, || is_it("self")));
            for name in spellings(variant) {
                object.properties.insert(name.clone(), payload.clone());
                object.one_of.push(Schema {
                    required: [name].into(),
                    ..Schema::default()
                });
            }
        }
        if units.is_empty() {
            object.validations = rules;
            return object;
        }
        for rule in rules {
            let message = Message::new("does not apply to a variant of an enum that may also be a string");
            let message = message.help("put it on the field with the enum");
            self.error_at(
                rule.place.unwrap_or_default(),
                message.about_marker(other::IMMUTABLE),
            );
        }
        // Unknown fields are preserved, because a string may be one of the variants.
        object.max_properties = Some(1);
        self.overlaid(node, at, &[words, object], Branches::AnyOf)
    }

    fn internal(
        &mut self,
        node: &G::Node,
        (tagging, tag): (&Tagging, &str),
        variants: &[Variant],
        at: Site,
    ) -> Schema {
        let mut parts = Vec::new();
        let mut rules = Vec::new();
        for variant in variants {
            let mut part = self.payload(node, tagging, variant);
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
            rules.extend(self.fixed_by(node, tag, variant));
            parts.push(part);
        }
        let mut schema = self.overlaid(node, at, &parts, Branches::OneOf);
        schema.validations = rules;
        tagged(schema, tag, variants)
    }

    fn adjacent(
        &mut self,
        node: &G::Node,
        tagging: &Tagging,
        (tag, content): (&str, &str),
        variants: &[Variant],
        at: Site,
    ) -> Schema {
        let mut parts = Vec::new();
        let (mut rules, mut below) = (Vec::new(), Vec::new());
        for variant in variants {
            let mut part = Schema::of("object");
            part.properties.insert(tag.to_owned(), tag_of(variant, variants));
            part.required.insert(tag.to_owned());
            if variant.shape != Shape::Unit {
                let payload = self.payload(node, tagging, variant);
                part.properties.insert(content.to_owned(), payload);
                part.required.insert(content.to_owned());
                below.extend(self.once_set_below(node, (tag, content), variant));
                rules.extend(self.fixed_by(node, tag, variant));
            }
            parts.push(part);
        }
        let mut schema = self.overlaid(node, at, &parts, Branches::OneOf);
        // Rules do not see a field whose type depends on the variant, and the rules of the fields in it are errors.
        if (schema.properties.get(content)).is_some_and(|content| content.is("object")) {
            schema.validations = below;
        }
        schema.validations.append(&mut rules);
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
            parts.push(self.payload(node, &Tagging::Untagged, variant));
        }
        // serde takes the first variant that matches, so a value may match several.
        self.overlaid(node, at, &parts, Branches::AnyOf)
    }

    /// The rule for an immutable variant of an enum with a tag.
    fn fixed_by(&mut self, node: &G::Node, tag: &str, variant: &Variant) -> Option<Validation> {
        let is_it = |of: &str| names_in(of, tag, variant);
        self.fixed(node, variant, is_it, || "self == oldSelf".to_owned())
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

/// A rule of one variant, as a rule of the whole object. A rule about a change is about objects that stay in the variant.
fn only_of(variant: &Variant, tag: &str, rule: Validation) -> Validation {
    let mut text = format!("!({}) || ", names_in("self", tag, variant));
    if rule.optional_old_self != Some(true) && uses_old_self(&rule.rule, false) {
        text += &format!("!({}) || ", names_in("oldSelf", tag, variant));
    }
    Validation {
        rule: format!("{text}({})", rule.rule),
        ..rule
    }
}

/// Whether the tag of a value has a name of this variant, as an expression.
fn names_in(of: &str, tag: &str, variant: &Variant) -> String {
    let names = spellings(variant).into_iter();
    let names: Vec<_> = names.map(|name| Value::from(name).to_string()).collect();
    format!("{of}.{} in [{}]", cel::escape(tag), names.join(", "))
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

/// The docs of the variants, for the description of the enum. Without a tag, data has a description of its own.
fn variant_docs(tagging: &Tagging, variants: &[Variant]) -> Option<String> {
    let is_listed = |variant: &&Variant| match tagging {
        Tagging::Internal(_) | Tagging::Adjacent { .. } => true,
        Tagging::External | Tagging::Untagged => variant.shape == Shape::Unit,
    };
    let listed: Vec<_> = variants.iter().filter(is_listed).collect();
    let has_docs = listed.iter().any(|variant| !variant.docs.is_empty());
    has_docs.then(|| {
        let lines = listed.iter().map(|variant| match variant.docs.is_empty() {
            true => format!("- {}", variant.name),
            false => format!("- {}: {}", variant.name, variant.docs.replace('\n', " ")),
        });
        std::iter::once("Possible values:".to_owned())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    })
}
