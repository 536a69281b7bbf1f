//! Each of the six tests finds a planted fault, and passes the good bundle.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::path::Path;

use kubewright_bundle::Files;
use kubewright_bundle::scorecard::{Config, State, Status, Test, TestList, Verdicts, run, tests};
use kubewright_core::yaml;
use serde_json::{Value, json};

const CSV: &str = "manifests/memcached-operator.clusterserviceversion.yaml";

fn good() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/bundle/memcached");
    Files::read(&folder).unwrap()
}

/// The good bundle with another CSV.
fn with(change: impl FnOnce(&mut Value)) -> Files {
    let mut files = good();
    let mut csv: Value = yaml::from_str(files.text(CSV.as_ref()).unwrap()).unwrap();
    change(&mut csv);
    files.insert(CSV, yaml::to_string(&csv).unwrap());
    files
}

fn with_example(example: &Value) -> Files {
    let text = json!([example]).to_string();
    with(|csv| csv["metadata"]["annotations"]["alm-examples"] = text.into())
}

fn example(spec: &Value, status: &Value) -> Value {
    json!({
        "apiVersion": "cache.example.com/v1alpha1", "kind": "Memcached", "metadata": {"name": "sample"},
        "spec": spec, "status": status,
    })
}

fn owned(csv: &mut Value) -> &mut Value {
    &mut csv["spec"]["customresourcedefinitions"]["owned"][0]
}

/// What a test says: its state, its errors and its suggestions.
fn said(name: &str, files: &Files, verdicts: Verdicts) -> (State, String, String) {
    let status = run(name, files, verdicts);
    let result = &status.results[0];
    assert_eq!(result.name, name);
    (
        result.state,
        result.errors.join("; "),
        result.suggestions.join("; "),
    )
}

#[test]
fn the_good_bundle_passes_all() {
    for verdicts in [Verdicts::Compatible, Verdicts::Strict] {
        for name in tests() {
            let (state, errors, suggestions) = said(name, &good(), verdicts);
            assert_eq!(
                (state, errors.as_str(), suggestions.as_str()),
                (State::Pass, "", ""),
                "{name}"
            );
        }
    }
}

#[test]
fn each_finds_its_fault() {
    let compatible = |name: &str, files: &Files| {
        let (state, errors, _) = said(name, files, Verdicts::Compatible);
        assert_eq!(state, State::Fail, "{name}");
        errors
    };
    let broken = with(|csv| csv["metadata"]["annotations"]["alm-examples"] = "[{".into());
    let errors = compatible("basic-check-spec", &broken);
    assert!(
        errors.starts_with("the annotation `alm-examples` is not a JSON list of objects"),
        "{errors}"
    );

    let errors = compatible(
        "olm-bundle-validation",
        &with(|csv| csv["spec"]["installModes"] = json!([])),
    );
    assert_eq!(
        errors,
        format!("{CSV}: the CSV has no install modes [no-install-mode]")
    );

    let unknown = with_example(&example(
        &json!({"size": 1, "color": "red"}),
        &json!({"ready": true}),
    ));
    assert_eq!(
        compatible("olm-crds-have-validation", &unknown),
        "the schema does not have `spec.color` of the example Memcached `sample`; \
         the schema does not have `status.ready` of the example Memcached `sample`"
    );

    let errors = compatible(
        "olm-crds-have-resources",
        &with(|csv| owned(csv)["resources"] = json!([])),
    );
    assert_eq!(
        errors,
        "the CSV lists no resources that the operator creates for `memcacheds.cache.example.com`"
    );

    let errors = compatible(
        "olm-spec-descriptors",
        &with(|csv| owned(csv)["specDescriptors"] = json!([])),
    );
    assert_eq!(
        errors,
        "`spec.size` of the example Memcached `memcached-sample` has no descriptor in the CSV"
    );

    let mut files = with_example(&example(&json!({"size": 1}), &json!({"nodes": []})));
    assert_eq!(
        run("olm-status-descriptors", &files, Verdicts::Compatible).results[0].state,
        State::Pass
    );
    let mut csv: Value = yaml::from_str(files.text(CSV.as_ref()).unwrap()).unwrap();
    owned(&mut csv)["statusDescriptors"] = json!([]);
    files.insert(CSV, yaml::to_string(&csv).unwrap());
    let errors = compatible("olm-status-descriptors", &files);
    assert_eq!(
        errors,
        "the CSV has no status descriptors for the kind of the example Memcached `sample`"
    );
}

