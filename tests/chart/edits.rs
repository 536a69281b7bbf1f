//! Edits of a chart, and a project that goes on.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::both::helm;
use super::project::Project;
use kubewright_oracles::{Tool, output};

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

const EDIT: [&str; 3] = ["edit", "--plugins", "helm"];

#[test]
fn a_second_run_changes_nothing() {
    let project = Project::with_chart();
    let before = project.chart_files();
    let files = [
        "PROJECT",
        "Makefile",
        "hack/helm.mk",
        ".github/workflows/test-chart.yml",
    ];
    let others = files.map(|path| project.read(path));
    project.kubewright(&EDIT).unwrap();
    assert_eq!(project.chart_files(), before);
    assert_eq!(files.map(|path| project.read(path)), others);
    assert!(
        others[0].contains("  helm.kubewright.dev/v1: {}\n"),
        "{}",
        others[0]
    );
    assert_eq!(others[1].matches("include hack/helm.mk").count(), 1);
}

/// Edits of templates, values and other files are there after the project has changed and the chart with it.
#[test]
fn no_edit_is_lost() {
    for seed in 0..6 {
        let mut random = Random(seed);
        let project = Project::with_chart();
        let mut marks = Vec::new();
        for (number, (path, text)) in project.chart_files().into_iter().enumerate() {
            let name = path.display().to_string();
            let is_edited = random.below(3) == 0
                && (name == "values.yaml" || name.ends_with(".yaml") || name.ends_with(".tpl"));
            if !is_edited || name.starts_with(".kubewright") {
                continue;
            }
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            // Outside of blocks of text: between the lines of the first ones.
            let at = random.below(4.min(lines.len()));
            let mark = match name.ends_with(".tpl") {
                true => format!("{{{{- /* edit {number} */ -}}}}\n"),
                false => format!("# edit {number}\n"),
            };
            let edited = [&lines[..at].concat(), &mark, &lines[at..].concat()]
                .map(String::as_str)
                .concat();
            project.write(&format!("dist/chart/{name}"), &edited);
            marks.push((name, mark));
        }
        let values = project.read("dist/chart/values.yaml");
        let values = values
            .replace("replicaCount: 1", "replicaCount: 7 # mine")
            .replace("args: []\n", "args:\n- --mine\n");
        project.write("dist/chart/values.yaml", &(values + "\n# Mine.\nmine: {a: 1}\n"));
        // The project goes on: a flag, another limit, and a role that is gone.
        let manager = project.read("config/manager/manager.yaml");
        let manager = manager
            .replace(
                "        - --leader-elect\n",
                "        - --leader-elect\n        - --zap-log-level=debug\n",
            )
            .replace("memory: 128Mi", "memory: 256Mi")
            .replace("periodSeconds: 20", "periodSeconds: 25");
        project.write("config/manager/manager.yaml", &manager);
        let rbac = project.read("config/rbac/kustomization.yaml");
        project.write(
            "config/rbac/kustomization.yaml",
            &rbac.replace("- memcached_viewer_role.yaml\n", ""),
        );
        project.kubewright(&EDIT).unwrap();
        let values = project.read("dist/chart/values.yaml");
        for kept in [
            "replicaCount: 7 # mine",
            "- --mine",
            "# Mine.\nmine: {a: 1}",
            "memory: 256Mi",
            "periodSeconds: 25",
        ] {
            assert!(values.contains(kept), "{seed}: {kept}\n{values}");
        }
        for (name, mark) in &marks {
            // A file that no longer belongs to the chart stays if it was edited.
            assert!(
                project.read(&format!("dist/chart/{name}")).contains(mark),
                "{seed}: {name}"
            );
        }
        let viewer = "templates/rbac/memcached-viewer-role-clusterrole.yaml";
        let stays = marks.iter().any(|(name, _)| name == viewer);
        assert_eq!(project.path().join("dist/chart").join(viewer).is_file(), stays);
        let after = project.chart_files();
        project.kubewright(&EDIT).unwrap();
        assert_eq!(project.chart_files(), after, "{seed}");
        helm(&["lint", "--strict", &project.chart()]).unwrap();
    }
}

