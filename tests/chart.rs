//! The Helm chart of a project, with the real helm: versions 3 and 4, which `oracles/` builds once from their Go modules.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "chart/both.rs"]
mod both;
#[path = "chart/case.rs"]
mod case;
#[path = "chart/cluster.rs"]
mod cluster;
#[path = "chart/crds.rs"]
mod crds;
#[path = "chart/edits.rs"]
mod edits;
#[path = "chart/objects.rs"]
mod objects;
#[path = "chart/project.rs"]
mod project;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use both::helm;
use case::Case;
use kubewright_oracles::Tool;
use project::Project;

#[test]
fn helm_finds_nothing_to_say_about_it() {
    let project = Project::with_chart();
    helm(&["lint", "--strict", &project.chart()]).unwrap();
    // Keys that are misspelt are errors, and so are values of the wrong type.
    for wrong in [
        "replicaCont=1",
        "metrics.enabled=yes",
        "webhooks.certificate.source=nobody",
    ] {
        let error = helm(&["template", &project.chart(), "--set", wrong]).unwrap_err();
        let refusals = error.matches("values don't meet the specifications").count();
        assert_eq!(refusals, Tool::HELMS.len(), "{wrong}: {error}");
    }
    let error = helm(&[
        "template",
        &project.chart(),
        "--set",
        "serviceAccount.create=false",
    ])
    .unwrap_err();
    let refusals = error.matches("serviceAccount.name is required").count();
    assert_eq!(refusals, Tool::HELMS.len(), "{error}");
    let labels = "commonLabels.control-plane=x";
    assert!(helm(&["template", &project.chart(), "--set", labels]).is_err());
}

/// Each file of `testdata/chart`: the values, and the changes of kustomize that mean the same.
#[test]
fn it_renders_to_what_kustomize_builds() {
    let project = Project::with_chart();
    let cases = Case::all();
    assert!(cases.len() >= 40, "{}", cases.len());
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = case.differences(&project);
                    if !found.is_empty() {
                        failures.lock().unwrap().push(format!("{}:\n{found}", case.name));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The workflow of a project tests its chart with the versions that are tested here.
#[test]
fn the_workflow_has_both_versions() {
    let project = Project::with_chart();
    let workflow = project.read(".github/workflows/test-chart.yml");
    let versions = Tool::HELMS.map(Tool::version).join(", ");
    assert!(
        workflow.contains(&format!("        helm: [{versions}]\n")),
        "{workflow}"
    );
}

/// The names do not depend on the length of the release's, except that Services have at most 63 characters.
#[test]
fn long_names_fit() {
    let project = Project::with_chart();
    let release = "a-release-whose-name-is-as-long-as-helm-lets-it-be-53";
    let rendered = helm(&["template", release, &project.chart()]).unwrap();
    for object in objects::documents(&rendered) {
        let name = object["metadata"]["name"].as_str().unwrap();
        let most = if object["kind"] == "Service" { 63 } else { 253 };
        assert!(name.len() <= most && !name.ends_with('-'), "{name}");
    }
}

/// YAML takes digits for a number, unless they are quoted.
#[test]
fn names_of_digits_are_strings() {
    let project = Project::with_chart();
    let named = "fullnameOverride=123,serviceAccount.name=456,priorityClassName=789";
    let rendered = helm(&[
        "template",
        "42",
        &project.chart(),
        "-n",
        "2026",
        "--set-string",
        named,
    ])
    .unwrap();
    for object in objects::documents(&rendered) {
        let metadata = &object["metadata"];
        assert!(metadata["name"].is_string(), "{metadata}");
        assert!(
            metadata["namespace"].is_null() || metadata["namespace"].is_string(),
            "{metadata}"
        );
        let subjects = object["subjects"].as_array().into_iter().flatten();
        for subject in subjects {
            assert!(
                subject["name"].is_string() && subject["namespace"].is_string(),
                "{subject}"
            );
        }
        let pod = &object["spec"]["template"]["spec"];
        for field in ["serviceAccountName", "priorityClassName"] {
            assert!(pod[field].is_null() || pod[field].is_string(), "{field}: {pod}");
        }
    }
}

#[test]
fn other_projects_have_charts() {
    for flags in [&[][..], &["--namespaced"]] {
        let project = Project::small(flags);
        project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
        helm(&["lint", "--strict", &project.chart()]).unwrap();
        let name = "tenant-operator";
        let rendered = helm(&["template", name, &project.chart(), "-n", "tenant-operator-system"]).unwrap();
        let differences = objects::differences(&rendered, &project.kustomize(), &[]);
        assert_eq!(differences, "", "{flags:?}");
        assert!(!project.read("dist/chart/values.yaml").contains("webhooks:"));
    }
}
