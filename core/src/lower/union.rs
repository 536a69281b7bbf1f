//! Enums: unit variants become `enum`; data becomes a structural union.
//!
//! A structural schema has its types and properties once, at the top; inside `oneOf` and `anyOf` only value checks may
//! stand. So the shapes of all variants are laid over each other ([`overlay`]), and what tells them apart is checked in
//! branches.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Graph, Lowerer};
use crate::{
    diagnostic::Message,
    ir::{Field, Shape, Site, Tagging, Variant},
    schema::Schema,
};

impl<G: Graph> Lowerer<'_, G> {
    pub(super) fn union(
        &mut self,
        node: &G::Node,
        tagging: &Tagging,
        variants: &[Variant],
        at: Site,
    ) -> Schema {
        if variants.is_empty() {
            self.misuse(
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

    fn external(&mut self, node: &G::Node, variants: &[Variant], _at: Site) -> Schema {
        let (units, data): (Vec<_>, Vec<_>) = variants.iter().partition(|v| v.shape == Shape::Unit);
        if data.is_empty() {
            return Schema {
                enumeration: names(variants),
                ..Schema::of("string")
            };
        }
        let mut properties = BTreeMap::new();
        let mut branches = Vec::new();
        for variant in data {
            let payload = self.payload(node, variant);
            properties.insert(variant.name.clone(), payload);
            branches.push(requiring([variant.name.clone()]));
        }
        if units.is_empty() {
            return Schema {
                properties,
                one_of: branches,
                ..Schema::of("object")
            };
        }
        // A string or an object: no structural type covers both. Each check below speaks of one of the two only: a
        // pattern passes every object, and the others pass every string.
        let words: Vec<_> = units
            .iter()
            .flat_map(|unit| spellings(unit))
            .map(|word| escape(&word))
            .collect();
        Schema {
            any_of: branches,
            max_properties: Some(1),
            pattern: Some(format!("^({})$", words.join("|"))),
            preserve_unknown_fields: true,
            properties,
            ..Schema::default()
        }
    }

    fn internal(&mut self, node: &G::Node, tag: &str, variants: &[Variant], at: Site) -> Schema {
        let mut parts = Vec::new();
        for variant in variants {
            let mut part = self.payload(node, variant);
            if !part.is("object") && !part.opaque {
                let message = Message::new(format!(
                    "`{}` has no fields to stand beside the tag `{tag}`",
                    variant.name
                ));
                self.misuse(
                    node,
                    variant.at,
                    message.help("use a struct, or name a `content`"),
                );
                continue;
            }
            if part.properties.contains_key(tag) {
                let message = Message::new(format!(
                    "a field of `{}` has the name of the tag, `{tag}`",
                    variant.name
                ));
                self.misuse(node, variant.at, message.help("rename one of them"));
                continue;
            }
            part.ty = Some("object".to_owned());
            part.properties.insert(tag.to_owned(), tag_of(variant));
            part.required.insert(tag.to_owned());
            parts.push(part);
        }
        self.overlaid(node, at, parts, Branches::OneOf, Some((tag, variants)))
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
            part.properties.insert(tag.to_owned(), tag_of(variant));
            part.required.insert(tag.to_owned());
            if variant.shape != Shape::Unit {
                let payload = self.payload(node, variant);
                part.properties.insert(content.to_owned(), payload);
                part.required.insert(content.to_owned());
            }
            parts.push(part);
        }
        self.overlaid(node, at, parts, Branches::OneOf, Some((tag, variants)))
    }

    fn untagged(&mut self, node: &G::Node, variants: &[Variant], at: Site) -> Schema {
        let mut parts = Vec::new();
        for variant in variants {
            if variant.shape == Shape::Unit {
                let message = Message::new(format!(
                    "`{}` is `null` in JSON, which the API server drops",
                    variant.name
                ));
                self.misuse(node, variant.at, message.help("remove it and use `Option`"));
                continue;
            }
            parts.push(self.payload(node, variant));
        }
        // serde takes the first variant that fits, so a value may fit several.
        self.overlaid(node, at, parts, Branches::AnyOf, None)
    }

    fn payload(&mut self, node: &G::Node, variant: &Variant) -> Schema {
        let base = match &variant.shape {
            Shape::Unit => Schema::of("object"),
            Shape::Newtype(ty) => self.stated(node, ty, &variant.markers, variant.at),
            Shape::Struct(fields) => self.object(node, fields.iter().collect::<Vec<&Field>>()),
        };
        let described = Schema {
            description: described(&variant.docs).or(base.description.clone()),
            ..base
        };
        let own = self.marked(node, &variant.markers, &described);
        self.merged(described, own)
    }

    fn overlaid(
        &mut self,
        node: &G::Node,
        at: Site,
        parts: Vec<Schema>,
        branches: Branches,
        tag: Option<(&str, &[Variant])>,
    ) -> Schema {
        let mut schema = match overlay(&parts, branches) {
            Ok(schema) => schema,
            Err(message) => {
                self.misuse(node, at, message);
                return Schema::unseen();
            }
        };
        if let Some((tag, variants)) = tag
            && let Some(property) = schema.properties.get_mut(tag)
        {
            property.enumeration = if variants.iter().any(|v| v.other) {
                Vec::new()
            } else {
                names(variants)
            };
        }
        schema
    }
}

/// How many branches must hold.
#[derive(Clone, Copy)]
enum Branches {
    OneOf,
    AnyOf,
}

/// The shapes of `parts` in one schema, and what tells them apart in branches.
fn overlay(parts: &[Schema], branches: Branches) -> Result<Schema, Message> {
    let mut shape = shape_of(parts)?;
    if parts.len() > 1 {
        let checks: Vec<_> = parts.iter().map(|part| checks(part, &shape)).collect();
        // A branch that checks nothing lets everything through `anyOf`.
        let pointless = matches!(branches, Branches::AnyOf) && checks.contains(&Schema::default());
        match branches {
            _ if pointless => {}
            Branches::OneOf => shape.one_of = checks,
            Branches::AnyOf => shape.any_of = deduplicated(checks),
        }
    }
    Ok(shape)
}

/// Types, properties and items of all parts, without what only some of them ask for.
fn shape_of(parts: &[Schema]) -> Result<Schema, Message> {
    let [first, rest @ ..] = parts else {
        return Ok(Schema::unseen());
    };
    if rest.iter().all(|part| same(part, first)) {
        return Ok(first.clone());
    }
    if parts.iter().any(|part| part.opaque) {
        return Ok(Schema {
            ty: common_type(parts).ok().flatten(),
            ..Schema::unseen()
        });
    }
    let preserve = parts.iter().any(|part| part.preserve_unknown_fields);
    if parts
        .iter()
        .all(|part| matches!(part.ty.as_deref(), Some("integer" | "string")) || part.int_or_string)
        && common_type(parts).is_err()
    {
        return Ok(Schema {
            int_or_string: true,
            any_of: vec![Schema::of("integer"), Schema::of("string")],
            ..Schema::default()
        });
    }
    let Some(ty) = common_type(parts)? else {
        return Ok(Schema {
            preserve_unknown_fields: preserve,
            ..Schema::default()
        });
    };
    let mut shape = Schema {
        preserve_unknown_fields: preserve,
        ..Schema::of(&ty)
    };
    let formats: Vec<_> = parts.iter().map(|part| &part.format).collect();
    if formats.windows(2).all(|pair| pair[0] == pair[1]) {
        shape.format.clone_from(&first.format);
    }
    match ty.as_str() {
        "object" => object_shape(parts, &mut shape)?,
        "array" => {
            let items: Vec<_> = parts
                .iter()
                .filter_map(|part| part.items.as_deref().cloned())
                .collect();
            shape.items = Some(Box::new(shape_of(&items)?));
        }
        _ => {}
    }
    Ok(shape)
}

fn object_shape(parts: &[Schema], shape: &mut Schema) -> Result<(), Message> {
    let maps: Vec<_> = parts.iter().filter_map(|part| part.values().cloned()).collect();
    if maps.len() == parts.len() {
        shape.additional_properties = Some(Box::new(shape_of(&maps)?.into()));
        return Ok(());
    }
    // Properties beside additionalProperties are not structural.
    shape.preserve_unknown_fields |= !maps.is_empty();
    let names: std::collections::BTreeSet<_> = parts.iter().flat_map(|part| part.properties.keys()).collect();
    for name in names {
        let of_name: Vec<_> = parts
            .iter()
            .filter_map(|part| part.properties.get(name).cloned())
            .collect();
        let property = shape_of(&of_name).map_err(|message| {
            Message::new(format!("field `{name}`: {}", message.text)).help(message.help.unwrap_or_default())
        })?;
        shape.properties.insert(name.clone(), property);
    }
    let required = parts
        .iter()
        .map(|part| part.required.clone())
        .reduce(|a, b| &a & &b);
    shape.required = required.unwrap_or_default();
    Ok(())
}

fn common_type(parts: &[Schema]) -> Result<Option<String>, Message> {
    let mut types: Vec<_> = parts.iter().map(|part| part.ty.as_deref()).collect();
    types.sort_unstable();
    types.dedup();
    match types.as_slice() {
        [ty] => Ok(ty.map(str::to_owned)),
        [Some("integer"), Some("number")] => Ok(Some("number".to_owned())),
        _ => {
            let list = types
                .iter()
                .map(|ty| ty.unwrap_or("any"))
                .collect::<Vec<_>>()
                .join(" and ");
            Err(Message::new(format!(
                "variants are {list} in JSON, and a structural schema has one type"
            ))
            .help("tag the enum with `#[serde(tag = ..., content = ...)]` or give the variants one type"))
        }
    }
}

/// The value checks of `part` that `shape` does not make already.
fn checks(part: &Schema, shape: &Schema) -> Schema {
    let differs = |theirs: bool| !theirs;
    let mut checks = Schema {
        required: &part.required - &shape.required,
        all_of: part.all_of.clone(),
        any_of: part.any_of.clone(),
        one_of: part.one_of.clone(),
        not: part.not.clone(),
        ..Schema::default()
    };
    if shape.int_or_string && !part.int_or_string {
        // Inside `anyOf` of an int-or-string no type may stand; the bounds of each half pass the other.
        checks.any_of = Vec::new();
    }
    macro_rules! keep {
        ($($field:ident),*) => { $( if differs(part.$field == shape.$field) { checks.$field = part.$field.clone(); } )* };
    }
    keep!(
        enumeration,
        exclusive_maximum,
        exclusive_minimum,
        format,
        max_items,
        max_length,
        max_properties,
        maximum,
        min_items,
        min_length,
        min_properties,
        minimum,
        multiple_of,
        pattern
    );
    if part.any_of == shape.any_of {
        checks.any_of = Vec::new();
    }
    for (name, property) in &part.properties {
        if let Some(common) = shape.properties.get(name) {
            let inner = self::checks(property, common);
            if inner != Schema::default() {
                checks.properties.insert(name.clone(), inner);
            }
        }
    }
    if let (Some(items), Some(common)) = (part.items.as_deref(), shape.items.as_deref()) {
        let inner = self::checks(items, common);
        if inner != Schema::default() {
            checks.items = Some(Box::new(inner));
        }
    }
    checks
}

fn same(a: &Schema, b: &Schema) -> bool {
    let bare = |schema: &Schema| Schema {
        description: None,
        origins: Vec::new(),
        ..schema.clone()
    };
    bare(a) == bare(b)
}

fn deduplicated(schemas: Vec<Schema>) -> Vec<Schema> {
    let mut kept: Vec<Schema> = Vec::new();
    for schema in schemas {
        if !kept.contains(&schema) {
            kept.push(schema);
        }
    }
    kept
}

fn requiring<const N: usize>(names: [String; N]) -> Schema {
    Schema {
        required: names.into(),
        ..Schema::default()
    }
}

fn tag_of(variant: &Variant) -> Schema {
    let enumeration = if variant.other {
        Vec::new()
    } else {
        spellings(variant).into_iter().map(Value::from).collect()
    };
    Schema {
        enumeration,
        ..Schema::of("string")
    }
}

fn spellings(variant: &Variant) -> Vec<String> {
    std::iter::once(&variant.name)
        .chain(&variant.aliases)
        .cloned()
        .collect()
}

fn names(variants: &[Variant]) -> Vec<Value> {
    if variants.iter().any(|variant| variant.other) {
        return Vec::new();
    }
    variants.iter().flat_map(spellings).map(Value::from).collect()
}

fn described(docs: &str) -> Option<String> {
    (!docs.is_empty()).then(|| docs.to_owned())
}

/// What the variants' docs say, for the description of the whole.
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

fn escape(word: &str) -> String {
    let special = |c: char| r"\.+*?()|[]{}^$".contains(c);
    word.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}
