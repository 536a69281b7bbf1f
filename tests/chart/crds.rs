//! Where the CRDs are: they move with their edits.

use std::fs;

use super::both::helm;
use super::objects::differences;
use super::project::Project;

const NAMESPACE: &str = "tenant-operator-system";
/// The file of the CRD in each place, and the values of the operator's chart that are about CRDs.
const PLACES: [(&str, &str, bool); 3] = [
    (
        "templates",
        "chart/templates/crd/tenants.tenancy.example.com.yaml",
        true,
    ),
    ("crds", "chart/crds/tenants.tenancy.example.com.yaml", false),
    (
        "chart",
        "chart-crds/templates/tenants.tenancy.example.com.yaml",
        false,
    ),
];

/// What both charts render to.
fn rendered(project: &Project, flags: &[&str]) -> String {
    let mut all = String::new();
    for chart in ["chart", "chart-crds"] {
        let folder = project.path().join("dist").join(chart);
        if folder.is_dir() {
            let folder = folder.display().to_string();
            helm(&["lint", "--strict", &folder]).unwrap();
            let template = ["template", "tenant-operator", &folder, "-n", NAMESPACE];
            all += "\n---\n";
            all += &helm(&[&template[..], flags].concat()).unwrap();
        }
    }
    all
}

#[test]
fn they_move_with_their_edits() {
    let project = Project::small(&[]);
    project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
    let mark = "                # Mine.\n";
    let first = format!("dist/{}", PLACES[0].1);
    let text = project.read(&first);
    let at = text
        .find("                metadata:\n")
        .or_else(|| text.find("                type: "))
        .unwrap();
    project.write(&first, &format!("{}{mark}{}", &text[..at], &text[at..]));
    // From each place to each other one.
    for place in ["crds", "chart", "templates", "chart", "crds", "templates"] {
        let call = ["edit", "--plugins", "helm", "--crds", place];
        project.kubewright(&call).unwrap();
        for (name, path, has_values) in PLACES {
            let path = project.path().join("dist").join(path);
            assert_eq!(path.is_file(), name == place, "{place}: {}", path.display());
            if name == place {
                assert!(fs::read_to_string(path).unwrap().contains(mark), "{place}");
                let values = project.read("dist/chart/values.yaml");
                assert_eq!(values.contains("crds:\n"), has_values, "{place}");
            }
        }
        assert_eq!(project.path().join("dist/chart-crds").exists(), place == "chart");
        let record = format!("    crds: {place}\n");
        assert_eq!(project.read("PROJECT").contains(&record), place != "templates");
        let found = differences(
            &rendered(&project, &["--include-crds"]),
            &project.kustomize(),
            &[],
        );
        assert_eq!(found, "", "{place}");
        // Nothing changes in a second run, which reads the place from the record.
        let before = [project.chart_files(), project.files("dist/chart-crds")];
        project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
        assert_eq!(
            [project.chart_files(), project.files("dist/chart-crds")],
            before,
            "{place}"
        );
    }
}

#[test]
fn one_that_was_deleted_stays_deleted() {
    let project = Project::small(&[]);
    project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
    fs::remove_file(project.path().join("dist").join(PLACES[0].1)).unwrap();
    for place in ["chart", "crds", "templates"] {
        let call = ["edit", "--plugins", "helm", "--crds", place];
        project.kubewright(&call).unwrap();
        for (_, path, _) in PLACES {
            assert!(
                !project.path().join("dist").join(path).exists(),
                "{place}: {path}"
            );
        }
    }
}

/// A conflict names the file where it is, not where it would be.
#[test]
fn a_conflict_is_where_the_file_is() {
    let project = Project::small(&[]);
    project.kubewright(&["edit", "--plugins", "helm"]).unwrap();
    let path = format!("dist/{}", PLACES[0].1);
    let edited = project
        .read(&path)
        .replace("{{- if .Values.crds.enabled }}", "{{- if .Values.mine }}");
    project.write(&path, &edited);
    let before = [project.chart_files(), project.files("dist/chart-crds")];
    let call = ["edit", "--plugins", "helm", "--crds", "chart"];
    let error = project.kubewright(&call).unwrap_err();
    let wanted =
        "error: dist/chart: `templates/crd/tenants.tenancy.example.com.yaml` was edited in line 1, where";
    assert!(error.starts_with(wanted), "{error}");
    assert_eq!([project.chart_files(), project.files("dist/chart-crds")], before);
    project.kubewright(&[&call[..], &["--force"]].concat()).unwrap();
    assert!(!project.path().join(&path).exists());
    // Edits of the chart that goes stay, and are told.
    let values = project
        .read("dist/chart-crds/values.yaml")
        .replace("keep: true", "keep: false");
    project.write("dist/chart-crds/values.yaml", &values);
    let said = project.said(&["edit", "--plugins", "helm", "--crds", "crds"]);
    assert!(
        said.contains("note: `dist/chart-crds/values.yaml` was edited, so it stays"),
        "{said}"
    );
    let left: Vec<_> = project.files("dist/chart-crds").into_keys().collect();
    assert_eq!(left, [std::path::PathBuf::from("values.yaml")]);
}

/// The CRDs of a chart of their own name objects of the operator's release.
#[test]
fn a_chart_of_crds_names_the_operator() {
    let project = Project::new();
    let call = ["edit", "--plugins", "helm", "--crds", "chart"];
    project.kubewright(&call).unwrap();
    let crds = project.path().join("dist/chart-crds").display().to_string();
    let conversion = |values: &[&str]| {
        let template = ["template", "any-release", &crds, "-n", "here"];
        let rendered = helm(&[&template[..], values].concat()).unwrap();
        let crd = super::objects::documents(&rendered).remove(0);
        let inject = crd["metadata"]["annotations"]["cert-manager.io/inject-ca-from"].clone();
        (
            crd["spec"]["conversion"]["webhook"]["clientConfig"].clone(),
            inject,
        )
    };
    let service = |namespace: &str, name: &str| serde_json::json!({ "name": name, "namespace": namespace, "path": "/convert" });
    let (client, inject) = conversion(&[]);
    assert_eq!(
        client["service"],
        service("here", "memcached-operator-webhook-service")
    );
    assert_eq!(inject, "here/memcached-operator-webhook-service");
    let other = [
        "--set",
        "operator.namespace=there",
        "--set",
        "operator.fullname=other",
    ];
    let (client, inject) = conversion(&other);
    assert_eq!(client["service"], service("there", "other-webhook-service"));
    assert_eq!(inject, "there/other-webhook-service");
    let given = "webhooks.certificate.source=secret,webhooks.certificate.caBundle=QUJD";
    let (client, inject) = conversion(&["--set", given]);
    assert_eq!(client["caBundle"], "QUJD");
    assert!(inject.is_null());
    assert!(conversion(&["--set", "webhooks.enabled=false"]).0.is_null());
    // With the default values, both charts render to what kustomize builds.
    let name = "memcached-operator";
    let both = [project.chart(), crds.clone()]
        .map(|chart| helm(&["template", name, &chart, "-n", "memcached-operator-system"]).unwrap());
    assert_eq!(differences(&both.join("\n---\n"), &project.kustomize(), &[]), "");
    for wrong in ["crds.enabled=true", "webhooks.port=1"] {
        let error = helm(&["template", &crds, "--set", wrong]).unwrap_err();
        assert_eq!(
            error.matches("values don't meet the specifications").count(),
            2,
            "{error}"
        );
    }
}
