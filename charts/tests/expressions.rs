//! Expressions of templates, each evaluated in process and by Helm.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kubewright_charts::{Chart, Release};
use kubewright_core::yaml;
use kubewright_oracles::{Tool, output};
use serde_json::Value;

const VALUES: &str = "number: 3
big: 1234567
fraction: 2.5
text: Hello World
empty: ''
enabled: true
disabled: false
list: [a, b, c]
map: { a: 1, z: [x, 2], inner: { deep: true, none: null } }
global: { shared: everywhere }
sub: { text: from the parent }
";

/// Statements, with what only a template can do: variables, loops, and changes of maps that others see.
const BLOCKS: &[&str] = &[
    "{{ $x := 1 }}{{ range until 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}",
    "{{ range $i, $v := .Values.list }}{{ if eq $v \"c\" }}{{ break }}{{ end }}{{ $i }}{{ $v }} {{ else }}none{{ end }}",
    "{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }};{{ end }}",
    "{{ range list }}x{{ else }}none{{ end }}",
    "{{ with .Values.map }}{{ .a }}{{ $.Values.text }}{{ else }}no{{ end }}",
    "{{ with .Values.missing }}yes{{ else with .Values.text }}{{ . }}{{ end }}",
    "{{ if .Values.disabled }}a{{ else if .Values.enabled }}b{{ else }}c{{ end }}",
    "{{ $m := dict }}{{ $n := $m }}{{ $_ := set $n \"a\" 1 }}{{ $m }}",
    "{{ $_ := set .Values \"added\" \"later\" }}{{ .Values.added }}",
    "{{- /* nothing */ -}}  trimmed  {{- \" here\" }}",
    "{{ template \"named\" . }}",
    "{{ range 3 }}{{ . }}{{ end }}",
];

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn expressions_are_evaluated_as_by_helm() {
    let expressions = include_str!("expressions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let expressions: Vec<String> = expressions.map(|line| format!("{{{{ {line} }}}}")).collect();
    let all: Vec<String> = expressions
        .into_iter()
        .chain(BLOCKS.iter().map(|block| (*block).to_owned()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path();
    let about = "apiVersion: v2\nname: all\nversion: 0.1.0\nappVersion: 1.16.0\n";
    write(chart, "Chart.yaml", about);
    write(chart, "values.yaml", VALUES);
    write(chart, "files/a.txt", "one\ntwo\n");
    write(chart, "files/b.txt", "three");
    write(
        chart,
        "charts/sub/Chart.yaml",
        "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    );
    write(
        chart,
        "charts/sub/values.yaml",
        "text: from the subchart\nother: true\n",
    );
    write(
        chart,
        "charts/sub/templates/a.yaml",
        "kind: Sub\nvalues: {{ .Values | toJson }}\n",
    );
    write(
        chart,
        "templates/_named.tpl",
        "{{ define \"named\" }}<{{ .Values.text }}>{{ end }}",
    );
    for (at, expression) in all.iter().enumerate() {
        // As a text that nothing is trimmed of.
        let body = expression.replace('\n', " ");
        let object = format!(
            "{{{{ define \"e{at}\" }}}}{body}{{{{ end }}}}kind: E{at}\ntext: {{{{ include \"e{at}\" . | toJson }}}}\n"
        );
        write(chart, &format!("templates/e{at}.yaml"), &object);
    }
    let release = Release::new("sample", "shop");
    let ours = Chart::read(chart)
        .unwrap()
        .render(&release, &Value::Null)
        .unwrap();
    let ours: Vec<Value> = ours.into_iter().map(|object| object.value).collect();
    let mut helm = Tool::Helm4.command();
    helm.args(["template", "sample"]).arg(chart);
    helm.args(["--namespace=shop", "--kube-version", &release.kube_version]);
    let theirs: Vec<Value> = yaml::all_from_str(&output(&mut helm).unwrap()).unwrap();
    let by_kind = |all: Vec<Value>| -> BTreeMap<String, Value> {
        let all = all.into_iter().filter(Value::is_object);
        all.map(|object| (object["kind"].as_str().unwrap().to_owned(), object))
            .collect()
    };
    let (ours, theirs) = (by_kind(ours), by_kind(theirs));
    assert_eq!((ours.len(), theirs.len()), (all.len() + 1, all.len() + 1));
    let wrong = theirs.iter().filter(|(kind, object)| ours[*kind] != **object);
    let wrong: Vec<String> = wrong
        .map(|(kind, object)| {
            let at = kind.strip_prefix('E').and_then(|at| at.parse::<usize>().ok());
            let what = at.map_or("the values of the subchart", |at| all[at].as_str());
            format!("{what}: {} and by Helm {}", ours[kind], object)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
