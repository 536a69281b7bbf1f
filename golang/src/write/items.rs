//! Items as text.

use std::collections::BTreeSet;

use kubewright_import::layout::{attribute, field};
use kubewright_import::names;

use super::Written;
use super::uses::Uses;
use crate::model::{Body, Comment, Field, Form, Item, Root, Ty, Value};

/// The longest line.
const WIDTH: usize = 100;

/// Writes the items of a module.
pub(super) struct Items<'a> {
    written: &'a Written<'a>,
    uses: &'a Uses,
}

impl<'a> Items<'a> {
    pub(super) fn new(written: &'a Written<'a>, uses: &'a Uses) -> Self {
        Self { written, uses }
    }

    pub(super) fn item(&self, item: &Item) -> String {
        let name = self.written.places.name(&item.id);
        let mut text = comment("", &item.comment, true);
        if let Some(root) = &item.root {
            return text + &self.root(item, root, name);
        }
        if let Body::Alias(ty) = &item.body {
            return text + &alias(name, &self.ty(ty));
        }
        let mut derives = vec!["Clone", "Debug"];
        if self.written.item_has_default(item, &mut BTreeSet::new()) {
            derives.push("Default");
        }
        derives.push("PartialEq");
        if self.written.is_key(&item.id) {
            derives.extend(["Eq", "PartialOrd", "Ord"]);
        }
        derives.extend(["Serialize", "Deserialize", "Schema"]);
        text += &derive(&derives);
        text + &match &item.body {
            Body::Struct(fields) => self.structure(item, name, fields),
            Body::Enum(values) => enumeration(name, values),
            Body::Newtype(ty, constants) => newtype(name, &self.boxed(item, ty)) + &values(name, constants),
            Body::Alias(_) => String::new(),
        }
    }

    fn structure(&self, item: &Item, name: &str, fields: &[Field]) -> String {
        match fields.is_empty() {
            true => format!("pub struct {name} {{}}\n"),
            false => {
                let (attributes, text) = self.fields(item, fields, BTreeSet::new(), false);
                format!("{attributes}pub struct {name} {{\n{text}}}\n")
            }
        }
    }

    fn root(&self, item: &Item, root: &Root, name: &str) -> String {
        let kind = &item.id.name;
        let mut text = "// +kubebuilder:scaffold:markers\n".to_owned();
        let derives = ["Clone", "Debug", "PartialEq", "CustomResource"].map(str::to_owned);
        text += &attribute("", "derive", &derives);
        let mut arguments = vec![
            format!("group = {:?}", root.group),
            format!("version = {:?}", root.version),
        ];
        if name != kind {
            arguments.push(format!("kind = {kind:?}"));
        }
        text += &attribute("", "resource", &arguments);
        let fields = match &item.body {
            Body::Struct(fields) => fields.as_slice(),
            Body::Enum(_) | Body::Newtype(..) | Body::Alias(_) => &[],
        };
        let taken = BTreeSet::from(["metadata".to_owned()]);
        let (attributes, fields) = self.fields(item, fields, taken, true);
        text += &attributes;
        text += &format!("pub struct {name} {{\n");
        if root.metadata {
            text += "    /// +required\n";
        }
        text + "    pub metadata: ObjectMeta,\n" + &fields + "}\n"
    }

    /// The attributes of the struct, and its fields.
    fn fields(
        &self,
        item: &Item,
        fields: &[Field],
        mut taken: BTreeSet<String>,
        root: bool,
    ) -> (String, String) {
        let mut identifiers = Vec::new();
        for field in fields {
            let name = names::free(&names::snake(&field.name), "_", &mut |name| taken.contains(name));
            taken.insert(name.clone());
            identifiers.push(name);
        }
        let named = || {
            fields
                .iter()
                .zip(&identifiers)
                .filter(|(field, _)| field.form != Form::Flat)
        };
        let plain = named().filter(|(field, name)| field.json == **name).count();
        let camel = named()
            .filter(|(field, name)| field.json == names::camel(name))
            .count()
            > plain;
        let mut text = String::new();
        for (member, identifier) in fields.iter().zip(&identifiers) {
            text += &comment("    ", &member.comment, false);
            let json = if camel {
                names::camel(identifier)
            } else {
                identifier.clone()
            };
            let mut arguments = Vec::new();
            if member.form == Form::Flat {
                arguments.push("flatten".to_owned());
            } else if json != member.json {
                arguments.push(format!("rename = {:?}", member.json));
            }
            match member.form {
                Form::Optional if !root => {
                    arguments.push("skip_serializing_if = \"Option::is_none\"".to_owned());
                }
                Form::Filled => {
                    let ty = if matches!(member.ty, Ty::List(_)) {
                        "Vec"
                    } else {
                        "BTreeMap"
                    };
                    arguments.push("default".to_owned());
                    arguments.push(format!("skip_serializing_if = \"{ty}::is_empty\""));
                }
                Form::Required | Form::Optional | Form::Nullable | Form::Flat => {}
            }
            if !arguments.is_empty() {
                text += &attribute("    ", "serde", &arguments);
            }
            let ty = self.boxed(item, &member.ty);
            let ty = match member.form {
                Form::Optional | Form::Nullable => format!("Option<{ty}>"),
                Form::Required | Form::Filled | Form::Flat => ty,
            };
            text += &field(&names::raw(identifier), &ty);
        }
        let attributes = if camel {
            "#[serde(rename_all = \"camelCase\")]\n"
        } else {
            ""
        };
        (attributes.to_owned(), text)
    }

