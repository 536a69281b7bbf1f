//! CRDs inside the program, as `kubewright manifests` writes them.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_core::{
    crd::{self, Crd, TOOL_VERSION, Version},
    diagnostic::Located,
    lower::{Lowerer, Options, Place},
    tables::Minor,
};
use thiserror::Error;

use crate::schema::described::{Described, Link, Linked};

/// Why types cannot be combined into a CRD. Errors of a single type are found when it is compiled.
///
/// ```
/// use kubewright_runtime::crd;
///
/// let error = crd::of_versions(&[]).unwrap_err();
/// assert_eq!(error.problems, ["no version was given that is not skipped"]);
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", problems.join("\n"))]
pub struct CrdError {
    /// The problems, each with the name of its type.
    pub problems: Vec<String>,
}

/// Returns the CRD of a kind from all its versions.
///
/// ```
/// # mod api {
/// #     use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// #     pub mod v1 {
/// #         /// +kubebuilder:storageversion
/// #         #[derive(kubewright_runtime::CustomResource)]
/// #         #[resource(group = "example.com", version = "v1")]
/// #         pub struct Probe { pub metadata: super::ObjectMeta }
/// #     }
/// #     pub mod v2 {
/// #         #[derive(kubewright_runtime::CustomResource)]
/// #         #[resource(group = "example.com", version = "v2")]
/// #         pub struct Probe { pub metadata: super::ObjectMeta }
/// #     }
/// # }
/// # use api::{v1, v2};
/// use kubewright_runtime::{Described, crd};
///
/// let crd = crd::of_versions(&[v1::Probe::link, v2::Probe::link])?;
/// assert_eq!(crd.spec.versions.len(), 2);
/// # Ok::<(), crd::CrdError>(())
/// ```
pub fn of_versions(versions: &[fn() -> Link]) -> Result<CustomResourceDefinition, CrdError> {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for link in versions {
        match version(link()) {
            Ok(version) => read.push(version),
            Err(error) => problems.extend(error.problems),
        }
    }
    if !problems.is_empty() {
        return Err(CrdError { problems });
    }
    definition(&read)
}

fn definition(versions: &[Version]) -> Result<CustomResourceDefinition, CrdError> {
    let mut crds = crd::definitions(versions, Some(TOOL_VERSION)).map_err(|errors| {
        let named = |error: Located<usize>| format!("{}: {error}", versions[error.place].root.version);
        CrdError {
            problems: errors.into_iter().map(named).collect(),
        }
    })?;
    let one = |problem: &str| CrdError {
        problems: vec![problem.to_owned()],
    };
    match (crds.pop(), crds.pop()) {
        (Some(crd), None) => convert(&crd).map_err(|error| one(&error.to_string())),
        (Some(_), Some(_)) => Err(one("the types are of different kinds; make one CRD for each")),
        (None, _) => Err(one("no version was given that is not skipped")),
    }
}

/// Returns the CRD of one type as the only version, even if it has `+kubebuilder:skipversion`.
pub fn of<T: Described>() -> Result<CustomResourceDefinition, CrdError> {
    let mut version = version(T::link())?;
    version.resource.skip = false;
    definition(&[version])
}

/// For the derive, whose `crd()` has no way to fail.
#[doc(hidden)]
pub fn of_or_panic<T: Described>() -> CustomResourceDefinition {
    match of::<T>() {
        Ok(crd) => crd,
        Err(error) => panic!("{error}"),
    }
}

fn convert(crd: &Crd) -> Result<CustomResourceDefinition, serde_json::Error> {
    // Through text: the type is decoded from text elsewhere, and decoding it from values would compile its code a second time.
    serde_json::to_string(crd).and_then(|text| serde_json::from_str(&text))
}

/// One version of a kind: what its root type says.
pub(crate) fn version(link: Link) -> Result<Version, CrdError> {
    let graph = Linked::new(link);
    let options = Options {
        minor: minor(),
        ..Options::default()
    };
    let mut lowerer = Lowerer::new(&graph, options);
    let version = lowerer.version(&Linked::ROOT);
    let errors = lowerer.into_errors();
    let Some(version) = version else {
        let name = &graph.root().name;
        return Err(CrdError {
            problems: vec![format!("{name}: is not a root type; derive `CustomResource`")],
        });
    };
    if errors.is_empty() {
        return Ok(version);
    }
    let named = |error: &Located<Place<usize>>| format!("{}: {error}", graph.name(error.place.node));
    Err(CrdError {
        problems: errors.iter().map(named).collect(),
    })
}

/// Returns the minor version of Kubernetes that k8s-openapi was compiled for.
pub fn minor() -> Minor {
    let mut newest = Minor::OLDEST;
    macro_rules! at_least {
        ($($check:ident => $minor:literal),+) => {
            $(k8s_openapi::$check! { newest = Minor::try_from($minor).unwrap_or(newest); })+
        };
    }
    at_least!(k8s_if_ge_1_33 => 33, k8s_if_ge_1_34 => 34, k8s_if_ge_1_35 => 35, k8s_if_ge_1_36 => 36, k8s_if_ge_1_37 => 37);
    newest
}
