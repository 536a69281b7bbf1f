//! The base `ClusterServiceVersion`: the one in the manifests, the project's, or a default one.

use serde_json::{Value, json};

use super::collected::Collected;
use super::object::{self, kind, name};
use super::words::words;
use super::{GenerateError, Note, Options};
use crate::pointer::{as_list, as_text};
use crate::version;

/// What a default base says about an operator.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The name of the package.
    pub package: String,
    /// The name for readers; otherwise made from the package.
    pub display_name: String,
    /// What the operator does, in Markdown.
    pub description: String,
    /// Keywords for searches.
    pub keywords: Vec<String>,
    /// Names and e-mail addresses.
    pub maintainers: Vec<(String, String)>,
    /// The name of the provider.
    pub provider: String,
    /// The URL of the provider.
    pub provider_url: String,
    /// The URL of the repository.
    pub repository: String,
    /// Whether the operator watches namespaces by name instead of all.
    pub namespaced: bool,
}

impl Facts {
    /// The base, which passes all validation.
    ///
    /// ```
    /// use kubewright_bundle::generate::Facts;
    ///
    /// let facts = Facts { package: "memcached-operator".into(), ..Facts::default() };
    /// let base = facts.base();
    /// assert_eq!(base["metadata"]["name"], "memcached-operator.v0.0.0");
    /// assert_eq!(base["spec"]["displayName"], "Memcached Operator");
    /// ```
    #[must_use]
    pub fn base(&self) -> Value {
        let or = |text: &str, other: &str| {
            if text.is_empty() {
                other.to_owned()
            } else {
                text.to_owned()
            }
        };
        let display_name = or(&self.display_name, &words(&self.package));
        let description = or(
            &self.description,
            &format!("{display_name} is an operator for Kubernetes."),
        );
        let provider = or(&self.provider, &display_name);
        let keywords = match self.keywords.is_empty() {
            true => vec![self.package.clone()],
            false => self.keywords.clone(),
        };
        let mode = |of_type: &str, supported: bool| json!({"type": of_type, "supported": supported});
        let mut base = json!({
            "apiVersion": "operators.coreos.com/v1alpha1",
            "kind": "ClusterServiceVersion",
            "metadata": {
                "name": format!("{}.v0.0.0", self.package),
                "namespace": "placeholder",
                "annotations": {"alm-examples": "[]", "capabilities": "Basic Install"},
            },
            "spec": {
                "displayName": display_name,
                "description": description,
                "icon": [{"base64data": icon(), "mediatype": "image/svg+xml"}],
                "installModes": [
                    mode("OwnNamespace", self.namespaced),
                    mode("SingleNamespace", self.namespaced),
                    mode("MultiNamespace", self.namespaced),
                    mode("AllNamespaces", !self.namespaced),
                ],
                "keywords": keywords,
                "maturity": "alpha",
                "minKubeVersion": "1.25.0",
                "provider": {"name": provider},
                "version": "0.0.0",
            },
        });
        let spec = &mut base["spec"];
        if !self.provider_url.is_empty() {
            spec["provider"]["url"] = self.provider_url.clone().into();
        }
        if !self.repository.is_empty() {
            spec["links"] = json!([{"name": display_name, "url": self.repository}]);
            object::annotations(&mut base).insert("repository".to_owned(), self.repository.clone().into());
        }
        if !self.maintainers.is_empty() {
            let one = |(name, email): &(String, String)| json!({"name": name, "email": email});
            base["spec"]["maintainers"] = self.maintainers.iter().map(one).collect();
        }
        base
    }
}

/// The default icon, a gear, as base64 of an SVG.
#[must_use]
pub fn icon() -> &'static str {
    include_str!("icon.svg.base64").trim_ascii_end()
}

/// Checks the options that name the bundle.
pub(super) fn check(options: &Options) -> Result<(), GenerateError> {
    let package = &options.package;
    let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = [package.chars().next(), package.chars().last()];
    if !package.chars().all(is_fine) || ends.iter().any(|end| end.is_none_or(|c| c == '-')) {
        return Err(GenerateError::Package(package.clone()));
    }
    for version in [&options.version, &options.from_version].into_iter().flatten() {
        if !version::is_semantic(version) {
            return Err(GenerateError::Version(version.clone()));
        }
    }
    Ok(())
}

/// The base, with the name and the version of this bundle.
pub(super) fn chosen(
    collected: &Collected,
    base: Option<Value>,
    options: &Options,
    notes: &mut Vec<Note>,
) -> Result<Value, GenerateError> {
    let package = &options.package;
    let mut csv = match (&collected.csvs[..], base) {
        ([], None) => {
            notes.push(Note::new(
                "the project has no base ClusterServiceVersion, so the bundle gets a default one",
                "run `kubewright generate kustomize manifests`, then describe the operator in `config/manifests/bases`",
            ));
            let package = package.clone();
            Facts {
                package,
                ..Facts::default()
            }
            .base()
        }
        ([], Some(base)) => base,
        ([only], _) => only.clone(),
        (several, _) => {
            let names: Vec<_> = several.iter().map(|csv| format!("`{}`", name(csv))).collect();
            return Err(GenerateError::SeveralBases(names.join(", ")));
        }
    };
    if kind(&csv) != "ClusterServiceVersion" {
        return Err(GenerateError::NoBase(kind(&csv).to_owned()));
    }
    if !name(&csv).starts_with(&format!("{package}.")) {
        return Err(GenerateError::OtherPackage {
            name: name(&csv).to_owned(),
            package: package.clone(),
        });
    }
    if !csv["spec"].is_object() {
        csv["spec"] = json!({});
    }
    let version = match &options.version {
        Some(version) => version.clone(),
        None => own_version(&csv, package)?,
    };
    csv["metadata"]["name"] = format!("{package}.v{version}").into();
    csv["spec"]["version"] = version.into();
    if let Some(from) = &options.from_version {
        csv["spec"]["replaces"] = format!("{package}.v{from}").into();
    }
    object::remove(&mut csv, "status");
    conversion_modes(&csv, collected, notes);
    Ok(csv)
}

/// The version that the base has.
fn own_version(csv: &Value, package: &str) -> Result<String, GenerateError> {
    let of_name = name(csv).strip_prefix(&format!("{package}.v")).unwrap_or("0.0.0");
    let version = match as_text(&csv["spec"]["version"]) {
        "" if of_name == "X.Y.Z" => "0.0.0",
        "" => of_name,
        version => version,
    };
    match version::is_semantic(version) {
        true => Ok(version.to_owned()),
        false => Err(GenerateError::Version(version.to_owned())),
    }
}

/// Reports install modes that OLM does not allow with a conversion webhook.
fn conversion_modes(csv: &Value, collected: &Collected, notes: &mut Vec<Note>) {
    let converts = |crd: &Value| crd["spec"]["conversion"]["strategy"] == "Webhook";
    if !collected.crds.iter().any(converts) {
        return;
    }
    for mode in as_list(&csv["spec"]["installModes"]) {
        if mode["supported"] == true && mode["type"] != "AllNamespaces" {
            notes.push(Note::new(
                format!(
                    "the base supports install mode `{}`, but a CRD has a conversion webhook",
                    as_text(&mode["type"])
                ),
                "support only `AllNamespaces`: all namespaces share the CRD",
            ));
        }
    }
}
