//! The data that is kept of each item in the source: its IR, and places as byte ranges.

mod serializers;

use std::ops::Range;

use kubewright_core::diagnostic::{Errors, Located, Part};
use kubewright_core::ir::{Decl, Marker, Type};
use kubewright_core::markers::{self, On};
use kubewright_core::parse::{self, DocText, Parsed};
use kubewright_core::{lower::known, tables};
use kubewright_kube_types::derived;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Meta};

use crate::computed;
use crate::doc_places;
use crate::source::{Extract, Name, Place, Subject, Unread};
use crate::unread;

/// A byte range of a file, or a part of the marker there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The byte range.
    pub range: Range<usize>,
    /// The part of the marker.
    pub part: Part,
}

/// Reads items into the IR.
#[derive(Clone, Copy, Debug, Default)]
pub struct Items {
    /// Whether the IR of every type is wanted, also of those with a schema of schemars.
    whole: bool,
}

/// A struct, enum, union or type alias.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The IR.
    pub decl: Decl,
    /// The paths behind [`Type::Ref`].
    pub references: Vec<Reference>,
    /// The byte ranges behind every `at`.
    pub sites: Vec<Range<usize>>,
    /// What is wrong with the item.
    pub errors: Vec<Located<Stretch>>,
    /// How its JSON is known.
    pub form: Form,
    /// The kind that it describes with kube's own derive.
    pub kube: Option<kubewright_kube_types::Kind>,
    /// Whether it has a schema of schemars, which is made from its syntax.
    pub schemars: bool,
    /// Whether the IR is whole. Of other types with a schema of schemars it has the markers alone, until one of ours refers to them.
    pub is_whole: bool,
}

/// How the JSON of a type is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It derives `Schema` or `CustomResource`: it is always checked.
    Described,
    /// It derives one of serde's traits: it is checked if a reference leads to it.
    Serde,
    /// It is an alias: its target is checked if a reference leads to it.
    Alias,
    /// Unknown.
    Unknown,
}

/// A reference to another type.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The path.
    pub name: Name,
    /// The type arguments.
    pub args: Vec<Type>,
    /// Whether the type may lack a schema, because the markers beside it define one.
    pub stated: bool,
}

/// The markers of an item that is not a type.
#[derive(Clone, Debug)]
pub struct Docs {
    /// The markers and their byte ranges.
    pub markers: Vec<(Marker, Range<usize>)>,
    /// What is wrong with them.
    pub errors: Vec<Located<Stretch>>,
}

impl Extract for Items {
    type Item = Declared;
    type Fact = Docs;

    fn item(&self, input: &syn::DeriveInput, place: &Place<'_>) -> Declared {
        let derives = derives(&input.attrs);
        let has = |names: &[&str]| derives.iter().any(|derive| names.contains(&derive.as_str()));
        let kube = kubewright_kube_types::kind(&input.attrs);
        // kube's own derive with this name has its arguments in `#[kube(...)]`.
        let resource = kube.is_none()
            && (has(&["CustomResource"]) || !derives.is_empty() && input.attrs.iter().any(is_of_kind));
        let form = if has(&["Schema"]) || resource {
            Form::Described
        } else if has(&["Serialize", "Deserialize"]) {
            Form::Serde
        } else {
            Form::Unknown
        };
        let docs = |attr: &Attribute| place.docs(attr);
        let text = DocText::Beside(&docs);
        let schemars = has(&["JsonSchema", "KubeSchema", "JsonSchema_repr"]);
        let is_whole = self.whole || !schemars || form == Form::Described;
        let parsed = if resource {
            parse::root(input, text)
        } else if is_whole {
            parse::item(input, text)
        } else {
            parse::marked(input, text)
        };
        let mut declared = Declared {
            schemars,
            is_whole,
            ..Declared::new(parsed, form, place)
        };
        if let Some(kind) = &kube {
            // What was read is a type like any other, and the docs are those of a kind.
            let docs = doc_places::of(&input.attrs, place);
            declared.errors.retain(|error| !docs.contains(&error.place.range));
            let errors = parse::kind_docs(&input.attrs, text, !kind.disabled);
            declared
                .errors
                .extend(stretches(errors, place).into_iter().map(of_kube));
        }
        if form == Form::Described
            && let Some((span, message)) = serializers::error(&input.attrs, &derives, &declared.decl)
        {
            let range = place.range(span);
            declared.errors.push(message.at(Stretch { range, part: None }));
        }
        Declared { kube, ..declared }
    }

    fn is_whole(&self, item: &Declared) -> bool {
        item.is_whole
    }

    fn whole(&self) -> Self {
        Self { whole: true }
    }

    fn is_kept(&self, item: &Declared) -> bool {
        item.schemars
    }

    fn alias(&self, input: &syn::ItemType, place: &Place<'_>) -> Declared {
        let docs = |attr: &Attribute| place.docs(attr);
        Declared::new(parse::alias(input, DocText::Beside(&docs)), Form::Alias, place)
    }

