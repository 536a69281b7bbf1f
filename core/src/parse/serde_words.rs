//! The few attributes of serde that almost every type has, read from their tokens.
//!
//! `serde_derive_internals` parses the path of every `skip_serializing_if` into syntax that nothing uses, which took a
//! sixth of the time of `kubewright manifests`. Whoever meets another attribute asks it.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Attribute, ExprPath, LitStr, Meta};

/// An entry of `#[serde(...)]`, if it is one of the few.
#[derive(Clone, Debug)]
pub enum Word {
    /// `default`
    Default,
    /// `rename = "..."`
    Rename(String),
    /// `rename_all = "..."`
    RenameAll(String),
    /// `skip_serializing_if = "..."`
    SkipSerializingIf(Function),
}

/// The path of a function.
#[derive(Clone, Debug)]
pub enum Function {
    /// As written in quotes, without arguments. Most are never needed, so it is parsed on demand.
    Quoted(Literal),
    /// As syntax.
    Path(Box<ExprPath>),
}

impl Function {
    /// Returns the path, whose place is that of the literal.
    ///
    /// # Errors
    ///
    /// If the text is not a path.
    pub fn path(&self) -> syn::Result<ExprPath> {
        match self {
            Self::Quoted(literal) => match text(literal).as_deref().and_then(|text| plain(text, literal)) {
                Some(path) => Ok(path),
                None => syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into())?.parse(),
            },
            Self::Path(path) => Ok((**path).clone()),
        }
    }

    /// Returns the path as it is written in quotes; `None` if it has escapes, or is known as syntax alone.
    #[must_use]
    pub fn quoted(&self) -> Option<String> {
        match self {
            Self::Quoted(literal) => text(literal),
            Self::Path(_) => None,
        }
    }

    /// Returns the place of the path.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Quoted(literal) => literal.span(),
            Self::Path(path) => path.span(),
        }
    }
}

/// A path of names alone, which takes a tenth of the time that the parser needs.
fn plain(text: &str, literal: &Literal) -> Option<ExprPath> {
    let is_name = |name: &str| {
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        begins && !name.contains(':')
    };
    let mut segments = syn::punctuated::Punctuated::new();
    for name in text.split("::") {
        segments.push(is_name(name).then(|| Ident::new(name, literal.span()))?.into());
    }
    Some(ExprPath {
        attrs: Vec::new(),
        qself: None,
        path: syn::Path {
            leading_colon: None,
            segments,
        },
    })
}

/// Returns the entries of `#[serde(...)]`; `None` if one of them is not handled here, or is malformed.
///
/// ```
/// use kubewright_core::parse::serde_words::{Word, words};
///
/// let field: syn::Field = syn::parse_quote!(#[serde(default, rename = "type")] kind: String);
/// assert!(matches!(&words(&field.attrs).unwrap()[..], [Word::Default, Word::Rename(name)] if name == "type"));
/// let field: syn::Field = syn::parse_quote!(#[serde(flatten)] rest: Rest);
/// assert!(words(&field.attrs).is_none());
/// ```
#[must_use]
pub fn words(attrs: &[Attribute]) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    for attr in attrs {
        match &attr.meta {
            Meta::List(list) if list.path.is_ident("serde") => read(list.tokens.clone(), &mut words)?,
            meta if meta.path().is_ident("serde") => return None,
            Meta::List(_) | Meta::Path(_) | Meta::NameValue(_) => {}
        }
    }
    Some(words)
}

/// The serde attributes of a struct or enum.
#[derive(Clone, Debug, Default)]
pub struct TypeWords {
    /// Whether missing fields come from the type's default value.
    pub default: bool,
    /// Whether fields and variants are renamed to `camelCase`.
    pub camel_case: bool,
}

impl TypeWords {
    /// Reads the attributes of a type; `None` if something in them is not handled here, is malformed, or is repeated.
    ///
    /// ```
    /// use kubewright_core::parse::serde_words::TypeWords;
    ///
    /// let item: syn::DeriveInput = syn::parse_quote!(#[serde(rename_all = "camelCase")] struct Memcached {});
    /// assert!(TypeWords::of(&item.attrs).unwrap().camel_case);
    /// ```
    #[must_use]
    pub fn of(attrs: &[Attribute]) -> Option<Self> {
        let mut found = Self::default();
        for word in words(attrs)? {
            match word {
                Word::Default if !found.default => found.default = true,
                Word::RenameAll(style) if style == "camelCase" && !found.camel_case => {
                    found.camel_case = true;
                }
                Word::Default | Word::RenameAll(_) | Word::Rename(_) | Word::SkipSerializingIf(_) => {
                    return None;
                }
            }
        }
        Some(found)
    }
}

