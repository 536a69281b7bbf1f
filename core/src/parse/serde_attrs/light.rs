//! Reads the few attributes that almost every type has without `serde_derive_internals`.
//!
//! Attributes that are not handled here, or are malformed, are left to it; a test compares the two.

use syn::{DeriveInput, Fields};

use super::{Container, Data, FieldFacts, Tagging, VariantFacts, bare};
use crate::parse::serde_words::{FieldWords, TypeWords, words};

/// serde's view of an item; `None` if it needs `serde_derive_internals`.
pub(super) fn container(input: &DeriveInput) -> Option<Container<'_>> {
    let TypeWords { default, camel_case } = TypeWords::of(&input.attrs)?;
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
        alone: None,
        data,
    })
}

fn facts(field: &syn::Field, is_camel: bool) -> Option<FieldFacts<'_>> {
    let ident = field.ident.as_ref()?;
    let words = FieldWords::of(&field.attrs)?;
    let rust = bare(ident);
    let written = words.name(&rust, is_camel);
    Some(FieldFacts {
        read: written.clone(),
        written,
        rust,
        aliases: Vec::new(),
        attrs: &field.attrs,
        ty: &field.ty,
        default: words.default,
        flatten: false,
        skip_serializing: false,
        skip_deserializing: false,
        skip_serializing_if: words.skip_serializing_if,
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
        write_only: false,
        untagged: false,
        by_function: false,
        span: variant.ident.span(),
    })
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
            alone: _,
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