    fn docs(&self, _: &Subject, attrs: &[Attribute], place: &Place<'_>) -> Option<Docs> {
        let docs = |attr: &Attribute| place.docs(attr);
        let attrs = computed::without(attrs, place);
        let (markers, errors) = parse::docs(&attrs, DocText::Beside(&docs));
        let docs = Docs {
            markers: markers
                .into_iter()
                .map(|(marker, span)| (marker, place.range(span)))
                .collect(),
            errors: stretches(errors, place),
        };
        (!docs.markers.is_empty() || !docs.errors.is_empty()).then_some(docs)
    }

    fn unread(&self, unread: &Unread, place: &Place<'_>) -> Option<Docs> {
        let errors = unread::errors(unread, place).into_iter();
        let errors: Vec<_> = errors
            .map(|error| error.map(|range| Stretch { range, part: None }))
            .collect();
        (!errors.is_empty()).then_some(Docs {
            markers: Vec::new(),
            errors,
        })
    }

    fn may_be_unread(&self, text: &str) -> bool {
        unread::may_have_kinds(text)
    }

    fn knows_crate(&self, name: &str) -> bool {
        // What schema functions make of schemars' types is known by their names.
        name == "schemars" || known::is_known_crate(name)
    }

    fn knows_type(&self, path: &str) -> bool {
        match path.strip_prefix("k8s_openapi::") {
            Some(path) => tables::contains(tables::Minor::NEWEST, path),
            None => known::is_known(path),
        }
    }
}

/// Converts spans to byte ranges.
fn stretches(mut errors: Errors<Located<parse::Place>>, place: &Place<'_>) -> Vec<Located<Stretch>> {
    let errors = errors.take().into_iter();
    let stretch = |parse::Place { span, part }| Stretch {
        range: place.range(span),
        part,
    };
    errors.map(|error| error.map(stretch)).collect()
}

/// The error with the attribute of kube's derive in the place of ours.
fn of_kube(mut error: Located<Stretch>) -> Located<Stretch> {
    if let Some(help) = &mut error.message.help {
        *help = help.replace("#[resource(", "#[kube(");
    }
    error
}

impl Declared {
    fn new(parsed: Parsed, form: Form, place: &Place<'_>) -> Self {
        let Parsed {
            decl,
            references,
            sites,
            root_fields: _,
            errors,
        } = parsed;
        let reference = |reference: parse::Reference| {
            let parse::Reference {
                written: _,
                path,
                args,
                nested: _,
                stated,
            } = reference;
            let global = path.first().is_some_and(String::is_empty);
            Reference {
                name: Name {
                    global,
                    segments: path.into_iter().skip(usize::from(global)).collect(),
                },
                args,
                stated,
            }
        };
        Self {
            decl,
            references: references.into_iter().map(reference).collect(),
            sites: sites.into_iter().map(|span| place.range(span)).collect(),
            errors: stretches(errors, place),
            form,
            kube: None,
            schemars: false,
            is_whole: true,
        }
    }

    /// The first schema marker, which is an error because the type has no schema.
    pub fn schema_marker(&self) -> Option<&Marker> {
        self.decl
            .markers()
            .find(|marker| markers::find(&marker.name).is_some_and(|found| !found.def.on.contains(On::ITEM)))
    }
}

/// Whether an attribute is that of our derive, whatever name the derive is imported by. kube's derives have one of the same name, in
/// which there is no version.
fn is_of_kind(attr: &Attribute) -> bool {
    let is_version = |token: TokenTree| matches!(token, TokenTree::Ident(word) if word == "version");
    match &attr.meta {
        Meta::List(list) if list.path.is_ident("resource") => list.tokens.clone().into_iter().any(is_version),
        _ => false,
    }
}

/// The last path segments of the derives, including those in `cfg_attr`.
fn derives(attrs: &[Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attr in attrs {
        if let Meta::List(list) = &attr.meta {
            match list.path.get_ident() {
                Some(name) if name == "derive" => found.extend(derived(list.tokens.clone())),
                Some(name) if name == "cfg_attr" => nested(list.tokens.clone(), &mut found),
                Some(_) | None => {}
            }
        }
    }
    found
}

/// The `derive(...)` among the attributes of a `cfg_attr`.
fn nested(tokens: TokenStream, found: &mut Vec<String>) {
    let mut before = None;
    for token in tokens {
        match token {
            TokenTree::Group(group) => match before.take() {
                Some(word) if word == "derive" => found.extend(derived(group.stream())),
                Some(word) if word == "cfg_attr" => nested(group.stream(), found),
                Some(_) | None => {}
            },
            TokenTree::Ident(word) => before = Some(word),
            TokenTree::Punct(_) | TokenTree::Literal(_) => before = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::derives;

    #[test]
    fn derives_are_found_wherever_they_stand() {
        let item: syn::DeriveInput = syn::parse_quote! {
            #[derive(Clone, serde::Serialize,)]
            #[cfg_attr(all(feature = "a", derive), derive(x::Schema), cfg_attr(b, derive(Debug, Eq)))]
            #[doc = "derive(Nothing)"]
            struct Item;
        };
        assert_eq!(
            derives(&item.attrs),
            ["Clone", "Serialize", "Schema", "Debug", "Eq"]
        );
    }
}