/// The serde attributes of a field.
#[derive(Clone, Debug, Default)]
pub struct FieldWords {
    /// Whether it may be missing.
    pub default: bool,
    /// Its name in JSON.
    pub rename: Option<String>,
    /// Which function says that it is left out.
    pub skip_serializing_if: Option<Function>,
}

impl FieldWords {
    /// Reads the attributes of a field; `None` if something in them is not handled here, is malformed, or is repeated.
    ///
    /// ```
    /// use kubewright_core::parse::serde_words::FieldWords;
    ///
    /// let field: syn::Field = syn::parse_quote!(#[serde(default)] node_ports: Vec<u16>);
    /// let words = FieldWords::of(&field.attrs).unwrap();
    /// assert!(words.default);
    /// assert_eq!(words.name("node_ports", true), "nodePorts");
    /// ```
    #[must_use]
    pub fn of(attrs: &[Attribute]) -> Option<Self> {
        let mut found = Self::default();
        for word in words(attrs)? {
            match word {
                Word::Default if !found.default => found.default = true,
                Word::Rename(name) if found.rename.is_none() => found.rename = Some(name),
                Word::SkipSerializingIf(function) if found.skip_serializing_if.is_none() => {
                    found.skip_serializing_if = Some(function);
                }
                Word::Default | Word::Rename(_) | Word::SkipSerializingIf(_) | Word::RenameAll(_) => {
                    return None;
                }
            }
        }
        Some(found)
    }

    /// Returns the name in JSON of a field with a name in Rust.
    #[must_use]
    pub fn name(&self, rust: &str, is_camel_case: bool) -> String {
        match &self.rename {
            Some(name) => name.clone(),
            None if is_camel_case => camel_case(rust),
            None => rust.to_owned(),
        }
    }
}

fn read(tokens: TokenStream, words: &mut Vec<Word>) -> Option<()> {
    let mut tokens = tokens.into_iter();
    loop {
        let name = match tokens.next() {
            None => return Some(()),
            Some(TokenTree::Ident(name)) => name,
            Some(_) => return None,
        };
        let after = tokens.next();
        let after = if name == "default" {
            words.push(Word::Default);
            after
        } else {
            is_sign(after, '=')?;
            words.push(word(&name, tokens.next()?)?);
            tokens.next()
        };
        match after {
            None => return Some(()),
            after => is_sign(after, ',')?,
        }
    }
}

fn word(name: &Ident, value: TokenTree) -> Option<Word> {
    // A macro's arguments are in invisible groups, which are not handled here.
    let TokenTree::Literal(literal) = value else {
        return None;
    };
    let value = text(&literal)?;
    let is_path = || {
        value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_:".contains(&byte))
    };
    if name == "rename" {
        Some(Word::Rename(value))
    } else if name == "rename_all" {
        Some(Word::RenameAll(value))
    } else {
        let is_function = name == "skip_serializing_if" && is_path() && !value.is_empty();
        is_function.then_some(Word::SkipSerializingIf(Function::Quoted(literal)))
    }
}

fn is_sign(token: Option<TokenTree>, sign: char) -> Option<()> {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == sign).then_some(())
}

/// The value of a string without escapes.
fn text(literal: &Literal) -> Option<String> {
    let token = literal.to_string();
    let inner = token.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('\\')).then(|| inner.to_owned())
}

/// Converts the name of a field to `camelCase` as serde does.
fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper && !out.is_empty() {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else if out.is_empty() {
            out.push(c.to_ascii_lowercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_is_an_error() {
        let written = [
            ("Option::is_none", true),
            ("a:b", false),
            ("a:::b", false),
            ("a::", false),
            ("1::a", false),
        ];
        for (path, is_path) in written {
            let function = Function::Quoted(Literal::string(path));
            assert_eq!(function.path().is_ok(), is_path, "{path}");
        }
    }
}
