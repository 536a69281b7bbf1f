//! Public charts, rendered in process and by Helm: equal objects, or what is not supported in process.
//!
//! The charts are in Go modules, which Go downloads into its cache. Their hashes are pinned here.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_charts::{Chart, Release};
use kubewright_core::yaml;
use kubewright_oracles::{Tool, output};
use serde_json::Value;

/// A chart in a Go module.
struct Public {
    module: &'static str,
    version: &'static str,
    /// The hash of the module, as `go.sum` has it.
    sum: &'static str,
    /// The folder of the chart.
    folder: &'static str,
    /// Values of the chart to render it with, as YAML.
    values: &'static str,
    /// What is not supported in process.
    unsupported: Option<&'static str>,
    /// Whether texts are compared as YAML, without their checksums: `toYaml` quotes more strings than Go does.
    embeds_yaml: bool,
}

const CHARTS: &[Public] = &[
    Public {
        module: "sigs.k8s.io/metrics-server",
        version: "v0.8.0",
        sum: "h1:Zlsi3sBWEtFKCD3+xSysThvXyLQ363rUAlqpnsY5JwI=",
        folder: "charts/metrics-server",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "sigs.k8s.io/metrics-server",
        version: "v0.8.0",
        sum: "h1:Zlsi3sBWEtFKCD3+xSysThvXyLQ363rUAlqpnsY5JwI=",
        folder: "charts/metrics-server",
        values: "{ metrics: { enabled: true }, serviceMonitor: { enabled: true }, podDisruptionBudget: { enabled: true, minAvailable: 1 }, replicas: 2 }",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "sigs.k8s.io/metrics-server",
        version: "v0.8.0",
        sum: "h1:Zlsi3sBWEtFKCD3+xSysThvXyLQ363rUAlqpnsY5JwI=",
        folder: "charts/metrics-server",
        values: "{ tls: { type: helm } }",
        unsupported: Some("the function `genSelfSignedCert`"),
        embeds_yaml: false,
    },
    Public {
        module: "sigs.k8s.io/external-dns",
        version: "v0.18.0",
        sum: "h1:JFzFpbmRRP6zs/sNOQvdhDfhfx2hXzlf67Wgb5IOTRQ=",
        folder: "charts/external-dns",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "sigs.k8s.io/external-dns",
        version: "v0.18.0",
        sum: "h1:JFzFpbmRRP6zs/sNOQvdhDfhfx2hXzlf67Wgb5IOTRQ=",
        folder: "charts/external-dns",
        values: "{ provider: { name: webhook, webhook: { image: { repository: example.com/webhook, tag: v1 } } }, serviceMonitor: { enabled: true }, domainFilters: [example.com], sources: [service, crd] }",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "sigs.k8s.io/kueue",
        version: "v0.17.0",
        sum: "h1:7hzb38M4eKGzYW+CFv2s1L+swzzacUCHOCXxZmAV90I=",
        folder: "charts/kueue",
        values: "{}",
        unsupported: None,
        embeds_yaml: true,
    },
    Public {
        module: "sigs.k8s.io/kueue",
        version: "v0.17.0",
        sum: "h1:7hzb38M4eKGzYW+CFv2s1L+swzzacUCHOCXxZmAV90I=",
        folder: "charts/kueue",
        values: "{ enablePrometheus: true, enableCertManager: true, enableVisibilityAPF: true, enableKueueViz: true }",
        unsupported: None,
        embeds_yaml: true,
    },
    Public {
        module: "sigs.k8s.io/node-feature-discovery",
        version: "v0.17.0",
        sum: "h1:YF7/41TPGiPMCE0qniRLwzvdwavKKAxvkudZgoEQVDA=",
        folder: "deployment/helm/node-feature-discovery",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "github.com/open-policy-agent/gatekeeper/v3",
        version: "v3.17.0",
        sum: "h1:8jiY9rgWRofEJeJLm4gyme97fwvqTbv9+QoerMGXCuU=",
        folder: "charts/gatekeeper",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "github.com/operator-framework/operator-lifecycle-manager",
        version: "v0.46.0",
        sum: "h1:owchkdn1X5HnzjcWJxRXUM1T960U5IZvqzOSR7Lpb+A=",
        folder: "deploy/chart",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "github.com/operator-framework/operator-controller",
        version: "v1.11.0",
        sum: "h1:I1isTdEJ5mT5WHV+o3DPI3bI+eO0xls4gaVbx8kS/Mg=",
        folder: "helm/olmv1",
        values: "{}",
        unsupported: None,
        embeds_yaml: false,
    },
    Public {
        module: "github.com/stefanprodan/podinfo",
        version: "v1.8.0",
        sum: "h1:ttF1XyMhUYsILqvCrV18K511vEPbTlBJMTay2B/R/VU=",
        folder: "charts/podinfo",
        values: "{ ingress: { enabled: true }, hpa: { enabled: true, cpu: 80 } }",
        unsupported: Some("the function `randAlphaNum`"),
        embeds_yaml: false,
    },
];

