//! Tests of the CRDs.

use serde_json::Value;

use super::status::Result;
use super::subject::{Subject, name_of};

/// The schema of the version that an example has; `None` if the bundle does not have that version.
fn schema<'a>(subject: &'a Subject<'_>, example: &Value) -> Option<&'a Value> {
    let (group, version) = example["apiVersion"].as_str()?.split_once('/')?;
    let mut crds = subject.bundle.crds();
    let crd = crds.find(|crd| {
        crd.object["spec"]["group"] == group && crd.object["spec"]["names"]["kind"] == example["kind"]
    })?;
    let versions = crd.object["spec"]["versions"].as_array()?;
    let version = versions.iter().find(|one| one["name"] == version)?;
    Some(&version["schema"]["openAPIV3Schema"])
}

pub(super) fn crds_have_validation(subject: &Subject<'_>, result: &mut Result) {
    for example in subject.examples(result).to_vec() {
        let shown = name_of(&example);
        let Some(schema) = schema(subject, &example) else {
            result.fail(format!(
                "no CRD of the bundle defines the version of the example {shown}"
            ));
            continue;
        };
        if schema.is_null() {
            subject.missing(result, format!("the CRD of the example {shown} has no schema"));
            continue;
        }
        for part in ["spec", "status"] {
            let fields = example[part]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, _)| key);
            for key in fields {
                if schema["properties"][part]["properties"][key].is_null() {
                    result.fail(format!(
                        "the schema does not have `{part}.{key}` of the example {shown}"
                    ));
                    result.suggest(format!("add `{key}` to `{part}` of the type"));
                }
            }
        }
    }
}

pub(super) fn crds_have_resources(subject: &Subject<'_>, result: &mut Result) {
    let csv = subject.bundle.csv();
    let owned = csv.and_then(|csv| csv.object.pointer("/spec/customresourcedefinitions/owned"));
    for owned in owned.and_then(Value::as_array).into_iter().flatten() {
        if owned["resources"].as_array().is_none_or(Vec::is_empty) {
            let name = owned["name"].as_str().unwrap_or_default();
            result.fail(format!(
                "the CSV lists no resources that the operator creates for `{name}`"
            ));
        }
    }
    if csv.is_none() {
        result.fail("the bundle has no ClusterServiceVersion");
    }
}
