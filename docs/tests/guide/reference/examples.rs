//! The examples of markers are right: manifests are generated from each.

use std::fs;

use kubewright::{Streams, run_with};
use kubewright_core::markers::reference::{Example, entries};

#[test]
fn manifests_are_generated_from_every_example() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let words = ["kubewright", "--quiet"].iter().chain(words);
        let streams = Streams::plain(&mut out, &mut err);
        let status = run_with(words, folder.path(), &|_| None, streams);
        (
            status,
            String::from_utf8(out).unwrap() + &String::from_utf8(err).unwrap(),
        )
    };
    let init = run(&["init", "--domain", "example.com", "--project-name", "memcached"]);
    assert_eq!(init.0, 0, "{}", init.1);
    let mut wrong = Vec::new();
    let examples: Vec<_> = entries().filter_map(|entry| entry.example).collect();
    let webhook = examples
        .iter()
        .find(|example| example.marker.starts_with("+kubebuilder:webhook:"));
    for example in &examples {
        fs::write(
            folder.path().join("src/lib.rs"),
            source(example, webhook.unwrap().marker),
        )
        .unwrap();
        let (status, said) = run(&[
            "manifests",
            "crd",
            "rbac",
            "webhook",
            "paths=./...",
            "output:none",
        ]);
        if status != 0 {
            wrong.push(said);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A program with the example in it.
fn source(example: &Example, webhook: &str) -> String {
    let (above, note) = example.above.split_once(" // ").unwrap_or((example.above, ""));
    let with = match example.marker.contains(":webhookconfiguration:") {
        true => Some(webhook),
        false => note.strip_prefix("with "),
    };
    let with = with.map(|marker| format!("/// {marker}\n"));
    let marked = format!("/// {}\n{}", example.marker, with.unwrap_or_default());
    let (mut field, mut root, mut item, mut target) = Default::default();
    if above == "pub struct Memcached { … }" {
        root = marked;
    } else if above.starts_with("pub struct Target") {
        target = marked;
    } else if above.starts_with("pub struct") {
        item = format!("{marked}{}", above.replace("{ … }", "{}"));
    } else {
        field = format!("{marked}{above}\n");
    }
    let is_storage = root.contains("storageversion");
    let storage = if is_storage {
        ""
    } else {
        "/// +kubebuilder:storageversion\n"
    };
    let schema = "#[derive(Clone, Serialize, Deserialize, Schema)]\n#[serde(rename_all = \"camelCase\")]\n";
    let fields = if field.is_empty() {
        "pub replicas: i32, pub zone: String, pub target: Target,"
    } else {
        &field
    };
    format!(
        "use std::collections::BTreeMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use kubewright_runtime::serde_json::Value;
use kubewright_runtime::{{CustomResource, Schema}};
use serde::{{Deserialize, Serialize}};
pub mod v1;
{schema}pub struct MemcachedSpec {{ {fields} }}
{schema}pub struct Port {{ pub name: String, pub port: i32 }}
{schema}pub struct Timestamp {{ pub seconds: i64 }}
{schema}{target}pub struct Target {{ pub bucket: Option<String>, pub claim: Option<String> }}
{schema}pub struct MemcachedStatus {{ pub replicas: i32 }}
{item}
{root}#[derive(Clone, CustomResource)]
#[resource(group = \"cache.example.com\", version = \"v1alpha1\")]
pub struct Memcached {{ pub metadata: ObjectMeta, pub spec: MemcachedSpec, pub status: Option<MemcachedStatus> }}
"
    )
    .replace("pub mod v1;\n", &format!(
        "pub mod v1 {{ use super::*;
{storage}#[derive(Clone, CustomResource)]
#[resource(group = \"cache.example.com\", version = \"v1\")]
pub struct Memcached {{ pub metadata: ObjectMeta, pub spec: MemcachedSpec, pub status: Option<MemcachedStatus> }} }}
"))
}
