//! A chart and its subcharts.

use std::path::{Component, Path};

use kubewright_core::yaml;
use serde_json::{Map, Value};

use crate::Chart;

/// A chart among the subcharts of another.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The name, or the alias.
    pub(super) name: String,
    /// What `Chart.yaml` has.
    pub(super) metadata: Value,
    pub(super) values: Map<String, Value>,
    /// The files in `templates/`, with their paths in the chart.
    pub(super) templates: Vec<(String, String)>,
    /// What `.Files` has.
    pub(super) files: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn read(chart: &Chart) -> Result<Self, String> {
        let files = chart.files().map(|(path, text)| (parts(path), text)).collect();
        Self::of(files)
    }

    fn of(files: Vec<(Vec<String>, &str)>) -> Result<Self, String> {
        let find = |name: &str| {
            files
                .iter()
                .find(|(path, _)| *path == [name])
                .map(|(_, text)| *text)
        };
        let metadata: Value = yaml::from_str(find("Chart.yaml").ok_or("a subchart has no Chart.yaml")?)
            .map_err(|error| format!("Chart.yaml: {}", error.first_line()))?;
        let name = metadata["name"].as_str().unwrap_or_default().to_owned();
        let values: Vec<Value> = yaml::all_from_str(find("values.yaml").unwrap_or_default())
            .map_err(|error| format!("values.yaml of {name}: {}", error.first_line()))?;
        let mut node = Self {
            values: values.into_iter().next().and_then(object).unwrap_or_default(),
            templates: Vec::new(),
            files: Vec::new(),
            children: Vec::new(),
            metadata,
            name,
        };
        type Files<'a> = Vec<(Vec<String>, &'a str)>;
        let mut subcharts: Vec<(String, Files<'_>)> = Vec::new();
        for (path, text) in files {
            match path.as_slice() {
                [one]
                    if ["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"]
                        .contains(&one.as_str()) => {}
                [first, ..] if first == "templates" => node.templates.push((path.join("/"), text.to_owned())),
                [first, name, rest @ ..] if first == "charts" && !rest.is_empty() => {
                    let rest = rest.to_vec();
                    match subcharts.iter_mut().find(|(other, _)| other == name) {
                        Some((_, files)) => files.push((rest, text)),
                        None => subcharts.push((name.clone(), vec![(rest, text)])),
                    }
                }
                [first, ..] if first == "charts" => {}
                path => node.files.push((path.join("/"), text.to_owned())),
            }
        }
        // Helm ignores folders whose names say so.
        subcharts.retain(|(name, _)| !name.starts_with(['_', '.']));
        let children: Result<_, _> = subcharts.into_iter().map(|(_, files)| Self::of(files)).collect();
        node.children = children?;
        Ok(node)
    }

    pub(super) fn is_library(&self) -> bool {
        self.metadata["type"] == "library"
    }
}

fn parts(path: &Path) -> Vec<String> {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.collect()
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}
