//! The kinds of Kubernetes itself: the names and types of their fields, from the tables.

use kubewright_core::schema::Schema;
use kubewright_core::tables::{self, Minor};
use kubewright_validation::Kind;
use serde_json::Value;

/// The version of Kubernetes whose fields are checked.
pub(super) const MINOR: Minor = Minor::NEWEST;

/// The modules of types that are not named after the first part of their group.
const ELSEWHERE: [(&str, &str); 3] = [
    (
        "apiextensions.k8s.io",
        "apiextensions_apiserver::pkg::apis::apiextensions",
    ),
    (
        "apiregistration.k8s.io",
        "kube_aggregator::pkg::apis::apiregistration",
    ),
    ("internal.apiserver.k8s.io", "api::apiserverinternal"),
];

/// The metadata of templates. The tables have what controller-gen makes of it, which is an object without fields.
const METADATA: &str = r#"{
    "type": "object",
    "properties": {
        "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
        "creationTimestamp": {"type": "string", "format": "date-time"},
        "deletionGracePeriodSeconds": {"type": "integer", "format": "int64"},
        "deletionTimestamp": {"type": "string", "format": "date-time"},
        "finalizers": {"type": "array", "items": {"type": "string"}},
        "generateName": {"type": "string"},
        "generation": {"type": "integer", "format": "int64"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "managedFields": {"x-kubernetes-preserve-unknown-fields": true},
        "name": {"type": "string"},
        "namespace": {"type": "string"},
        "ownerReferences": {"x-kubernetes-preserve-unknown-fields": true},
        "resourceVersion": {"type": "string"},
        "selfLink": {"type": "string"},
        "uid": {"type": "string"}
    }
}"#;

/// A kind of Kubernetes; `None` if it has none of this name.
pub(super) fn kind(api_version: &str, kind: &str) -> Option<Kind> {
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    tables::resources_of(group)?;
    let path = format!("{}::{version}::{kind}", module(group));
    let metadata = |path: &str| {
        path.ends_with("::meta::v1::ObjectMeta")
            .then(|| serde_json::from_str(METADATA).expect("a test reads it"))
    };
    let mut schema = tables::expand_with(MINOR, &path, &metadata).ok()?;
    if !is_object(&schema) {
        return None;
    }
    let fields = schema.get_mut("properties")?.as_object_mut()?;
    fields.retain(|name, _| !["apiVersion", "kind", "metadata"].contains(&name.as_str()));
    allow_other_forms(&mut schema);
    let schema: Schema = serde_json::from_value(schema).ok()?;
    Some(Kind::of_fields(group, version, kind, schema))
}

/// Whether a definition is that of an object: parts of objects have definitions as well, and references to objects have a kind.
fn is_object(definition: &Value) -> bool {
    let fields = &definition["properties"];
    ["kind", "metadata"]
        .iter()
        .all(|field| fields.get(field).is_some())
}

/// The groups that the API server itself serves.
pub(super) fn groups() -> impl Iterator<Item = &'static str> {
    tables::groups()
}

/// The kinds of a group: each `apiVersion` and `kind`.
pub(super) fn names(group: &str) -> Vec<(String, String)> {
    if tables::resources_of(group).is_none() {
        return Vec::new();
    }
    let module = format!("{}::", module(group));
    let paths = tables::paths(MINOR).filter_map(|path| {
        let (version, kind) = path.strip_prefix(&module)?.split_once("::")?;
        Some((path, version, kind))
    });
    let objects = paths
        .filter(|(path, _, _)| tables::lookup(MINOR, path).is_some_and(|definition| is_object(&definition)));
    let slash = if group.is_empty() { "" } else { "/" };
    objects
        .map(|(_, version, kind)| (format!("{group}{slash}{version}"), kind.to_owned()))
        .collect()
}

/// Whether only earlier versions of Kubernetes have a kind.
pub(super) fn is_of_an_earlier_minor(api_version: &str, kind: &str) -> bool {
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    let path = format!("{}::{version}::{kind}", module(group));
    let definition = || Minor::all().find_map(|minor| tables::lookup(minor, &path));
    tables::resources_of(group).is_some()
        && !tables::contains(MINOR, &path)
        && definition().is_some_and(|definition| is_object(&definition))
}

fn module(group: &str) -> String {
    let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == group);
    match (elsewhere, group.split('.').next()) {
        (Some((_, module)), _) => (*module).to_owned(),
        (None, None | Some("")) => "api::core".to_owned(),
        (None, Some(first)) => format!("api::{first}"),
    }
}

/// Kubernetes reads a quantity from a number with a fraction too, and bytes from base64 with line breaks, which no schema of a CRD can say.
fn allow_other_forms(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            if keys.contains_key("x-kubernetes-int-or-string") && keys.contains_key("pattern") {
                keys.clear();
                keys.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
                keys.insert("format".to_owned(), "quantity".into());
            }
            if keys.get("format").is_some_and(|format| format == "byte") {
                keys.insert("format".to_owned(), "base64".into());
            }
            keys.values_mut().for_each(allow_other_forms);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_other_forms),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use kubewright_core::tables;

    use super::{MINOR, kind, names};

    #[test]
    fn kinds_are_found_by_group_and_version() {
        for (version, name) in [
            ("v1", "Service"),
            ("apps/v1", "Deployment"),
            ("rbac.authorization.k8s.io/v1", "ClusterRole"),
            ("networking.k8s.io/v1", "NetworkPolicy"),
            ("apiregistration.k8s.io/v1", "APIService"),
            ("events.k8s.io/v1", "Event"),
            ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema"),
        ] {
            let found = kind(version, name).unwrap_or_else(|| panic!("{version} {name}"));
            assert_eq!((found.api_version().as_str(), found.name()), (version, name));
        }
        for (version, name) in [
            ("v1", "PodSpec"),
            ("v1", "ObjectReference"),
            ("apps/v1", "Deploymnt"),
            ("example.com/v1", "Service"),
        ] {
            assert!(kind(version, name).is_none(), "{version} {name}");
        }
    }

    #[test]
    fn every_resource_of_the_api_server_has_a_kind() {
        for group in tables::groups() {
            let kinds: Vec<_> = names(group)
                .into_iter()
                .map(|(_, kind)| kind.to_lowercase())
                .collect();
            for (resource, names) in tables::resources_of(group).unwrap() {
                let is_found = names.iter().any(|name| kinds.iter().any(|kind| kind == name))
                    || kinds.iter().any(|kind| *kind == *resource);
                assert!(
                    is_found || resource.contains('/'),
                    "{group} {resource}: {kinds:?}"
                );
            }
        }
    }

    #[test]
    fn every_definition_is_a_schema() {
        let mut count = 0;
        for path in tables::paths(MINOR) {
            let expanded = tables::expand(MINOR, path).unwrap();
            serde_json::from_value::<kubewright_core::schema::Schema>(expanded)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            count += 1;
        }
        assert!(count > 500, "{count}");
    }
}
