//! The first door: `crd()` of compiled types.

use std::path::Path;

use kubewright_conformance::{Case, cases};
use kubewright_core::{crd::Crd, yaml};
use serde_json::Value;

use crate::{report, snapshot};

/// The CRDs as the CLI writes them.
fn manifests(case: &Case) -> Result<String, String> {
    let mut documents = Vec::new();
    for crd in case.crds {
        let crd = crd().map_err(|error| error.to_string())?;
        let mut value = serde_json::to_value(&crd).map_err(|error| error.to_string())?;
        whole(&mut value);
        let ours: Crd = serde_json::from_value(value).map_err(|error| error.to_string())?;
        documents.push((
            ours.file_name(),
            yaml::to_string(&ours).map_err(|error| error.to_string())?,
        ));
    }
    documents.sort();
    Ok(documents
        .into_iter()
        .map(|(_, text)| format!("---\n{text}"))
        .collect())
}

/// Kubernetes' own type has floating point bounds.
fn whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)
            {
                *value = (float as i64).into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(whole),
        Value::Object(fields) => fields.values_mut().for_each(whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[test]
fn the_derive_gives_the_expected_crds() {
    let mut problems = Vec::new();
    for case in cases::ALL {
        match manifests(case) {
            Ok(text) => problems.extend(snapshot::compare(
                &Path::new(case.path).with_extension("yaml"),
                &text,
            )),
            Err(error) => problems.push(format!("{}: {error}", case.name)),
        }
    }
    report(&problems);
}
