//! Arguments of `kubewright run` and `kubewright cleanup`.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::{Cluster, Registry};

/// Install an operator with OLM
#[derive(Clone, Debug, Subcommand)]
#[expect(missing_docs, reason = "docs here would replace the help of the arguments")]
pub enum Run {
    Bundle(RunBundle),
    #[command(name = "bundle-upgrade")]
    BundleUpgrade(RunUpgrade),
    #[command(visible_alias = "pm")]
    Packagemanifests(RunPackageManifests),
}

const BUNDLE_EXAMPLES: &str = "Examples:
  kubewright run bundle bundle -n operators
  kubewright run bundle example.com/cache-bundle:v0.0.1 -n cache --install-mode OwnNamespace
  kubewright run bundle bundle -n cache --olm v1 --catalog-image example.com/cache-catalog:v0.0.1
";

/// Install a bundle with OLM
///
/// With OLM v0, serves a catalog with the bundle from a Pod, and subscribes to it. With OLM v1, pushes an image of a catalog and
/// creates a ClusterCatalog and a ClusterExtension. Both wait until the operator runs. If a stage fails, the reason is printed.
/// Nothing is deleted then: run `kubewright cleanup PACKAGE`.
#[derive(Args, Clone, Debug)]
#[command(after_help = BUNDLE_EXAMPLES)]
#[non_exhaustive]
pub struct RunBundle {
    /// The folder of the bundle, or its image
    #[arg(value_name = "BUNDLE")]
    pub bundle: String,

    /// The namespaces that the operator watches: AllNamespaces, OwnNamespace, SingleNamespace=NS, MultiNamespace=NS,NS
    #[arg(long, value_name = "MODE")]
    pub install_mode: Option<InstallMode>,

    /// How the catalog is served.
    #[command(flatten)]
    pub serving: Serving,
}

const PACKAGE_MANIFESTS: &str = "\
Install a version from package manifests, the format before bundles

Makes a bundle of the version, and installs it as `run bundle` does. `kubewright bundle from-packagemanifests` writes the bundles of
all versions.";

/// The arguments of `run packagemanifests`.
///
/// ```
/// use clap::Parser;
/// use kubewright_olm::RunPackageManifests;
///
/// #[derive(Parser)]
/// struct Command {
///     #[command(flatten)]
///     args: RunPackageManifests,
/// }
///
/// let command = Command::parse_from(["run", "--version", "1.0.0"]);
/// assert_eq!(command.args.folder.to_str(), Some("packagemanifests"));
/// ```
#[derive(Args, Clone, Debug)]
#[command(
    about = "Install a version from package manifests, the format before bundles",
    long_about = PACKAGE_MANIFESTS
)]
#[non_exhaustive]
pub struct RunPackageManifests {
    /// The folder with a folder for each version and a file `*.package.yaml`
    #[arg(value_name = "FOLDER", default_value = "packagemanifests")]
    pub folder: PathBuf,

    /// The version, by the name of its folder [default: the newest of the default channel]
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,

    /// The namespaces that the operator watches: AllNamespaces, OwnNamespace, SingleNamespace=NS, MultiNamespace=NS,NS
    #[arg(long, value_name = "MODE")]
    pub install_mode: Option<InstallMode>,

    /// How the catalog is served.
    #[command(flatten)]
    pub serving: Serving,
}

/// Upgrade an installed operator to another bundle
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct RunUpgrade {
    /// The folder of the new bundle, or its image
    #[arg(value_name = "BUNDLE")]
    pub bundle: String,

    /// How the catalog is served.
    #[command(flatten)]
    pub serving: Serving,
}

/// How a catalog is served in the cluster, and how long to wait.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Serving {
    /// The namespace of the operator [default: that of the context]
    #[arg(long, short, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// How long each stage may take
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub timeout: Duration,

    /// The OLM to install with [default: the one that the cluster has]
    #[arg(long, value_name = "VERSION")]
    pub olm: Option<Generation>,

    /// OLM v1: the image of the catalog, such as `example.com/cache-catalog:v0.0.1`, which is pushed first
    #[arg(long, value_name = "IMAGE")]
    pub catalog_image: Option<String>,

    /// OLM v0: the image that serves the catalog [default: quay.io/operator-framework/opm:latest]
    #[arg(long, value_name = "IMAGE")]
    pub index_image: Option<String>,

    /// OLM v0: the image that unpacks the catalog [default: docker.io/library/busybox:1.37]
    #[arg(long, value_name = "IMAGE")]
    pub decompression_image: Option<String>,

    /// OLM v0: the service account of the Pod that serves the catalog
    #[arg(long, value_name = "NAME")]
    pub service_account: Option<String>,

    /// OLM v0: a Secret to pull the bundle and the serving image with
    #[arg(long, value_name = "NAME")]
    pub pull_secret_name: Option<String>,

    /// A Secret whose `cert.pem` has the certificates of the registry's authority, for registries of your own
    #[arg(long, value_name = "NAME", conflicts_with = "ca_file")]
    pub ca_secret_name: Option<String>,

    /// OLM v0: when the serving image is pulled [default: Always]
    #[arg(long, value_name = "WHEN")]
    pub image_pull_policy: Option<PullPolicy>,

    /// OLM v0: the security context of the Pod that serves the catalog [default: restricted]
    #[arg(long, value_name = "PROFILE")]
    pub security_context_config: Option<SecurityContext>,

    /// The connection.
    #[command(flatten)]
    pub registry: Registry,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}

