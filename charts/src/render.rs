//! Renders a chart in process, as `helm template` does.

mod data;
mod dependencies;
mod files;
mod tree;
mod values;

use kubewright_core::yaml;
use kubewright_helm_template::{Engine, TemplateError, Value as Data};
use serde_json::Value;
use thiserror::Error;

use crate::Chart;
use tree::Node;

/// The release that a chart is rendered for, and the cluster.
///
/// ```
/// use kubewright_charts::Release;
///
/// let release = Release::new("web", "shop");
/// assert_eq!(release.kube_version, "v1.37.0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Release {
    /// The name.
    pub name: String,
    /// The namespace.
    pub namespace: String,
    /// The version of Kubernetes.
    pub kube_version: String,
    /// Versions of groups, and kinds of them, beyond those of Kubernetes: `monitoring.coreos.com/v1`.
    pub api_versions: Vec<String>,
}

impl Release {
    /// Creates a release on a cluster of the newest known version.
    #[must_use]
    pub fn new(name: &str, namespace: &str) -> Self {
        let minor = kubewright_core::tables::Minor::NEWEST.number();
        Self {
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            kube_version: format!("v1.{minor}.0"),
            api_versions: Vec::new(),
        }
    }
}

/// An object that a chart renders.
///
/// ```
/// use kubewright_charts::{Chart, Release, RenderedObject};
///
/// let objects: Vec<RenderedObject> = Chart::starter("web").render(&Release::new("web", "shop"), &Default::default())?;
/// assert!(objects.iter().any(|object| object.file == "templates/service.yaml" && object.value["kind"] == "Service"));
/// # Ok::<(), kubewright_charts::RenderError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RenderedObject {
    /// The template.
    pub file: String,
    /// The object.
    pub value: Value,
}

/// A chart cannot be rendered.
///
/// ```
/// use kubewright_charts::{Chart, Release, RenderError};
/// use serde_json::json;
///
/// let values = json!({ "service": "none" });
/// let error = Chart::starter("web").render(&Release::new("web", "shop"), &values).unwrap_err();
/// assert!(matches!(error, RenderError::Template(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RenderError {
    /// A template fails, or uses what only Helm has.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A file of the chart cannot be used.
    #[error("{0}")]
    Chart(String),
}

impl Chart {
    /// Renders all objects, hooks included, but not the CRDs in `crds/`. `lookup` finds nothing.
    ///
    /// # Errors
    ///
    /// If a template fails with these values, or uses a function that needs Helm: those of random numbers, times, keys and
    /// certificates.
    pub fn render(&self, release: &Release, values: &Value) -> Result<Vec<RenderedObject>, RenderError> {
        let mut root = Node::read(self).map_err(RenderError::Chart)?;
        let mut given = match values {
            Value::Object(fields) => fields.clone(),
            Value::Null => serde_json::Map::new(),
            _ => return Err(RenderError::Chart("the values are not an object".to_owned())),
        };
        dependencies::settle(&mut root, &given);
        values::coalesce(&root, &mut given, false).map_err(RenderError::Chart)?;
        let mut templates = Vec::new();
        data::collect(&root, &Data::from(&Value::Object(given)), release, &mut templates);
        // Definitions of charts that are higher up win.
        templates.sort_by(|one, other| {
            let depth = |path: &str| path.matches('/').count();
            (depth(&other.path), &other.path).cmp(&(depth(&one.path), &one.path))
        });
        let mut engine = Engine::default();
        for template in &templates {
            engine.parse(&template.path, &template.text)?;
        }
        let mut objects = Vec::new();
        for template in templates.iter().filter(|template| template.is_rendered()) {
            let text = engine.render(&template.path, &template.data())?;
            let file = template.path.split_once('/').map_or("", |(_, rest)| rest);
            for document in documents(&text) {
                let value: Vec<Value> = yaml::all_from_str(document)
                    .map_err(|error| RenderError::Chart(format!("{file}: {}", error.first_line())))?;
                let values = value.into_iter().filter(Value::is_object);
                objects.extend(values.map(|value| RenderedObject {
                    file: file.to_owned(),
                    value,
                }));
            }
        }
        objects.sort_by(|one, other| one.file.cmp(&other.file));
        Ok(objects)
    }
}

/// The documents of a rendered file. As in Helm, one may begin on the line of its separator.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix("---").unwrap_or(text);
    text.split("\n---").map(str::trim)
}
