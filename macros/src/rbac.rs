//! `#[derive(Rbac)]`: the texts of the markers.

use kubewright_core::{
    diagnostic::Located,
    markers::args::{self, Form},
    parse::{self, DocText},
    rbac::{self, RbacMarker},
};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Error};

const NAME: &str = "kubebuilder:rbac";

/// The derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let (found, mut malformed) = parse::docs(&input.attrs, DocText::InAttributes);
    let found: Vec<_> = found
        .into_iter()
        .filter(|(marker, _)| marker.name == NAME)
        .collect();
    let texts = found.iter().map(|(marker, _)| marker.args.as_str());
    let malformed = malformed.take().into_iter();
    let malformed = malformed.map(|error| error.map(|place| place.span));
    let errors: TokenStream = malformed
        .chain(refused(
            &found
                .iter()
                .map(|(marker, span)| (marker.args.as_str(), *span))
                .collect::<Vec<_>>(),
        ))
        .map(|error| Error::new(error.place, error.message).to_compile_error())
        .collect();
    let name = &input.ident;
    let text = name.to_string();
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #errors
        #[automatically_derived]
        impl #impl_generics ::kubewright_runtime::Rbac for #name #type_generics #where_clause {
            const MARKERS: &'static [&'static str] = &[#(#texts),*];
        }

        ::kubewright_runtime::__declare_rbac!(#text);
    }
}

/// Rules that the API server would reject. Malformed markers are already reported.
fn refused(markers: &[(&str, Span)]) -> Vec<Located<Span>> {
    let (spans, markers): (Vec<Span>, Vec<RbacMarker>) = markers
        .iter()
        .filter_map(|(text, span)| args::parse(text, Form::Named).ok().map(|marker| (*span, marker)))
        .unzip();
    rbac::check(&markers)
        .into_iter()
        .map(|error| error.about_marker(NAME).map(|argument| spans[argument.marker]))
        .collect()
}