#[test]
fn conflicts_are_shown_and_nothing_is_written() {
    let project = Project::with_chart();
    let path = "dist/chart/templates/crd/memcacheds.cache.example.com.yaml";
    let edited = project.read(path).replacen("maxLength: 63", "maxLength: 64", 1);
    let line = 1 + edited
        .lines()
        .position(|line| line.contains("maxLength: 64"))
        .unwrap();
    project.write(path, &edited);
    let crd = "config/crd/bases/cache.example.com_memcacheds.yaml";
    project.write(crd, &project.read(crd).replace("maxLength: 63", "maxLength: 32"));
    let before = project.chart_files();
    let error = project.kubewright(&EDIT).unwrap_err();
    let wanted = format!(
        "error: dist/chart: `templates/crd/memcacheds.cache.example.com.yaml` was edited in line {line}, where it also changes now; \
         make the change by hand, or overwrite the file with `--force`\n"
    );
    assert_eq!(error, wanted);
    assert_eq!(project.chart_files(), before);
    project.kubewright(&[&EDIT[..], &["--force"]].concat()).unwrap();
    assert!(!project.read(path).contains("maxLength: 6"));
}

#[test]
fn deleted_files_stay_deleted() {
    let project = Project::with_chart();
    let path = project.path().join("dist/chart/templates/NOTES.txt");
    fs::remove_file(&path).unwrap();
    project.kubewright(&EDIT).unwrap();
    assert!(!path.exists());
    project.kubewright(&[&EDIT[..], &["--force"]].concat()).unwrap();
    assert!(path.exists());
}

