//! serde's traits for a root type: its fields, after `apiVersion` and `kind`.

use kubewright_core::parse::RootField;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

use super::{RootType, optional, serde_attributes};

/// The fields that almost every root type has, in their order.
const COMMON: [&str; 3] = ["metadata", "spec", "status"];

impl RootType<'_> {
    pub(super) fn serde(&self) -> TokenStream {
        if self.serialized.len() != self.fields.len() {
            // serde rejects the type, which is reported.
            return TokenStream::new();
        }
        if self.is_common() {
            return self.common();
        }
        let (serialize, deserialize) = (self.serialize(), self.deserialize());
        quote! { #serialize #deserialize }
    }

    fn api_version(&self) -> String {
        match self.root.group.as_str() {
            "" => self.root.version.clone(),
            group => format!("{group}/{}", self.root.version),
        }
    }

    /// Returns whether the root type has the usual form, which `kubewright_runtime::root` implements.
    fn is_common(&self) -> bool {
        let mut names = COMMON.iter();
        self.serialized
            .iter()
            .all(|field| !field.has_attributes && names.any(|name| *name == field.name))
    }

    fn common(&self) -> TokenStream {
        let (name, kind, api_version) = (self.name, &self.root.kind, self.api_version());
        let idents: Vec<_> = self.fields.iter().map(|field| &field.ident).collect();
        let [written_spec, written_status] = ["spec", "status"].map(|part| self.written_part(part));
        let [spec, status] = ["spec", "status"].map(|part| match self.field(part) {
            Some(ty) => quote!(#ty),
            None => quote!(::kubewright_runtime::root::Absent),
        });
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::serde::Serialize for #name {
                fn serialize<S: ::kubewright_runtime::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    ::kubewright_runtime::root::writes(<Self as ::kubewright_runtime::Described>::link);
                    ::kubewright_runtime::root::write(
                        serializer,
                        [#api_version, #kind],
                        &self.metadata,
                        #written_spec,
                        #written_status,
                    )
                }
            }

            #[automatically_derived]
            impl<'de> ::kubewright_runtime::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::kubewright_runtime::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    let read = ::kubewright_runtime::root::Read::<#spec, #status>::of(deserializer, #api_version, #kind)?;
                    ::core::result::Result::Ok(Self { #(#idents: read.#idents),* })
                }
            }
        }
    }

    fn written_part(&self, part: &str) -> TokenStream {
        let ident = Ident::new(part, Span::call_site());
        match self.field(part) {
            Some(ty) if optional(ty).is_some() => quote!(self.#ident.as_ref()),
            Some(_) => quote!(::core::option::Option::Some(&self.#ident)),
            None => quote!(::core::option::Option::None::<&()>),
        }
    }

    fn serialize(&self) -> TokenStream {
        let (name, kind, api_version) = (self.name, &self.root.kind, self.api_version());
        let count = self.fields.len() + 2;
        let fields =
            self.fields
                .iter()
                .zip(self.serialized)
                .map(|(field, RootField { name, skip_if, .. })| {
                    let ident = &field.ident;
                    let write = quote!(state.serialize_field(#name, &self.#ident)?;);
                    let skip = match skip_if {
                        Some(path) => quote!(#path(&self.#ident)),
                        // The API server would drop a `null`.
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
                    ::kubewright_runtime::root::writes(<Self as ::kubewright_runtime::Described>::link);
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
        let attributes = &self.attributes;
        let fields = self.fields.iter().map(|field| {
            let attrs = serde_attributes(&field.attrs);
            let (ident, ty) = (&field.ident, &field.ty);
            // Some clients omit it in lists.
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
                #(#attributes)*
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
                        ::kubewright_runtime::root::expect(__api_version.as_deref(), #api_version)?;
                        ::kubewright_runtime::root::expect(__kind.as_deref(), #kind)?;
                        ::core::result::Result::Ok(Self { #(#idents),* })
                    }
                }
            };
        }
    }
}
