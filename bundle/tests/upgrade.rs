//! CRD upgrades against crdify, which Operator Controller asks: `testdata/olm-v1/crdify` records its verdicts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kubewright_bundle::upgrade::compare;
use kubewright_core::yaml;
use serde_json::{Value, json};

#[test]
fn it_refuses_what_crdify_refuses() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let mut ours = BTreeSet::new();
    for folder in ["changes", "olm-v1/upgrades"] {
        for entry in fs::read_dir(testdata.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let case: Value = yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap();
            let changes = compare(&crd(&case["old"]), &crd(&case["new"]));
            if changes.is_empty() {
                ours.insert(format!("{name}: allowed"));
            }
            ours.extend(changes.iter().map(|change| {
                let place = [&change.version, &change.path, change.rule.name()];
                let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
                format!("{name}: {}", place.join(" "))
            }));
        }
    }
    let theirs = fs::read_to_string(testdata.join("olm-v1/crdify/upgrades.txt")).unwrap();
    let theirs: BTreeSet<_> = theirs.lines().map(str::to_owned).collect();
    let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(
        (only(&ours, &theirs), only(&theirs, &ours)),
        (Vec::new(), Vec::new()),
        "only ours, and only crdify's"
    );
}

/// The CRD of one side of a case.
fn crd(side: &Value) -> Value {
    let versions = match &side["versions"] {
        Value::Array(versions) => versions.clone(),
        _ => vec![json!({ "name": "v1", "served": true, "storage": true, "spec": side["spec"] })],
    };
    let versions = versions.into_iter().map(|version| {
        json!({
            "name": version["name"],
            "served": version["served"],
            "storage": version["storage"],
            "schema": { "openAPIV3Schema": { "type": "object", "properties": { "spec": version["spec"] } } },
        })
    });
    json!({
        "metadata": { "name": "things.example.com" },
        "spec": {
            "scope": side["scope"].as_str().unwrap_or("Namespaced"),
            "conversion": side["conversion"],
            "versions": versions.collect::<Vec<_>>(),
        },
    })
}
