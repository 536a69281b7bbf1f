//! The chart as a function of objects.

use std::collections::BTreeMap;

use super::*;

const MANAGER: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: acme-runner, namespace: acme, labels: {control-plane: controller-manager}}
spec:
  replicas: 2
  selector: {matchLabels: {app: runner}}
  template:
    metadata: {labels: {app: runner}}
    spec:
      serviceAccountName: acme-account
      containers:
      - name: sidecar
        image: proxy:1
        args: ["--to={{host}}"]
      - name: manager
        image: registry:5000/runner:v3
        args: [--metrics-bind-address, ":9000", --verbose]
        env:
        - {name: SERVICE, value: acme-calls.acme.svc}
        ports:
        - {name: metrics, containerPort: 9000}
        - {name: hooks, containerPort: 9443}
        - {name: hooks, containerPort: 9443}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: acme-account, namespace: acme}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: acme-other, namespace: acme}
---
apiVersion: v1
kind: Service
metadata: {name: acme-calls, namespace: acme}
spec: {selector: {app: runner}, ports: [{port: 443, targetPort: hooks}]}
---
apiVersion: v1
kind: Service
metadata: {name: acme-numbers, namespace: acme}
spec: {selector: {app: runner}, ports: [{name: https, port: 9000, targetPort: metrics}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: acme-checks}
webhooks:
- name: a.acme.example.com
  clientConfig: {service: {name: acme-calls, namespace: acme, path: /check}}
  namespaceSelector:
    matchExpressions:
    - {key: kubernetes.io/metadata.name, operator: NotIn, values: [acme, kube-system]}
    - {key: team, operator: In, values: [acme]}
- name: b.acme.example.com
  clientConfig: {service: {name: acme-calls, namespace: acme, path: /own}}
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: acme, team: acme}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: acme-there, namespace: elsewhere}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: acme-there, namespace: elsewhere}
roleRef: {kind: Role, name: acme-there, apiGroup: rbac.authorization.k8s.io}
subjects:
- {kind: ServiceAccount, name: acme-account, namespace: acme}
- {kind: ServiceAccount, name: acme-other, namespace: acme}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: acme-settings, namespace: acme}
data: {template: "{{ .Name }}", "on": "off"}
"#;

fn chart(text: &str) -> Result<Chart, ChartError> {
    Ok(charts(text, CrdPlace::Templates)?.operator)
}

fn charts(text: &str, crds: CrdPlace) -> Result<Charts, ChartError> {
    let objects = read(text).unwrap();
    generate(&Input {
        name: "runner",
        project: "runner",
        crds,
        prefix: None,
        objects: &objects,
        current: &objects,
    })
}

fn files() -> BTreeMap<String, String> {
    chart(MANAGER).unwrap().files
}

#[test]
fn objects_are_known_by_their_content() {
    let files = files();
    let templates: Vec<_> = files.keys().filter(|path| path.ends_with(".yaml")).collect();
    for path in [
        "templates/manager/runner.yaml",
        "templates/rbac/account.yaml",
        "templates/extras/other-serviceaccount.yaml",
        "templates/metrics/numbers-service.yaml",
        "templates/webhook/calls-service.yaml",
        "templates/webhook/checks-validatingwebhookconfiguration.yaml",
        "templates/rbac/there-role-elsewhere.yaml",
        "templates/rbac/there-rolebinding-elsewhere.yaml",
        "templates/extras/settings-configmap.yaml",
    ] {
        assert!(files.contains_key(path), "{path}: {templates:#?}");
    }
}

#[test]
fn names_and_namespaces_are_expressions() {
    let files = files();
    let binding = &files["templates/rbac/there-rolebinding-elsewhere.yaml"];
    assert!(binding.contains("  namespace: elsewhere\n"), "{binding}");
    assert!(
        binding.contains(
            "  name: {{ include \"runner.serviceAccountName\" . | quote }}\n  namespace: {{ .Release.Namespace | quote }}\n"
        ),
        "{binding}"
    );
    assert!(
        binding.contains("  name: {{ include \"runner.resourceName\" (list . \"other\") | quote }}\n"),
        "{binding}"
    );
    let manager = &files["templates/manager/runner.yaml"];
    let host =
        "value: {{ include \"runner.serviceName\" (list . \"calls\") }}.{{ .Release.Namespace }}.svc\n";
    assert!(manager.contains(host), "{manager}");
    assert!(
        manager.contains("image: proxy:1\n") && manager.contains("image: {{ include \"runner.image\" . }}\n")
    );
    assert_eq!(manager.matches("name: hooks").count(), 1, "{manager}");
}