#[test]
fn bad_input_is_one_message_and_nothing_is_written() {
    let refused = |change: &dyn Fn(&Project), arguments: &[&str], variables: &[(&str, &str)]| {
        let project = Project::with_chart();
        change(&project);
        let before = project.chart_files();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright"));
        command.args(EDIT).args(arguments).current_dir(project.path());
        let error = output(command.envs(variables.iter().copied())).unwrap_err();
        assert_eq!(project.chart_files(), before);
        assert_eq!(error.matches("error: ").count(), 1, "{error}");
        let error = error.replace(&project.path().display().to_string(), "FOLDER");
        error.trim_end().trim_start_matches("error: ").to_owned()
    };
    let values = |text: &'static str| move |project: &Project| project.write("dist/chart/values.yaml", text);
    let nothing = |_: &Project| {};
    let cases: [(&str, String); 18] = [
        (
            "`values.yaml` cannot be read: line 1 has an anchor",
            refused(&values("a: &x 1\nb: *x\n"), &[], &[]),
        ),
        ("duplicate", refused(&values("a: 1\na: 2\n"), &[], &[])),
        (
            "`Chart.yaml` cannot be read",
            refused(
                &|project| project.write("dist/chart/Chart.yaml", "a: [\n"),
                &[],
                &[],
            ),
        ),
        (
            "`values.schema.json` cannot be read",
            refused(
                &|project| project.write("dist/chart/values.schema.json", "{"),
                &[],
                &[],
            ),
        ),
        (
            "`.kubewright.yaml` of the chart is missing",
            refused(
                &|project| fs::remove_file(project.path().join("dist/chart/.kubewright.yaml")).unwrap(),
                &[],
                &[],
            ),
        ),
        (
            "install kubectl, set `KUBECTL`",
            refused(&nothing, &[], &[("KUBECTL", "/missing/kubectl")]),
        ),
        (
            "`kubectl kustomize config/default` failed",
            refused(
                &|project| fs::remove_dir_all(project.path().join("config/rbac")).unwrap(),
                &[],
                &[],
            ),
        ),
        (
            "failed to get the patch file from path(nope.yaml)",
            refused(
                &|project| {
                    let path = "config/default/kustomization.yaml";
                    project.write(path, &(project.read(path) + "\npatches:\n- path: nope.yaml\n"));
                },
                &[],
                &[],
            ),
        ),
        (
            "`config/default` has no kustomization",
            refused(
                &|project| fs::remove_dir_all(project.path().join("config/default")).unwrap(),
                &[],
                &[],
            ),
        ),
        (
            "was edited in line",
            refused(
                &|project| {
                    let path = "dist/chart/templates/crd/memcacheds.cache.example.com.yaml";
                    project.write(
                        path,
                        &project.read(path).replacen("maxLength: 63", "maxLength: 64", 1),
                    );
                    let crd = "config/crd/bases/cache.example.com_memcacheds.yaml";
                    project.write(crd, &project.read(crd).replace("maxLength: 63", "maxLength: 32"));
                },
                &[],
                &[],
            ),
        ),
        (
            "was not written by kubewright",
            refused(
                &|project| {
                    let rbac = "config/rbac/kustomization.yaml";
                    project.write(rbac, &(project.read(rbac) + "- own_role.yaml\n"));
                    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: own-role}\n";
                    project.write("config/rbac/own_role.yaml", role);
                    project.write("dist/chart/templates/rbac/own-role-clusterrole.yaml", "# Mine.\n");
                },
                &[],
                &[],
            ),
        ),
        (
            "of the chart cannot be read",
            refused(
                &|project| project.write("dist/chart/.kubewright.yaml", "a: [\n"),
                &[],
                &[],
            ),
        ),
        (
            "`all.yaml` is not YAML",
            refused(
                &|project| project.write("all.yaml", "a: [\n"),
                &["--manifests", "all.yaml"],
                &[],
            ),
        ),
        (
            "`missing.yaml` cannot be read",
            refused(&nothing, &["--manifests", "missing.yaml"], &[]),
        ),
        (
            "the manifests have no Deployment",
            refused(
                &|project| project.write("all.yaml", "kind: List\nitems: []\n"),
                &["--manifests", "all.yaml"],
                &[],
            ),
        ),
        (
            "any of the Deployments `a`, `b` could be the manager",
            refused(
                &|project| {
                    let one = |name: &str| {
                        format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\n")
                    };
                    project.write("all.yaml", &[one("a"), one("b")].join("---\n"));
                },
                &["--manifests", "all.yaml"],
                &[],
            ),
        ),
        (
            "`crds/` of a chart has no templates",
            refused(&nothing, &["--crds", "crds"], &[]),
        ),
        (
            "`elsewhere` in `PROJECT` is not a place",
            refused(
                &|project| {
                    let recorded = project.read("PROJECT").replace(
                        "helm.kubewright.dev/v1: {}",
                        "helm.kubewright.dev/v1: {crds: elsewhere}",
                    );
                    project.write("PROJECT", &recorded);
                },
                &[],
                &[],
            ),
        ),
    ];
    for (wanted, error) in &cases {
        assert!(error.contains(wanted), "{wanted}: {error}");
    }
    let messages = cases.map(|(_, error)| error);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/chart-refused.txt");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&golden, messages.join("\n") + "\n").unwrap();
    }
    assert_eq!(messages.join("\n") + "\n", fs::read_to_string(golden).unwrap());
}

/// The targets of the Makefile: IMG in all its forms.
#[test]
fn make_passes_the_image_in_its_parts() {
    let project = Project::with_chart();
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for (given, wanted) in [
        ("operator", "operator:latest".to_owned()),
        ("operator:v1", "operator:v1".to_owned()),
        (
            "registry:5000/team/operator",
            "registry:5000/team/operator:latest".to_owned(),
        ),
        (
            "registry:5000/team/operator:v1",
            "registry:5000/team/operator:v1".to_owned(),
        ),
        (
            &format!("registry:5000/operator@{digest}"),
            format!("registry:5000/operator@{digest}"),
        ),
        (
            &format!("registry:5000/operator:v1@{digest}"),
            format!("registry:5000/operator@{digest}"),
        ),
    ] {
        for helm in Tool::HELMS {
            let helm = format!("HELM={}", helm.program().display());
            let rendered = output(
                Command::new("make")
                    .args(["helm-template", &helm, &format!("IMG={given}")])
                    .current_dir(project.path()),
            );
            let rendered = rendered.unwrap();
            let image = rendered
                .lines()
                .find(|line| line.trim().starts_with("image: ") && !line.contains("curl"));
            assert_eq!(image.unwrap().trim(), format!("image: {wanted}"), "{given}");
        }
    }
}

