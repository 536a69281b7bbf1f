//! `#[kube(...)]`.

use kubewright_core::crd::{Column, ScalePaths};
use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, LitStr, Meta, Token};

use crate::attrs::meta::plain;
use crate::attrs::{Wrong, derives};
use crate::undecided;

/// The names of a kind, as `#[kube(...)]` states them; empty if the attribute cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// The API group.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The name of the struct that the derive generates, if it is stated.
    pub root: Option<String>,
    /// The singular, if it is stated.
    pub singular: Option<String>,
    /// The plural, if it is stated.
    pub plural: Option<String>,
    /// Whether objects have a namespace.
    pub namespaced: bool,
    /// Whether the type describes a kind that somebody else installs (`schema = "disabled"`).
    pub disabled: bool,
    /// Whether it has a status.
    pub status: bool,
}

/// Returns the names of the kind that an item describes with kube's derive.
///
/// ```
/// let item: syn::DeriveInput = syn::parse_quote! {
///     #[derive(CustomResource)]
///     #[kube(group = "example.com", version = "v1", kind = "Shop", namespaced)]
///     struct ShopSpec {}
/// };
/// let kind = kubewright_kube_types::kind(&item.attrs).unwrap();
/// assert_eq!((kind.group.as_str(), kind.kind.as_str()), ("example.com", "Shop"));
/// ```
#[must_use]
pub fn kind(attrs: &[Attribute]) -> Option<Kind> {
    if !is_kind(attrs) {
        return None;
    }
    // What is wrong is said when the CRD is made.
    Some(Kube::read(attrs).map_or_else(
        |_| Kind::default(),
        |kube| Kind {
            group: kube.group,
            version: kube.version,
            kind: kube.kind,
            root: kube.root,
            singular: kube.singular,
            plural: kube.plural,
            namespaced: kube.namespaced,
            disabled: kube.schema == Mode::Disabled,
            status: kube.status.is_some(),
        },
    ))
}

impl Kind {
    /// Its plural, stated or not.
    ///
    /// ```
    /// let kind = kubewright_kube_types::Kind { kind: "Gateway".to_owned(), ..Default::default() };
    /// assert_eq!(kind.resource(), "gateways");
    /// ```
    #[must_use]
    pub fn resource(&self) -> String {
        let stated = self.plural.clone();
        stated.unwrap_or_else(|| {
            let singular = self.singular.clone();
            plural_of(&singular.unwrap_or_else(|| self.kind.to_ascii_lowercase()))
        })
    }
}

/// kube's plural of a word.
pub(crate) fn plural_of(word: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if ends(&["s", "x", "z", "ch", "sh"]) {
        return format!("{word}es");
    }
    match word.strip_suffix('y') {
        Some(stem) if stem.chars().last().is_some_and(|c| !"aeiou".contains(c)) => format!("{stem}ies"),
        _ => format!("{word}s"),
    }
}

/// Whether a type has the attribute of kube's derive. rustc takes it from no other derive, whatever name that is imported by.
pub(crate) fn is_kind(attrs: &[Attribute]) -> bool {
    let is_described = attrs.iter().any(|attr| attr.path().is_ident("kube"));
    is_described && !derives(attrs).is_empty() || undecided::is_kind(attrs)
}

/// Where the schema comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    #[default]
    Derived,
    Manual,
    Disabled,
}

/// All of `#[kube(...)]` that the CRD depends on.
#[derive(Clone, Debug)]
pub(crate) struct Kube {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) root: Option<String>,
    pub(crate) plural: Option<String>,
    pub(crate) singular: Option<String>,
    pub(crate) namespaced: bool,
    pub(crate) no_spec: bool,
    pub(crate) status: Option<syn::Path>,
    pub(crate) categories: Vec<String>,
    pub(crate) short_names: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) selectable: Vec<String>,
    pub(crate) scale: Option<ScalePaths>,
    pub(crate) storage: bool,
    pub(crate) served: bool,
    /// The warning of a deprecated version, if it has one.
    pub(crate) deprecated: Option<Option<String>>,
    pub(crate) annotations: Vec<(String, String)>,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) doc: Option<String>,
    pub(crate) schema: Mode,
    pub(crate) rules: Vec<Expr>,
    /// The place of the attribute.
    pub(crate) span: Span,
}

