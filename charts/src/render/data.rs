//! The data of templates: `.Values`, `.Release`, `.Chart`, `.Files` and `.Capabilities`.

use std::rc::Rc;

use kubewright_helm_template::{Native, Value};
use serde_json::{Value as Json, json};

use super::{Release, files::Files, tree::Node};

/// The versions of groups that Helm knows without a cluster.
const VERSIONS: &str = include_str!("versions.txt");

/// A file in `templates/`, and the data of its chart.
pub(super) struct Template {
    /// The path, with the folders of the charts.
    pub(super) path: String,
    pub(super) text: String,
    base: String,
    scope: Value,
}

impl Template {
    /// Whether it renders objects.
    pub(super) fn is_rendered(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        !name.starts_with('_') && !self.path.ends_with("NOTES.txt")
    }

    /// The data, which the templates of a chart share.
    pub(super) fn data(&self) -> Value {
        if let Value::Dict(fields) = &self.scope {
            let about = json!({ "Name": self.path, "BasePath": self.base });
            fields
                .borrow_mut()
                .insert("Template".to_owned(), Value::from(&about));
        }
        self.scope.clone()
    }
}

/// Collects the templates of a chart and its subcharts.
pub(super) fn collect(chart: &Node, values: &Value, release: &Release, into: &mut Vec<Template>) {
    let capabilities = capabilities(release);
    below(chart, &chart.name, values, (release, &capabilities), into);
}

fn below(
    chart: &Node,
    path: &str,
    values: &Value,
    (release, capabilities): (&Release, &Value),
    into: &mut Vec<Template>,
) -> Value {
    let subcharts = chart.children.iter().map(|child| {
        let section = match values {
            Value::Dict(fields) => fields.borrow().get(&child.name).cloned(),
            _ => None,
        };
        let section = section.unwrap_or_else(|| Value::dict([]));
        let path = format!("{path}/charts/{}", child.name);
        (
            child.name.clone(),
            below(child, &path, &section, (release, capabilities), into),
        )
    });
    let subcharts: Vec<_> = subcharts.collect();
    let about = json!({
        "Name": release.name,
        "Namespace": release.namespace,
        "IsUpgrade": false,
        "IsInstall": true,
        "Service": "Helm",
    });
    let about = Value::from(&about);
    if let Value::Dict(fields) = &about {
        fields.borrow_mut().insert("Revision".to_owned(), Value::Int(1));
    }
    let scope = Value::dict(
        [
            ("Values", values.clone()),
            ("Release", about),
            ("Chart", metadata(chart, !path.contains('/'))),
            ("Files", Value::Native(Rc::new(Files::of(&chart.files)))),
            ("Capabilities", capabilities.clone()),
            ("Subcharts", Value::dict(subcharts)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    let templates = chart.templates.iter().filter(|(file, _)| {
        let name = file.rsplit('/').next().unwrap_or_default();
        !chart.is_library() || name.starts_with('_')
    });
    into.extend(templates.map(|(file, text)| Template {
        path: format!("{path}/{file}"),
        text: text.clone(),
        base: format!("{path}/templates"),
        scope: scope.clone(),
    }));
    scope
}

/// `Chart.yaml`, with the names of Go's fields.
fn metadata(chart: &Node, is_root: bool) -> Value {
    const TEXTS: [&str; 11] = [
        "Name",
        "Home",
        "Version",
        "Description",
        "Icon",
        "APIVersion",
        "Condition",
        "Tags",
        "AppVersion",
        "KubeVersion",
        "Type",
    ];
    let mut all = serde_json::Map::new();
    for name in TEXTS {
        all.insert(name.to_owned(), "".into());
    }
    for (key, value) in chart.metadata.as_object().into_iter().flatten() {
        let name = match key.as_str() {
            "apiVersion" => "APIVersion".to_owned(),
            key => {
                let mut chars = key.chars();
                let first = chars.next().into_iter().flat_map(char::to_uppercase);
                first.chain(chars).collect()
            }
        };
        let value = match (TEXTS.contains(&name.as_str()), value) {
            (true, Json::Number(number)) => number.to_string().into(),
            (_, value) => value.clone(),
        };
        all.insert(name, value);
    }
    all.entry("Annotations").or_insert_with(|| json!({}));
    all.insert("IsRoot".to_owned(), is_root.into());
    Value::from(&Json::Object(all))
}

fn capabilities(release: &Release) -> Value {
    let version = release.kube_version.trim_start_matches('v');
    let mut parts = version.split('.');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let version = KubeVersion {
        major: next(),
        minor: next(),
        version: format!("v{version}"),
    };
    let known = VERSIONS.lines().map(str::to_owned);
    let versions = ApiVersions(known.chain(release.api_versions.iter().cloned()).collect());
    let helm = json!({ "Version": "v4.3.2", "GitCommit": "", "GitTreeState": "", "GoVersion": "" });
    Value::dict([
        ("KubeVersion".to_owned(), Value::Native(Rc::new(version))),
        ("APIVersions".to_owned(), Value::Native(Rc::new(versions))),
        ("HelmVersion".to_owned(), Value::from(&helm)),
    ])
}

#[derive(Debug)]
struct KubeVersion {
    version: String,
    major: String,
    minor: String,
}

impl Native for KubeVersion {
    fn call(&self, method: &str, _: &[Value]) -> Option<Result<Value, String>> {
        Some(Ok(match method {
            "Version" | "GitVersion" | "String" => self.version.as_str().into(),
            "Major" => self.major.as_str().into(),
            "Minor" => self.minor.as_str().into(),
            _ => return None,
        }))
    }

    fn print(&self) -> String {
        self.version.clone()
    }
}

#[derive(Debug)]
struct ApiVersions(Vec<String>);

impl Native for ApiVersions {
    fn call(&self, method: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let wanted = arguments.first().map(Value::to_string).unwrap_or_default();
        (method == "Has").then(|| Ok(Value::Bool(self.0.contains(&wanted))))
    }

    fn print(&self) -> String {
        format!("[{}]", self.0.join(" "))
    }

    fn items(&self) -> Option<Vec<(Value, Value)>> {
        let versions = self.0.iter().map(|version| Value::from(version.as_str()));
        Some((0..).map(Value::Int).zip(versions).collect())
    }
}
