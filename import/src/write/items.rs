//! The types of a module as text.

use std::collections::BTreeSet;

use kubewright_core::crd::Crd;

use super::uses::Uses;
use crate::layout::{self, attribute, comment, field};
use crate::model::{Body, Field, Item, Root, Ty, Variant};
use crate::{Options, known, names, union};

/// Writes types.
pub(super) struct Items<'a> {
    uses: &'a Uses,
    items: &'a [Item],
    names: Vec<String>,
    options: &'a Options,
}

impl<'a> Items<'a> {
    pub(super) fn new(uses: &'a Uses, items: &'a [Item], names: Vec<String>, options: &'a Options) -> Self {
        Self {
            uses,
            items,
            names,
            options,
        }
    }

    /// A struct, an enum or a newtype.
    pub(super) fn item(&self, index: usize) -> String {
        let item = &self.items[index];
        let name = &self.names[index];
        let mut text = comment("", item.docs.as_deref(), &item.markers);
        let mut derives = vec!["Clone", "Debug"];
        if self.has_default(&Ty::Local(index)) {
            derives.push("Default");
        }
        derives.extend(["PartialEq", "Serialize", "Deserialize", "Schema"]);
        let derives: Vec<String> = derives.into_iter().map(str::to_owned).collect();
        text += &attribute("", "derive", &derives);
        text + &match &item.body {
            Body::Struct { fields, open } => self.structure(name, fields, *open),
            Body::Enum(values) => enumeration(name, values),
            Body::Union(variants) => self.union(name, variants),
            Body::Newtype(ty) => format!("pub struct {name}(pub {});\n", self.ty(ty)),
        }
    }

    fn structure(&self, name: &str, fields: &[Field], open: bool) -> String {
        if fields.is_empty() && !open {
            return format!("pub struct {name} {{}}\n");
        }
        let mut taken = BTreeSet::new();
        let identifiers: Vec<String> = fields
            .iter()
            .map(|field| identifier(&field.json, &mut taken))
            .collect();
        let camel = is_camel(fields, &identifiers);
        let mut text = String::new();
        if camel {
            text += "#[serde(rename_all = \"camelCase\")]\n";
        }
        text += &format!("pub struct {name} {{\n");
        for (member, identifier) in fields.iter().zip(&identifiers) {
            text += &comment("    ", member.docs.as_deref(), &member.markers);
            let mut arguments = renamed(member, identifier, camel);
            if member.optional && !member.null_stays {
                arguments.push("skip_serializing_if = \"Option::is_none\"".to_owned());
            }
            if !arguments.is_empty() {
                text += &attribute("    ", "serde", &arguments);
            }
            text += &field(&names::raw(identifier), &self.member(member));
        }
        if open {
            let identifier = identifier("other", &mut taken);
            text += "    #[serde(flatten)]\n";
            text += &field(
                &identifier,
                &format!("{}<String, serde_json::Value>", self.options.map.name()),
            );
        }
        text + "}\n"
    }

    /// An enum with data.
    fn union(&self, name: &str, variants: &[Variant]) -> String {
        let mut taken = BTreeSet::new();
        let fields = variants.iter().map(|variant| &variant.field);
        let identifiers: Vec<String> = fields.map(|field| variant(&field.json, &mut taken)).collect();
        let both = || variants.iter().zip(&identifiers);
        let in_camel = |(variant, name): &(&Variant, &String)| variant.field.json == union::camel(name);
        let plain = both()
            .filter(|(variant, name)| variant.field.json == **name)
            .count();
        let camel = both().filter(in_camel).count() > plain;
        let mut text = String::new();
        if camel {
            text += "#[serde(rename_all = \"camelCase\")]\n";
        }
        text += &format!("pub enum {name} {{\n");
        for (Variant { field, boxed }, identifier) in both() {
            text += &comment("    ", field.docs.as_deref(), &field.markers);
            let is = if camel {
                union::camel(identifier)
            } else {
                identifier.clone()
            };
            if is != field.json {
                text += &attribute("    ", "serde", &[format!("rename = {:?}", field.json)]);
            }
            let ty = self.ty(&field.ty);
            let ty = if *boxed { format!("Box<{ty}>") } else { ty };
            text += &layout::variant(identifier, &ty);
        }
        text + "}\n"
    }

