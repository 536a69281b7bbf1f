//! serde's attributes as schemars sees them: `#[schemars(...)]` overrides `#[serde(...)]` by key, and `!key` removes one.

use std::collections::BTreeSet;

use quote::quote;
use syn::parse::Parser;
use syn::{Attribute, Data, DeriveInput};

use super::Wrong;
use super::meta::{Item, items};

/// The keys of `#[schemars(...)]` that are serde's.
pub(crate) const COPIED: &[&str] = &[
    "rename",
    "rename_all",
    "rename_all_fields",
    "deny_unknown_fields",
    "tag",
    "content",
    "untagged",
    "default",
    "skip",
    "skip_serializing",
    "skip_serializing_if",
    "skip_deserializing",
    "flatten",
    "remote",
    "transparent",
    "into",
    "from",
    "try_from",
    "bound",
];

/// Replaces serde's attributes everywhere in the item.
pub(crate) fn effective(input: &mut DeriveInput) -> Result<(), Wrong> {
    one(&mut input.attrs)?;
    match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().try_for_each(|field| one(&mut field.attrs)),
        Data::Enum(data) => data.variants.iter_mut().try_for_each(|variant| {
            one(&mut variant.attrs)?;
            variant
                .fields
                .iter_mut()
                .try_for_each(|field| one(&mut field.attrs))
        }),
        Data::Union(_) => Ok(()),
    }
}

fn one(attrs: &mut Vec<Attribute>) -> Result<(), Wrong> {
    if !attrs
        .iter()
        .any(|attr| attr.path().is_ident("serde") || attr.path().is_ident("schemars"))
    {
        return Ok(());
    }
    let mut kept: Vec<Item> = Vec::new();
    let mut set = BTreeSet::new();
    let mut unset = BTreeSet::new();
    for item in items(attrs, "schemars")? {
        let name = item.name();
        match &item {
            Item::Not(_) => {
                unset.insert(name);
            }
            Item::Meta(_) if COPIED.contains(&name.as_str()) => {
                set.insert(name);
                kept.push(item);
            }
            Item::Meta(_) => {}
        }
    }
    if set.contains("skip") {
        set.extend(["skip_serializing".to_owned(), "skip_deserializing".to_owned()]);
    }
    for item in items(attrs, "serde")? {
        let name = item.name();
        let known = COPIED.contains(&name.as_str()) || ["serialize_with", "with"].contains(&name.as_str());
        if known && name != "bound" && !set.contains(&name) && !unset.contains(&name) {
            kept.push(item);
        }
    }
    attrs.retain(|attr| !attr.path().is_ident("serde"));
    if !kept.is_empty() {
        let made = Attribute::parse_outer
            .parse2(quote!(#[serde(#(#kept),*)]))
            .map_err(|error| (error.span(), error.to_string()))?;
        attrs.extend(made);
    }
    Ok(())
}
