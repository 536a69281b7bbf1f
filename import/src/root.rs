//! The root type: the fields of the object, and the markers of the CRD around the schema.

use kubewright_core::crd::{Crd, CrdVersion, root_schema};
use kubewright_core::names;
use kubewright_core::schema::Schema;
use serde_json::Value;

use crate::markers::{Place, between};
use crate::model::Root;
use crate::quote::{bare, text, texts};
use crate::shape::{Types, of_struct};

const OF_EVERY_OBJECT: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// The root type of a version.
pub(crate) fn root(crd: &Crd, version: &CrdVersion, types: &mut Types) -> Root {
    let schema = &version.schema.open_api_v3_schema;
    let fields = types.of_root(&crd.spec.names.kind, schema, &OF_EVERY_OBJECT);
    let mut markers = resource(crd, version);
    let mut base = of_struct(schema);
    base.preserve_unknown_fields = false;
    for (name, property) in root_schema(Schema::default()).properties {
        base.required
            .retain(|required| *required != name || name == "metadata");
        base.properties.insert(name, property);
    }
    markers.extend(between(&base, schema, Place::Type));
    let needs_metadata = schema.required.contains("metadata");
    Root {
        docs: schema.description.clone(),
        markers,
        metadata: needs_metadata
            .then(|| "+required".to_owned())
            .into_iter()
            .collect(),
        fields,
    }
}

fn resource(crd: &Crd, version: &CrdVersion) -> Vec<String> {
    let mut markers = Vec::new();
    // Settings of the CRD as a whole are on one version.
    if version.storage {
        markers.extend(names_of(crd));
        for (name, pairs) in [
            ("annotations", &crd.metadata.annotations),
            ("labels", &crd.metadata.labels),
        ] {
            let pairs = pairs.iter().map(|(key, value)| text(&format!("{key}={value}")));
            markers.extend(pairs.map(|pair| format!("+kubebuilder:metadata:{name}={pair}")));
        }
        markers.extend(crd.spec.conversion.as_ref().map(conversion));
        if crd.spec.versions.len() > 1 {
            markers.push("+kubebuilder:storageversion".to_owned());
        }
    }
    if !version.served {
        markers.push("+kubebuilder:unservedversion".to_owned());
    }
    if version.deprecated {
        let warning = version.deprecation_warning.as_ref();
        let warning = warning.map_or_else(String::new, |warning| format!(":warning={}", text(warning)));
        markers.push(format!("+kubebuilder:deprecatedversion{warning}"));
    }
    if let Some(subresources) = &version.subresources {
        if subresources.status.is_some() {
            markers.push("+kubebuilder:subresource:status".to_owned());
        }
        markers.extend(subresources.scale.as_ref().map(|scale| {
            let selector = scale.label_selector_path.as_ref();
            let selector = selector.map_or_else(String::new, |path| format!(",selectorpath={}", bare(path)));
            format!(
                "+kubebuilder:subresource:scale:specpath={},statuspath={}{selector}",
                bare(&scale.spec_replicas_path),
                bare(&scale.status_replicas_path)
            )
        }));
    }
    for column in &version.additional_printer_columns {
        let mut line = format!(
            "+kubebuilder:printcolumn:name={},type={},JSONPath={}",
            text(&column.name),
            bare(&column.ty),
            bare(&column.json_path)
        );
        for (name, value) in [("description", &column.description), ("format", &column.format)] {
            if let Some(value) = value {
                line += &format!(",{name}={}", text(value));
            }
        }
        if column.priority != 0 {
            line += &format!(",priority={}", column.priority);
        }
        markers.push(line);
    }
    let selectable = version.selectable_fields.iter();
    markers.extend(
        selectable.map(|field| format!("+kubebuilder:selectablefield:JSONPath={}", bare(&field.json_path))),
    );
    markers
}

fn names_of(crd: &Crd) -> Option<String> {
    let all = &crd.spec.names;
    let mut parts = Vec::new();
    if all.plural != names::plural(&all.kind) {
        parts.push(format!("path={}", all.plural));
    }
    if all.singular != names::singular(&all.kind) {
        parts.push(format!("singular={}", all.singular));
    }
    if all.list_kind != names::list_kind(&all.kind) {
        parts.push(format!("listKind={}", all.list_kind));
    }
    if !all.short_names.is_empty() {
        parts.push(format!("shortName={}", texts(&all.short_names)));
    }
    if !all.categories.is_empty() {
        parts.push(format!("categories={}", texts(&all.categories)));
    }
    if crd.spec.scope != "Namespaced" {
        parts.push(format!("scope={}", crd.spec.scope));
    }
    (!parts.is_empty()).then(|| format!("+kubebuilder:resource:{}", parts.join(",")))
}

fn conversion(conversion: &Value) -> String {
    let strategy = conversion["strategy"].as_str().unwrap_or("None");
    let mut line = format!("+kubebuilder:conversion:strategy={}", bare(strategy));
    let client = &conversion["webhook"]["clientConfig"];
    let service = &client["service"];
    let texts = [
        ("url", &client["url"]),
        ("serviceName", &service["name"]),
        ("serviceNamespace", &service["namespace"]),
        ("caBundle", &client["caBundle"]),
    ];
    for (name, value) in texts {
        if let Some(value) = value.as_str() {
            line += &format!(",{name}={}", text(value));
        }
    }
    if service.is_object() {
        line += &format!(",path={}", text(service["path"].as_str().unwrap_or_default()));
    }
    if let Some(port) = service["port"].as_u64() {
        line += &format!(",servicePort={port}");
    }
    let versions = conversion["webhook"]["conversionReviewVersions"].as_array();
    let versions: Vec<_> = versions.into_iter().flatten().filter_map(Value::as_str).collect();
    if !versions.is_empty() {
        let versions: Vec<_> = versions.into_iter().map(str::to_owned).collect();
        line += &format!(",reviewVersions={}", crate::quote::texts(&versions));
    }
    line
}
