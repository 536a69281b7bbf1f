//! serde's attributes as schemars sees them: `#[schemars(...)]` overrides `#[serde(...)]` by key, and `!key` removes one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quote::quote;
use syn::parse::Parser;
use syn::{Attribute, Data, DeriveInput, Fields};

use super::Wrong;
use super::meta::{Item, items, mentions};

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

/// Those that schemars 0.8 does not read.
const NEW: [&str; 4] = ["rename_all_fields", "into", "from", "try_from"];

/// The item with serde's attributes as schemars 0.8 (`old`) or 1 sees them.
pub(crate) fn effective(input: &DeriveInput, old: bool) -> Result<Cow<'_, DeriveInput>, Wrong> {
    let is_other = |attrs: &[Attribute]| is_other(attrs, old);
    let of_fields = |fields: &Fields| fields.iter().any(|field| is_other(&field.attrs));
    let is_same = !is_other(&input.attrs)
        && match &input.data {
            Data::Struct(data) => !of_fields(&data.fields),
            Data::Enum(data) => !{ data.variants.iter() }
                .any(|variant| is_other(&variant.attrs) || of_fields(&variant.fields)),
            Data::Union(_) => true,
        };
    if is_same {
        return Ok(Cow::Borrowed(input));
    }
    let mut input = input.clone();
    replace(&mut input, old)?;
    Ok(Cow::Owned(input))
}

/// Whether schemars sees other attributes than serde.
fn is_other(attrs: &[Attribute], old: bool) -> bool {
    let has = |name: &str| attrs.iter().any(|attr| attr.path().is_ident(name));
    // What schemars leaves out of serde's attributes makes no difference there, but in old versions.
    mentions(attrs, "schemars", COPIED) || mentions(attrs, "schemars", &["!"]) || old && has("serde")
}

/// Replaces serde's attributes everywhere in the item.
fn replace(input: &mut DeriveInput, old: bool) -> Result<(), Wrong> {
    one(&mut input.attrs, old)?;
    match &mut input.data {
        Data::Struct(data) => data
            .fields
            .iter_mut()
            .try_for_each(|field| one(&mut field.attrs, old)),
        Data::Enum(data) => data.variants.iter_mut().try_for_each(|variant| {
            one(&mut variant.attrs, old)?;
            // A variant without a tag is one like any other.
            if old {
                without_untagged(&mut variant.attrs);
            }
            variant
                .fields
                .iter_mut()
                .try_for_each(|field| one(&mut field.attrs, old))
        }),
        Data::Union(_) => Ok(()),
    }
}

fn without_untagged(attrs: &mut [Attribute]) {
    for attr in attrs.iter_mut().filter(|attr| attr.path().is_ident("serde")) {
        let Ok(all) = items(std::slice::from_ref(attr), "serde") else {
            continue;
        };
        let kept = all.iter().filter(|item| item.name() != "untagged");
        if let syn::Meta::List(list) = &mut attr.meta {
            list.tokens = quote!(#(#kept),*);
        }
    }
}

fn one(attrs: &mut Vec<Attribute>, old: bool) -> Result<(), Wrong> {
    if !is_other(attrs, old) {
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
        if old && NEW.contains(&name.as_str()) {
            continue;
        }
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
