//! The arguments of `kubewright bundle`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kubewright_bundle::v1::Certificates;
use kubewright_olm::Registry;

use super::generators::{GenerateBase, GenerateBundle};
use super::images::BundleImage;

const VALIDATE_EXAMPLES: &str = "Examples:
  kubewright bundle validate bundle
  kubewright bundle validate bundle --select-optional suite=operatorframework
  kubewright bundle validate example.com/cache-bundle:v0.0.1
  kubewright bundle validate bundle --select-optional 'name in (good-practices,olm-v1)' -o sarif
";

/// Make and check bundles for the Operator Lifecycle Manager (OLM)
#[derive(Debug, Subcommand)]
pub(crate) enum Bundle {
    Render(Render),
    Extension(Extension),
    Compare(Compare),
    Generate(Box<GenerateBundle>),
    KustomizeManifests(Box<GenerateBase>),
    Validate(Box<BundleValidate>),
    FromPackagemanifests(FromPackageManifests),
    #[command(flatten)]
    Image(BundleImage),
}

/// Print the objects that OLM v1 creates for a bundle
///
/// Needs no cluster. If OLM v1 refuses the bundle, every reason is printed.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// The folder of the bundle
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub(crate) bundle: PathBuf,

    #[command(flatten)]
    pub(crate) install: Install,
}

/// Print the `ClusterCatalog` and `ClusterExtension` that install a bundle
///
/// With `--service-account`, the account and the permissions that it needs for the installation are printed too. OLM v1 before
/// version 1.11 needs the account; newer versions install with their own permissions.
#[derive(Debug, Args)]
pub(crate) struct Extension {
    /// The folder of the bundle
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub(crate) bundle: PathBuf,

    /// The image of the catalog that has the bundle
    #[arg(long, value_name = "IMAGE")]
    pub(crate) catalog_image: String,

    /// The versions that may be installed, such as `1.2.3` or `>=1.2.0 <2.0.0`; the bundle's version by default
    #[arg(long, value_name = "RANGE")]
    pub(crate) version: Option<String>,

    /// The channels to install from; those of the bundle by default
    #[arg(long, value_name = "CHANNEL", value_delimiter = ',')]
    pub(crate) channels: Vec<String>,

    /// The service account that installs the bundle
    #[arg(long, value_name = "NAME")]
    pub(crate) service_account: Option<String>,

    #[command(flatten)]
    pub(crate) install: Install,
}

/// Check whether OLM v1 upgrades the CRDs of a bundle to those of another
///
/// OLM v1 refuses to upgrade CRDs if stored objects could become invalid. Each side is a folder with a bundle or with CRDs. It may
/// start with a git revision: `v1.0.0:bundle`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The installed bundle, or its CRDs
    #[arg(value_name = "OLD")]
    pub(crate) old: String,

    /// The new bundle, or its CRDs
    #[arg(value_name = "NEW", default_value = "bundle")]
    pub(crate) new: String,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where and how a bundle is installed.
#[derive(Args, Debug)]
pub(crate) struct Install {
    /// The namespace of the operator; by default the one that the bundle suggests, or `PACKAGE-system`
    #[arg(long, short, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,

    /// The namespaces that the operator watches; by default all, if the bundle supports that
    #[arg(long, value_name = "NAMESPACE", value_delimiter = ',')]
    pub(crate) watch_namespace: Vec<String>,

    /// Who issues the certificates of webhooks
    #[arg(long, value_name = "ISSUER", default_value = "cert-manager")]
    pub(crate) certificates: Issuer,
}

/// Who issues certificates.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Issuer {
    /// cert-manager
    CertManager,
    /// The service CA of OpenShift
    #[value(name = "openshift")]
    OpenShift,
    /// Nobody
    None,
}

impl From<Issuer> for Certificates {
    fn from(issuer: Issuer) -> Self {
        match issuer {
            Issuer::CertManager => Self::CertManager,
            Issuer::OpenShift => Self::OpenShift,
            Issuer::None => Self::None,
        }
    }
}

/// Convert package manifests, the format before bundles, to bundles
///
/// Every version becomes `bundle-VERSION/bundle` in the output folder, with a Dockerfile beside it. It belongs to every
/// channel whose newest version is this one, or replaces it directly or through other versions.
#[derive(Debug, Args)]
pub(crate) struct FromPackageManifests {
    /// The folder with a folder for each version and a file `*.package.yaml`
    #[arg(value_name = "FOLDER", default_value = "packagemanifests")]
    pub(crate) folder: PathBuf,

    /// The folder for the bundles
    #[arg(long, short, value_name = "FOLDER", default_value = "bundles")]
    pub(crate) output_dir: PathBuf,

    /// Build the images too: `IMAGE:VERSION` for each version
    #[arg(long, value_name = "IMAGE", visible_alias = "image-tag-base")]
    pub(crate) image_base: Option<String>,

    /// Accepted for compatibility with operator-sdk: no container engine is needed
    #[arg(long, value_name = "COMMAND", hide = true)]
    pub(crate) build_cmd: Option<String>,
}

/// Check a bundle
///
/// Checks its files, its ClusterServiceVersion, its CRDs and everything else that would make its installation fail. More checks run
/// on request: `--list-optional` lists them.
#[derive(Debug, Args)]
#[command(after_long_help = VALIDATE_EXAMPLES)]
pub(crate) struct BundleValidate {
    /// The folder of the bundle, its OCI image layout, or its image
    #[arg(value_name = "BUNDLE", required_unless_present = "list_optional")]
    pub(crate) bundle: Option<PathBuf>,

    /// The format of the findings: text, json, json-alpha1, sarif, junit
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: String,

    /// List the checks that run on request
    #[arg(long)]
    pub(crate) list_optional: bool,

    /// Run more checks, selected by the labels `name` and `suite`
    #[arg(long, value_name = "SELECTOR")]
    pub(crate) select_optional: Vec<String>,

    /// Settings of these checks: `k8s-version=1.37`, `index-path=FILE`
    #[arg(long, value_name = "KEY=VALUE", value_delimiter = ',')]
    pub(crate) optional_values: Vec<String>,

    /// Programs that check the bundle too, separated by `:`
    #[arg(long, value_name = "PROGRAMS")]
    pub(crate) alpha_select_external: Option<String>,

    /// Accepted for compatibility with operator-sdk: no container engine is needed
    #[arg(long, short = 'b', value_name = "PROGRAM", hide = true)]
    pub(crate) image_builder: Option<String>,

    #[command(flatten)]
    pub(crate) registry: Registry,
}
