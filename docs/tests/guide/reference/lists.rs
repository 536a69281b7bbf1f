//! Markers, and the keys of PROJECT.

use std::fmt::Write as _;
use std::fs;

use heck::ToLowerCamelCase as _;
use syn::{
    Expr, ExprLit, Field, GenericArgument, Item, ItemStruct, Lit, Meta, PathArguments, Type, TypePath,
};

use super::golden::{cell, is_page};
use kubewright_guide::page::root;

/// The structs that hold PROJECT, from its top down, and what they are called on the page.
const STRUCTS: [(&str, &str, &str); 8] = [
    ("src/project.rs", "Project", "The project"),
    ("src/project/resource.rs", "Resource", "Each of `resources`"),
    ("src/project/resource.rs", "Api", "`api`"),
    ("src/project/resource.rs", "Webhooks", "`webhooks`"),
    (
        "src/project/controllers.rs",
        "Controller",
        "Each of `controllers`",
    ),
    (
        "src/project/places.rs",
        "Places",
        "`rust.kubewright.dev/v1` in `plugins`",
    ),
    (
        "src/project/kube.rs",
        "Configuration",
        "`kube.kubewright.dev/v1` in `plugins`",
    ),
    (
        "src/commands/allowed.rs",
        "Rule",
        "Each of `allow` of `diff.kubewright.dev/v1` in `plugins`",
    ),
];

const PROJECT: &str = "# PROJECT

Generated from the structs that parse it. The format is kubebuilder's, version 3. Other keys and comments are kept. Commands
change it; write only the settings below `plugins` by hand.
";

const CHANGES: &str = "# Changes of CRDs

Generated from the list that `kubewright diff` uses. A test tries each change on a real API server. If the new schema
rejects a value that the old one accepted, an object with this value can still be updated as long as the value does not change.
";

#[test]
fn markers() {
    is_page("markers.md", &kubewright_core::markers::reference::markdown());
}

#[test]
fn changes_of_crds() {
    use kubewright_core::changes::{Class, RULES};

    let mut text = CHANGES.to_owned();
    for class in [Class::Breaking, Class::Risky, Class::Compatible] {
        let name = class.name();
        let _ = write!(
            text,
            "\n## {}{}\n\n| rule | what happens |\n|---|---|\n",
            name[..1].to_uppercase(),
            &name[1..]
        );
        for rule in RULES.iter().filter(|rule| rule.class() == class) {
            let _ = writeln!(text, "| `{}` | {} |", rule.id(), cell(rule.meaning()));
        }
    }
    is_page("changes.md", &text);
}

#[test]
fn changes_of_the_scaffold() {
    is_page("scaffold.md", &kubewright::scaffold_changes());
}

#[test]
fn keys_of_project() {
    let mut text = PROJECT.to_owned();
    for (file, name, title) in STRUCTS {
        let _ = write!(text, "\n## {title}\n\n| key | holds | |\n|---|---|---|\n");
        rows(file, name, &mut text);
    }
    is_page("project.md", &text);
}

fn rows(file: &str, name: &str, text: &mut String) {
    let source = fs::read_to_string(root().join(file)).unwrap();
    let items = syn::parse_file(&source).unwrap().items;
    let is_it = |item: Item| match item {
        Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    };
    let item: ItemStruct = items.into_iter().find_map(is_it).unwrap();
    for field in &item.fields {
        let (serde, type_) = (serde(field), type_name(&field.ty));
        if serde.contains("flatten") {
            if type_ == "Identity" {
                rows(file, "Identity", text);
            }
            continue; // what is not known
        }
        let named = serde
            .split_once("rename = \"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let key = match named {
            Some((name, _)) => name.to_owned(),
            None => field.ident.as_ref().unwrap().to_string().to_lower_camel_case(),
        };
        let _ = writeln!(text, "| `{key}` | {} | {} |", holds(&type_), cell(&doc(field)));
    }
}

fn serde(field: &Field) -> String {
    let all = field.attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    all.map(|attr| attr.meta.require_list().unwrap().tokens.to_string())
        .collect()
}

/// Without modules and spaces.
fn type_name(type_: &Type) -> String {
    let Type::Path(TypePath { path, .. }) = type_ else {
        return String::new();
    };
    let last = path.segments.last().unwrap();
    let PathArguments::AngleBracketed(inner) = &last.arguments else {
        return last.ident.to_string();
    };
    let inner = inner.args.iter().map(|arg| match arg {
        GenericArgument::Type(type_) => type_name(type_),
        _ => String::new(),
    });
    format!("{}<{}>", last.ident, inner.collect::<Vec<_>>().join(","))
}

fn holds(type_: &str) -> &'static str {
    match type_ {
        "String" | "Option<String>" => "string",
        "bool" => "true or false",
        "Vec<String>" | "BTreeSet<String>" => "list of strings",
        "Vec<Resource>" | "Vec<Controller>" => "list",
        "Option<Api>" | "Option<Webhooks>" | "BTreeMap<String,Value>" | "BTreeMap<String,String>" => "map",
        other => panic!("name the type {other}"),
    }
}

fn doc(field: &Field) -> String {
    let lines = field.attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}
