//! `kubewright catalog render`: prints catalogs and bundles.

use std::path::Path;

use kubewright_bundle::Bundle;
use kubewright_bundle::catalog::Catalog;
use kubewright_bundle::catalog::render::{Form, render};
use kubewright_bundle::output::first_line;
use serde_json::Value;

use super::super::bundle::read;
use super::super::errors::{Stop, fail};
use super::super::{Context, SUCCESS};
use super::{is_bundle, print};
use crate::cli::CatalogRender;

pub(super) fn run(args: &CatalogRender, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let mut objects = Vec::new();
    for given in &args.folders {
        let directory = cx.directory;
        match is_bundle(&directory.join(given)) {
            true => objects.push(bundle(given, directory, args.image.as_deref(), form(args.migrate))?.0),
            false => objects.extend(catalog(given, directory)?),
        }
    }
    let text = print::objects(objects, args.output)?;
    cx.printer.result(&text);
    Ok(SUCCESS)
}

/// How bundles are described.
pub(super) fn form(migrate: bool) -> Form {
    if migrate { Form::Metadata } else { Form::Objects }
}

/// The object of a bundle, and its CSV.
pub(super) fn bundle(
    given: &Path,
    directory: &Path,
    image: Option<&str>,
    form: Form,
) -> Result<(Value, Value), Stop> {
    rendered(&read::parsed(given, directory)?, given, image, form)
}

/// The object of a bundle that has been read, and its CSV.
pub(super) fn rendered(
    bundle: &Bundle,
    given: &Path,
    image: Option<&str>,
    form: Form,
) -> Result<(Value, Value), Stop> {
    let shown = given.display();
    let help = format!("`kubewright bundle validate {shown}` lists everything that is wrong");
    let csv = bundle.csv().map(|csv| csv.object.clone()).unwrap_or_default();
    let image = image.map(|image| {
        // opm writes them as variables of its templates.
        let values = [
            ("package", bundle.package()),
            ("name", csv["metadata"]["name"].as_str()),
            ("version", csv["spec"]["version"].as_str()),
        ];
        values.iter().fold(image.to_owned(), |image, (key, value)| {
            let (first, rest) = key.split_at(1);
            let theirs = format!("{{{{.{}{rest}}}}}", first.to_uppercase());
            let value = value.unwrap_or_default();
            image
                .replace(&theirs, value)
                .replace(&format!("{{{key}}}"), value)
        })
    });
    let rendered = render(bundle, image.as_deref().unwrap_or_default(), form);
    let rendered =
        rendered.map_err(|problem| fail(format!("`{shown}` cannot be rendered: {problem}"), help))?;
    Ok((rendered, csv))
}

fn catalog(given: &Path, directory: &Path) -> Result<Vec<Value>, Stop> {
    let files = read::files(given, directory)?;
    let (catalog, findings) = Catalog::parse(&files);
    if let Some(text) = first_line(&findings, given) {
        return Err(fail(
            text,
            format!(
                "`kubewright catalog validate {}` lists everything that is wrong",
                given.display()
            ),
        ));
    }
    if catalog.objects.is_empty() {
        let text = format!("`{}` has neither a bundle nor a catalog", given.display());
        return Err(fail(
            text,
            "name a folder with `manifests/` and `metadata/`, or with the files of a catalog",
        ));
    }
    Ok(catalog.objects.into_iter().map(|object| object.value).collect())
}
