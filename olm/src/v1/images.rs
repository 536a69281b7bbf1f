//! Pushes the images that OLM v1 reads.

use kubewright_bundle::Files;
use kubewright_bundle::catalog::render::{Form, render};
use kubewright_bundle::image::{Image, Reference};
use oci_client::RegistryOperation;

use super::Session;
use crate::failure::{Failure, Result};
use crate::install::catalog;
use crate::registry::Connection;

/// Pushes a catalog with the bundle, and returns it by its digest. A bundle from a folder is pushed beside the catalog.
pub(super) async fn push(session: &Session<'_>, replaces: Option<&str>) -> Result<Reference> {
    let source = &session.source;
    let name = named(session)?;
    let bundle = match &source.image {
        Some(image) => image.clone(),
        None => {
            let image = Image::of_bundle(&source.files)?;
            upload(session, &beside(&name)?, &image).await?
        }
    };
    let rendered = render(&source.bundle, &bundle.to_string(), Form::Metadata);
    let rendered = rendered.map_err(|problem| Failure::new(problem.to_string()))?;
    let mut files = Files::default();
    files.insert("catalog.json", catalog::documents(source, &rendered, replaces));
    upload(session, &name, &Image::of_catalog(&files)).await
}

/// The image that the user has named.
fn named(session: &Session<'_>) -> Result<Reference> {
    let Some(text) = &session.serving.catalog_image else {
        return Err(Failure::new(
            "OLM v1 reads catalogs from images only; `--catalog-image IMAGE` names the image, which is pushed first",
        ));
    };
    let name = Reference::parse(text)?;
    match name.digest() {
        Some(_) => Err(Failure::new(format!(
            "`{text}` names an image by its digest, but it is still to be pushed; name a tag"
        ))),
        None => Ok(name),
    }
}

/// The name of the bundle's image: the repository of the catalog, where the user may push, and another tag.
fn beside(catalog: &Reference) -> Result<Reference> {
    let (registry, repository, tag) = (catalog.registry(), catalog.repository(), catalog.tag());
    Ok(Reference::parse(&format!(
        "{registry}/{repository}:{tag}-bundle"
    ))?)
}

async fn upload(session: &Session<'_>, name: &Reference, image: &Image) -> Result<Reference> {
    session.output.status(&format!("pushing `{name}` …"));
    let registry = &session.serving.registry;
    let connection = Connection::open(name, registry, RegistryOperation::Push).await?;
    connection.push(image).await?;
    Ok(name.with_digest(image.digest()))
}
