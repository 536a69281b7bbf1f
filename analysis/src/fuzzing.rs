//! What the fuzz targets need of private modules. Not part of the API.

use crate::source::{self, Extract, Place, Subject};

/// Keeps nothing of an item.
struct Names;

impl Extract for Names {
    type Item = ();
    type Fact = ();

    fn whole(&self) -> Self {
        Self
    }

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