/// Delete an operator that was installed with OLM
///
/// CRDs stay, and with them the objects of users, unless `--delete-crds` is given. CRDs that the operator only requires are never
/// deleted. OLM v1 always deletes the CRDs of an operator; the command refuses if they have objects and `--delete-crds` is not given.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Cleanup {
    /// The package
    #[arg(value_name = "PACKAGE")]
    pub package: String,

    /// Delete the CRDs that the operator owns, and all their objects
    #[arg(long)]
    pub delete_crds: bool,

    /// OLM v0: keep the OperatorGroup that `run bundle` has created
    #[arg(long)]
    pub keep_operator_group: bool,

    /// The OLM that has installed the operator [default: the one that the cluster has]
    #[arg(long, value_name = "VERSION")]
    pub olm: Option<Generation>,

    /// OLM v0: the namespace of the operator [default: that of the context]
    #[arg(long, short, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// How long each deletion may take
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub timeout: Duration,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}

/// Which namespaces an operator watches.
///
/// ```
/// use kubewright_olm::InstallMode;
///
/// let mode: InstallMode = "MultiNamespace=a,b".parse().unwrap();
/// assert_eq!(mode, InstallMode::Multi(vec!["a".into(), "b".into()]));
/// assert_eq!(mode.name(), "MultiNamespace");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstallMode {
    /// All namespaces.
    All,
    /// The namespace that the operator is in.
    Own,
    /// One other namespace.
    Single(String),
    /// Several namespaces.
    Multi(Vec<String>),
}

/// A text that is no install mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeError(&'static str);

impl std::fmt::Display for ModeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for ModeError {}

impl InstallMode {
    /// OLM's name of the mode.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::All => "AllNamespaces",
            Self::Own => "OwnNamespace",
            Self::Single(_) => "SingleNamespace",
            Self::Multi(_) => "MultiNamespace",
        }
    }
}

impl FromStr for InstallMode {
    type Err = ModeError;

    fn from_str(text: &str) -> Result<Self, ModeError> {
        let (name, namespaces) = text.split_once('=').unwrap_or((text, ""));
        let namespaces: Vec<_> = namespaces
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        match (name, &namespaces[..]) {
            ("AllNamespaces", []) => Ok(Self::All),
            ("OwnNamespace", []) => Ok(Self::Own),
            ("AllNamespaces" | "OwnNamespace", _) => Err(ModeError("this mode takes no namespaces")),
            ("SingleNamespace", [one]) => Ok(Self::Single(one.clone())),
            ("SingleNamespace", _) => Err(ModeError("write `SingleNamespace=NAMESPACE`")),
            ("MultiNamespace", [_, _, ..]) => Ok(Self::Multi(namespaces)),
            ("MultiNamespace", _) => Err(ModeError("write `MultiNamespace=NAMESPACE,NAMESPACE`")),
            _ => Err(ModeError(
                "the modes are AllNamespaces, OwnNamespace, SingleNamespace=NS and MultiNamespace=NS,NS",
            )),
        }
    }
}

/// A generation of OLM.
///
/// ```
/// use clap::ValueEnum as _;
/// use kubewright_olm::Generation;
///
/// assert_eq!(Generation::from_str("v1", false), Ok(Generation::V1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Generation {
    /// Subscriptions and ClusterServiceVersions.
    V0,
    /// ClusterCatalogs and ClusterExtensions.
    V1,
}

/// When an image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum PullPolicy {
    /// For each Pod.
    Always,
    /// If the node does not have it.
    IfNotPresent,
    /// Never.
    Never,
}

/// The security context of a Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecurityContext {
    /// None, for namespaces without Pod security and images that run as root.
    Legacy,
    /// As the Pod security standard `restricted` asks.
    Restricted,
}

/// Reads a duration such as `90s`, `2m` or `1h30m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    const HELP: &str = "write a duration such as `90s`, `2m` or `1h30m`";
    let (mut seconds, mut number) = (0_u64, String::new());
    for character in text.chars() {
        let unit = match character {
            '0'..='9' => {
                number.push(character);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return Err(HELP.to_owned()),
        };
        let value: u64 = number.parse().map_err(|_| HELP.to_owned())?;
        let total = value
            .checked_mul(unit)
            .and_then(|value| value.checked_add(seconds));
        seconds = total.ok_or(HELP)?;
        number.clear();
    }
    match (seconds, number.is_empty()) {
        (0, _) | (_, false) => Err(HELP.to_owned()),
        (seconds, true) => Ok(Duration::from_secs(seconds)),
    }
}
