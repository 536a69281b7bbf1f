//! Evaluates `#[cfg(...)]`: whether an item is part of the crate.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token};

use super::cargo::Question;

/// Deeper than anyone nests conditions.
const DEEPEST: usize = 64;

/// What is known about the configuration of a crate.
///
/// Operators run in Linux containers, and manifests must not depend on the machine that generates them, so the target
/// is always Linux.
#[derive(Clone, Debug, Default)]
pub(super) struct Cfg {
    /// The enabled features.
    pub(super) features: BTreeSet<String>,
    /// What is known about the others.
    pub(super) others: Others,
}

/// The features of a crate that nothing that was read enables.
#[derive(Clone, Debug, Default)]
pub(super) enum Others {
    /// They are off, except that these may be on.
    Off(BTreeSet<String>),
    /// Another crate may enable them: those are off that cargo's answer does not list for the package in this folder.
    ///
    /// The answer lists too many, because it is about all members, platforms and tests.
    Asked(Arc<Question>, PathBuf),
    /// Another crate may enable them.
    #[default]
    Unknown,
}

impl Others {
    /// Whether such a feature is known to be off.
    fn lack(&self, feature: &str) -> bool {
        match self {
            Self::Off(possible) => !possible.contains(feature),
            Self::Asked(question, folder) => {
                let listed = question.answer().ok().and_then(|answer| answer.features(folder));
                listed.is_some_and(|listed| !listed.contains(feature))
            }
            Self::Unknown => false,
        }
    }
}

impl Cfg {
    /// Returns whether the attributes keep the item. Unknown conditions keep it.
    pub(super) fn keeps(&self, attrs: &[Attribute]) -> bool {
        self.holds(attrs) != Some(false)
    }

    /// Returns whether the conditions among the attributes hold; `None` if that is not known.
    pub(super) fn holds(&self, attrs: &[Attribute]) -> Option<bool> {
        let conditions = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        let found: Vec<_> = conditions
            .map(|attr| {
                let predicate = attr.parse_args_with(|input: ParseStream<'_>| self.predicate(input, 0));
                predicate.ok().flatten()
            })
            .collect();
        combine("all", &found)
    }

    /// Whether a key of `[target]` is about the platform of the containers; `None` if that is not known.
    pub(super) fn platform(&self, key: &str) -> Option<bool> {
        let condition = key
            .trim()
            .strip_prefix("cfg(")
            .and_then(|key| key.strip_suffix(')'));
        match condition {
            Some(condition) => {
                let predicate = |input: ParseStream<'_>| self.predicate(input, 0);
                predicate.parse_str(condition).ok().flatten()
            }
            // The processor is not known.
            None => (!key.contains("-linux-")).then_some(false),
        }
    }

    /// The attributes with each `#[cfg_attr(...)]` replaced by what rustc makes of it: its attributes, or nothing. One whose
    /// condition cannot be known stays.
    pub(super) fn expand(&self, attrs: &mut Vec<Attribute>) {
        if !attrs.iter().any(|attr| attr.path().is_ident("cfg_attr")) {
            return;
        }
        let mut expanded = Vec::new();
        for attr in std::mem::take(attrs) {
            self.expand_one(attr, &mut expanded, 0);
        }
        *attrs = expanded;
    }

    fn expand_one(&self, attr: Attribute, expanded: &mut Vec<Attribute>, depth: usize) {
        let inner = match &attr.meta {
            syn::Meta::List(list) if list.path.is_ident("cfg_attr") && depth < DEEPEST => {
                let inner = |input: ParseStream<'_>| self.conditional(input);
                inner.parse2(list.tokens.clone()).ok()
            }
            _ => None,
        };
        match inner {
            Some((Some(true), metas)) => {
                for meta in metas {
                    let inner = Attribute { meta, ..attr.clone() };
                    self.expand_one(inner, expanded, depth + 1);
                }
            }
            Some((Some(false), _)) => {}
            Some((None, _)) | None => expanded.push(attr),
        }
    }

    /// The inside of a `cfg_attr`: whether its condition holds, and its attributes.
    fn conditional(&self, input: ParseStream<'_>) -> syn::Result<(Option<bool>, Vec<syn::Meta>)> {
        let holds = self.predicate(input, 0)?;
        let mut metas = Vec::new();
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            metas.push(input.parse()?);
        }
        Ok((holds, metas))
    }

