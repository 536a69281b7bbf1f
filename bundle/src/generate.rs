//! Generates a bundle from the manifests of an operator and a base `ClusterServiceVersion`.

mod base;
mod certificates;
mod collected;
mod crds;
mod created;
mod deployments;
mod digests;
mod files;
mod images;
mod metadata;
mod note;
mod object;
mod permissions;
mod webhooks;
pub mod words;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::Files;
use crate::pointer::as_text;

pub use base::{Facts, icon};
pub use created::timestamp;
pub use digests::images;
pub use metadata::Metadata;
pub use note::Note;

/// What a bundle is generated from.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The manifests of the operator, for instance from kustomize.
    pub objects: Vec<Value>,
    /// The base `ClusterServiceVersion`, for manifests that have none.
    pub base: Option<Value>,
    /// The metadata that are written by hand.
    pub metadata: Metadata,
    /// The bundle that an earlier run wrote.
    pub former: Files,
}

/// How a bundle is generated.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the package.
    pub package: String,
    /// The version; otherwise that of the base.
    pub version: Option<String>,
    /// The channels; otherwise those of the metadata, or `alpha`.
    pub channels: Vec<String>,
    /// The default channel.
    pub default_channel: Option<String>,
    /// The version that this one replaces.
    pub from_version: Option<String>,
    /// The name of the tool, with its version.
    pub builder: String,
    /// The layout of the project.
    pub layout: String,
    /// Service accounts beside those of the Deployments, whose permissions OLM grants.
    pub extra_accounts: Vec<String>,
    /// The digests of images that have tags; all images are listed as related ones then.
    pub digests: BTreeMap<String, String>,
    /// The time of this run, as [`timestamp`] writes it.
    pub now: String,
    /// Whether `now` is written even if nothing else changed.
    pub fixed_time: bool,
    /// Whether existing metadata are written again.
    pub overwrite: bool,
    /// Whether there are manifests in the result.
    pub manifests: bool,
    /// Whether there are metadata in the result.
    pub metadata: bool,
    /// The path of the bundle.
    pub folder: String,
    /// The same from the folder that an image is built in, for `bundle.Dockerfile`; empty if it is that folder.
    pub copied: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            package: String::new(),
            version: None,
            channels: Vec::new(),
            default_channel: None,
            from_version: None,
            builder: concat!("kubewright-v", env!("CARGO_PKG_VERSION")).to_owned(),
            layout: "unknown".to_owned(),
            extra_accounts: Vec::new(),
            digests: BTreeMap::new(),
            now: String::new(),
            fixed_time: false,
            overwrite: true,
            manifests: true,
            metadata: true,
            folder: "bundle".to_owned(),
            copied: "bundle".to_owned(),
        }
    }
}

/// A generated bundle.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The files, relative to the bundle.
    pub bundle: Files,
    /// The text of `bundle.Dockerfile`.
    pub dockerfile: Option<String>,
    /// What could not be carried over, and what to do.
    pub notes: Vec<Note>,
}

/// Generates the metadata of a bundle whose manifests exist.
pub(crate) fn metadata_of(options: &Options) -> Result<Generated, GenerateError> {
    let mut generated = Generated::default();
    metadata::write(
        &Metadata::default(),
        &Files::default(),
        false,
        options,
        &mut generated,
    )?;
    Ok(generated)
}

/// Why there is no bundle.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The manifests have no Deployment.
    #[error("the manifests have no Deployment, and OLM installs operators only as Deployments; {0}")]
    NoDeployment(String),
    /// The manifests have several `ClusterServiceVersion`s.
    #[error("the manifests have several ClusterServiceVersions: {0}; leave one of them")]
    SeveralBases(String),
    /// The `ClusterServiceVersion` is of another package.
    #[error(
        "the ClusterServiceVersion `{name}` is not of package `{package}`; rename it to `{package}.v0.0.0`, or pass `--package`"
    )]
    OtherPackage {
        /// Its name.
        name: String,
        /// The package.
        package: String,
    },
    /// The base is no `ClusterServiceVersion`.
    #[error("the base has kind `{0}`; it has to be a ClusterServiceVersion")]
    NoBase(String),
    /// A version is not semantic.
    #[error(
        "`{0}` is not a semantic version; use one such as `0.1.0` or `1.2.0-rc.1`, without a leading `v`"
    )]
    Version(String),
    /// Several scorecard configurations.
    #[error("the manifests have several scorecard configurations; leave one of them")]
    SeveralScorecards,
    /// A name does not fit.
    #[error("`{0}` is not a valid package name; use lower-case letters, digits and `-`")]
    Package(String),
    /// A channel has no name, or the default is not among the channels.
    #[error("{0}")]
    Channel(String),
    /// An annotation is written by hand and has another value.
    #[error(
        "`{key}` is `{value}` in the annotations written by hand, but has to be `{expected}`; remove it there"
    )]
    Annotation {
        /// The key.
        key: String,
        /// The value by hand.
        value: String,
        /// The value.
        expected: String,
    },
    /// The annotation that keeps objects out of bundles has an unknown value.
    #[error(
        "{object} has the annotation `{key}: {value}`; the only value is `exclude`, which keeps the object out of the bundle",
        key = collected::BUNDLE
    )]
    Exclusion {
        /// The kind and the name of the object.
        object: String,
        /// The value.
        value: String,
    },
    /// A YAML document cannot be written or read.
    #[error("{0}")]
    Yaml(String),
}