#[test]
fn strict_verdicts_fail_where_others_suggest() {
    let files = with_example(&example(&Value::Null, &Value::Null));
    let missing = "the example Memcached `sample` has no `spec`";
    let (state, errors, suggestions) = said("basic-check-spec", &files, Verdicts::Compatible);
    assert_eq!(
        (state, errors.as_str(), suggestions.as_str()),
        (State::Pass, "", missing)
    );
    let (state, errors, _) = said("basic-check-spec", &files, Verdicts::Strict);
    assert_eq!((state, errors.as_str()), (State::Fail, missing));

    let files = with(|csv| owned(csv)["statusDescriptors"] = json!([]));
    assert_eq!(
        said("olm-status-descriptors", &files, Verdicts::Compatible).0,
        State::Pass
    );
    let (state, errors, _) = said("olm-status-descriptors", &files, Verdicts::Strict);
    assert_eq!(state, State::Fail);
    assert!(
        errors.starts_with("the kind of the example Memcached `memcached-sample` has a status"),
        "{errors}"
    );
}

#[test]
fn an_unknown_test_lists_the_known_ones() {
    let (state, errors, _) = said("olm-everything", &good(), Verdicts::Compatible);
    assert_eq!(state, State::Fail);
    assert!(
        errors.starts_with("there is no test `olm-everything`; the tests are `basic-check-spec`, "),
        "{errors}"
    );
}

/// Written by hand in the shape of operator-sdk's `TestStatus`, not recorded: its images cannot run here.
const STATUS: &str = r#"{
    "results": [
        {
            "name": "olm-crds-have-resources",
            "log": "Loaded ClusterServiceVersion: memcached-operator.v0.0.1\n",
            "state": "fail",
            "errors": [
                "Owned CRDs do not have resources specified"
            ],
            "creationTimestamp": null
        }
    ]
}
"#;

#[test]
fn the_status_has_the_shape_of_operator_sdk() {
    let status = Status::parse("x", STATUS.as_bytes());
    assert_eq!(status.results[0].state, State::Fail);
    assert_eq!(
        status.results[0].errors,
        ["Owned CRDs do not have resources specified"]
    );
    let mut expected: Value = serde_json::from_str(STATUS).unwrap();
    expected["results"][0]
        .as_object_mut()
        .unwrap()
        .remove("creationTimestamp");
    assert_eq!(serde_json::to_value(&status).unwrap(), expected);

    let test = Test {
        image: String::from("a/b:c"),
        entrypoint: vec![String::from("t")],
        ..Test::default()
    };
    let list = serde_json::to_value(TestList::new([(test, status)])).unwrap();
    assert_eq!(
        list,
        json!({
            "kind": "TestList",
            "apiVersion": "scorecard.operatorframework.io/v1alpha3",
            "items": [{
                "kind": "Test",
                "apiVersion": "scorecard.operatorframework.io/v1alpha3",
                "spec": {"image": "a/b:c", "entrypoint": ["t"]},
                "status": expected,
            }],
        })
    );
    let broken = Status::parse("mine", b"Hello");
    assert!(!broken.passed());
    assert_eq!(broken.results[0].log, "Hello");
}

#[test]
fn the_configuration_names_its_tests() {
    let value: Value = yaml::from_str(good().text("tests/scorecard/config.yaml".as_ref()).unwrap()).unwrap();
    let config = Config::parse(&value).unwrap();
    let named: Vec<_> = config.stages[0].tests.iter().filter_map(Test::builtin).collect();
    assert_eq!(named, tests().collect::<Vec<_>>());
    let error = Config::parse(&json!({"kind": "Configuration"}))
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("instead of `scorecard.operatorframework.io/v1alpha3 Configuration`"),
        "{error}"
    );
}
