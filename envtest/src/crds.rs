//! `CustomResourceDefinition`s to install.

mod served;

use std::path::Path;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::core::{ClusterResourceScope, NamespaceResourceScope};
use kube::{Client, Resource};
use kubewright_controllers::Kind;
use serde_json::{Value, json};

use crate::document::Document;
use crate::error::Error;
use crate::webhook_server::WebhookServer;

const KIND: &str = "CustomResourceDefinition";
const COLLECTION: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// `CustomResourceDefinition`s to install, from files or from values.
///
/// The text of a file is sent unchanged, so that the API server parses the YAML itself.
///
/// ```
/// use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
/// use kubewright_envtest::Crds;
///
/// let crd = CustomResourceDefinition::default();
/// assert_eq!(Crds::from([crd]).len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Crds {
    documents: Vec<Document>,
}

impl Crds {
    /// Reads a file, or the YAML and JSON files in a folder, in the order of their names.
    ///
    /// Other objects in them are skipped.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not YAML, or if there is no `CustomResourceDefinition` at all.
    ///
    /// ```
    /// let error = kubewright_envtest::Crds::read("config/nowhere").unwrap_err();
    /// assert!(error.to_string().starts_with("cannot read config/nowhere: "));
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let documents = Document::read(path.as_ref(), &[KIND])?;
        Ok(Self { documents })
    }

    /// Creates a CRD that accepts objects of any form, for a kind of another project.
    ///
    /// ```
    /// # use k8s_openapi::api::core::v1::ConfigMap;
    /// // In earnest, a type of another project.
    /// assert_eq!(kubewright_envtest::Crds::open::<ConfigMap>().len(), 1);
    /// ```
    #[must_use]
    pub fn open<K: Resource<DynamicType = (), Scope: Scope>>() -> Self {
        let (group, plural) = (K::group(&()), K::plural(&()));
        let crd = json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": KIND,
            "metadata": {
                "name": format!("{plural}.{group}"),
                // Without it the API server rejects CRDs in groups of Kubernetes.
                "annotations": { "api-approved.kubernetes.io": "unapproved, for a test" },
            },
            "spec": {
                "group": group,
                "names": { "kind": K::kind(&()), "plural": plural },
                "scope": K::Scope::NAME,
                "versions": [{
                    "name": K::version(&()),
                    "served": true,
                    "storage": true,
                    "schema": {
                        "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                    },
                    "subresources": { "status": {} },
                }],
            },
        });
        Self {
            documents: vec![Document::of(KIND, &crd)],
        }
    }

    /// Reads YAML with one or more documents.
    ///
    /// # Errors
    ///
    /// If it is not YAML.
    ///
    /// ```
    /// let yaml = "kind: ConfigMap\n---\nkind: CustomResourceDefinition\n";
    /// assert_eq!(kubewright_envtest::Crds::parse(yaml)?.len(), 1);
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn parse(yaml: &str) -> Result<Self, Error> {
        let documents = Document::parse("YAML", yaml, &[KIND])?;
        Ok(Self { documents })
    }

    /// Returns the number of CRDs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Returns whether there are no CRDs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The kinds that they define.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.documents.iter().map(|document| {
            let text = |pointer| {
                document
                    .value()
                    .pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            Kind::in_group(text("/spec/group"), text("/spec/names/kind"))
        })
    }

    /// Returns whether one of them has a conversion webhook.
    ///
    /// ```
    /// let yaml = "kind: CustomResourceDefinition\nspec: { conversion: { strategy: Webhook } }\n";
    /// assert!(kubewright_envtest::Crds::parse(yaml)?.are_converted());
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    #[must_use]
    pub fn are_converted(&self) -> bool {
        self.documents
            .iter()
            .any(|document| is_converted(document.value()))
    }

    /// Adds a conversion webhook to every CRD with several versions: the environment's [`WebhookServer`] at this path.
    /// kubebuilder's path is `/convert`.
    ///
    /// CRDs in `config/crd/bases` do not contain the conversion; kustomize adds it when they are deployed.
    ///
    /// ```
    /// let yaml = "kind: CustomResourceDefinition\nspec: { versions: [{ name: v1 }, { name: v2 }] }\n";
    /// let crds = kubewright_envtest::Crds::parse(yaml)?.converted_at("/convert");
    /// assert_eq!(crds.len(), 1);
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    #[must_use]
    pub fn converted_at(mut self, path: &str) -> Self {
        for document in &mut self.documents {
            let several = document.value()["spec"]["versions"]
                .as_array()
                .is_some_and(|versions| versions.len() > 1);
            if several {
                document.change(|crd| crd["spec"]["conversion"] = conversion(path));
            }
        }
        self
    }

    /// Creates or replaces all, then waits until the server serves them. Returns whether any is new or changed.
    pub(crate) async fn install(
        &self,
        client: &Client,
        webhooks: &WebhookServer,
        serving: Serving,
    ) -> Result<bool, Error> {
        let mut changed = false;
        for document in &self.documents {
            let mut document = document.clone();
            document.change(|crd| {
                if is_converted(crd) {
                    webhooks.redirect(&mut crd["spec"]["conversion"]["webhook"]["clientConfig"]);
                }
            });
            changed |= document.create_or_replace(client, COLLECTION).await?;
        }
        for document in &self.documents {
            document.served(client, serving).await?;
        }
        Ok(changed)
    }
}

