//! `#[resource(...)]`: group, version and kind of a root type.

use syn::{DeriveInput, Expr, ExprLit, Lit, Token, meta::ParseNestedMeta, spanned::Spanned};

use super::Reader;
use crate::{diagnostic::Message, ir::Root, names};

impl Reader<'_> {
    pub(super) fn root(&mut self, input: &DeriveInput) -> Option<Root> {
        let mut attributes = { input.attrs.iter() }.filter(|attribute| attribute.path().is_ident("resource"));
        let attribute = attributes.next()?;
        for other in attributes {
            let message = Message::new("`#[resource]` is given twice");
            self.error(other.path().span(), message.help("write all arguments in one"));
        }
        let at = self.site(attribute.path().span());
        let mut root = Root {
            group: String::new(),
            version: String::new(),
            kind: input.ident.to_string(),
            at,
        };
        let mut kind = input.ident.span();
        let mut seen = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            let known = ARGUMENTS.into_iter().find(|known| *known == name);
            let Some(name) = known.filter(|name| !seen.contains(name)) else {
                let message = match known {
                    Some(name) => Message::new(format!("`{name}` is given twice")).help("remove one"),
                    None => Message::new("unknown argument")
                        .help("the arguments of `#[resource]` are `group`, `version` and `kind`"),
                };
                self.error(meta.path.span(), message);
                return skip(&meta);
            };
            seen.push(name);
            let value: Expr = meta.value()?.parse()?;
            let Expr::Lit(ExprLit {
                lit: Lit::Str(value), ..
            }) = value
            else {
                let message = Message::new(format!("`{name}` is not a string"));
                self.error(value.span(), message.help("write it in quotes"));
                return Ok(());
            };
            let (text, span) = (value.value(), value.span());
            let checked = match name {
                GROUP => names::check_group(&text),
                VERSION => names::check_version(&text),
                // It may be the name of the type, which is checked below.
                _ => Ok(()),
            };
            if let Err(reason) = checked {
                self.error(span, reason.to_string());
            }
            match name {
                GROUP => root.group = text,
                VERSION => root.version = text,
                _ => (root.kind, kind) = (text, span),
            }
            Ok(())
        });
        if let Err(error) = parsed {
            self.error(error.span(), error.to_string());
        } else if let Some(names) = missing(&seen) {
            self.error(
                attribute.path().span(),
                Message::new(format!("`#[resource]` needs {names}"))
                    .help("write `#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]`"),
            );
        }
        if let Err(reason) = names::check_served_kind("kind", &root.kind) {
            let message = Message::new(reason.to_string());
            self.error(kind, message.help("write it like `Memcached`"));
        }
        Some(root)
    }
}

const GROUP: &str = "group";
const VERSION: &str = "version";
const ARGUMENTS: [&str; 3] = [GROUP, VERSION, "kind"];

/// The arguments that have no default and are not given.
fn missing(seen: &[&str]) -> Option<&'static str> {
    match (seen.contains(&GROUP), seen.contains(&VERSION)) {
        (false, false) => Some("`group` and `version`"),
        (false, true) => Some("`group`"),
        (true, false) => Some("`version`"),
        (true, true) => None,
    }
}

/// Skips the value of an argument, so that the next one is read.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::Group>()?;
    }
    Ok(())
}
