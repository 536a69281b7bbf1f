//! What the fuzz targets need of private modules. Not part of the API.

use kubewright_core::diagnostic::Message;

use crate::commands::schemapatch::splice;
use kubewright_analysis::source::{self, Extract, Place, Subject};

/// Keeps nothing of an item.
struct Names;

impl Extract for Names {
    type Item = ();
    type Fact = ();

    fn item(&self, _: &syn::DeriveInput, _: &Place<'_>) {}

    fn alias(&self, _: &syn::ItemType, _: &Place<'_>) {}

    fn docs(&self, _: &Subject, _: &[syn::Attribute], _: &Place<'_>) -> Option<()> {
        None
    }

    fn knows_crate(&self, _: &str) -> bool {
        false
    }

    fn knows_type(&self, _: &str) -> bool {
        false
    }
}

/// Returns the items and modules that the outline of a file lists: `Struct a::B`, `Module a`.
///
/// # Errors
///
/// If the file cannot be read.
pub fn items(text: &str) -> Result<Vec<String>, String> {
    source::names(&Names, text).map_err(|problem| problem.message.to_string())
}

/// Replaces the schemas of one kind in a file, as `kubewright schemapatch` does. Returns `None` if it contains no CRD.
///
/// # Errors
///
/// If the file contains a CRD in another style than block style.
pub fn patched(
    text: &str,
    group: &str,
    kind: &str,
    schemas: &[(&str, &str)],
) -> Result<Option<String>, Message> {
    let owned = |text: &str| text.to_owned();
    let versions = schemas
        .iter()
        .map(|(version, schema)| (owned(version), owned(schema)));
    let schemas = [((owned(group), owned(kind)), versions.collect())].into();
    splice::file(text, &schemas).map_err(|(_, message)| message)
}
