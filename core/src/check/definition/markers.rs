//! What a version of a CRD has beside its schema, as the markers that would have written it.

use crate::crd::CrdVersion;
use crate::markers::resource::{PrintColumn, Resource, Scale, SelectableField};

/// Returns the markers that would have written a version. `place` numbers the place of each, a JSON pointer into the version.
///
/// ```
/// use kubewright_core::check;
///
/// let version = serde_json::from_value(serde_json::json!({
///     "name": "v1", "served": true, "storage": true,
///     "schema": {"openAPIV3Schema": {"type": "object"}},
///     "selectableFields": [{"jsonPath": ".spec.color"}]
/// }))?;
/// let mut places = Vec::new();
/// let markers = check::markers_of(&version, |place| {
///     places.push(place);
///     places.len() - 1
/// });
/// assert_eq!(places[markers.selectable[0].at], "/selectableFields/0");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn markers_of(version: &CrdVersion, mut place: impl FnMut(String) -> usize) -> Resource {
    let mut resource = Resource::default();
    let subresources = version.subresources.clone().unwrap_or_default();
    resource.status = subresources.status.is_some();
    resource.scale = subresources.scale.map(|scale| Scale {
        spec: scale.spec_replicas_path,
        status: scale.status_replicas_path,
        selector: scale.label_selector_path,
        at: place("/subresources/scale".to_owned()),
    });
    for (index, column) in version.additional_printer_columns.iter().enumerate() {
        resource.columns.push(PrintColumn {
            name: column.name.clone(),
            ty: column.ty.clone(),
            json_path: column.json_path.clone(),
            description: None,
            format: column.format.clone(),
            priority: None,
            at: place(format!("/additionalPrinterColumns/{index}")),
        });
    }
    for (index, field) in version.selectable_fields.iter().enumerate() {
        resource.selectable.push(SelectableField {
            json_path: field.json_path.clone(),
            at: place(format!("/selectableFields/{index}")),
        });
    }
    resource
}