    /// The root type.
    pub(super) fn root(&self, root: &Root, name: &str, crd: &Crd, version: &str) -> String {
        let kind = &crd.spec.names.kind;
        let mut text = comment("", root.docs.as_deref(), &root.markers);
        let derives = ["Clone", "Debug", "PartialEq", "CustomResource"].map(str::to_owned);
        text += &attribute("", "derive", &derives);
        let mut arguments = vec![
            format!("group = \"{}\"", crd.spec.group),
            format!("version = \"{version}\""),
        ];
        if name != kind {
            arguments.push(format!("kind = \"{kind}\""));
        }
        text += &attribute("", "resource", &arguments);
        let mut taken = BTreeSet::from(["metadata".to_owned()]);
        let identifiers: Vec<String> = root
            .fields
            .iter()
            .map(|field| identifier(&field.json, &mut taken))
            .collect();
        let camel = is_camel(&root.fields, &identifiers);
        if camel {
            text += "#[serde(rename_all = \"camelCase\")]\n";
        }
        text += &format!("pub struct {name} {{\n");
        text += &comment("    ", None, &root.metadata);
        text += "    pub metadata: ObjectMeta,\n";
        for (member, identifier) in root.fields.iter().zip(&identifiers) {
            text += &comment("    ", member.docs.as_deref(), &member.markers);
            let arguments = renamed(member, identifier, camel);
            if !arguments.is_empty() {
                text += &attribute("    ", "serde", &arguments);
            }
            text += &field(&names::raw(identifier), &self.member(member));
        }
        text + "}\n"
    }

    /// The type of a field.
    fn member(&self, field: &Field) -> String {
        let ty = self.ty(&field.ty);
        match field.optional || field.nullable {
            true => format!("Option<{ty}>"),
            false => ty,
        }
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Bool => "bool".to_owned(),
            Ty::I32 => "i32".to_owned(),
            Ty::I64 => "i64".to_owned(),
            Ty::F64 => "f64".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::Value => "serde_json::Value".to_owned(),
            Ty::Known(path) => self.uses.name(path).to_owned(),
            Ty::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Ty::Map(inner) => format!("{}<String, {}>", self.options.map.name(), self.ty(inner)),
            Ty::Local(index) => self.names[*index].clone(),
        }
    }

    fn has_default(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Known(path) => known::has_default(path),
            Ty::Local(index) => match &self.items[*index].body {
                Body::Struct { fields, .. } => fields
                    .iter()
                    .all(|field| field.optional || field.nullable || self.has_default(&field.ty)),
                Body::Enum(_) | Body::Union(_) => false,
                Body::Newtype(inner) => self.has_default(inner),
            },
            Ty::Bool | Ty::I32 | Ty::I64 | Ty::F64 | Ty::String | Ty::Value | Ty::List(_) | Ty::Map(_) => {
                true
            }
        }
    }
}

fn enumeration(name: &str, values: &[String]) -> String {
    let mut taken = BTreeSet::new();
    let mut text = format!("pub enum {name} {{\n");
    for value in values {
        let variant = variant(value, &mut taken);
        if variant != *value {
            text += &attribute("    ", "serde", &[format!("rename = {value:?}")]);
        }
        text += &format!("    {variant},\n");
    }
    text + "}\n"
}

/// The identifier of a variant, which no other variant has.
fn variant(value: &str, taken: &mut BTreeSet<String>) -> String {
    let identifier = names::free(&names::variant(value), "V", &mut |name| taken.contains(name));
    taken.insert(identifier.clone());
    identifier
}

/// The identifier of a field, which no other field has.
fn identifier(json: &str, taken: &mut BTreeSet<String>) -> String {
    let identifier = names::free(&names::snake(json), "_", &mut |name| taken.contains(name));
    taken.insert(identifier.clone());
    identifier
}

/// Whether `rename_all` saves attributes.
fn is_camel(fields: &[Field], identifiers: &[String]) -> bool {
    let both = || fields.iter().zip(identifiers);
    let plain = both().filter(|(field, name)| field.json == **name).count();
    let camel = both()
        .filter(|(field, name)| field.json == names::camel(name))
        .count();
    camel > plain
}

/// The arguments that give a field its name in JSON.
fn renamed(field: &Field, identifier: &str, camel: bool) -> Vec<String> {
    let is = if camel {
        names::camel(identifier)
    } else {
        identifier.to_owned()
    };
    match is == field.json {
        true => Vec::new(),
        false => vec![format!("rename = {:?}", field.json)],
    }
}
