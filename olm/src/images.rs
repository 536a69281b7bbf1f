//! The commands about images.

pub(crate) mod disk;
mod platforms;

use std::fs;
use std::io;

use kubewright_bundle::image::{self, Image, Reference};
use kubewright_bundle::{Bundle, Files};
use oci_client::RegistryOperation;
use serde_json::json;

use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::registry::{Connection, Found};
use crate::{Images, Pull, Push, Registry};

/// Uploads an image that `build` has made.
pub(crate) async fn push(args: &Push, output: Output) -> Result<()> {
    let name = Reference::parse(&args.image)?;
    let image = disk::built(&name, args.from.as_deref())?;
    let registry = Connection::open(&name, &args.registry, RegistryOperation::Push).await?;
    registry.push(&image).await?;
    output.status(&format!("pushed `{name}`:"));
    output.result(&name.with_digest(image.digest()).to_string());
    Ok(())
}

/// What an image has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    Bundle,
    Catalog,
}

/// Writes the files of an image to a folder.
pub(crate) async fn pull(args: &Pull, content: Content, output: Output) -> Result<()> {
    let folder = &args.folder;
    match fs::read_dir(folder).map(Iterator::count) {
        Ok(1..) => {
            return Err(Failure::new(format!(
                "`{}` is not empty; name a new folder",
                folder.display()
            )));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Failure::of_file("read", folder, &error));
        }
        _ => {}
    }
    let name = Reference::parse(&args.image)?;
    let image = download(&name, &args.registry).await?;
    let files = match content {
        Content::Bundle => bundle_of(&image, &name)?,
        Content::Catalog => catalog_of(&image, &name)?,
    };
    disk::write(&files, folder)?;
    let count = files.iter().count();
    output.status(&format!("wrote {count} files to `{}` from:", folder.display()));
    output.result(&name.with_digest(image.digest()).to_string());
    Ok(())
}

/// Downloads an image.
pub(crate) async fn download(name: &Reference, registry: &Registry) -> Result<Image> {
    Connection::open(name, registry, RegistryOperation::Pull)
        .await?
        .pull()
        .await
}

/// The files of a bundle's image, where a bundle on disk has them.
pub(crate) fn bundle_of(image: &Image, name: &Reference) -> Result<Files> {
    let no_bundle = |error| Failure::new(format!("`{name}` is not the image of a bundle: {error}"));
    image.bundle().map_err(no_bundle)
}

fn catalog_of(image: &Image, name: &Reference) -> Result<Files> {
    let no_catalog = |reason: &str| Failure::new(format!("`{name}` is not the image of a catalog: {reason}"));
    let files = image.catalog().map_err(|error| no_catalog(&error.to_string()))?;
    if files.iter().next().is_none() {
        let reason = format!("it has no files where its label `{}` says", image::CATALOG);
        return Err(no_catalog(&reason));
    }
    Ok(files)
}

/// Lists images with digests and platforms.
pub(crate) async fn list(args: &Images, output: Output) -> Result<()> {
    let (names, promised) = if args.image.is_empty() {
        let files =
            Files::read(&args.bundle).map_err(|(path, error)| Failure::of_file("read", &path, &error))?;
        let bundle = Bundle::parse(&files)?;
        let csv = bundle.csv().ok_or_else(|| {
            Failure::new(format!(
                "`{}` has no ClusterServiceVersion",
                args.bundle.display()
            ))
        })?;
        (platforms::images(&csv.object), platforms::promised(&csv.object))
    } else {
        (args.image.clone(), Vec::new())
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for name in &names {
        match look_up(name, &args.registry).await {
            Ok(found) => {
                let missing = promised
                    .iter()
                    .filter(|platform| !found.platforms.contains(platform));
                problems.extend(missing.map(|platform| {
                    format!(
                        "`{name}` has no `{platform}`, which the labels of the ClusterServiceVersion promise"
                    )
                }));
                rows.push((name, found));
            }
            Err(problem) => problems.push(problem.to_string()),
        }
    }
    if args.json {
        let rows = rows.iter().map(
            |(name, found)| json!({ "image": name, "digest": found.digest, "platforms": found.platforms }),
        );
        output.result(&serde_json::Value::from_iter(rows).to_string());
    } else {
        for (name, found) in &rows {
            output.result(&format!(
                "{name}  {}  {}",
                found.digest,
                found.platforms.join(",")
            ));
        }
    }
    match &problems[..] {
        [] => Ok(()),
        [one] => Err(Failure::new(one.clone())),
        _ => Err(Failure::new(format!("{} images cannot be used:", problems.len())).with(problems)),
    }
}

async fn look_up(name: &str, registry: &Registry) -> Result<Found> {
    let name = Reference::parse(name)?;
    Connection::open(&name, registry, RegistryOperation::Pull)
        .await?
        .look_up()
        .await
}
