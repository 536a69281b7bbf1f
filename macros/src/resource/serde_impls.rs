//! serde's traits for a root type: its fields, with `apiVersion` and `kind` in front.

use kubewright_core::parse;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, LitStr};

use super::{RootType, optional};

/// A field as it is written.
struct Written<'a> {
    field: &'a syn::Field,
    name: String,
    skip_if: Option<syn::ExprPath>,
}

impl RootType<'_> {
    pub(super) fn serde(&self) -> TokenStream {
        match self
            .fields
            .iter()
            .map(|field| written(field))
            .collect::<Result<Vec<_>, Error>>()
        {
            Ok(fields) => {
                let (serialize, deserialize) = (self.serialize(&fields), self.deserialize());
                quote! { #serialize #deserialize }
            }
            Err(error) => error.to_compile_error(),
        }
    }

    fn api_version(&self) -> String {
        match self.root.group.as_str() {
            "" => self.root.version.clone(),
            group => format!("{group}/{}", self.root.version),
        }
    }

    fn serialize(&self, fields: &[Written<'_>]) -> TokenStream {
        let (name, kind, api_version) = (self.name, &self.root.kind, self.api_version());
        let count = fields.len() + 2;
        let fields = fields.iter().map(|Written { field, name, skip_if }| {
            let ident = &field.ident;
            let write = quote!(state.serialize_field(#name, &self.#ident)?;);
            let skip = match skip_if {
                Some(path) => quote!(#path(&self.#ident)),
                // `null` would be dropped by the API server.
                None if optional(&field.ty).is_some() => quote!(self.#ident.is_none()),
                None => return write,
            };
            quote!(if #skip { state.skip_field(#name)?; } else { #write })
        });
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::serde::Serialize for #name {
                fn serialize<S: ::kubewright_runtime::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    use ::kubewright_runtime::serde::ser::SerializeStruct as _;
                    let mut state = serializer.serialize_struct(#kind, #count)?;
                    state.serialize_field("apiVersion", #api_version)?;
                    state.serialize_field("kind", #kind)?;
                    #(#fields)*
                    state.end()
                }
            }
        }
    }

    fn deserialize(&self) -> TokenStream {
        let (name, kind, api_version) = (self.name, &self.root.kind, self.api_version());
        let idents: Vec<_> = self.fields.iter().map(|field| &field.ident).collect();
        let fields = self.fields.iter().map(|field| {
            let attrs = field
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("serde"));
            let (ident, ty) = (&field.ident, &field.ty);
            // Lists of some clients leave it out.
            let default = field
                .ident
                .as_ref()
                .is_some_and(|ident| ident == "metadata")
                .then(|| quote!(#[serde(default)]));
            quote!(#(#attrs)* #default #ident: #ty)
        });
        quote! {
            const _: () = {
                #[derive(::kubewright_runtime::serde::Deserialize)]
                #[serde(crate = "::kubewright_runtime::serde")]
                struct Read {
                    #[serde(rename = "apiVersion", default)]
                    __api_version: ::core::option::Option<::std::string::String>,
                    #[serde(rename = "kind", default)]
                    __kind: ::core::option::Option<::std::string::String>,
                    #(#fields,)*
                }

                #[automatically_derived]
                impl<'de> ::kubewright_runtime::serde::Deserialize<'de> for #name {
                    fn deserialize<D: ::kubewright_runtime::serde::Deserializer<'de>>(
                        deserializer: D,
                    ) -> ::core::result::Result<Self, D::Error> {
                        let Read { __api_version, __kind, #(#idents),* } =
                            <Read as ::kubewright_runtime::serde::Deserialize>::deserialize(deserializer)?;
                        ::kubewright_runtime::described::expect(__api_version, #api_version)?;
                        ::kubewright_runtime::described::expect(__kind, #kind)?;
                        ::core::result::Result::Ok(Self { #(#idents),* })
                    }
                }
            };
        }
    }
}

fn written(field: &syn::Field) -> Result<Written<'_>, Error> {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut written = Written {
        field,
        name: name.trim_start_matches("r#").to_owned(),
        skip_if: None,
    };
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        read(attribute, &mut written)?;
    }
    Ok(written)
}

fn read(attribute: &Attribute, written: &mut Written<'_>) -> Result<(), Error> {
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("rename") {
            written.name = meta.value()?.parse::<LitStr>()?.value();
        } else if meta.path.is_ident("skip_serializing_if") {
            written.skip_if = Some(meta.value()?.parse::<LitStr>()?.parse()?);
        } else if meta.path.is_ident("default") {
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<LitStr>()?;
            }
        } else {
            // The front end refuses it.
            parse::pass_over(&meta)?;
        }
        Ok(())
    })
}
