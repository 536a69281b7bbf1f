//! What the fuzz targets need of private modules. Not part of the API.

use kubewright_core::diagnostic::Message;

use crate::commands::schemapatch::splice;

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