    /// A type in an item. A type that contains itself needs a `Box`.
    fn boxed(&self, item: &Item, ty: &Ty) -> String {
        match self.written.contains(ty, &item.id) {
            true => format!("Box<{}>", self.ty(ty)),
            false => self.ty(ty),
        }
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Plain(name, _) => (*name).to_owned(),
            Ty::Known(path) => self.uses.other(path).to_owned(),
            Ty::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Ty::Map(key, value) => format!("BTreeMap<{}, {}>", self.ty(key), self.ty(value)),
            Ty::Local(id) => self.uses.local(id, self.written),
        }
    }
}

/// The comment above an item or a field.
fn comment(indent: &str, comment: &Comment, item: bool) -> String {
    let mut text: String = comment
        .plain
        .iter()
        .map(|line| format!("{indent}//{line}\n"))
        .collect();
    if item && !text.is_empty() && !comment.lines.is_empty() {
        text.push('\n');
    }
    text.extend(comment.lines.iter().map(|line| format!("{indent}///{line}\n")));
    text
}

fn enumeration(name: &str, values: &[Value]) -> String {
    let mut taken = BTreeSet::new();
    let mut text = format!("pub enum {name} {{\n");
    for value in values {
        let plain = value.name.starts_with(|first: char| first.is_ascii_uppercase())
            && value.name.chars().all(|char| char.is_ascii_alphanumeric())
            && value.name != "Self";
        let variant = if plain {
            value.name.clone()
        } else {
            names::variant(&value.value)
        };
        let variant = names::free(&variant, "V", &mut |name| taken.contains(name));
        // Documentation of variants would be in the schema.
        text.extend(value.comment.iter().map(|line| format!("    //{line}\n")));
        if variant != value.value {
            text += &attribute("    ", "serde", &[format!("rename = {:?}", value.value)]);
        }
        text += &format!("    {variant},\n");
        taken.insert(variant);
    }
    text + "}\n"
}

/// The constants of a string type.
fn values(name: &str, values: &[Value]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let mut taken = BTreeSet::new();
    let mut text = format!("\nimpl {name} {{\n");
    for value in values {
        let constant = names::snake(&value.name).to_ascii_uppercase();
        let constant = names::free(&constant, "_", &mut |name| taken.contains(name));
        text.extend(value.comment.iter().map(|line| format!("    ///{line}\n")));
        text += &assigned(&constant, &format!("{:?};", value.value));
        taken.insert(constant);
    }
    text + "}\n"
}

/// A constant, on as many lines as rustfmt needs.
fn assigned(name: &str, value: &str) -> String {
    let left = format!("    pub const {name}: &'static str =");
    if left.len() + value.len() < WIDTH {
        return format!("{left} {value}\n");
    }
    match left.len() <= WIDTH {
        true => format!("{left}\n        {value}\n"),
        false => format!("    pub const {name}:\n        &'static str = {value}\n"),
    }
}

fn derive(derives: &[&str]) -> String {
    format!("#[derive({})]\n", derives.join(", "))
}

fn alias(name: &str, ty: &str) -> String {
    let line = format!("pub type {name} = {ty};\n");
    match line.len() <= WIDTH + 1 {
        true => line,
        false => format!("pub type {name} =\n    {ty};\n"),
    }
}

fn newtype(name: &str, ty: &str) -> String {
    let line = format!("pub struct {name}(pub {ty});\n");
    match line.len() <= WIDTH + 1 {
        true => line,
        false => format!("pub struct {name}(\n    pub {ty},\n);\n"),
    }
}