#[test]
fn options_are_recorded() {
    let project = Project::new();
    project.write("all.yaml", &project.kustomize());
    let options = [
        "--output-dir",
        "deploy",
        "--manifests",
        "all.yaml",
        "--chart-name",
        "other",
    ];
    project.kubewright(&[&EDIT[..], &options].concat()).unwrap();
    let record = "plugins:\n  helm.kubewright.dev/v1:\n    chartName: other\n    manifests: all.yaml\n    output: deploy\n";
    assert!(
        project.read("PROJECT").contains(record),
        "{}",
        project.read("PROJECT")
    );
    assert!(
        project
            .read("hack/helm.mk")
            .contains("HELM_CHART ?= deploy/chart\n")
    );
    let chart = project.path().join("deploy/chart").display().to_string();
    let values = "fullnameOverride=memcached-operator";
    let rendered = helm(&[
        "template",
        "x",
        &chart,
        "-n",
        "memcached-operator-system",
        "--set",
        values,
    ])
    .unwrap();
    assert_eq!(
        super::objects::differences(&rendered, &project.kustomize(), &[]),
        ""
    );
    let before = project.read("PROJECT");
    project.kubewright(&EDIT).unwrap();
    assert_eq!(project.read("PROJECT"), before);
    let error = project.kubewright(&["edit", "--chart-name", "x"]).unwrap_err();
    assert!(
        error.contains("`--chart-name` is an option of the Helm chart"),
        "{error}"
    );
    let error = project
        .kubewright(&[&EDIT[..], &["--chart-name", "X y"]].concat())
        .unwrap_err();
    assert!(error.contains("`X y` cannot be the name of a chart"), "{error}");
}

/// `--remove-plugins` removes the files that nobody edited, and what belongs to them.
#[test]
fn the_chart_goes_without_the_edits() {
    let project = Project::new();
    let before = project.read("Makefile");
    project.kubewright(&EDIT).unwrap();
    let values = project.read("dist/chart/values.yaml");
    let edited = values.replace("replicaCount: 1", "replicaCount: 2");
    project.write("dist/chart/values.yaml", &edited);
    project.kubewright(&["edit", "--remove-plugins", "helm"]).unwrap();
    let left: Vec<_> = project.chart_files().into_iter().collect();
    assert_eq!(left, [("values.yaml".into(), edited)]);
    assert_eq!(project.read("Makefile"), before);
    assert!(!project.path().join("hack/helm.mk").exists());
    assert!(!project.read("PROJECT").contains("helm"));
}

/// Webhooks come, get certificates of the manager, and go; each time the chart renders to what kustomize builds.
#[test]
fn the_chart_follows_the_project() {
    let project = Project::small(&[]);
    project.kubewright(&EDIT).unwrap();
    let values = "dist/chart/values.yaml";
    let mine = "terminationGracePeriodSeconds: 40 # mine";
    let edited = project
        .read(values)
        .replace("terminationGracePeriodSeconds: 40", mine);
    project.write(values, &edited);
    let of_kind = ["--group", "tenancy", "--version", "v1", "--kind", "Tenant"];
    let webhook = |verb| [&[verb, "webhook"][..], &of_kind].concat();
    for (call, has_cert_manager) in [
        ([&webhook("create")[..], &["--defaulting"]].concat(), true),
        (vec!["edit", "--own-certificates"], false),
        (vec!["edit", "--multigroup"], false),
        (webhook("delete"), false),
    ] {
        project.kubewright(&call).unwrap();
        project.kubewright(&EDIT).unwrap();
        let workflow = project.read(".github/workflows/test-chart.yml");
        assert_eq!(
            workflow.contains("name: Install cert-manager"),
            has_cert_manager,
            "{call:?}"
        );
        assert!(project.read(values).contains(mine), "{call:?}");
        helm(&["lint", "--strict", &project.chart()]).unwrap();
        let namespace = "tenant-operator-system";
        let rendered = helm(&["template", "tenant-operator", &project.chart(), "-n", namespace]).unwrap();
        let found = super::objects::differences(&rendered, &project.kustomize(), &[]);
        assert_eq!(found, "", "{call:?}");
    }
}
