//! The derives of kubewright. Use them through `kubewright_runtime`, which re-exports them.
//!
//! Each derive parses its item with `kubewright_core::parse`, reports problems at their spans, and writes the IR as
//! data. A new marker needs no change here.

#![deny(missing_docs)]

mod rbac;
mod resource;
mod schema;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Gives a struct or enum a schema from its serde attributes, docs and markers.
#[proc_macro_derive(Schema, attributes(serde))]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct with `metadata` the root type of a custom resource.
///
/// Generates a schema, kube's `Resource`, `CustomResourceExt`, `HasSpec` and `HasStatus`, serde's `Serialize` and
/// `Deserialize` including `apiVersion` and `kind`, and `new(name, spec)`.
#[proc_macro_derive(CustomResource, attributes(serde, resource))]
pub fn custom_resource(input: TokenStream) -> TokenStream {
    resource::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes the permissions in the `+kubebuilder:rbac` markers of a struct's docs available at run time.
#[proc_macro_derive(Rbac)]
pub fn rbac(input: TokenStream) -> TokenStream {
    rbac::derive(&parse_macro_input!(input as DeriveInput)).into()
}
