//! `#[derive(CustomResource)]`: implements kube's and serde's traits for a root type.

mod serde_impls;

use kubewright_core::{
    ir::Root,
    markers::resource::Resource,
    names,
    parse::{self, DocText, RootField},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident, Type};

use crate::schema::described;

/// A parsed root type.
pub(crate) struct RootType<'a> {
    name: &'a Ident,
    root: &'a Root,
    resource: Resource,
    fields: Vec<&'a syn::Field>,
    /// What serde's attributes say about each field; empty if serde rejects them.
    serialized: &'a [RootField],
    /// serde's attributes on the type.
    attributes: Vec<&'a syn::Attribute>,
}

/// The derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut parsed = parse::root(input, DocText::InAttributes);
    let is_valid = parsed.errors.is_empty();
    let described = described(input, &mut parsed);
    let (Some(root), Data::Struct(data)) = (&parsed.decl.root, &input.data) else {
        return described;
    };
    let Fields::Named(fields) = &data.fields else {
        return described;
    };
    let (resource, _) = Resource::read(&parsed.decl.markers);
    let root = RootType {
        name: &input.ident,
        root,
        resource,
        fields: fields.named.iter().collect(),
        serialized: &parsed.root_fields,
        // Attributes with errors would be reported once more.
        attributes: serde_attributes(&input.attrs).filter(|_| is_valid).collect(),
    };
    if root.field("metadata").is_none() {
        return described;
    }
    let parts = [
        root.kube_resource(),
        root.kube_crd(),
        root.spec(),
        root.status(),
        root.constructor(),
        root.serde(),
    ];
    quote! { #described #(#parts)* }
}

impl RootType<'_> {
    fn field(&self, name: &str) -> Option<&Type> {
        let field = self
            .fields
            .iter()
            .find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))?;
        Some(&field.ty)
    }

    fn plural(&self) -> String {
        self.resource
            .names
            .path
            .clone()
            .unwrap_or_else(|| names::plural(&self.root.kind))
    }

    fn kube_resource(&self) -> TokenStream {
        let Self {
            name,
            root: Root {
                group, version, kind, ..
            },
            ..
        } = self;
        let plural = self.plural();
        let scope = match self.resource.names.scope.as_deref() {
            Some("Cluster") => quote!(ClusterResourceScope),
            Some(_) | None => quote!(NamespaceResourceScope),
        };
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::kube::Resource for #name {
                type DynamicType = ();
                type Scope = ::kubewright_runtime::k8s_openapi::#scope;

                #[inline]
                fn kind(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(#kind)
                }

                #[inline]
                fn group(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(#group)
                }

                #[inline]
                fn version(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(#version)
                }

                #[inline]
                fn plural(_: &()) -> ::std::borrow::Cow<'_, str> {
                    ::std::borrow::Cow::Borrowed(#plural)
                }

                #[inline]
                fn meta(&self) -> &::kubewright_runtime::kube::core::ObjectMeta {
                    &self.metadata
                }

                #[inline]
                fn meta_mut(&mut self) -> &mut ::kubewright_runtime::kube::core::ObjectMeta {
                    &mut self.metadata
                }
            }
        }
    }

    fn kube_crd(&self) -> TokenStream {
        let name = self.name;
        let crd_name = format!("{}.{}", self.plural(), self.root.group);
        let short_names = &self.resource.names.short_name;
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::kube::CustomResourceExt for #name {
                #[inline]
                fn crd() -> ::kubewright_runtime::k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition {
                    ::kubewright_runtime::crd::of_or_panic::<Self>()
                }

                #[inline]
                fn crd_name() -> &'static str {
                    #crd_name
                }

                #[inline]
                fn api_resource() -> ::kubewright_runtime::kube::core::ApiResource {
                    ::kubewright_runtime::kube::core::ApiResource::erase::<Self>(&())
                }

                #[inline]
                fn shortnames() -> &'static [&'static str] {
                    &[#(#short_names),*]
                }
            }
        }
    }

    fn spec(&self) -> TokenStream {
        let name = self.name;
        let Some(spec) = self.field("spec") else {
            return TokenStream::new();
        };
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::kube::core::object::HasSpec for #name {
                type Spec = #spec;

                #[inline]
                fn spec(&self) -> &#spec {
                    &self.spec
                }

                #[inline]
                fn spec_mut(&mut self) -> &mut #spec {
                    &mut self.spec
                }
            }
        }
    }

    fn status(&self) -> TokenStream {
        let name = self.name;
        let Some(status) = self.field("status").and_then(optional) else {
            return TokenStream::new();
        };
        quote! {
            #[automatically_derived]
            impl ::kubewright_runtime::kube::core::object::HasStatus for #name {
                type Status = #status;

                #[inline]
                fn status(&self) -> ::core::option::Option<&#status> {
                    self.status.as_ref()
                }

                #[inline]
                fn status_mut(&mut self) -> &mut ::core::option::Option<#status> {
                    &mut self.status
                }
            }
        }
    }

    fn constructor(&self) -> TokenStream {
        let name = self.name;
        let others = self.fields.iter().filter_map(|field| field.ident.as_ref());
        let others = others
            .filter(|ident| *ident != "metadata" && *ident != "spec")
            .map(|ident| quote!(#ident: ::core::default::Default::default(),));
        let (argument, value, text) = match self.field("spec") {
            Some(spec) => (
                quote!(spec: #spec),
                quote!(spec,),
                " with this name and spec, and without a namespace.",
            ),
            None => (quote!(), quote!(), " with this name, and without a namespace."),
        };
        let docs = format!("Creates an object{text}");
        quote! {
            impl #name {
                #[doc = #docs]
                #[inline]
                pub fn new(name: &str, #argument) -> Self {
                    Self {
                        metadata: ::kubewright_runtime::root::named(name),
                        #value
                        #(#others)*
                    }
                }
            }
        }
    }
}

fn serde_attributes(attributes: &[syn::Attribute]) -> impl Iterator<Item = &syn::Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
}

/// The `T` of `Option<T>`.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