/// The manager's own namespace is the one of the release in selectors, too; other labels may have its name by coincidence.
#[test]
fn selectors_of_namespaces_have_the_one_of_the_release() {
    let files = files();
    let webhooks = &files["templates/webhook/checks-validatingwebhookconfiguration.yaml"];
    for wanted in [
        "    - key: kubernetes.io/metadata.name\n      operator: NotIn\n      values:\n      - {{ .Release.Namespace | quote }}\n      - kube-system\n",
        "    - key: team\n      operator: In\n      values:\n      - acme\n",
        "    matchLabels:\n      kubernetes.io/metadata.name: {{ .Release.Namespace | quote }}\n      team: acme\n",
    ] {
        assert!(webhooks.contains(wanted), "{wanted}\n{webhooks}");
    }
}

#[test]
fn braces_of_the_objects_are_no_templates() {
    let files = files();
    let map = &files["templates/extras/settings-configmap.yaml"];
    assert!(
        map.contains("  \"on\": \"off\"\n  template: \"{{ \"{{\" }} .Name }}\"\n"),
        "{map}"
    );
    let manager = &files["templates/manager/runner.yaml"];
    assert!(
        manager.contains("- \"--to={{ \"{{\" }}host}}\"\n")
            || manager.contains("- --to={{ \"{{\" }}host}}\n"),
        "{manager}"
    );
}

#[test]
fn values_are_those_of_the_deployment() {
    let values: Value = kubewright_core::yaml::from_str(&files()["values.yaml"]).unwrap();
    assert_eq!(values["replicaCount"], 2);
    assert_eq!(values["image"]["repository"], "registry:5000/runner");
    assert_eq!(values["args"], serde_json::json!(["--verbose"]));
    assert_eq!(values["metrics"]["port"], 9000);
    assert!(files()["Chart.yaml"].contains("appVersion: \"v3\"\n"));
    // What the manager does not have is no value.
    for path in [
        "healthProbe",
        "crds",
        "certManager",
        "networkPolicy",
        "leaderElection",
    ] {
        assert!(values[path].is_null(), "{path}");
    }
}

/// Objects of the operator's own kinds are left out wherever the CRDs are: Helm would create them before the operator runs.
#[test]
fn objects_of_own_kinds_are_left_out() {
    let own = "---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: runs.acme.example.com, labels: {app.kubernetes.io/managed-by: kustomize}}
spec: {group: acme.example.com, names: {kind: Run}}
---
apiVersion: acme.example.com/v1
kind: Run
metadata: {name: first}
";
    let text = format!("{MANAGER}{own}");
    for (place, path) in [
        (CrdPlace::Templates, "templates/crd/runs.acme.example.com.yaml"),
        (CrdPlace::Crds, "crds/runs.acme.example.com.yaml"),
    ] {
        let charts = charts(&text, place).unwrap();
        assert!(charts.crds.is_none());
        assert!(charts.operator.files[path].contains("  name: runs.acme.example.com\n"));
        let note = "Run `first` is not part of the chart: its CRD may not exist yet when Helm installs it; create it afterwards";
        assert_eq!(charts.notes, [note]);
        assert!(
            !charts
                .operator
                .files
                .values()
                .any(|text| text.contains("kind: Run\nmetadata")),
            "{place:?}"
        );
    }
    // Labels that say who installs an object are not in `crds/`, which Helm does not render.
    let plain = &charts(&text, CrdPlace::Crds).unwrap().operator.files["crds/runs.acme.example.com.yaml"];
    assert!(!plain.contains("labels") && !plain.contains("{{"), "{plain}");
    let chart = charts(&text, CrdPlace::Chart).unwrap().crds.unwrap();
    let paths: Vec<_> = chart.files.keys().map(String::as_str).collect();
    let wanted = [
        ".helmignore",
        "Chart.yaml",
        "README.md",
        "templates/_helpers.tpl",
        "templates/runs.acme.example.com.yaml",
        "values.schema.json",
        "values.yaml",
    ];
    assert_eq!(paths, wanted);
    // No CRD has a conversion webhook, so nothing depends on the release of the operator.
    assert!(!chart.files["values.yaml"].contains("operator:"));
}

#[test]
fn two_managers_and_none_are_errors() {
    assert!(matches!(
        chart("kind: List\nitems: []\n"),
        Err(ChartError::NoManager)
    ));
    let two = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\n";
    assert!(matches!(chart(two), Err(ChartError::Managers(_))));
}

#[test]
fn a_chart_merged_into_itself_changes_nothing() {
    let mut chart = chart(MANAGER).unwrap();
    let record = chart.files.clone();
    let existing = Existing {
        record: Some(record.clone()),
        present: record.clone(),
    };
    let merged = merge(&mut chart, &existing, false).unwrap();
    assert!(merged.files.is_empty() && merged.notes.is_empty(), "{merged:?}");
    assert_eq!(recorded(&super::record(&record).unwrap()).unwrap(), record);
}