impl Kube {
    pub(crate) fn read(attrs: &[Attribute]) -> Result<Self, Wrong> {
        let mut kube = Self {
            group: String::new(),
            version: String::new(),
            kind: String::new(),
            root: None,
            plural: None,
            singular: None,
            namespaced: false,
            no_spec: false,
            status: None,
            categories: Vec::new(),
            short_names: Vec::new(),
            columns: Vec::new(),
            selectable: Vec::new(),
            scale: None,
            storage: true,
            served: true,
            deprecated: None,
            annotations: Vec::new(),
            labels: Vec::new(),
            doc: None,
            schema: Mode::Derived,
            rules: Vec::new(),
            span: Span::call_site(),
        };
        let mut seen = Vec::new();
        for (at, attr) in attrs
            .iter()
            .filter(|attr| attr.path().is_ident("kube"))
            .enumerate()
        {
            if at == 0 {
                kube.span = attr.path().span();
            }
            let metas = plain::of(attr).map_err(|error| (error.span(), error.to_string()))?;
            for meta in &metas {
                let name = meta
                    .path()
                    .get_ident()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                kube.entry(&name, meta)?;
                seen.push(name);
            }
        }
        for required in ["group", "version", "kind"] {
            if !seen.iter().any(|name| name == required) {
                return Err((kube.span, format!("`#[kube(...)]` needs `{required} = \"...\"`")));
            }
        }
        Ok(kube)
    }

    fn entry(&mut self, name: &str, meta: &Meta) -> Result<(), Wrong> {
        match name {
            "group" => self.group = text(meta)?,
            "version" => self.version = text(meta)?,
            "kind" => self.kind = text(meta)?,
            "root" => self.root = Some(text(meta)?),
            "plural" => self.plural = Some(text(meta)?),
            "singular" => self.singular = Some(text(meta)?),
            "doc" => self.doc = Some(text(meta)?),
            "category" => self.categories.push(text(meta)?),
            "shortname" => self.short_names.push(text(meta)?),
            "selectable" => self.selectable.push(text(meta)?),
            "namespaced" => self.namespaced = flag(meta)?,
            "no_spec" => self.no_spec = flag(meta)?,
            "storage" => self.storage = flag(meta)?,
            "served" => self.served = flag(meta)?,
            "status" => self.status = Some(path(meta)?),
            "schema" => {
                self.schema = match text(meta)?.as_str() {
                    "derived" => Mode::Derived,
                    "manual" => Mode::Manual,
                    "disabled" => Mode::Disabled,
                    other => return Err((meta.span(), format!("`schema` has no mode `{other}`"))),
                };
            }
            "deprecated" => {
                self.deprecated = Some(match meta {
                    Meta::Path(_) => None,
                    meta => Some(text(meta)?),
                });
            }
            "annotation" => self.annotations.push(pair(meta)?),
            "label" => self.labels.push(pair(meta)?),
            "printcolumn" => self.columns.push(column(meta)?),
            "scale" => self.scale = Some(scale(meta)?),
            "validation" => match meta {
                Meta::NameValue(meta) => self.rules.push(meta.value.clone()),
                meta => return Err((meta.span(), "`validation` needs a value".to_owned())),
            },
            "derive" | "attr" | "crates" | "cel" => {}
            other => return Err((meta.span(), format!("`#[kube(...)]` has no `{other}`"))),
        }
        Ok(())
    }
}

fn literal(meta: &Meta) -> Option<&Lit> {
    match meta {
        Meta::NameValue(meta) => match &meta.value {
            Expr::Lit(literal) => Some(&literal.lit),
            Expr::Group(group) => match &*group.expr {
                Expr::Lit(literal) => Some(&literal.lit),
                _ => None,
            },
            _ => None,
        },
        Meta::Path(_) | Meta::List(_) => None,
    }
}

fn string(meta: &Meta) -> Option<&LitStr> {
    match literal(meta) {
        Some(Lit::Str(text)) => Some(text),
        _ => None,
    }
}

fn written(meta: &Meta) -> String {
    meta.path().to_token_stream().to_string()
}

fn text(meta: &Meta) -> Result<String, Wrong> {
    let found = string(meta).map(LitStr::value);
    found.ok_or_else(|| (meta.span(), format!("`{}` needs a string literal", written(meta))))
}

fn flag(meta: &Meta) -> Result<bool, Wrong> {
    match (meta, literal(meta)) {
        (Meta::Path(_), _) => Ok(true),
        (_, Some(Lit::Bool(value))) => Ok(value.value),
        (_, Some(Lit::Str(text))) if text.value() == "true" => Ok(true),
        (_, Some(Lit::Str(text))) if text.value() == "false" => Ok(false),
        _ => Err((meta.span(), format!("`{}` is `true` or `false`", written(meta)))),
    }
}