/// Generates a bundle.
///
/// ```
/// use kubewright_bundle::generate::{Input, Options, generate};
/// use serde_json::json;
///
/// let manager = json!({
///     "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "manager"},
///     "spec": {"template": {"spec": {"containers": [{"name": "manager", "image": "example.com/manager:v1"}]}}},
/// });
/// let input = Input { objects: vec![manager], ..Input::default() };
/// let options = Options { package: "cache".into(), version: Some("0.1.0".into()), ..Options::default() };
/// let generated = generate(input, &options)?;
/// let csv = generated.bundle.text("manifests/cache.clusterserviceversion.yaml".as_ref()).unwrap();
/// assert!(csv.contains("name: cache.v0.1.0"));
/// # Ok::<(), kubewright_bundle::generate::GenerateError>(())
/// ```
///
/// # Errors
///
/// If the manifests, the base or the options do not make a bundle.
pub fn generate(mut input: Input, options: &Options) -> Result<Generated, GenerateError> {
    base::check(options)?;
    digests::pin(&mut input.objects, input.base.as_mut(), &options.digests);
    let mut generated = Generated::default();
    let mut has_scorecard = input.former.text(metadata::SCORECARD.as_ref()).is_some();
    if options.manifests {
        let collected = collected::collect(input.objects, &mut generated.notes)?;
        has_scorecard = collected.scorecard.is_some();
        manifests(collected, input.base, &input.former, options, &mut generated)?;
    }
    if options.metadata {
        metadata::write(
            &input.metadata,
            &input.former,
            has_scorecard,
            options,
            &mut generated,
        )?;
    }
    Ok(generated)
}

/// Adds the files of `manifests/` and the scorecard's configuration.
fn manifests(
    collected: collected::Collected,
    base: Option<Value>,
    former: &Files,
    options: &Options,
    generated: &mut Generated,
) -> Result<(), GenerateError> {
    let notes = &mut generated.notes;
    let mut csv = base::chosen(&collected, base, options, notes)?;
    deployments::check(&collected)?;
    let rights = permissions::split(&collected, options, notes);
    let webhooks = webhooks::definitions(&collected, notes);
    let served = webhooks.iter().map(|webhook| as_text(&webhook["deploymentName"]));
    let served = served.collect();
    let replaced = certificates::Replaced::of(&collected, &served);
    let spec = &mut csv["spec"];
    spec["install"] = json!({"strategy": "deployment", "spec": {
        "deployments": deployments::specs(&collected, &served, notes),
        "permissions": rights.permissions,
        "clusterPermissions": rights.cluster_permissions,
    }});
    for empty in ["permissions", "clusterPermissions"] {
        if spec["install"]["spec"][empty] == json!([]) {
            object::remove(&mut spec["install"]["spec"], empty);
        }
    }
    crds::own(spec, &collected.crds, notes);
    put(spec, "webhookdefinitions", webhooks);
    let mut images = images::related(spec, &collected.deployments, notes);
    if !options.digests.is_empty() {
        digests::add_containers(&mut images, &collected.deployments);
    }
    put(spec, "relatedImages", images);
    if spec["cleanup"] == json!({"enabled": false}) {
        object::remove(spec, "cleanup");
    }
    let annotations = object::annotations(&mut csv);
    annotations.insert(
        "alm-examples".to_owned(),
        crds::examples(&collected.examples).into(),
    );
    annotations.insert(metadata::CSV_BUILDER.to_owned(), options.builder.clone().into());
    annotations.insert(metadata::CSV_LAYOUT.to_owned(), options.layout.clone().into());
    let path = format!(
        "manifests/{}.clusterserviceversion.yaml",
        options.package.to_lowercase()
    );
    created::stamp(&mut csv, former.text(path.as_ref()), options);
    generated.bundle.insert(path, object::yaml(&csv)?);
    files::write(&collected, &replaced, rights.objects, generated)?;
    Ok(())
}

/// Sets a list, or removes it if it is empty.
fn put(spec: &mut Value, key: &str, list: Vec<Value>) {
    match list.is_empty() {
        true => object::remove(spec, key),
        false => spec[key] = list.into(),
    }
}

/// Keys and values.
type Fields = Map<String, Value>;
