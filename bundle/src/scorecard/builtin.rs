//! The six tests that every scorecard has.

use serde_json::Value;

use super::descriptors::{spec_descriptors, status_descriptors};
use super::status::{Result, Status};
use super::subject::{Subject, Verdicts, name_of};
use super::validation::{crds_have_resources, crds_have_validation};
use crate::finding::Severity;
use crate::validate::{self, Options};
use crate::{Bundle, Files};

type Check = fn(&Subject<'_>, &mut Result);

const TESTS: [(&str, Check); 6] = [
    ("basic-check-spec", basic_check_spec),
    ("olm-bundle-validation", bundle_validation),
    ("olm-crds-have-validation", crds_have_validation),
    ("olm-crds-have-resources", crds_have_resources),
    ("olm-spec-descriptors", spec_descriptors),
    ("olm-status-descriptors", status_descriptors),
];

/// The names of the tests.
pub fn tests() -> impl Iterator<Item = &'static str> {
    TESTS.iter().map(|(name, _)| *name)
}

/// Runs a test by its name; an unknown name is a failure that lists the known ones.
///
/// ```
/// use kubewright_bundle::Files;
/// use kubewright_bundle::scorecard::{State, Verdicts, run};
///
/// let status = run("olm-bundle-validation", &Files::default(), Verdicts::Compatible);
/// assert_eq!(status.results[0].state, State::Fail);
/// ```
#[must_use]
pub fn run(name: &str, files: &Files, verdicts: Verdicts) -> Status {
    let Some((_, check)) = TESTS.iter().find(|(known, _)| *known == name) else {
        let mut result = Result::new(name);
        let known: Vec<_> = tests().collect();
        result.fail(format!(
            "there is no test `{name}`; the tests are `{}`",
            known.join("`, `")
        ));
        return Status {
            results: vec![result],
        };
    };
    let (bundle, _) = Bundle::parse_all(files);
    let examples = examples(&bundle);
    let subject = Subject {
        files,
        bundle: &bundle,
        examples,
        verdicts,
    };
    let mut result = Result::new(name);
    check(&subject, &mut result);
    Status {
        results: vec![result],
    }
}

fn examples(bundle: &Bundle) -> std::result::Result<Vec<Value>, String> {
    let Some(csv) = bundle.csv() else {
        return Err(String::from("the bundle has no ClusterServiceVersion"));
    };
    let text = csv.object["metadata"]["annotations"]["alm-examples"]
        .as_str()
        .unwrap_or_default();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(text)
        .map_err(|error| format!("the annotation `alm-examples` is not a JSON list of objects: {error}"))
}

fn basic_check_spec(subject: &Subject<'_>, result: &mut Result) {
    for example in subject.examples(result) {
        if example["spec"].is_null() {
            subject.missing(result, format!("the example {} has no `spec`", name_of(example)));
        }
    }
}

fn bundle_validation(subject: &Subject<'_>, result: &mut Result) {
    for finding in validate::validate(subject.files, &Options::default()) {
        let place = finding
            .file
            .map(|file| format!("{}: ", file.display()))
            .unwrap_or_default();
        let text = format!("{place}{} [{}]", finding.message, finding.rule);
        match finding.severity {
            Severity::Error => result.fail(text),
            Severity::Warning => subject.missing(result, text),
        }
    }
}
