//! The arms of `tokio::select!`.

use syn::parse::ParseStream;

/// An arm of `tokio::select!`: a pattern and a future, unless it is `else`, and what follows.
pub(super) type Arm = (Option<syn::Pat>, Option<syn::Expr>, syn::Expr);

pub(super) fn arms(input: ParseStream<'_>) -> syn::Result<Vec<Arm>> {
    let mut found = Vec::new();
    if input.peek(syn::Ident) && input.peek2(syn::Token![;]) {
        input.parse::<syn::Ident>()?;
        input.parse::<syn::Token![;]>()?;
    }
    while !input.is_empty() {
        let (mut pat, mut value) = (None, None);
        if input.peek(syn::Token![else]) {
            input.parse::<syn::Token![else]>()?;
        } else {
            pat = Some(syn::Pat::parse_multi_with_leading_vert(input)?);
            input.parse::<syn::Token![=]>()?;
            value = Some(input.parse()?);
            if input.peek(syn::Token![,]) {
                input.parse::<syn::Token![,]>()?;
                input.parse::<syn::Token![if]>()?;
                input.parse::<syn::Expr>()?;
            }
        }
        input.parse::<syn::Token![=>]>()?;
        let body: syn::Expr = input.parse()?;
        found.push((pat, value, body));
        if input.peek(syn::Token![,]) {
            input.parse::<syn::Token![,]>()?;
        }
    }
    Ok(found)
}
