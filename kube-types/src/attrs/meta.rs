//! One entry of an attribute: `name`, `name = value`, `name(...)`, `!name`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, LitStr, Meta, MetaList, Token};

use super::Wrong;

pub(crate) mod plain;

#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub(crate) enum Item {
    Meta(Meta),
    /// Removes an entry of `#[serde(...)]`.
    Not(syn::Path),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.parse::<Option<Token![!]>>()?.is_some() {
            return Ok(Self::Not(input.parse()?));
        }
        Ok(Self::Meta(input.parse()?))
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Self::Meta(meta) = self {
            meta.to_tokens(tokens);
        }
    }
}

/// The entries in the parentheses of an attribute.
pub(crate) fn entries(list: &MetaList) -> syn::Result<Vec<Item>> {
    match plain::metas(list.tokens.clone()) {
        Some(metas) => Ok(metas.into_iter().map(Item::Meta).collect()),
        None => {
            let parser = Punctuated::<Item, Token![,]>::parse_terminated;
            Ok(list.parse_args_with(parser)?.into_iter().collect())
        }
    }
}

/// The entries of all attributes with this name.
pub(crate) fn items(attrs: &[Attribute], name: &str) -> Result<Vec<Item>, Wrong> {
    let mut found = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        let Meta::List(list) = &attr.meta else { continue };
        match entries(list) {
            Ok(all) => found.extend(all),
            // The other crates have forms that schemars does not read, and ignores.
            Err(_) if name != "schemars" => {}
            Err(error) => return Err((error.span(), error.to_string())),
        }
    }
    Ok(found)
}

/// Whether a word is in an attribute with this name. To see that it is not is quicker than to read the entries.
pub(crate) fn mentions(attrs: &[Attribute], name: &str, words: &[&str]) -> bool {
    let attrs = attrs.iter().filter(|attr| attr.path().is_ident(name));
    attrs
        .filter_map(|attr| attr.meta.require_list().ok())
        .flat_map(|list| list.tokens.clone())
        .any(|token| match token {
            TokenTree::Ident(found) => words.iter().any(|word| found == word),
            TokenTree::Punct(found) => words
                .iter()
                .any(|word| word.len() == 1 && word.starts_with(found.as_char())),
            TokenTree::Group(_) | TokenTree::Literal(_) => false,
        })
}

impl Item {
    pub(crate) fn path(&self) -> &syn::Path {
        match self {
            Self::Meta(meta) => meta.path(),
            Self::Not(path) => path,
        }
    }

    pub(crate) fn name(&self) -> String {
        self.path()
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    pub(crate) fn span(&self) -> Span {
        self.path().span()
    }

    /// The value of `name = value`.
    pub(crate) fn value(&self) -> Result<&Expr, Wrong> {
        match self {
            Self::Meta(Meta::NameValue(meta)) => Ok(&meta.value),
            _ => Err((self.span(), format!("`{}` needs a value", self.name()))),
        }
    }

    /// The text of `name = "text"`.
    pub(crate) fn text(&self) -> Result<LitStr, Wrong> {
        match self.value()? {
            Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Ok(text.clone()),
            other => Err((other.span(), format!("`{}` needs a string literal", self.name()))),
        }
    }

    /// The syntax inside of `name = "syntax"`.
    pub(crate) fn parse<T: Parse>(&self) -> Result<T, Wrong> {
        let text = self.text()?;
        text.parse().map_err(|error| (text.span(), error.to_string()))
    }

    /// The value of `name = value`, where a string holds an expression.
    pub(crate) fn expression(&self) -> Result<Expr, Wrong> {
        match self.value()? {
            Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => text.parse().map_err(|error| (text.span(), error.to_string())),
            other => Ok(other.clone()),
        }
    }

    fn list(&self) -> Option<&MetaList> {
        match self {
            Self::Meta(Meta::List(list)) => Some(list),
            _ => None,
        }
    }

    /// The contents of `name(...)`.
    pub(crate) fn tokens(&self) -> Option<&TokenStream> {
        self.list().map(|list| &list.tokens)
    }

    /// The entries of `name(...)`.
    pub(crate) fn nested(&self) -> Result<Vec<Self>, Wrong> {
        let Some(list) = self.list() else {
            return Err((self.span(), format!("write `{}(...)`", self.name())));
        };
        entries(list).map_err(|error| (error.span(), error.to_string()))
    }
}

/// The entries of `extend("key" = json, ...)`.
pub(crate) fn extensions(item: &Item) -> Result<Vec<(String, TokenStream, Span)>, Wrong> {
    struct Extension(LitStr, TokenStream);
    impl Parse for Extension {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            let key: LitStr = input.parse()?;
            input.parse::<Token![=]>()?;
            let mut value = TokenStream::new();
            while !input.is_empty() && !input.peek(Token![,]) {
                value.extend([input.parse::<TokenTree>()?]);
            }
            Ok(Self(key, value))
        }
    }
    let Some(tokens) = item.tokens() else {
        return Err((item.span(), "write `extend(\"key\" = value)`".to_owned()));
    };
    let parser = Punctuated::<Extension, Token![,]>::parse_terminated;
    let all = parser
        .parse2(tokens.clone())
        .map_err(|error| (error.span(), error.to_string()))?;
    Ok(all
        .into_iter()
        .map(|Extension(key, value)| (key.value(), value, key.span()))
        .collect())
}
