//! `#[derive(Schema)]`: what was written as text, and a table of links.

use kubewright_core::{lower, parse};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

/// The derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    described(input, &parse::item(input, None))
}

/// The impl of `Described`, and what is wrong with the item.
pub(crate) fn described(input: &DeriveInput, parsed: &parse::Parsed) -> TokenStream {
    let errors = errors(parsed);
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let text = match serde_json::to_string(&parsed.decl) {
        Ok(text) => text,
        Err(error) => return Error::new(name.span(), error).to_compile_error(),
    };
    // After an error the links are left out, so that rustc does not add errors of its own.
    let references = parsed.references.iter().map(|reference| {
        let ty = &reference.written;
        match (reference.nested, reference.stated) {
            (true, _) => quote!(::kubewright_runtime::described::Link::unused),
            (false, false) => quote!(<#ty as ::kubewright_runtime::Described>::link),
            // `Seek` is found first if the type is `Described`, and `Stated` if it is not.
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
    // What is `inline` is compiled where it is called: most crates of types ask for no schema.
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

fn errors(parsed: &parse::Parsed) -> TokenStream {
    let problems = parsed
        .problems
        .iter()
        .map(|problem| (problem.span, problem.message.to_string()));
    // What is wrong in the item alone; what needs other types shows in `crd()`.
    let misuses = lower::alone(&parsed.decl)
        .into_iter()
        .map(|(site, message)| (parsed.sites[site], message.to_string()));
    problems
        .chain(misuses)
        .map(|(span, text)| Error::new(span, text).to_compile_error())
        .collect()
}