impl Public {
    fn folder(&self) -> PathBuf {
        let mut go = Command::new("go");
        go.args([
            "mod",
            "download",
            "-json",
            &format!("{}@{}", self.module, self.version),
        ])
        .current_dir(std::env::temp_dir())
        .env("GOFLAGS", "-mod=mod");
        let downloaded: Value = serde_json::from_str(&output(&mut go).unwrap()).unwrap();
        assert_eq!(downloaded["Sum"], self.sum, "{}", self.module);
        Path::new(downloaded["Dir"].as_str().unwrap()).join(self.folder)
    }

    fn by_helm(&self, folder: &Path, release: &Release) -> Vec<Value> {
        let values = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(values.path(), self.values).unwrap();
        let mut helm = Tool::Helm4.command();
        helm.args(["template", &release.name]).arg(folder);
        helm.args([
            "--namespace",
            &release.namespace,
            "--kube-version",
            &release.kube_version,
        ]);
        helm.arg("--values").arg(values.path());
        let text = output(&mut helm).unwrap();
        let objects: Vec<Value> = yaml::all_from_str(&text).unwrap();
        objects.into_iter().filter(Value::is_object).collect()
    }
}

#[test]
fn public_charts_are_rendered_as_by_helm() {
    let mut wrong = Vec::new();
    for public in CHARTS {
        let folder = public.folder();
        let chart = Chart::read(&folder).unwrap();
        let release = Release::new("sample", "shop");
        let values = yaml::from_str(public.values).unwrap();
        let rendered = chart.render(&release, &values);
        let name = format!("{} of {}", chart.name(), public.module);
        match (rendered, public.unsupported) {
            (Ok(rendered), None) => {
                let embeds = public.embeds_yaml;
                let ours = sorted(rendered.into_iter().map(|object| object.value).collect(), embeds);
                let theirs = sorted(public.by_helm(&folder, &release), embeds);
                assert!(!theirs.is_empty(), "{name}");
                wrong.extend(
                    differences(&ours, &theirs)
                        .into_iter()
                        .map(|what| format!("{name}: {what}")),
                );
            }
            (Err(error), Some(expected)) if error.to_string().contains(expected) => {}
            (Ok(_), Some(expected)) => wrong.push(format!("{name}: `{expected}` is supported now")),
            (Err(error), _) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sorted, with numbers in one form.
fn sorted(objects: Vec<Value>, embeds_yaml: bool) -> Vec<(String, Value)> {
    let name = |object: &Value| {
        let parts = ["/apiVersion", "/kind", "/metadata/namespace", "/metadata/name"];
        let parts = parts.map(|path| object.pointer(path).and_then(Value::as_str).unwrap_or_default());
        parts.join(" ")
    };
    let objects = objects.into_iter();
    let mut all: Vec<_> = objects
        .map(|object| (name(&object), plain(object, embeds_yaml)))
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

fn plain(value: Value, embeds_yaml: bool) -> Value {
    let inner = |value| plain(value, embeds_yaml);
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.into_iter().map(inner).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            let fields = fields.filter(|(key, _)| !(embeds_yaml && key.contains("checksum")));
            fields.map(|(key, value)| (key, inner(value))).collect()
        }
        Value::String(text) if embeds_yaml && text.contains('\n') => {
            yaml::from_str(&text).map_or(Value::String(text), inner)
        }
        other => other,
    }
}

fn differences(ours: &[(String, Value)], theirs: &[(String, Value)]) -> Vec<String> {
    let names = |all: &[(String, Value)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (our_names, their_names) = (names(ours), names(theirs));
    if our_names != their_names {
        let missing: Vec<_> = their_names
            .iter()
            .filter(|name| !our_names.contains(name))
            .collect();
        let extra: Vec<_> = our_names
            .iter()
            .filter(|name| !their_names.contains(name))
            .collect();
        return vec![format!("missing {missing:?}, extra {extra:?}")];
    }
    let pairs = ours.iter().zip(theirs).filter(|(ours, theirs)| ours != theirs);
    let shown =
        pairs.map(|((name, ours), (_, theirs))| format!("{name}: {}", first_difference("", ours, theirs)));
    shown.collect()
}

fn first_difference(path: &str, ours: &Value, theirs: &Value) -> String {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one
                .keys()
                .chain(other.keys())
                .find(|key| one.get(*key) != other.get(*key));
            let key = keys.map_or("", String::as_str);
            first_difference(&format!("{path}.{key}"), &ours[key], &theirs[key])
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let at = one
                .iter()
                .zip(other)
                .position(|(one, other)| one != other)
                .unwrap_or_default();
            first_difference(&format!("{path}[{at}]"), &one[at], &other[at])
        }
        _ => format!("{path} is {ours}, and by Helm {theirs}"),
    }
}
