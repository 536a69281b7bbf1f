//! What OLM v1 makes of bundles, against Operator Controller's own renderer: `testdata/olm-v1/peer` records it.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::v1::{Certificates, Install, render};
use kubewright_bundle::{Bundle, Files};
use kubewright_core::yaml;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/olm-v1")
}

fn files() -> Files {
    Files::read(&folder().join("bundle")).unwrap()
}

/// The text of each case in a folder.
fn cases(name: &str) -> BTreeMap<PathBuf, String> {
    let entries = fs::read_dir(folder().join(name)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn it_renders_what_operator_controller_does() {
    let bundle = Bundle::parse(&files()).unwrap();
    for (path, text) in cases("rendered") {
        let arguments = text.lines().next().unwrap().trim_start_matches("# ");
        let [namespace, watch, certificates] = arguments.split('|').collect::<Vec<_>>()[..] else {
            panic!("{}", path.display());
        };
        let certificates = match certificates.trim() {
            "cert-manager" => Certificates::CertManager,
            "openshift" => Certificates::OpenShift,
            _ => Certificates::None,
        };
        let watch = watch.trim().split(',').filter(|name| !name.is_empty());
        let install = Install::new(namespace.trim())
            .watch(watch)
            .certificates(certificates);
        let ours = render(&bundle, &install).unwrap();
        let theirs = yaml::all_from_str::<Value>(&text).unwrap();
        let (ours, theirs) = (by_name(ours), by_name(theirs));
        assert_eq!(
            ours.keys().collect::<Vec<_>>(),
            theirs.keys().collect::<Vec<_>>(),
            "{}",
            path.display()
        );
        for (name, theirs) in &theirs {
            assert_eq!(ours[name], *theirs, "{}: {name}", path.display());
        }
    }
}

/// Objects by kind and name, without what Go's types write for nothing.
fn by_name(objects: Vec<Value>) -> BTreeMap<String, Value> {
    let named = objects.into_iter().map(|mut object| {
        bare(&mut object);
        // Operator Controller gives some cluster-wide objects a namespace, which the API server ignores.
        if object["kind"]
            .as_str()
            .expect("a kind")
            .ends_with("WebhookConfiguration")
        {
            object["metadata"]
                .as_object_mut()
                .expect("metadata")
                .remove("namespace");
        }
        let metadata = &object["metadata"];
        (
            format!(
                "{} {} {}",
                object["kind"], metadata["namespace"], metadata["name"]
            ),
            object,
        )
    });
    named.collect()
}

fn bare(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(bare);
            let is_nothing = |value: &Value| match value {
                Value::Null => true,
                Value::Object(fields) => fields.is_empty(),
                Value::Array(items) => items.is_empty(),
                _ => false,
            };
            let empty = [
                "loadBalancer",
                "status",
                "strategy",
                "resources",
                "creationTimestamp",
                "metadata",
            ];
            fields.retain(|name, value| {
                !(value.is_null()
                    || empty.contains(&name.as_str()) && is_nothing(value)
                    || name == "status" && value["acceptedNames"]["kind"] == "")
            });
        }
        Value::Array(items) => items.iter_mut().for_each(bare),
        _ => {}
    }
}

#[test]
fn it_refuses_what_operator_controller_refuses() {
    for (path, text) in cases("refused") {
        let case = path.file_stem().unwrap().to_str().unwrap();
        let verdict = text.lines().next().unwrap();
        let verdict = verdict.strip_prefix("# Operator Controller: ").unwrap();
        let mut documents = yaml::all_from_str::<Value>(&text).unwrap().into_iter();
        let patch = documents.next().unwrap();
        let mut bundle = Bundle::parse(&files()).unwrap();
        let csv = bundle
            .manifests
            .iter_mut()
            .find(|manifest| manifest.kind() == "ClusterServiceVersion");
        merge(&mut csv.unwrap().object, &patch);
        for object in documents {
            let path = "manifests/other.yaml".into();
            bundle
                .manifests
                .push(kubewright_bundle::Manifest { path, object });
        }
        let result = render(&bundle, &Install::new("operators"));
        assert_eq!(
            result.is_err(),
            verdict != "takes it",
            "{case}: {verdict}: {result:?}"
        );
        let problems = result.unwrap_err();
        assert_eq!(problems.len(), 1, "{case}: {problems:?}");
        assert!(!problems[0].help.is_empty());
    }
}

#[test]
fn a_bundle_without_parts_is_refused() {
    let result = render(&Bundle::default(), &Install::new("operators"));
    assert_eq!(
        result.unwrap_err()[0].problem,
        "the bundle has no ClusterServiceVersion"
    );
    let mut bundle = Bundle::parse(&files()).unwrap();
    bundle.annotations.clear();
    let problems = render(&bundle, &Install::new("operators")).unwrap_err();
    assert_eq!(problems[0].problem, "the bundle does not name its package");
}

#[test]
fn install_modes_decide_what_may_be_watched() {
    let watching = |modes: &[&str], watch: &[&str]| {
        let mut bundle = Bundle::parse(&files()).unwrap();
        let csv = bundle
            .manifests
            .iter_mut()
            .find(|manifest| manifest.kind() == "ClusterServiceVersion");
        let modes = modes
            .iter()
            .map(|mode| serde_json::json!({ "type": mode, "supported": true }));
        csv.unwrap().object["spec"]["installModes"] = modes.collect::<Vec<_>>().into();
        let install = Install::new("operators").watch(watch.iter().copied());
        render(&bundle, &install).is_ok()
    };
    assert!(watching(&["AllNamespaces"], &[]));
    assert!(watching(&["AllNamespaces"], &[""]));
    assert!(!watching(&["AllNamespaces"], &["operators"]));
    assert!(watching(&["OwnNamespace"], &["operators"]));
    assert!(!watching(&["OwnNamespace"], &["team"]));
    assert!(watching(&["SingleNamespace"], &["team"]));
    assert!(!watching(&["SingleNamespace"], &["team", "other"]));
    assert!(watching(&["MultiNamespace"], &["team", "other"]));
    assert!(!watching(&["MultiNamespace"], &["team", "operators"]));
    assert!(watching(
        &["MultiNamespace", "OwnNamespace"],
        &["team", "operators"]
    ));
}

/// A JSON merge patch.
fn merge(value: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *value = patch.clone();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
    }
    for (name, change) in changes {
        match change {
            Value::Null => {
                value.as_object_mut().expect("an object").remove(name);
            }
            change => merge(&mut value[name], change),
        }
    }
}
