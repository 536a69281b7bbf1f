//! A whole CRD as the API server judges it: names, versions, conversion, and every schema.

mod approval;
mod conversion;
mod markers;
mod metadata;
mod names;
mod numbered;
mod versions;

use std::fmt::Write as _;

use super::{At, By, version};
use crate::crd::{Crd, CrdVersion};
use crate::diagnostic::{Located, Message};
use numbered::Places;

pub use markers::markers_of;

/// Finds why the API server refuses a CRD. The place is a JSON pointer into the CRD; it may lead to a field that is missing.
///
/// What only kubewright refuses is not among the findings, so no CRD that a cluster has is refused.
///
/// ```
/// use kubewright_core::check;
///
/// let crd = serde_json::from_value(serde_json::json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "CustomResourceDefinition",
///     "metadata": {"name": "teas.example.com"},
///     "spec": {
///         "group": "example.com",
///         "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
///         "scope": "Namespaced",
///         "versions": [{
///             "name": "v1", "served": true, "storage": false,
///             "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {}}}}
///         }]
///     }
/// }))?;
/// let found = check::definition(&crd);
/// assert_eq!(found[0].place, "/spec/versions");
/// assert_eq!(found[0].message.text, "no version is the storage version");
/// assert_eq!(found[1].place, "/spec/versions/0/schema/openAPIV3Schema/properties/spec");
/// assert_eq!(found[1].message.text, "has no type");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn definition(crd: &Crd) -> Vec<Located<String>> {
    let mut report = Report {
        found: around_schemas(crd),
    };
    for (index, version) in crd.spec.versions.iter().enumerate() {
        schema(version, &format!("/spec/versions/{index}"), &mut report);
    }
    report.found
}

/// Finds the same around the schemas: in metadata, names, approval, versions and conversion.
///
/// ```
/// use kubewright_core::check;
///
/// let crd = serde_json::from_value(serde_json::json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "CustomResourceDefinition",
///     "metadata": {"name": "teas.example.com"},
///     "spec": {
///         "group": "example.com",
///         "names": {"kind": "Tea", "plural": "teas", "singular": "tea", "shortNames": ["T"]},
///         "scope": "Namespaced",
///         "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {}}}]
///     }
/// }))?;
/// assert_eq!(check::around_schemas(&crd)[0].place, "/spec/names/shortNames/0");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn around_schemas(crd: &Crd) -> Vec<Located<String>> {
    let mut report = Report::default();
    metadata::check(crd, &mut report);
    names::check(crd, &mut report);
    approval::check(crd, &mut report);
    versions::check(crd, &mut report);
    conversion::check(crd, &mut report);
    report.found
}

/// The findings.
#[derive(Default)]
struct Report {
    found: Vec<Located<String>>,
}

impl Report {
    fn add(&mut self, pointer: impl Into<String>, message: impl Into<Message>) {
        self.found.push(message.into().at(pointer.into()));
    }
}

/// The schema of a version, and the paths into it.
fn schema(given: &CrdVersion, pointer: &str, report: &mut Report) {
    let mut places = Places::default();
    let schema_at = format!("{pointer}/schema/openAPIV3Schema");
    let schema = places.numbered(&given.schema.open_api_v3_schema, &schema_at);
    let resource = markers_of(given, |part| places.add(format!("{pointer}{part}")));
    for finding in version(&schema, &resource) {
        if finding.by != By::ApiServer {
            continue;
        }
        let Located { place, message } = finding.error;
        let pointer = match place {
            At::Place(place) | At::Site(place) | At::Argument(place, _) => places.pointer(place).to_owned(),
            At::Rule(place, argument) => below(places.pointer(place), argument),
            At::Type => schema_at.clone(),
        };
        let (key, text) = key_of_scale(&message.text);
        report.add(
            format!("{pointer}{key}"),
            Message {
                text: text.to_owned(),
                // Those that name markers are of no use to the author of a CRD.
                help: message
                    .help
                    .filter(|help| !help.contains("marker") && !help.contains(['+', '='])),
            },
        );
    }
}

/// Splits a message about the scale marker into the key of the CRD for the argument, as a JSON pointer, and the rest. Other messages
/// have no key.
///
/// ```
/// use kubewright_core::check::key_of_scale;
///
/// assert_eq!(key_of_scale("`specpath`: too long"), ("/specReplicasPath", "too long"));
/// assert_eq!(key_of_scale("has no type"), ("", "has no type"));
/// ```
pub fn key_of_scale(text: &str) -> (&'static str, &str) {
    let arguments = [
        ("/specReplicasPath", "`specpath`: "),
        ("/statusReplicasPath", "`statuspath`: "),
        ("/labelSelectorPath", "`selectorpath`: "),
    ];
    let of = |(key, argument): &(&'static str, &str)| Some((*key, text.strip_prefix(argument)?));
    arguments.iter().find_map(of).unwrap_or(("", text))
}

/// Appends a key to a JSON pointer.
///
/// ```
/// assert_eq!(kubewright_core::check::below("/spec", "a/b"), "/spec/a~1b");
/// ```
pub fn below(pointer: &str, key: &str) -> String {
    let mut pointer = pointer.to_owned();
    // Writing to a string never fails.
    _ = write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1"));
    pointer
}
