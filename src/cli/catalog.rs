//! The arguments of `kubewright catalog`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kubewright_olm::Registry;

use super::images::CatalogImage;

const ADD_EXAMPLES: &str = "\
Examples:
  kubewright catalog init memcached-operator --default-channel stable > catalog/catalog.yaml
  kubewright catalog add catalog bundle --channel stable --image example.com/memcached-operator-bundle:v0.1.0
  kubewright catalog add catalog example.com/memcached-operator-bundle:v0.2.0 --channel stable
  kubewright catalog validate catalog
";

const TEMPLATE_EXAMPLES: &str = "\
Example:
  kubewright catalog template semver template.yaml --bundle example.com/memcached-operator-bundle:v0.1.0=bundle
";

/// Make and check file-based catalogs for OLM
#[derive(Debug, Subcommand)]
pub(crate) enum Catalog {
    Init(CatalogInit),
    Add(Box<CatalogAdd>),
    Render(CatalogRender),
    Validate(CatalogValidate),
    #[command(visible_alias = "render-template")]
    Template(CatalogTemplate),
    GenerateDockerfile(CatalogDockerfile),
    #[command(flatten)]
    Image(CatalogImage),
}

/// The format of catalogs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// YAML documents
    #[default]
    Yaml,
    /// JSON objects
    Json,
}

/// Print the package of a new catalog
#[derive(Debug, Args)]
pub(crate) struct CatalogInit {
    /// The name of the package
    #[arg(value_name = "PACKAGE")]
    pub(crate) package: String,

    /// The default channel
    #[arg(long, short = 'c', value_name = "CHANNEL")]
    pub(crate) default_channel: Option<String>,

    /// A file with the description, in Markdown
    #[arg(long, short, value_name = "FILE")]
    pub(crate) description: Option<PathBuf>,

    /// A file with the icon: SVG, PNG, JPEG or GIF
    #[arg(long, short, value_name = "FILE")]
    pub(crate) icon: Option<PathBuf>,

    /// The format
    #[arg(long, short, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) output: CatalogFormat,
}

/// Add a bundle to a channel of a catalog
///
/// Adds only what is new: existing comments and the order of entries stay. The bundle replaces the newest one of the channel, unless
/// `--replaces` or `--skips` says something else. If the catalog would not be valid afterwards, nothing is written.
#[derive(Debug, Args)]
#[command(after_help = ADD_EXAMPLES)]
pub(crate) struct CatalogAdd {
    /// The folder of the catalog
    #[arg(value_name = "CATALOG")]
    pub(crate) catalog: PathBuf,

    /// The folder of the bundle, its OCI image layout, or its image
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub(crate) bundle: PathBuf,

    /// The channel; it is created if it does not exist
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) channel: String,

    /// The image of the bundle [default: BUNDLE, if that is an image]
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Option<String>,

    /// Succeed without a change if the catalog has the bundle of this image already
    #[arg(long)]
    pub(crate) if_missing: bool,

    /// The bundle that this one replaces [default: the newest of the channel]
    #[arg(long, value_name = "BUNDLE")]
    pub(crate) replaces: Option<String>,

    /// Bundles that are skipped by an upgrade to this one
    #[arg(long, value_name = "BUNDLE", value_delimiter = ',')]
    pub(crate) skips: Vec<String>,

    /// Versions that are upgraded to this bundle directly, such as `>=0.1.0 <0.2.0`
    #[arg(long, value_name = "RANGE")]
    pub(crate) skip_range: Option<String>,

    /// Describe the bundle by its metadata instead of by its objects
    #[arg(long)]
    pub(crate) migrate: bool,

    #[command(flatten)]
    pub(crate) registry: Registry,
}

/// Print catalogs and bundles as one catalog
///
/// A bundle is described by its objects, which every OLM can install. With `--migrate`, it is described by the metadata that clients
/// show, and OLM pulls the image for the rest.
#[derive(Debug, Args)]
pub(crate) struct CatalogRender {
    /// Folders of bundles and catalogs
    #[arg(value_name = "FOLDER", required = true)]
    pub(crate) folders: Vec<PathBuf>,

    /// The image of the bundle; `{package}`, `{name}` and `{version}` are replaced by the bundle's own
    #[arg(long, value_name = "IMAGE", visible_alias = "alpha-image-ref-template")]
    pub(crate) image: Option<String>,

    /// Describe bundles by their metadata instead of by their objects
    #[arg(long)]
    pub(crate) migrate: bool,

    /// The format
    #[arg(long, short, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) output: CatalogFormat,
}

/// Check a catalog
#[derive(Debug, Args)]
pub(crate) struct CatalogValidate {
    /// The folder of the catalog
    #[arg(value_name = "CATALOG")]
    pub(crate) catalog: PathBuf,

    /// The format of the findings: text, json, json-alpha1, sarif, junit
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: String,
}

/// The kind of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemplateKind {
    /// `olm.template.basic`: a catalog whose bundles have an image only
    Basic,
    /// `olm.semver`: lists of bundles, whose versions decide the channels
    Semver,
}

/// Print the catalog that a template describes
///
/// Pass the folder of each bundle that the template names with `--bundle`.
#[derive(Debug, Args)]
#[command(after_help = TEMPLATE_EXAMPLES)]
pub(crate) struct CatalogTemplate {
    /// The kind of the template
    #[arg(value_name = "KIND")]
    pub(crate) kind: TemplateKind,

    /// The template
    #[arg(value_name = "FILE")]
    pub(crate) template: PathBuf,

    /// The folder of a bundle
    #[arg(long, value_name = "IMAGE=FOLDER")]
    pub(crate) bundle: Vec<String>,

    /// Describe bundles by their metadata instead of by their objects
    #[arg(long)]
    pub(crate) migrate: bool,

    /// The format
    #[arg(long, short, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) output: CatalogFormat,
}

/// Write the Dockerfile of a catalog's image
///
/// It is written beside the folder, as `FOLDER.Dockerfile`.
#[derive(Debug, Args)]
pub(crate) struct CatalogDockerfile {
    /// The folder of the catalog
    #[arg(value_name = "CATALOG")]
    pub(crate) catalog: PathBuf,

    /// The base image, which has `/bin/opm`; `scratch` for an image that OLM only unpacks
    #[arg(
        long,
        short = 'i',
        value_name = "IMAGE",
        visible_alias = "binary-image",
        default_value = "scratch"
    )]
    pub(crate) base_image: String,

    /// The image that fills the cache of `opm serve`
    #[arg(
        long,
        short = 'b',
        value_name = "IMAGE",
        default_value = "quay.io/operator-framework/opm:latest"
    )]
    pub(crate) builder_image: String,

    /// A label of the image
    #[arg(long, short = 'l', value_name = "KEY=VALUE")]
    pub(crate) extra_labels: Vec<String>,
}
