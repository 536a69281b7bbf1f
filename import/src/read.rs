//! YAML → CRDs, in the form that kubewright writes.

mod keys;
mod plain;

use std::collections::BTreeMap;

use kubewright_core::crd::{Crd, VERSION_ANNOTATION};
use kubewright_core::plain::reason;
use kubewright_core::{names, yaml};
use serde_json::Value;

use crate::Problem;

const GROUP: &str = "apiextensions.k8s.io/";
const KIND: &str = "CustomResourceDefinition";

/// The CRDs of a text, and the kinds of its other objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documents {
    /// The CRDs.
    pub crds: Vec<Crd>,
    /// The kinds of objects that are no CRDs, and how many there are of each.
    pub others: BTreeMap<String, usize>,
}

/// Reads the CRDs in a YAML text of one or many documents. Everything that has no effect, such as a written default, is in the form
/// that kubewright writes.
///
/// ```
/// let text = "
/// apiVersion: apiextensions.k8s.io/v1
/// kind: CustomResourceDefinition
/// metadata: { name: teas.example.com }
/// spec:
///   group: example.com
///   names: { kind: Tea, plural: teas }
///   scope: Namespaced
///   versions:
///   - name: v1
///     served: true
///     storage: true
///     schema: { openAPIV3Schema: { type: object } }
/// ";
/// let documents = kubewright_import::read(text)?;
/// assert_eq!(documents.crds[0].spec.names.list_kind, "TeaList");
/// # Ok::<(), kubewright_import::Problem>(())
/// ```
///
/// # Errors
///
/// If the text is not YAML, has no CRD, or has one that the API server does not accept in this form.
pub fn read(text: &str) -> Result<Documents, Problem> {
    let documents = documents(text)?;
    if documents.crds.is_empty() {
        let kinds: Vec<_> = documents.others.keys().map(String::as_str).collect();
        return Err(match kinds.is_empty() {
            true => Problem::new(format!("no {KIND}, and no other object")),
            false => Problem::new(format!("no {KIND}, only {}", kinds.join(", "))),
        });
    }
    Ok(documents)
}

/// Like [`read`], for a text that may have no CRD.
///
/// ```
/// let documents = kubewright_import::documents("kind: ConfigMap\napiVersion: v1\n")?;
/// assert_eq!(documents.others["ConfigMap"], 1);
/// # Ok::<(), kubewright_import::Problem>(())
/// ```
///
/// # Errors
///
/// If the text is not YAML, or has a CRD that the API server does not accept in this form.
pub fn documents(text: &str) -> Result<Documents, Problem> {
    let parsed: Vec<Value> = yaml::all_from_str(text)
        .map_err(|error| Problem::new(format!("not YAML: {}", error.first_line())))?;
    let mut documents = Documents::default();
    for document in parsed {
        add(&mut documents, document)?;
    }
    Ok(documents)
}

fn add(documents: &mut Documents, mut document: Value) -> Result<(), Problem> {
    let of = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
    let (version, kind) = (of("apiVersion"), of("kind"));
    if document.is_null() {
        return Ok(());
    }
    if kind == "List" || kind == "CustomResourceDefinitionList" {
        if let Value::Array(items) = document["items"].take() {
            return items.into_iter().try_for_each(|item| add(documents, item));
        }
        return Ok(());
    }
    if kind != KIND || !version.starts_with(GROUP) {
        let kind = if kind.is_empty() {
            "a document without a kind".to_owned()
        } else {
            kind
        };
        *documents.others.entry(kind).or_default() += 1;
        return Ok(());
    }
    let name = document["metadata"]["name"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let crd = definition(&version, document).map_err(|problem| problem.of(&name))?;
    documents.crds.push(crd);
    Ok(())
}

fn definition(version: &str, mut document: Value) -> Result<Crd, Problem> {
    refuse_version(version)?;
    plain::prepare(&mut document);
    if let Some(problem) = keys::check(&document).into_iter().next() {
        return Err(problem);
    }
    let mut crd: Crd =
        serde_json::from_value(document).map_err(|error| Problem::new(format!("not a {KIND}: {error}")))?;
    complete(&mut crd)?;
    Ok(crd)
}

/// Reads a CRD as its author wrote it: what the API server fills in is missing, and versions are in their order.
///
/// ```
/// let document = serde_json::json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "CustomResourceDefinition",
///     "metadata": {"name": "teas.example.com"},
///     "spec": {"group": "example.com", "names": {"kind": "Tea", "plural": "teas"}, "scope": "Namespaced", "versions": []}
/// });
/// let crd = kubewright_import::as_written(document).unwrap();
/// assert_eq!(crd.spec.names.list_kind, "");
/// ```
///
/// # Errors
///
/// All keywords of schemas that the API server does not accept, or the first value of another type.
pub fn as_written(mut document: Value) -> Result<Crd, Vec<Problem>> {
    plain::prepare(&mut document);
    plain::fill(&mut document);
    let problems = keys::check(&document);
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let problem = Problem::new(reason(&error.into_inner().to_string()));
        vec![problem.at(path)]
    })
}

fn refuse_version(version: &str) -> Result<(), Problem> {
    if version == "apiextensions.k8s.io/v1" {
        return Ok(());
    }
    let message = format!("`{version}` is not served since Kubernetes 1.22");
    Err(Problem::new(message).at("apiVersion").help(
        "convert it to `apiextensions.k8s.io/v1`: the schema, columns and subresources move into each version",
    ))
}

/// Fills in what the API server fills in, and removes what has no effect.
///
/// # Errors
///
/// If the API server does not accept the CRD in this form.
pub fn complete(crd: &mut Crd) -> Result<(), Problem> {
    crd.metadata.annotations.remove(VERSION_ANNOTATION);
    if crd.spec.preserve_unknown_fields == Some(true) {
        let problem = Problem::new("the API server accepts only `false` in `apiextensions.k8s.io/v1`");
        return Err(problem.at("spec.preserveUnknownFields").help(
            "remove it, and set `x-kubernetes-preserve-unknown-fields: true` in the schema where unknown fields must be kept",
        ));
    }
    crd.spec.preserve_unknown_fields = None;
    let names = &mut crd.spec.names;
    if names.list_kind.is_empty() {
        names.list_kind = names::list_kind(&names.kind);
    }
    if names.singular.is_empty() {
        names.singular = names::singular(&names.kind);
    }
    let expected = format!("{}.{}", names.plural, crd.spec.group);
    if crd.metadata.name != expected {
        let problem = Problem::new(format!("the name must be `{expected}`, the plural and the group"));
        return Err(problem.at("metadata.name"));
    }
    crd.spec.versions.sort_by(|a, b| a.name.cmp(&b.name));
    for version in &mut crd.spec.versions {
        let root = &mut version.schema.open_api_v3_schema;
        plain::root(root);
        if version
            .subresources
            .as_ref()
            .is_some_and(|subresources| subresources.scale.is_none() && subresources.status.is_none())
        {
            version.subresources = None;
        }
    }
    Ok(())
}

/// Describes the fields that every object has.
pub(crate) fn describe_root(root: &mut kubewright_core::schema::Schema) {
    plain::root(root);
}
