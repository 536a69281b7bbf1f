//! The manifests of OLM.

use std::fs;
use std::path::PathBuf;

use kubewright_bundle::pointer::text;
use kubewright_core::yaml;
use serde_json::Value;

use crate::failure::{Failure, Result};

/// The objects of manifests, by the order in which they are created.
pub(super) struct Manifests {
    pub(super) crds: Vec<Value>,
    /// Objects of kinds that other CRDs or Kubernetes define, namespaces first.
    pub(super) others: Vec<Value>,
    /// Objects of the kinds that the CRDs define. They may need the webhooks of OLM.
    pub(super) own: Vec<Value>,
}

impl Manifests {
    pub(super) fn read(files: &[PathBuf]) -> Result<Self> {
        let mut objects: Vec<Value> = Vec::new();
        for path in files {
            let content = fs::read_to_string(path).map_err(|error| Failure::of_file("read", path, &error))?;
            let unreadable = |error: yaml::YamlError| {
                Failure::new(format!(
                    "`{}` is not valid YAML: {}",
                    path.display(),
                    error.first_line()
                ))
            };
            let documents: Vec<Value> = yaml::all_from_str(&content).map_err(unreadable)?;
            for document in documents.into_iter().filter(|document| !document.is_null()) {
                if text(&document, "/kind").is_empty() || text(&document, "/metadata/name").is_empty() {
                    return Err(Failure::new(format!(
                        "`{}` has a document without `kind` or `metadata.name`",
                        path.display()
                    )));
                }
                objects.push(document);
            }
        }
        let (crds, rest): (Vec<_>, Vec<_>) = objects
            .into_iter()
            .partition(|object| object["kind"] == "CustomResourceDefinition");
        let is_own = |object: &Value| crds.iter().any(|crd| defines(crd, object));
        let (own, mut others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_own);
        others.sort_by_key(|object| object["kind"] != "Namespace");
        Ok(Self { crds, others, own })
    }

    /// All objects, in the order in which they are created.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.crds.iter().chain(&self.others).chain(&self.own)
    }

    /// Whether a CRD is among them.
    pub(super) fn define(&self, crd: &str) -> bool {
        self.crds
            .iter()
            .any(|object| text(object, "/metadata/name") == crd)
    }
}

/// Whether a CRD defines the kind of an object.
fn defines(crd: &Value, object: &Value) -> bool {
    let group = text(object, "/apiVersion").split('/').next();
    crd["spec"]["names"]["kind"] == object["kind"] && group == Some(text(crd, "/spec/group"))
}

/// The kind and the name of an object, for messages.
pub(super) fn shown(object: &Value) -> String {
    format!("{} `{}`", text(object, "/kind"), text(object, "/metadata/name"))
}
