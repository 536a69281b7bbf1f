//! Reads the few attributes that almost every type has without `serde_derive_internals`, which takes six times as long.
//!
//! Attributes that are not handled here, or are malformed, are left to it; a test compares the two.

use kubewright_core::ir::Tagging;
use kubewright_core::parse::serde_words::{FieldWords, TypeWords, words};
use syn::ext::IdentExt;
use syn::{DeriveInput, Fields};

use super::{Container, Data, Field, Missing, Style, Variant, member};

/// serde's view of an item; `None` if it needs `serde_derive_internals`.
pub(super) fn container(input: &DeriveInput) -> Option<Container<'_>> {
    let TypeWords { default, camel_case } = TypeWords::of(&input.attrs)?;
    let data = match &input.data {
        syn::Data::Struct(data) => {
            let Fields::Named(fields) = &data.fields else {
                return None;
            };
            let fields = fields.named.iter().map(|original| field(original, camel_case));
            Data::Struct(Style::Struct, fields.collect::<Option<_>>()?)
        }
        syn::Data::Enum(data) if !camel_case && !default => {
            Data::Enum(data.variants.iter().map(unit).collect::<Option<_>>()?)
        }
        syn::Data::Enum(_) | syn::Data::Union(_) => return None,
    };
    Some(Container {
        written: input.ident.unraw().to_string(),
        transparent: false,
        deny_unknown_fields: false,
        default: missing(default),
        from: None,
        into: None,
        tagging: Tagging::External,
        data,
    })
}

fn field(original: &syn::Field, is_camel: bool) -> Option<Field<'_>> {
    let words = FieldWords::of(&original.attrs)?;
    let member = member(original, 0);
    let written = words.name(&member, is_camel);
    Some(Field {
        member,
        read: written.clone(),
        written,
        default: missing(words.default),
        flatten: false,
        transparent: false,
        skip_serializing: false,
        skip_deserializing: false,
        skip_serializing_if: words.skip_serializing_if,
        serialize_with: None,
        original,
    })
}

fn missing(default: bool) -> Missing {
    if default { Missing::Default } else { Missing::Error }
}

/// A variant without data and serde attributes.
fn unit(original: &syn::Variant) -> Option<Variant<'_>> {
    let is_plain = matches!(original.fields, Fields::Unit) && words(&original.attrs)?.is_empty();
    let name = is_plain.then(|| original.ident.unraw().to_string())?;
    Some(Variant {
        written: name.clone(),
        read: name,
        skip_deserializing: false,
        untagged: false,
        by_function: false,
        style: Style::Unit,
        fields: Vec::new(),
        original,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use quote::ToTokens;
    use syn::{DeriveInput, Item, parse_quote};

    use super::super::{Container, Data, Field, Missing, by_library};

    fn shown(container: &Container<'_>) -> String {
        let default = |default: &Missing| match default {
            Missing::Error => "error".to_owned(),
            Missing::Default => "default".to_owned(),
            Missing::Path(path) => path.to_token_stream().to_string(),
        };
        let field = |field: &Field<'_>| {
            let skip = field.skip_serializing_if.as_ref();
            let skip = skip.map(|function| function.path().unwrap().to_token_stream().to_string());
            let (written, read) = (&field.written, &field.read);
            let flags = (
                field.flatten,
                field.transparent,
                field.skip_serializing,
                field.skip_deserializing,
                field.serialize_with.is_some(),
            );
            let default = default(&field.default);
            format!("{} {written} {read} {default} {skip:?} {flags:?}\n", field.member)
        };
        let data = match &container.data {
            Data::Struct(_, fields) => fields.iter().map(field).collect::<String>(),
            Data::Enum(variants) => {
                let one = |variant: &super::Variant<'_>| {
                    let flags = (variant.skip_deserializing, variant.untagged, variant.by_function);
                    let fields = variant.fields.len();
                    format!("{} {} {flags:?} {fields}\n", variant.written, variant.read)
                };
                variants.iter().map(one).collect()
            }
        };
        let flags = (container.transparent, container.deny_unknown_fields);
        let types = (container.from.is_some(), container.into.is_some());
        let (written, default, tagging) = (
            &container.written,
            default(&container.default),
            &container.tagging,
        );
        format!("{written} {default} {flags:?} {types:?} {tagging:?}\n{data}")
    }

    /// Whether the attributes are handled here; if so, the library must read the same.
    fn agrees(input: &DeriveInput) -> bool {
        let Some(light) = super::container(input) else {
            return false;
        };
        let library = by_library(input).map_err(|(_, message)| message).unwrap();
        assert_eq!(shown(&light), shown(&library));
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
            }
        }));
        assert!(agrees(&parse_quote!(
            enum Mode {
                Always,
                r#Never,
            }
        )));
    }

    #[test]
    fn other_attributes_are_left_to_the_library() {
        let inputs: [DeriveInput; 5] = [
            parse_quote!(
                struct A {
                    #[serde(flatten)]
                    a: B,
                }
            ),
            parse_quote!(
                struct A(#[serde(default)] B);
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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/kube/cases");
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
