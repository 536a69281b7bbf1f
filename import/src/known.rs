//! Types of Kubernetes, recognized by their schemas.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use kubewright_core::lower::{Options, known};
use kubewright_core::schema::Schema;
use kubewright_core::tables::{self, Minor};

use crate::names;

const OPENAPI: &str = "k8s_openapi::";
pub(crate) const INT_OR_STRING: &str = "k8s_openapi::apimachinery::pkg::util::intstr::IntOrString";
pub(crate) const QUANTITY: &str = "k8s_openapi::apimachinery::pkg::api::resource::Quantity";
pub(crate) const TIME: &str = "k8s_openapi::apimachinery::pkg::apis::meta::v1::Time";
pub(crate) const RAW_EXTENSION: &str = "k8s_openapi::apimachinery::pkg::runtime::RawExtension";
pub(crate) const OBJECT_META: &str = known::OBJECT_META;

/// Types of k8s-openapi without `Default`.
const WITHOUT_DEFAULT: &[&str] = &["Condition", "EventSeries", "MicroTime", "Time"];

/// The schema that kubewright gives to a type.
pub(crate) fn schema(path: &str) -> Schema {
    known::schema(path, &Options::default()).unwrap_or_default()
}

/// Returns whether the type with this path has `Default`.
///
/// ```
/// assert!(kubewright_import::has_default("k8s_openapi::api::core::v1::PodSpec"));
/// assert!(!kubewright_import::has_default("k8s_openapi::apimachinery::pkg::apis::meta::v1::Time"));
/// ```
pub fn has_default(path: &str) -> bool {
    let name = path.rsplit("::").next().unwrap_or(path);
    !path.starts_with(OPENAPI) || !WITHOUT_DEFAULT.contains(&name)
}

/// The struct with this schema, apart from descriptions, and its schema. `near` is the name of the place: of several structs with one
/// schema, such as those that select a key of a Secret or a ConfigMap, the one that is named like the place is taken.
pub(crate) fn structure(schema: &Schema, near: &str) -> Option<(String, Schema)> {
    let candidates = by_fields().get(&fields(schema.properties.keys().map(String::as_str)))?;
    let mut bare = schema.clone();
    bare.limit_descriptions(0);
    let same: Vec<(&str, Schema)> = candidates
        .iter()
        .filter_map(|path| Some((*path, stable(path)?)))
        .filter(|(_, schema)| *schema == bare)
        .collect();
    let words = names::words(near);
    let likeness = |path: &str| {
        let name = names::words(path.rsplit("::").next().unwrap_or(path));
        name.iter().filter(|word| words.contains(word)).count()
    };
    let best = same.iter().map(|(path, _)| likeness(path)).max()?;
    let mut named = same.iter().filter(|(path, _)| likeness(path) == best);
    let (path, schema) = named.next()?;
    let is_only = named.next().is_none() && (best > 0 || same.len() == 1);
    is_only.then(|| (format!("{OPENAPI}{path}"), schema.clone()))
}

/// The structs by the names of their fields. Those with one field are left out, because they match by accident.
fn by_fields() -> &'static HashMap<String, Vec<&'static str>> {
    static INDEX: OnceLock<HashMap<String, Vec<&'static str>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: HashMap<String, Vec<&'static str>> = HashMap::new();
        for path in tables::paths(Minor::NEWEST) {
            let Some(definition) = tables::lookup(Minor::NEWEST, path) else {
                continue;
            };
            let Some(properties) = definition["properties"].as_object() else {
                continue;
            };
            if properties.len() > 1 || definition["x-kubernetes-map-type"] == "atomic" {
                let names = fields(properties.keys().map(String::as_str));
                index.entry(names).or_default().push(path);
            }
        }
        index
    })
}

fn fields<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.join(" ")
}

/// The schema of a type, if it is the same in every minor version of Kubernetes: the user's may be any of them.
fn stable(path: &'static str) -> Option<Schema> {
    static SCHEMAS: Mutex<Option<HashMap<&'static str, Option<Schema>>>> = Mutex::new(None);
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    let known = schemas.get_or_insert_default().entry(path);
    let schema = known.or_insert_with(|| {
        let whole = format!("{OPENAPI}{path}");
        let of = |minor| {
            let options = Options {
                minor,
                ..Options::default()
            };
            known::schema(&whole, &options).ok()
        };
        let newest = of(Minor::NEWEST);
        let is_stable = Minor::all().all(|minor| of(minor) == newest);
        newest.filter(|_| is_stable)
    });
    schema.clone()
}
