//! Reads the few attributes that almost every type has without `serde_derive_internals`.
//!
//! `serde_derive_internals` parses the path of every `skip_serializing_if` into syntax that nothing uses, which took a
//! sixth of the time of `kubewright manifests`. Attributes that are not handled here, or are malformed, are left to it;
//! a test compares the two.

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::{Attribute, DeriveInput, Fields, Ident, Meta};

use super::{Container, Data, FieldFacts, Function, Tagging, VariantFacts, bare};

/// The value of an attribute, if it is one of the few.
enum Word {
    Default,
    Rename(String),
    RenameAll(String),
    SkipSerializingIf(Literal),
}

/// serde's view of an item; `None` if it needs `serde_derive_internals`.
pub(super) fn container(input: &DeriveInput) -> Option<Container<'_>> {
    let mut default = false;
    let mut camel_case = false;
    for word in words(&input.attrs)? {
        match word {
            Word::Default if !default => default = true,
            Word::RenameAll(style) if style == "camelCase" && !camel_case => camel_case = true,
            Word::Default | Word::RenameAll(_) | Word::Rename(_) | Word::SkipSerializingIf(_) => return None,
        }
    }
    let data = match &input.data {
        syn::Data::Struct(data) => {
            let Fields::Named(fields) = &data.fields else {
                return None;
            };
            let facts = fields.named.iter().map(|field| facts(field, camel_case));
            Data::Struct(facts.collect::<Option<_>>()?)
        }
        syn::Data::Enum(data) if !camel_case && !default => {
            let variants = data.variants.iter().map(unit);
            Data::Enum(Tagging::External, variants.collect::<Option<_>>()?)
        }
        syn::Data::Enum(_) | syn::Data::Union(_) => return None,
    };
    Some(Container {
        default,
        deny_unknown_fields: false,
        like: None,
        data,
    })
}

fn facts(field: &syn::Field, camel_case: bool) -> Option<FieldFacts<'_>> {
    let ident = field.ident.as_ref()?;
    let (mut default, mut rename, mut skip) = (false, None, None);
    for word in words(&field.attrs)? {
        match word {
            Word::Default if !default => default = true,
            Word::Rename(name) if rename.is_none() => rename = Some(name),
            Word::SkipSerializingIf(function) if skip.is_none() => skip = Some(function),
            Word::Default | Word::Rename(_) | Word::SkipSerializingIf(_) | Word::RenameAll(_) => return None,
        }
    }
    let rust = bare(ident);
    let written = match rename {
        Some(name) => name,
        None if camel_case => camel(&rust),
        None => rust.clone(),
    };
    Some(FieldFacts {
        read: written.clone(),
        written,
        rust,
        aliases: Vec::new(),
        attrs: &field.attrs,
        ty: &field.ty,
        default,
        flatten: false,
        skip_serializing: false,
        skip_deserializing: false,
        skip_serializing_if: skip.map(Function::Quoted),
        by_function: false,
        span: ident.span(),
    })
}

/// A variant without data and serde attributes.
fn unit(variant: &syn::Variant) -> Option<VariantFacts<'_>> {
    let plain = matches!(variant.fields, Fields::Unit) && words(&variant.attrs)?.is_empty();
    plain.then(|| VariantFacts {
        written: bare(&variant.ident),
        read: bare(&variant.ident),
        aliases: Vec::new(),
        attrs: &variant.attrs,
        data: Data::Unit,
        other: false,
        untagged: false,
        span: variant.ident.span(),
    })
}

