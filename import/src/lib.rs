//! CustomResourceDefinitions as Rust types with kubewright's derives and markers.
//!
//! [`read`] reads CRDs, [`modules`] makes one Rust file of each version. The way back is exact: before it returns, [`modules`] reads
//! the files as `kubewright manifests` does, and compares the CRD that they give with the one that came in.
//!
//! ```text
//! YAML ── read ──▶ Crd ── shape ──▶ model ── write ──▶ Rust ── back ──▶ Crd
//!                                     ▲                                  │
//!                                  markers                compare ◀──────┘
//! ```
//!
//! This crate does no I/O and does not depend on kube.

#![warn(missing_docs)]

mod back;
mod compare;
mod docs;
mod known;
pub mod layout;
mod markers;
mod model;
pub mod names;
mod naming;
mod problem;
mod quote;
mod read;
mod root;
mod shape;
mod unfit;
mod union;
mod write;

use kubewright_core::check::{self, By};
use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::markers::resource::Resource;
use serde_json::Value;
use unfit::Omission;

pub use known::has_default;
pub use names::module_name;
pub use problem::Problem;
pub use read::{Documents, as_written, complete, documents, read};
pub use write::ALLOWED;

/// The type of maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Map {
    /// `std::collections::BTreeMap`
    #[default]
    BTreeMap,
    /// `std::collections::HashMap`
    HashMap,
}

impl Map {
    /// Returns its name.
    fn name(self) -> &'static str {
        match self {
            Self::BTreeMap => "BTreeMap",
            Self::HashMap => "HashMap",
        }
    }
}

/// How types are written.
///
/// ```
/// use kubewright_import::{Map, Options};
///
/// let options = Options::default().map(Map::HashMap);
/// assert_eq!(options.map, Map::HashMap);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The type of maps.
    pub map: Map,
    /// Whether descriptions become doc comments. Without them, the CRD of the types has no descriptions.
    pub docs: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            map: Map::default(),
            docs: true,
        }
    }
}

impl Options {
    /// Sets the type of maps.
    #[must_use]
    pub fn map(self, map: Map) -> Self {
        Self { map, ..self }
    }

    /// Sets whether descriptions become doc comments.
    #[must_use]
    pub fn docs(self, docs: bool) -> Self {
        Self { docs, ..self }
    }
}

/// The types of one version of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The API group.
    pub group: String,
    /// The API version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The name of the module: the kind in snake case.
    pub name: String,
    /// The Rust text.
    pub text: String,
    /// What users have to know about it, such as columns that are left out.
    pub notes: Vec<Message>,
}

/// Makes the Rust types of a CRD: one module for each version.
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
///     schema:
///       openAPIV3Schema:
///         type: object
///         properties:
///           spec: { type: object, properties: { cups: { type: integer, format: int32, minimum: 1 } } }
/// ";
/// let documents = kubewright_import::read(text)?;
/// let modules = kubewright_import::modules(&documents.crds[0], &kubewright_import::Options::default())?;
/// assert!(modules[0].text.contains("pub cups: Option<i32>"));
/// # Ok::<(), kubewright_import::Problem>(())
/// ```
///
/// # Errors
///
/// If the API server refuses the CRD, or if the types do not give the same CRD. Columns and scale whose paths lead nowhere are left out
/// of both, with a note.
pub fn modules(crd: &Crd, options: &Options) -> Result<Vec<Module>, Problem> {
    let mut crd = match options.docs {
        true => crd.clone(),
        false => undescribed(crd),
    };
    let left_out: Vec<_> = crd.spec.versions.iter_mut().map(unfit::remove).collect();
    made(&crd, &left_out, options).map_err(|problem| problem.of(&crd.metadata.name))
}

fn made(crd: &Crd, left_out: &[Vec<Omission>], options: &Options) -> Result<Vec<Module>, Problem> {
    let mut modules = Vec::new();
    for (index, (version, left_out)) in crd.spec.versions.iter().zip(left_out).enumerate() {
        let schema = &version.schema.open_api_v3_schema;
        if let Some(finding) = check::version(schema, &Resource::default()).into_iter().next() {
            let mut problem = Problem::new("").at(format!("spec.versions[{index}].schema.openAPIV3Schema"));
            // The help of the check names markers, which the author of a CRD does not have.
            problem.message = Message::new(finding.error.message.text).help(match finding.by {
                By::ApiServer => "correct the CRD: the API server refuses it",
                By::Kubewright => {
                    "correct the CRD: the API server takes it, but `kubewright manifests` does not"
                }
            });
            return Err(problem);
        }
        let mut types = shape::Types::default();
        let root = root::root(crd, version, &mut types);
        modules.push(Module {
            group: crd.spec.group.clone(),
            version: version.name.clone(),
            kind: crd.spec.names.kind.clone(),
            name: module_name(&crd.spec.names.kind),
            text: write::module(crd, (&version.name, left_out), &root, &types.items, options),
            notes: left_out
                .iter()
                .map(|omission| omission.note(&crd.metadata.name, &version.name))
                .collect(),
        });
    }
    let texts: Vec<&str> = modules.iter().map(|module| module.text.as_str()).collect();
    same(crd, &back::crd(&texts)?)?;
    Ok(modules)
}

/// Checks that the types give the CRD that they were made of.
fn same(wanted: &Crd, given: &Crd) -> Result<(), Problem> {
    let tree = |crd: &Crd| serde_json::to_value(crd).unwrap_or_default();
    let (wanted, given) = (tree(wanted), tree(given));
    let Some((path, wanted, given)) = compare::difference(&wanted, &given, "") else {
        return Ok(());
    };
    let shown =
        |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
    let message = format!(
        "types and markers cannot express this: the CRD has {}, and the types would give {}",
        shown(wanted),
        shown(given)
    );
    Err(Problem::new(message)
        .at(path)
        .help("change it in the CRD, or keep the CRD as a file and write types for the fields that you use"))
}

/// The CRD without descriptions.
fn undescribed(crd: &Crd) -> Crd {
    let mut crd = crd.clone();
    for version in &mut crd.spec.versions {
        let schema = &mut version.schema.open_api_v3_schema;
        schema.limit_descriptions(0);
        read::describe_root(schema);
    }
    crd
}
