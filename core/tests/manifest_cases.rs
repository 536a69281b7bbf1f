//! The cases of `testdata/rbac` and `testdata/webhook`: markers in `input.txt`, documents in `expected.yaml` or errors in
//! `expected.stderr`. `SNAPSHOTS=overwrite` writes the errors anew; `testdata/regenerate-goldens.sh` the documents.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::MarkerError;
use kubewright_core::markers::args::{Form, parse};
use kubewright_core::{rbac, webhook};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata")
        .join(kind)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn marker<T: DeserializeOwned>(text: &str) -> T {
    parse(text, Form::Named).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn rbac(markers: &str) -> Result<Vec<Value>, Vec<MarkerError>> {
    let text = |line| str::strip_prefix(line, "+kubebuilder:rbac:").expect("only rbac markers");
    let markers: Vec<rbac::RbacMarker> = markers.lines().map(|line| marker(text(line))).collect();
    Ok(rbac::roles(&markers, "manager-role")?
        .iter()
        .map(rbac::Role::to_value)
        .collect())
}

fn webhook(markers: &str) -> Result<Vec<Value>, Vec<MarkerError>> {
    let markers: Vec<webhook::Marker> = markers.lines().map(webhook_marker).collect();
    Ok(webhook::configurations(&markers)?
        .iter()
        .map(webhook::WebhookConfiguration::to_value)
        .collect())
}

fn webhook_marker(line: &str) -> webhook::Marker {
    match line.strip_prefix("+kubebuilder:webhook:") {
        Some(text) => webhook::Marker::Webhook(marker(text)),
        None => {
            let text = line
                .strip_prefix("+kubebuilder:webhookconfiguration:")
                .expect("only webhook markers");
            webhook::Marker::Configuration(marker(text))
        }
    }
}

fn run(kind: &str, generate: fn(&str) -> Result<Vec<Value>, Vec<MarkerError>>) {
    let mut cases: Vec<PathBuf> = fs::read_dir(testdata(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let name = case.display();
        let errors = case.join("expected.stderr");
        match generate(&read(&case.join("input.txt"))) {
            Ok(documents) => {
                assert!(!errors.exists(), "{name}: no errors found");
                let yaml = read(&case.join("expected.yaml"));
                let expected: Vec<Value> = serde_saphyr::from_multiple(&yaml).unwrap();
                let difference = difference("", &documents.into(), &expected.into());
                assert_eq!(difference, None, "{name}");
            }
            Err(found) => {
                assert!(!case.join("expected.yaml").exists(), "{name}: {found:#?}");
                let found: String = found.iter().map(line).collect();
                if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
                    fs::write(&errors, &found).unwrap();
                }
                assert_eq!(found, read(&errors), "{name}");
            }
        }
    }
}

/// The first place where two values differ.
fn difference(at: &str, found: &Value, expected: &Value) -> Option<String> {
    match (found, expected) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| difference(&format!("{at}[{index}]"), a, b))
        }
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => a
            .iter()
            .find_map(|(key, a)| difference(&format!("{at}.{key}"), a, &b[key])),
        _ => (found != expected).then(|| format!("{at} is {found}, expected {expected}")),
    }
}

fn line(error: &MarkerError) -> String {
    format!(
        "{}: {}: {error}\n",
        error.place.marker + 1,
        error.place.name.unwrap_or("-")
    )
}

#[test]
fn rbac_cases() {
    run("rbac", rbac);
}

#[test]
fn webhook_cases() {
    run("webhook", webhook);
}
