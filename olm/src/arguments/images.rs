//! Arguments of commands about images.

use std::path::PathBuf;

use clap::Args;

use super::Registry;

/// Push an image that `build` has made
///
/// Needs no container engine. Credentials come from the files of Podman and Docker.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Push {
    /// The image, such as `example.com/cache-bundle:v0.0.1`
    #[arg(value_name = "IMAGE")]
    pub image: String,

    /// The image layout, a folder or a tar file [default: what `build` has kept]
    #[arg(long, value_name = "PATH")]
    pub from: Option<PathBuf>,

    /// The connection.
    #[command(flatten)]
    pub registry: Registry,
}

/// Write the files of a bundle's image to a folder
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Pull {
    /// The image
    #[arg(value_name = "IMAGE")]
    pub image: String,

    /// The folder, which must be empty or missing
    #[arg(value_name = "FOLDER", default_value = "bundle")]
    pub folder: PathBuf,

    /// The connection.
    #[command(flatten)]
    pub registry: Registry,
}

/// Write the files of a catalog's image to a folder
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct PullCatalog {
    /// The image
    #[arg(value_name = "IMAGE")]
    pub image: String,

    /// The folder, which must be empty or missing
    #[arg(value_name = "FOLDER", default_value = "catalog")]
    pub folder: PathBuf,

    /// The connection.
    #[command(flatten)]
    pub registry: Registry,
}

impl From<&PullCatalog> for Pull {
    fn from(args: &PullCatalog) -> Self {
        let PullCatalog {
            image,
            folder,
            registry,
        } = args.clone();
        Self {
            image,
            folder,
            registry,
        }
    }
}

/// List the images of a bundle with digests and platforms
///
/// Fails if an image does not exist, or lacks a platform that the ClusterServiceVersion promises with a label such as
/// `operatorframework.io/arch.arm64: supported`.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Images {
    /// The folder of the bundle
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub bundle: PathBuf,

    /// Look up these images instead of those of the bundle
    #[arg(long, value_name = "IMAGE", value_delimiter = ',')]
    pub image: Vec<String>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,

    /// The connection.
    #[command(flatten)]
    pub registry: Registry,
}
