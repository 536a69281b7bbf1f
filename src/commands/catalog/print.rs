//! Objects of a catalog as text.

use kubewright_bundle::catalog::{BUNDLE, CHANNEL, DEPRECATIONS, PACKAGE};
use kubewright_core::yaml;
use serde_json::Value;

use super::super::errors::{Stop, failure};
use crate::cli::CatalogFormat;

/// The text of one object.
pub(super) fn object(value: &Value, format: CatalogFormat) -> Result<String, Stop> {
    match format {
        CatalogFormat::Json => Ok(format!("{value:#}\n")),
        CatalogFormat::Yaml => yaml::to_string(value).map_err(failure),
    }
}

/// The text of objects: package by package, and in each the package, its channels, its bundles and the rest.
pub(super) fn objects(mut values: Vec<Value>, format: CatalogFormat) -> Result<String, Stop> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    values.sort_by_cached_key(|value| {
        let schema = text(value, "schema");
        let package = match schema.as_str() {
            PACKAGE => text(value, "name"),
            _ => text(value, "package"),
        };
        let order = [PACKAGE, CHANNEL, BUNDLE]
            .iter()
            .position(|known| *known == schema);
        let order = order.unwrap_or(if schema == DEPRECATIONS { 4 } else { 3 });
        // Objects without a package come last.
        (package.is_empty(), package, order, text(value, "name"))
    });
    let mut all = String::new();
    for value in &values {
        if format == CatalogFormat::Yaml {
            all.push_str("---\n");
        }
        all.push_str(&object(value, format)?);
    }
    Ok(all)
}
