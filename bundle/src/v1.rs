//! OLM v1: what it makes of a bundle.
//!
//! Operator Controller turns a `registry+v1` bundle into plain manifests. [`render`] does the same without a cluster, so that one
//! can read, lint or deploy what would be installed.

mod accounts;
mod certificates;
mod check;
mod crds;
mod deployments;
mod extension;
mod installer;
mod names;
mod range;
mod webhooks;

use serde_json::Value;
use thiserror::Error;

use crate::pointer::as_list;
use crate::{Bundle, kinds};

pub use certificates::Certificates;
pub use extension::{Source, extension, suggested_namespace};
pub use installer::installer;
pub use range::is_range;

/// Where and how a bundle is installed.
///
/// ```
/// use kubewright_bundle::v1::{Certificates, Install};
///
/// let install = Install::new("operators").watch(["team-a"]).certificates(Certificates::None);
/// assert_eq!(install.watch, ["team-a"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Install {
    /// The namespace of the operator.
    pub namespace: String,
    /// The namespaces that it watches; none for what the bundle supports by default, which is all namespaces.
    pub watch: Vec<String>,
    /// Who issues the certificates of webhooks.
    pub certificates: Certificates,
}

impl Install {
    /// An installation in a namespace.
    #[must_use]
    pub fn new(namespace: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            watch: Vec::new(),
            certificates: Certificates::default(),
        }
    }

    /// Sets the namespaces that the operator watches.
    #[must_use]
    pub fn watch(mut self, namespaces: impl IntoIterator<Item: Into<String>>) -> Self {
        self.watch = namespaces.into_iter().map(Into::into).collect();
        self
    }

    /// Sets who issues the certificates of webhooks.
    #[must_use]
    pub fn certificates(mut self, certificates: Certificates) -> Self {
        self.certificates = certificates;
        self
    }
}

/// Why OLM v1 does not install a bundle.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{problem}")]
pub struct Refused {
    /// What is wrong.
    pub problem: String,
    /// How to fix it.
    pub help: String,
}

/// The objects that OLM v1 would create for a bundle, in the order in which it lists them.
///
/// ```
/// use kubewright_bundle::v1::{Install, render};
/// use kubewright_bundle::{Bundle, Files};
///
/// let mut files = Files::default();
/// files.insert("metadata/annotations.yaml", "
/// annotations:
///   operators.operatorframework.io.bundle.package.v1: cache
/// ");
/// files.insert("manifests/cache.clusterserviceversion.yaml", "
/// kind: ClusterServiceVersion
/// metadata: { name: cache.v1.0.0 }
/// spec:
///   installModes: [{ type: AllNamespaces, supported: true }]
///   install:
///     spec:
///       permissions:
///       - serviceAccountName: cache
///         rules: [{ apiGroups: [\"\"], resources: [pods], verbs: [get] }]
/// ");
/// let objects = render(&Bundle::parse(&files).unwrap(), &Install::new("operators")).unwrap();
/// let kinds: Vec<_> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
/// assert_eq!(kinds, ["ServiceAccount", "ClusterRole", "ClusterRoleBinding"]);
/// ```
///
/// # Errors
///
/// Everything for which OLM v1 refuses the bundle.
pub fn render(bundle: &Bundle, install: &Install) -> Result<Vec<Value>, Vec<Refused>> {
    let csv = csv(bundle)?;
    let mut problems = check::all(bundle, csv);
    let watch = check::watched(csv, install).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let target = Target {
        csv,
        watch: &watch,
        install,
    };
    let mut objects = accounts::service_accounts(&target);
    objects.extend(accounts::roles(&target));
    objects.extend(accounts::cluster_roles(&target));
    objects.extend(crds::all(bundle, &target));
    objects.extend(others(bundle, install));
    objects.extend(deployments::all(bundle, &target));
    objects.extend(webhooks::configurations(&target));
    objects.extend(webhooks::services(&target));
    objects.extend(certificates::objects(&target));
    Ok(objects)
}

/// What the parts of the result depend on.
struct Target<'a> {
    csv: &'a Value,
    /// The watched namespaces; an empty name stands for all.
    watch: &'a [String],
    install: &'a Install,
}

impl<'a> Target<'a> {
    fn watches_all(&self) -> bool {
        self.watch == [""]
    }

    fn deployments(&self) -> &'a [Value] {
        as_list(&self.csv["spec"]["install"]["spec"]["deployments"])
    }

    fn webhooks(&self) -> &'a [Value] {
        as_list(&self.csv["spec"]["webhookdefinitions"])
    }
}

fn csv(bundle: &Bundle) -> Result<&Value, Vec<Refused>> {
    bundle.csv().map(|csv| &csv.object).ok_or_else(|| {
        vec![Refused {
            problem: "the bundle has no ClusterServiceVersion".to_owned(),
            help: "add it to `manifests/`".to_owned(),
        }]
    })
}

/// The other objects, in the namespace of the operator.
fn others(bundle: &Bundle, install: &Install) -> Vec<Value> {
    let special = ["ClusterServiceVersion", "CustomResourceDefinition"];
    let others = bundle
        .manifests
        .iter()
        .filter(|manifest| !special.contains(&manifest.kind()));
    let placed = others.map(|manifest| {
        let mut object = manifest.object.clone();
        if kinds::is_namespaced(manifest.kind()) {
            object["metadata"]["namespace"] = install.namespace.clone().into();
        }
        object
    });
    placed.collect()
}
