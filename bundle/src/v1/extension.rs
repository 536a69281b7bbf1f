//! The objects by which OLM v1 is asked to install a bundle.

use serde_json::{Map, Value, json};

use super::Install;
use crate::Bundle;
use crate::pointer::as_text;

/// What is installed, and from where.
///
/// ```
/// use kubewright_bundle::v1::Source;
///
/// let source = Source::new("registry.example.com/catalog:v1").version("1.x").channels(["stable"]);
/// assert_eq!(source.version.as_deref(), Some("1.x"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The image of the catalog.
    pub catalog: String,
    /// The range of versions.
    pub version: Option<String>,
    /// The channels.
    pub channels: Vec<String>,
    /// The account that installs, for versions of OLM v1 that need one.
    pub account: Option<String>,
}

impl Source {
    /// All versions in the channels of the bundle.
    #[must_use]
    pub fn new(catalog: impl Into<String>) -> Self {
        Self {
            catalog: catalog.into(),
            version: None,
            channels: Vec::new(),
            account: None,
        }
    }

    /// Sets the range of versions.
    #[must_use]
    pub fn version(mut self, range: impl Into<String>) -> Self {
        self.version = Some(range.into());
        self
    }

    /// Sets the channels.
    #[must_use]
    pub fn channels(mut self, channels: impl IntoIterator<Item: Into<String>>) -> Self {
        self.channels = channels.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the account that installs.
    #[must_use]
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = Some(name.into());
        self
    }
}

/// The namespace that a bundle suggests for its operator.
///
/// It is the one of `operatorframework.io/suggested-namespace`, or else that of the package, as OpenShift's console does it.
///
/// ```
/// let mut bundle = kubewright_bundle::Bundle::default();
/// let package = "operators.operatorframework.io.bundle.package.v1";
/// bundle.annotations.insert(package.to_owned(), "cache".into());
/// assert_eq!(kubewright_bundle::v1::suggested_namespace(&bundle), "cache-system");
/// ```
#[must_use]
pub fn suggested_namespace(bundle: &Bundle) -> String {
    let csv = bundle.csv().map(|csv| &csv.object["metadata"]["annotations"]);
    let suggested = csv.and_then(|all| all["operatorframework.io/suggested-namespace"].as_str());
    match suggested {
        Some(namespace) => namespace.to_owned(),
        None => format!("{}-system", bundle.package().unwrap_or("operator")),
    }
}

/// The namespace, the catalog and the extension of a bundle.
///
/// ```
/// use kubewright_bundle::Bundle;
/// use kubewright_bundle::v1::{Install, Source, extension};
///
/// let objects = extension(&Bundle::default(), &Install::new("ops"), &Source::new("example.com/catalog:v1"));
/// assert_eq!(objects[2]["spec"]["namespace"], "ops");
/// ```
#[must_use]
pub fn extension(bundle: &Bundle, install: &Install, source: &Source) -> Vec<Value> {
    const API: &str = "olm.operatorframework.io/v1";
    let package = bundle.package().unwrap_or_default();
    let version = bundle.csv().map(|csv| as_text(&csv.object["spec"]["version"]));
    let version = source.version.as_deref().or(version);
    let channels: Vec<_> = match source.channels.is_empty() {
        true => bundle.channels().collect(),
        false => source.channels.iter().map(String::as_str).collect(),
    };
    let mut wanted = Map::new();
    wanted.insert("packageName".to_owned(), package.into());
    if let Some(version) = version.filter(|version| !version.is_empty()) {
        wanted.insert("version".to_owned(), version.into());
    }
    if !channels.is_empty() {
        wanted.insert("channels".to_owned(), channels.into());
    }
    let catalog = format!("{package}-catalog");
    let selector = json!({ "matchLabels": { "olm.operatorframework.io/metadata.name": catalog } });
    wanted.insert("selector".to_owned(), selector);
    let mut spec = json!({
        "namespace": install.namespace,
        "source": { "sourceType": "Catalog", "catalog": wanted },
    });
    if let Some(account) = &source.account {
        spec["serviceAccount"] = json!({ "name": account });
    }
    if let [namespace] = &install.watch[..] {
        spec["config"] = json!({ "configType": "Inline", "inline": { "watchNamespace": namespace } });
    }
    vec![
        json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": install.namespace } }),
        json!({
            "apiVersion": API,
            "kind": "ClusterCatalog",
            "metadata": { "name": catalog },
            "spec": { "source": { "type": "Image", "image": { "ref": source.catalog } } },
        }),
        json!({
            "apiVersion": API,
            "kind": "ClusterExtension",
            "metadata": { "name": package },
            "spec": spec,
        }),
    ]
}
