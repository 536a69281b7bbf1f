//! Tests of the descriptors in the CSV.

use serde_json::Value;

use super::status::Result;
use super::subject::{Subject, Verdicts, name_of};

/// The owned CRD of an example: same version and kind, and the same group if the verdicts are strict.
fn description<'a>(subject: &'a Subject<'_>, example: &Value) -> Option<&'a Value> {
    let (group, version) = example["apiVersion"].as_str()?.split_once('/')?;
    let csv = subject.bundle.csv()?;
    let owned = csv
        .object
        .pointer("/spec/customresourcedefinitions/owned")?
        .as_array()?;
    owned.iter().find(|owned| {
        let name = owned["name"].as_str().unwrap_or_default();
        let of_group = name.split_once('.').is_some_and(|(_, of_name)| of_name == group);
        let compared = of_group || subject.verdicts == Verdicts::Compatible;
        owned["version"] == version && owned["kind"] == example["kind"] && compared
    })
}

/// Whether a descriptor is for a field, or for one below it.
fn describes(descriptors: &Value, field: &str) -> bool {
    let paths = descriptors
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["path"].as_str());
    let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    paths.map(first).any(|path| path == field)
}

fn fields<'a>(example: &'a Value, part: &str) -> impl Iterator<Item = &'a String> {
    example[part]
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys())
}

pub(super) fn spec_descriptors(subject: &Subject<'_>, result: &mut Result) {
    for example in subject.examples(result).to_vec() {
        let shown = name_of(&example);
        let Some(owned) = description(subject, &example) else {
            result.fail(format!("the CSV does not own the kind of the example {shown}"));
            continue;
        };
        if example["spec"].is_null() {
            result.fail(format!("the example {shown} has no `spec`"));
        }
        for field in fields(&example, "spec").filter(|field| !describes(&owned["specDescriptors"], field)) {
            result.fail(format!(
                "`spec.{field}` of the example {shown} has no descriptor in the CSV"
            ));
            result.suggest(format!(
                "describe `{field}` with the marker `+operator-sdk:csv:customresourcedefinitions:type=spec`"
            ));
        }
    }
}

pub(super) fn status_descriptors(subject: &Subject<'_>, result: &mut Result) {
    for example in subject.examples(result).to_vec() {
        let shown = name_of(&example);
        let Some(owned) = description(subject, &example) else {
            result.fail(format!("the CSV does not own the kind of the example {shown}"));
            continue;
        };
        let has_any = owned["statusDescriptors"]
            .as_array()
            .is_some_and(|all| !all.is_empty());
        if subject.verdicts == Verdicts::Compatible {
            if !has_any && !example["status"].is_null() {
                result.fail(format!(
                    "the CSV has no status descriptors for the kind of the example {shown}"
                ));
            }
            continue;
        }
        for field in fields(&example, "status").filter(|field| !describes(&owned["statusDescriptors"], field))
        {
            result.fail(format!(
                "`status.{field}` of the example {shown} has no descriptor in the CSV"
            ));
        }
        // Examples rarely have a status, so the type decides.
        if !has_any && example["status"].is_null() && has_status(subject, &example) {
            result.fail(format!(
                "the kind of the example {shown} has a status, but the CSV describes none of its fields"
            ));
        }
    }
}

fn has_status(subject: &Subject<'_>, example: &Value) -> bool {
    subject
        .bundle
        .crds()
        .filter(|crd| crd.object["spec"]["names"]["kind"] == example["kind"])
        .any(|crd| {
            let versions = crd.object["spec"]["versions"].as_array();
            versions.is_some_and(|versions| {
                let status = |version: &Value| {
                    version
                        .pointer("/schema/openAPIV3Schema/properties/status/properties")
                        .is_some()
                };
                versions.iter().any(status)
            })
        })
}