    /// The same for a type, its fields and its variants.
    pub(super) fn expand_item(&self, item: &mut syn::DeriveInput) {
        self.expand(&mut item.attrs);
        let fields =
            |fields: &mut syn::Fields| fields.iter_mut().for_each(|field| self.expand(&mut field.attrs));
        match &mut item.data {
            syn::Data::Struct(data) => fields(&mut data.fields),
            syn::Data::Enum(data) => {
                for variant in &mut data.variants {
                    self.expand(&mut variant.attrs);
                    fields(&mut variant.fields);
                }
            }
            syn::Data::Union(_) => {}
        }
    }

    /// Removes the fields and variants that are not there.
    pub(super) fn remove_members(&self, item: &mut syn::DeriveInput) {
        match &mut item.data {
            syn::Data::Struct(data) => self.remove_fields(&mut data.fields),
            syn::Data::Enum(data) => {
                let variants = std::mem::take(&mut data.variants).into_iter();
                let kept = variants.filter(|variant| self.keeps(&variant.attrs));
                data.variants = kept.collect();
                for variant in &mut data.variants {
                    self.remove_fields(&mut variant.fields);
                }
            }
            syn::Data::Union(_) => {}
        }
    }

    /// The same for fields alone.
    pub(super) fn remove_fields(&self, fields: &mut syn::Fields) {
        let list = match fields {
            syn::Fields::Named(named) => &mut named.named,
            syn::Fields::Unnamed(unnamed) => &mut unnamed.unnamed,
            syn::Fields::Unit => return,
        };
        if !list.iter().all(|field| self.keeps(&field.attrs)) {
            let all = std::mem::take(list).into_iter();
            *list = all.filter(|field| self.keeps(&field.attrs)).collect();
        }
    }

    /// The file that `#[path = "..."]` names, also inside a `#[cfg_attr(...)]` that holds.
    pub(super) fn path(&self, attrs: &[Attribute]) -> Option<String> {
        self.paths(attrs)
            .find(|(_, certain)| *certain)
            .map(|(path, _)| path)
    }

    /// The paths in a `#[cfg_attr(...)]` with an unknown condition.
    pub(super) fn possible_paths(&self, attrs: &[Attribute]) -> Vec<String> {
        self.paths(attrs)
            .filter(|(_, certain)| !certain)
            .map(|(path, _)| path)
            .collect()
    }

    fn paths<'a>(&'a self, attrs: &'a [Attribute]) -> impl Iterator<Item = (String, bool)> + 'a {
        attrs.iter().filter_map(|attr| match &attr.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("path") => Some((string(&meta.value)?, true)),
            syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {
                let inner = |input: ParseStream<'_>| self.conditional_path(input);
                inner.parse2(list.tokens.clone()).ok().flatten()
            }
            syn::Meta::NameValue(_) | syn::Meta::List(_) | syn::Meta::Path(_) => None,
        })
    }

    fn conditional_path(&self, input: ParseStream<'_>) -> syn::Result<Option<(String, bool)>> {
        let holds = self.predicate(input, 0)?;
        let mut path = None;
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if let syn::Meta::NameValue(meta) = input.parse()?
                && meta.path.is_ident("path")
            {
                path = string(&meta.value);
            }
        }
        Ok(path
            .filter(|_| holds != Some(false))
            .map(|path| (path, holds == Some(true))))
    }

    /// `true`, `false` or unknown.
    fn predicate(&self, input: ParseStream<'_>, depth: usize) -> syn::Result<Option<bool>> {
        if depth > DEEPEST {
            // Deeper than anyone means it; what is not known may hold.
            input.parse::<proc_macro2::TokenStream>()?;
            return Ok(None);
        }
        if let Some(literal) = input.parse::<Option<syn::LitBool>>()? {
            return Ok(Some(literal.value));
        }
        let name = input.call(Ident::parse_any)?.to_string();
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            let mut parts = Vec::new();
            while !content.is_empty() {
                // What no longer matters is not evaluated, so that cargo is not asked about it.
                if is_decided(&name, &parts) {
                    content.parse::<proc_macro2::TokenStream>()?;
                    break;
                }
                parts.push(self.predicate(&content, depth + 1)?);
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
            return Ok(combine(&name, &parts));
        }
        if input.parse::<Option<Token![=]>>()?.is_some() {
            let value = input.parse::<syn::LitStr>()?.value();
            return Ok(self.option(&name, &value));
        }
        Ok(word(&name))
    }

    fn option(&self, name: &str, value: &str) -> Option<bool> {
        match name {
            "feature" if self.features.contains(value) => Some(true),
            "feature" if self.others.lack(value) => Some(false),
            "target_os" => Some(value == "linux"),
            "target_family" => Some(value == "unix"),
            "panic" | "feature" => None,
            _ => None,
        }
    }
}

