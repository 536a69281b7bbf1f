//! `#[derive(Schema)]`: writes the parsed item as text, and a table of links to other types.

use kubewright_core::{
    lower,
    parse::{self, DocText, Parsed},
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

/// The derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    described(input, &mut parse::item(input, DocText::InAttributes))
}

/// The impl of `Described`, and the errors of the item.
pub(crate) fn described(input: &DeriveInput, parsed: &mut Parsed) -> TokenStream {
    let errors = errors(parsed);
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let text = match serde_json::to_string(&parsed.decl) {
        Ok(text) => text,
        Err(error) => return Error::new(name.span(), error).to_compile_error(),
    };
    // After an error the links are omitted, so that rustc reports no follow-up errors.
    let references = parsed.references.iter().map(|reference| {
        let ty = &reference.written;
        match (reference.nested, reference.stated) {
            (true, _) => quote!(::kubewright_runtime::described::Link::unused),
            (false, false) => quote!(<#ty as ::kubewright_runtime::Described>::link),
            // `Seek` is found first if the type is `Described`, and `Stated` otherwise.
            (false, true) => quote!(|| {
                use ::kubewright_runtime::described::{Seek as _, Stated as _};
                (&::kubewright_runtime::described::Sought::<#ty>::NEW).link()
            }),
        }
    });
    let references = if errors.is_empty() {
        quote!(#(#references),*)
    } else {
        quote!()
    };
    // `inline` moves compilation to the caller: most crates of types never ask for a schema.
    quote! {
        #errors
        #[automatically_derived]
        impl #impl_generics ::kubewright_runtime::Described for #name #type_generics #where_clause {
            #[inline]
            fn link() -> ::kubewright_runtime::described::Link {
                ::kubewright_runtime::described::Link::written::<Self>(#text, &[#references])
            }
        }
    }
}

fn errors(parsed: &mut Parsed) -> TokenStream {
    let of_syntax = parsed.errors.take().into_iter();
    let of_syntax = of_syntax.map(|error| error.map(|place| place.span));
    // What is wrong within the item; `crd()` reports what depends on other types.
    let of_schema = lower::alone(&parsed.decl).into_iter();
    let of_schema = of_schema.map(|error| error.map(|site| parsed.sites[site]));
    of_syntax
        .chain(of_schema)
        .map(|error| Error::new(error.place, error.message).to_compile_error())
        .collect()
}
