//! The text of a module, formatted as rustfmt formats it.

mod items;
mod uses;

use kubewright_core::crd::Crd;

use crate::Options;
use crate::model::{Item, Root};
use crate::naming;
use crate::unfit::Omission;
use items::Items;
use uses::Uses;

/// The text of the module for a version, which names what the version in the CRD has and the types do not.
pub(crate) fn module(
    crd: &Crd,
    (version, left_out): (&str, &[Omission]),
    root: &Root,
    items: &[Item],
    options: &Options,
) -> String {
    let uses = Uses::new(root, items, options);
    let (root_name, names) = naming::names(&crd.spec.names.kind, items, &uses.imported());
    let writer = Items::new(&uses, items, names, options);
    let kind = &crd.spec.names.kind;
    let mut text = format!(
        "//! The API type {kind}, version {version}.\n//!\n//! Imported from the CRD `{}`; `kubewright manifests` writes the same CRD{}.\n\n",
        crd.metadata.name,
        without(left_out)
    );
    if options.docs {
        text += ALLOWED;
    }
    text += &uses.text();
    for index in 0..items.len() {
        text.push('\n');
        text += &writer.item(index);
    }
    text.push('\n');
    text + &writer.root(root, &root_name, crd, version)
}

fn without(left_out: &[Omission]) -> String {
    let names: Vec<&str> = left_out.iter().map(|omission| omission.what.as_str()).collect();
    match names.split_last() {
        None => String::new(),
        Some((one, [])) => format!(", without {one}"),
        Some((last, others)) => format!(", without {} and {last}", others.join(", ")),
    }
}

/// The lints that a module of made types allows: its documentation was written for Go, which has other rules than Rust.
///
/// ```
/// assert!(kubewright_import::ALLOWED.starts_with("#![allow("));
/// ```
pub const ALLOWED: &str = "\
#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks
)]

";