/// Whether objects of a kind are in namespaces.
///
/// ```
/// use k8s_openapi::api::core::v1::{Node, Pod};
/// use kubewright_envtest::Scope;
///
/// fn name<K: kube::Resource<Scope: Scope>>() -> &'static str {
///     K::Scope::NAME
/// }
/// assert_eq!((name::<Pod>(), name::<Node>()), ("Namespaced", "Cluster"));
/// ```
pub trait Scope {
    /// As a `CustomResourceDefinition` says it.
    const NAME: &'static str;
}

impl Scope for NamespaceResourceScope {
    const NAME: &'static str = "Namespaced";
}

impl Scope for ClusterResourceScope {
    const NAME: &'static str = "Cluster";
}

/// Who else may serve the same objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serving {
    /// Nobody.
    Alone,
    /// Other API servers of the same cluster.
    WithOthers,
}

fn is_converted(crd: &Value) -> bool {
    crd["spec"]["conversion"]["strategy"] == "Webhook"
}

fn conversion(path: &str) -> Value {
    json!({
        "strategy": "Webhook",
        "webhook": {
            "clientConfig": { "service": { "name": "webhook-service", "namespace": "system", "path": path } },
            "conversionReviewVersions": ["v1"],
        },
    })
}

impl From<CustomResourceDefinition> for Crds {
    fn from(crd: CustomResourceDefinition) -> Self {
        Self {
            documents: vec![Document::of(KIND, &crd)],
        }
    }
}

impl From<Vec<CustomResourceDefinition>> for Crds {
    fn from(crds: Vec<CustomResourceDefinition>) -> Self {
        Self {
            documents: crds.iter().map(|crd| Document::of(KIND, crd)).collect(),
        }
    }
}

impl<const N: usize> From<[CustomResourceDefinition; N]> for Crds {
    fn from(crds: [CustomResourceDefinition; N]) -> Self {
        Self {
            documents: crds.iter().map(|crd| Document::of(KIND, crd)).collect(),
        }
    }
}

impl Extend<Self> for Crds {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, more: I) {
        self.documents
            .extend(more.into_iter().flat_map(|crds| crds.documents));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_is_read_in_order_and_other_objects_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("b.yaml", "kind: CustomResourceDefinition\nmetadata: {name: b}\n");
        write(
            "a.yml",
            "kind: CustomResourceDefinition\nmetadata: {name: a}\n---\nkind: Kustomization\n",
        );
        write("notes.txt", "not: [yaml");
        let crds = Crds::read(folder.path()).unwrap();
        let names: Vec<_> = crds.documents.iter().map(Document::name).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn a_folder_without_any_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = Crds::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.ends_with(": no CustomResourceDefinition in it; write them first, or name another path")
        );
    }

    #[test]
    fn broken_yaml_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("broken.yaml");
        fs::write(&file, "kind: [\n").unwrap();
        let error = Crds::read(&file).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: ", file.display())), "{error}");
    }
}