fn word(name: &str) -> Option<bool> {
    match name {
        "unix" => Some(true),
        "test" | "windows" | "doc" | "docsrs" | "doctest" | "miri" | "loom" | "fuzzing" | "clippy"
        | "rustfmt" => Some(false),
        _ => None,
    }
}

/// Whether further parts change nothing.
fn is_decided(name: &str, parts: &[Option<bool>]) -> bool {
    matches!(
        (name, combine(name, parts)),
        ("all", Some(false)) | ("any", Some(true))
    )
}

fn combine(name: &str, parts: &[Option<bool>]) -> Option<bool> {
    let all_known = parts.iter().all(Option::is_some);
    match name {
        "all" if parts.contains(&Some(false)) => Some(false),
        "all" if all_known => Some(true),
        "any" if parts.contains(&Some(true)) => Some(true),
        "any" if all_known => Some(false),
        "not" => parts.first().copied().flatten().map(|part| !part),
        _ => None,
    }
}

fn string(value: &syn::Expr) -> Option<String> {
    match value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeps(predicate: &str) -> bool {
        let cfg = Cfg {
            features: BTreeSet::from(["on".to_owned()]),
            others: Others::Off(BTreeSet::new()),
        };
        let item: syn::ItemStruct = syn::parse_str(&format!("#[cfg({predicate})] struct A;")).unwrap();
        cfg.keeps(&item.attrs)
    }

    #[test]
    fn predicates() {
        for kept in [
            "feature = \"on\"",
            "unix",
            "not(test)",
            "any(test, feature = \"on\")",
            "true",
            "unheard_of",
        ] {
            assert!(keeps(kept), "{kept}");
        }
        for dropped in [
            "test",
            "feature = \"off\"",
            "all(unix, test)",
            "not(unix)",
            "target_os = \"macos\"",
            "false",
        ] {
            assert!(!keeps(dropped), "{dropped}");
        }
        assert!(keeps("any(unheard_of, test)"));
        assert!(!keeps("all(unheard_of, test)"));
    }

    #[test]
    fn platforms() {
        let platform = |key: &str| Cfg::default().platform(key);
        assert_eq!(platform("cfg(unix)"), Some(true));
        assert_eq!(platform("cfg(any(windows, target_os = \"macos\"))"), Some(false));
        assert_eq!(platform("x86_64-pc-windows-msvc"), Some(false));
        assert_eq!(platform("x86_64-unknown-linux-gnu"), None);
        assert_eq!(platform("cfg(target_arch = \"arm\")"), None);
    }

    /// The names of all attributes, in order.
    fn shown(item: &mut syn::DeriveInput) -> Vec<String> {
        let mut attrs = std::mem::take(&mut item.attrs);
        if let syn::Data::Enum(data) = &mut item.data {
            for variant in &mut data.variants {
                attrs.append(&mut variant.attrs);
                variant
                    .fields
                    .iter_mut()
                    .for_each(|field| attrs.append(&mut field.attrs));
            }
        }
        let name = |attr: &Attribute| {
            attr.path()
                .get_ident()
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        attrs.iter().map(name).collect()
    }

    #[test]
    fn attributes() {
        let cfg = Cfg {
            features: BTreeSet::from(["on".to_owned()]),
            others: Others::Off(BTreeSet::new()),
        };
        let mut item: syn::DeriveInput = syn::parse_quote! {
            #[cfg_attr(feature = "on", a, b(c), cfg_attr(not(test), d = "e"), cfg_attr(test, f))]
            #[cfg_attr(unheard_of, g)]
            enum A {
                #[cfg_attr(feature = "off", h)]
                #[i]
                B {
                    #[cfg_attr(all(), j,)]
                    c: u8,
                },
            }
        };
        cfg.expand_item(&mut item);
        let mut expected: syn::DeriveInput = syn::parse_quote! {
            #[a]
            #[b(c)]
            #[d = "e"]
            #[cfg_attr(unheard_of, g)]
            enum A {
                #[i]
                B {
                    #[j]
                    c: u8,
                },
            }
        };
        assert_eq!(shown(&mut item), shown(&mut expected));
    }

    #[test]
    fn paths() {
        let path = |text: &str| {
            let item: syn::ItemMod = syn::parse_str(text).unwrap();
            Cfg::default().path(&item.attrs)
        };
        assert_eq!(path("#[path = \"a.rs\"] mod a;").as_deref(), Some("a.rs"));
        assert_eq!(
            path("#[cfg_attr(unix, path = \"a.rs\")] mod a;").as_deref(),
            Some("a.rs")
        );
        assert_eq!(path("#[cfg_attr(windows, path = \"a.rs\")] mod a;"), None);
        assert_eq!(path("#[cfg_attr(unheard_of, path = \"a.rs\")] mod a;"), None);
    }
}
