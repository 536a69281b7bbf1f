//! The bundle to install: a folder, or an image.

use std::path::Path;

use kubewright_bundle::image::{Image, Reference};
use kubewright_bundle::package_manifests::{Converted, convert};
use kubewright_bundle::{Bundle, Files};

use crate::Registry;
use crate::failure::{Failure, Result};
use crate::images;

/// A bundle.
pub(crate) struct Source {
    pub(crate) bundle: Bundle,
    pub(crate) files: Files,
    /// The image, by its digest; none if the bundle comes from a folder.
    pub(crate) image: Option<Reference>,
    pub(crate) package: String,
    /// The name of the `ClusterServiceVersion`.
    pub(crate) csv: String,
}

/// Reads a bundle: from a folder if there is one of that name, otherwise from a registry.
pub(crate) async fn read(named: &str, registry: &Registry) -> Result<Source> {
    let folder = Path::new(named);
    if folder.is_dir() {
        let files = Files::read(folder).map_err(|(path, error)| Failure::of_file("read", &path, &error))?;
        let no_bundle = |error| Failure::new(format!("`{named}` is not a bundle: {error}"));
        Image::of_bundle(&files).map_err(no_bundle)?;
        return of_files(files, None);
    }
    let name = Reference::parse(named)
        .map_err(|error| Failure::new(format!("no folder has the name `{named}`, and {error}")))?;
    let image = images::download(&name, registry).await?;
    let files = images::bundle_of(&image, &name)?;
    of_files(files, Some(name.with_digest(image.digest())))
}

/// The bundle of a version of package manifests.
pub(crate) fn of_package_manifests(folder: &Path, version: Option<&str>) -> Result<Source> {
    let shown = folder.display();
    let files = Files::read(folder).map_err(|(path, error)| Failure::of_file("read", &path, &error))?;
    let converted = convert(&files)
        .map_err(|error| Failure::new(format!("`{shown}` has no package manifests: {error}")))?;
    let versions: Vec<_> = converted.iter().map(|one| one.version.clone()).collect();
    let is_wanted = |one: &Converted| match version {
        Some(version) => one.version == version,
        None => one.is_default,
    };
    let wanted = converted.into_iter().find(is_wanted).ok_or_else(|| {
        Failure::new(format!(
            "`{shown}` has no version `{}`; it has {}",
            version.unwrap_or_default(),
            versions.join(", ")
        ))
    })?;
    of_files(wanted.bundle, None)
}

fn of_files(files: Files, image: Option<Reference>) -> Result<Source> {
    let bundle = Bundle::parse(&files)?;
    let csvs = bundle.of_kind("ClusterServiceVersion").count();
    if csvs != 1 {
        return Err(Failure::new(format!(
            "the bundle has {csvs} ClusterServiceVersions; it must have one"
        )));
    }
    let csv = bundle.csv().map(|csv| csv.name().to_owned()).unwrap_or_default();
    let package = bundle.package().unwrap_or_default().to_owned();
    Ok(Source {
        bundle,
        files,
        image,
        package,
        csv,
    })
}
