//! The arguments of commands about images of bundles and catalogs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kubewright_olm::{Images, Pull, PullCatalog, Push};

/// What `kubewright bundle` does with images.
#[derive(Debug, Subcommand)]
pub(crate) enum BundleImage {
    Build(BuildBundle),
    Push(Push),
    Pull(Pull),
    Images(Images),
}

/// What `kubewright catalog` does with images.
#[derive(Debug, Subcommand)]
pub(crate) enum CatalogImage {
    Build(BuildCatalog),
    Push(Push),
    Pull(PullCatalog),
}

/// Build the image of a bundle
///
/// Needs no container engine. The same files always have the same digest. The image is kept for `bundle push`, or written to
/// `--output`.
#[derive(Debug, Args)]
pub(crate) struct BuildBundle {
    /// The folder of the bundle
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub(crate) folder: PathBuf,

    #[command(flatten)]
    pub(crate) target: Target,
}

/// Build the image of a file-based catalog
///
/// Needs no container engine. The image has only the files of the catalog, without a server: name it in a `ClusterCatalog`, or in a
/// `CatalogSource` with `grpcPodConfig.extractContent`.
#[derive(Debug, Args)]
pub(crate) struct BuildCatalog {
    /// The folder of the catalog
    #[arg(value_name = "CATALOG", default_value = "catalog")]
    pub(crate) folder: PathBuf,

    #[command(flatten)]
    pub(crate) target: Target,
}

/// Where an image goes.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The name of the image, such as `example.com/cache-bundle:v0.0.1`
    #[arg(long, short, value_name = "IMAGE")]
    pub(crate) tag: String,

    /// Write an OCI image layout to this folder, or to this file if it ends in `.tar`
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}