/// The facts in the `#[serde(...)]` attributes; `None` if one of them is not handled here.
fn words(attrs: &[Attribute]) -> Option<Vec<Word>> {
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
        is_function.then_some(Word::SkipSerializingIf(literal))
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

/// Converts to `camelCase` as serde does.
fn camel(name: &str) -> String {
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
    use std::path::Path;

    use quote::ToTokens;
    use syn::{DeriveInput, Item, parse_quote};

    use super::super::{Container, Data, FieldFacts};
    use crate::parse::{DocText, Reader};

    fn shown(container: &Container<'_>) -> String {
        let field = |field: &FieldFacts<'_>| {
            let FieldFacts {
                rust,
                written,
                read,
                aliases,
                attrs: _,
                ty,
                default,
                flatten,
                ..
            } = field;
            let ty = ty.to_token_stream();
            let skips = (
                field.skip_serializing,
                field.skip_deserializing,
                field.skip_serializing_if.is_some(),
                field.by_function,
            );
            format!("{rust} {written} {read} {aliases:?} {ty} {default} {flatten} {skips:?}\n")
        };
        let data = match &container.data {
            Data::Struct(fields) => fields.iter().map(field).collect::<String>(),
            Data::Enum(tagging, variants) => {
                let variants = variants.iter().map(|variant| {
                    let is_unit = matches!(variant.data, Data::Unit);
                    let names = (&variant.written, &variant.read, &variant.aliases);
                    format!("{names:?} {is_unit} {} {}\n", variant.other, variant.untagged)
                });
                format!("{tagging:?}\n{}", variants.collect::<String>())
            }
            Data::Unit | Data::Newtype(_) | Data::Tuple => unreachable!("only the library reads these"),
        };
        let Container {
            default,
            deny_unknown_fields,
            like,
            data: _,
        } = container;
        format!("{default} {deny_unknown_fields} {} {data}", like.is_some())
    }

    /// Whether the attributes are handled here; if so, the library must read the same.
    fn agrees(input: &DeriveInput) -> bool {
        let Some(light) = super::container(input) else {
            return false;
        };
        let mut reader = Reader::new(DocText::InAttributes);
        let by_library = reader.by_library(input).map(|container| shown(&container));
        assert!(reader.errors.take().is_empty(), "{}", input.ident);
        assert_eq!(Some(shown(&light)), by_library, "{}", input.ident);
        true
    }

    #[test]
    fn both_read_the_same() {
        assert!(agrees(&parse_quote! {
            #[serde(rename_all = "camelCase", default)]
            struct Thing {
                a_b_c: i32,
                #[serde(default, skip_serializing_if = "Option::is_none",)]
                r#type: Option<String>,
                #[serde(rename = "x-y")] #[serde(skip_serializing_if = "Vec::is_empty")]
                _hidden__name: Vec<u8>,
                Upper_Case: bool,
                a1_2b: (),
            }
        }));
        assert!(agrees(&parse_quote!(
            enum Mode {
                Always,
                #[doc = "x"]
                r#Never,
            }
        )));
        assert!(agrees(&parse_quote!(
            struct Empty {}
        )));
    }

    #[test]
    fn other_attributes_are_left_to_the_library() {
        let inputs: [DeriveInput; 8] = [
            parse_quote!(
                struct A {
                    #[serde(flatten)]
                    a: B,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(default = "one")]
                    a: B,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(default, default)]
                    a: B,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(skip_serializing_if = "1 + 1")]
                    a: B,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(rename(serialize = "b"))]
                    a: B,
                }
            ),
            parse_quote!(
                #[serde(rename_all = "kebab-case")]
                struct A {
                    a: B,
                }
            ),
            parse_quote!(
                #[serde(tag = "type")]
                enum A {
                    B,
                }
            ),
            parse_quote!(
                enum A {
                    B(C),
                }
            ),
        ];
        for input in inputs {
            assert!(!agrees(&input), "{}", input.to_token_stream());
        }
    }

    #[test]
    fn every_case_agrees() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/crd");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
                let inputs = file.items.into_iter().filter_map(|item| match item {
                    Item::Struct(item) => Some(DeriveInput::from(item)),
                    Item::Enum(item) => Some(DeriveInput::from(item)),
                    _ => None,
                });
                count += inputs.filter(agrees).count();
            }
        }
        assert!(count > 20, "{count}");
    }
}