fn path(meta: &Meta) -> Result<syn::Path, Wrong> {
    let wrong = || {
        (
            meta.span(),
            format!("`{}` needs the path of a type", written(meta)),
        )
    };
    if let Some(text) = string(meta) {
        return text.parse().map_err(|_| wrong());
    }
    match meta {
        Meta::NameValue(meta) => syn::parse2(meta.value.to_token_stream()).map_err(|_| wrong()),
        Meta::Path(_) | Meta::List(_) => Err(wrong()),
    }
}

/// `name("key", "value")`
fn pair(meta: &Meta) -> Result<(String, String), Wrong> {
    let wrong = || {
        (
            meta.span(),
            format!("write `{}(\"key\", \"value\")`", written(meta)),
        )
    };
    let Meta::List(list) = meta else {
        return Err(wrong());
    };
    let all = list.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated);
    match all.map_err(|_| wrong())?.iter().collect::<Vec<_>>()[..] {
        [key, value] => Ok((key.value(), value.value())),
        _ => Err(wrong()),
    }
}

/// The entries of `name(key = "value", ...)`, or of the JSON object in `name = "{...}"`, by the first names.
fn entries(meta: &Meta, names: &[(&str, &str)]) -> Result<Vec<(String, serde_json::Value)>, Wrong> {
    let mut found = Vec::new();
    match meta {
        Meta::List(list) => {
            let all = plain::list(list).map_err(|error| (error.span(), error.to_string()))?;
            for entry in &all {
                let name = entry
                    .path()
                    .get_ident()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                if !names.iter().any(|(known, _)| *known == name) {
                    return Err((entry.span(), format!("`{}` has no `{name}`", written(meta))));
                }
                let value = match literal(entry) {
                    Some(Lit::Str(text)) => text.value().into(),
                    Some(Lit::Int(number)) => {
                        number.base10_parse::<i64>().map(Into::into).unwrap_or_default()
                    }
                    _ => return Err((entry.span(), format!("`{name}` needs a literal"))),
                };
                found.push((name, value));
            }
        }
        meta => {
            let written = text(meta)?;
            let value: serde_json::Value = serde_json::from_str(&written)
                .map_err(|error| (meta.span(), format!("this is not JSON: {error}")))?;
            for (name, key) in names {
                if let Some(value) = value.get(key).filter(|value| !value.is_null()) {
                    found.push(((*name).to_owned(), value.clone()));
                }
            }
        }
    }
    Ok(found)
}

struct Entries<'a> {
    meta: &'a Meta,
    all: Vec<(String, serde_json::Value)>,
}

impl Entries<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.all.iter().find(|(known, _)| known == name)?;
        value.as_str().map(str::to_owned)
    }

    fn required(&self, name: &str) -> Result<String, Wrong> {
        let found = self.text(name);
        found.ok_or_else(|| {
            (
                self.meta.span(),
                format!("`{}` needs `{name}`", written(self.meta)),
            )
        })
    }
}

fn column(meta: &Meta) -> Result<Column, Wrong> {
    let names = [
        ("name", "name"),
        ("type_", "type"),
        ("json_path", "jsonPath"),
        ("description", "description"),
        ("format", "format"),
        ("priority", "priority"),
    ];
    let all = Entries {
        meta,
        all: entries(meta, &names)?,
    };
    let priority = all
        .all
        .iter()
        .find(|(name, _)| name == "priority")
        .map(|(_, value)| value);
    let priority = match priority {
        None => 0,
        Some(value) => value
            .as_i64()
            .or_else(|| value.as_str()?.parse().ok())
            .and_then(|number| i32::try_from(number).ok())
            .ok_or_else(|| (meta.span(), "`priority` needs a number".to_owned()))?,
    };
    Ok(Column {
        description: all.text("description"),
        format: all.text("format"),
        json_path: all.required("json_path")?,
        name: all.required("name")?,
        priority,
        ty: all.required("type_")?,
    })
}

fn scale(meta: &Meta) -> Result<ScalePaths, Wrong> {
    let names = [
        ("spec_replicas_path", "specReplicasPath"),
        ("status_replicas_path", "statusReplicasPath"),
        ("label_selector_path", "labelSelectorPath"),
    ];
    let all = Entries {
        meta,
        all: entries(meta, &names)?,
    };
    Ok(ScalePaths {
        label_selector_path: all.text("label_selector_path"),
        spec_replicas_path: all.required("spec_replicas_path")?,
        status_replicas_path: all.required("status_replicas_path")?,
    })
}
