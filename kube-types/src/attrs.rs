//! The attributes that schemars reads: `#[schemars(...)]`, `#[serde(...)]`, `#[validate(...)]`, `#[garde(...)]`, docs.

pub(crate) mod container;
pub(crate) mod meta;
pub(crate) mod serde;
pub(crate) mod validation;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Expr, Meta};

use meta::{Item, items, mentions};
use validation::Validation;

/// A problem with an attribute, which rustc reports too.
pub(crate) type Wrong = (Span, String);

/// What may be on types, variants and fields.
#[derive(Clone, Default)]
pub(crate) struct Common {
    pub(crate) on: On,
    pub(crate) docs: Vec<Doc>,
    pub(crate) deprecated: bool,
    pub(crate) title: Option<Expr>,
    pub(crate) description: Option<Expr>,
    pub(crate) examples: Vec<Expr>,
    pub(crate) extensions: Vec<(String, TokenStream, Span)>,
    pub(crate) transforms: Vec<Expr>,
}

/// A part of the documentation.
#[derive(Clone)]
pub(crate) enum Doc {
    /// The value of `#[doc = ...]`.
    Value(Box<Expr>),
    /// The lines of a comment, and its place.
    Lines(Vec<String>, Span),
}

/// A type or function that replaces the Rust type.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "few exist at a time")]
pub(crate) enum With {
    Type(syn::Type),
    Function(syn::ExprPath),
}

/// The attributes of a type, variant or field.
#[derive(Clone, Default)]
pub(crate) struct Attrs {
    pub(crate) common: Common,
    pub(crate) with: Option<With>,
    pub(crate) validation: Validation,
}

/// What the attributes are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum On {
    #[default]
    Container,
    Variant,
    Field,
    /// A field of a tuple struct or of a variant's tuple.
    Unnamed,
}

impl Common {
    /// Whether a line of the documentation has this word.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.docs.iter().any(|doc| match doc {
            Doc::Value(_) => doc.literal().is_some_and(|text| text.contains(word)),
            Doc::Lines(lines, _) => lines.iter().any(|line| line.contains(word)),
        })
    }

    /// Whether nothing is set. An enum's unit variant is part of the plain list if so.
    pub(crate) fn is_default(&self) -> bool {
        self.docs.is_empty()
            && !self.deprecated
            && self.title.is_none()
            && self.description.is_none()
            && self.examples.is_empty()
            && self.extensions.is_empty()
            && self.transforms.is_empty()
    }
}

impl Attrs {
    /// Whether a variant or a transparent field has only what serde reads.
    pub(crate) fn is_default(&self) -> bool {
        self.common.is_default() && self.with.is_none() && self.validation.is_default()
    }

    /// Reads the attributes of an item as schemars 0.8 (`old`) or 1 does. Documentation may be beside them.
    pub(crate) fn read(attrs: &[Attribute], docs: Vec<Doc>, on: On, old: bool) -> Result<Self, Wrong> {
        let mut found = Self::default();
        found.common.on = on;
        found.common.docs = docs;
        if old {
            // Those without text are none.
            found.common.docs.retain(Doc::is_literal);
            if found.common.docs.iter().all(Doc::is_blank) {
                found.common.docs.clear();
            }
        }
        found.common.deprecated = attrs.iter().any(|attr| attr.path().is_ident("deprecated"));
        for item in items(attrs, "schemars")? {
            let known = found.common(&item, old)?
                || found.with(&item, on, true)?
                || (on == On::Field && found.validation.read(&item, "schemars", old)?)
                || serde::COPIED.contains(&item.name().as_str())
                || matches!(item, Item::Not(_))
                || (on == On::Container && ["crate", "inline", "rename"].contains(&item.name().as_str()));
            if !known {
                return Err((
                    item.span(),
                    format!("schemars has no attribute `{}` here", item.name()),
                ));
            }
        }
        // Attributes that only some of serde's derives know are ignored there.
        if on != On::Container && mentions(attrs, "serde", &["with"]) {
            for item in items(attrs, "serde")? {
                found.with(&item, on, false)?;
            }
        }
        if on == On::Field {
            let others: &[&str] = if old {
                &["validate"]
            } else {
                &["validate", "garde"]
            };
            for of in others {
                for item in items(attrs, of)? {
                    found.validation.read(&item, of, old)?;
                }
            }
        }
        if old && on == On::Container {
            found.with = None;
        }
        Ok(found)
    }

    fn common(&mut self, item: &Item, old: bool) -> Result<bool, Wrong> {
        let common = &mut self.common;
        match item.name().as_str() {
            "title" => common.title = Some(item.value()?.clone()),
            "description" => common.description = Some(item.value()?.clone()),
            "extend" | "transform" if old => return Ok(false),
            // The name of a function.
            "example" if old => {
                let path: syn::Path = item.parse()?;
                common.examples.push(syn::parse_quote!(#path()));
            }
            "example" => common.examples.push(item.value()?.clone()),
            "extend" => common.extensions.extend(meta::extensions(item)?),
            "transform" => common.transforms.push(item.value()?.clone()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn with(&mut self, item: &Item, on: On, schemars: bool) -> Result<bool, Wrong> {
        match item.name().as_str() {
            // serde's own `with` on a field names a module, unless it is a type.
            "with" if schemars || on != On::Container => {
                let parsed = item.parse();
                match parsed {
                    Ok(ty) if self.with.is_none() => self.with = Some(With::Type(ty)),
                    Ok(_) => {}
                    Err(wrong) if schemars => return Err(wrong),
                    Err(_) => {}
                }
            }
            "schema_with" if schemars => self.with = Some(With::Function(item.parse()?)),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Doc {
    pub(crate) fn is_literal(&self) -> bool {
        match self {
            Self::Value(value) => matches!(**value, Expr::Lit(_)),
            Self::Lines(..) => true,
        }
    }

    fn literal(&self) -> Option<String> {
        match self {
            Self::Value(value) => match &**value {
                Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            Self::Lines(..) => None,
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Value(_) => self.literal().is_none_or(|text| text.trim().is_empty()),
            Self::Lines(lines, _) => lines.iter().all(|line| line.trim().is_empty()),
        }
    }
}

/// The last segments of the derives of an item.
pub(crate) fn derives(attrs: &[Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        if let Meta::List(list) = &attr.meta {
            found.extend(derived(list.tokens.clone()));
        }
    }
    found
}

/// Returns the last segments of the paths in a `derive(...)`, without its parentheses.
///
/// ```
/// let tokens = "Clone, serde::Serialize,".parse()?;
/// assert_eq!(kubewright_kube_types::derived(tokens), ["Clone", "Serialize"]);
/// # Ok::<(), proc_macro2::LexError>(())
/// ```
#[must_use]
pub fn derived(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    // The word before each comma, and the last one. Parsing the paths takes six times as many instructions.
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(word) => last = Some(word),
            TokenTree::Punct(sign) if sign.as_char() == ',' => {
                found.extend(last.take().map(|word| word.to_string()));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) | TokenTree::Group(_) => {}
        }
    }
    found.extend(last.map(|word| word.to_string()));
    found
}
