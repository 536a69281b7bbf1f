//! The derives of kubewright. Use them through `kubewright_runtime`, which re-exports them.
//!
//! Each reads its item with `kubewright_core::parse`, reports what is wrong with it at its place, and writes what it read
//! as data. A new marker touches nothing here.

#![deny(missing_docs)]

mod rbac;
mod resource;
mod schema;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Gives a struct or enum a schema: what its serde attributes, docs and markers say.
#[proc_macro_derive(Schema, attributes(serde))]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct with `metadata` the root type of a custom resource.
///
/// It gets a schema, kube's `Resource`, `CustomResourceExt`, `HasSpec` and `HasStatus`, serde's `Serialize` and
/// `Deserialize` with `apiVersion` and `kind`, and `new(name, spec)`.
#[proc_macro_derive(CustomResource, attributes(serde, resource))]
pub fn custom_resource(input: TokenStream) -> TokenStream {
    resource::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Gives the rights that the `+kubebuilder:rbac` markers of a struct's docs ask for at run time.
#[proc_macro_derive(Rbac)]
pub fn rbac(input: TokenStream) -> TokenStream {
    rbac::derive(&parse_macro_input!(input as DeriveInput)).into()
}
