//! `kubewright catalog`: file-based catalogs for OLM.

mod add;
mod dockerfile;
mod init;
mod print;
mod render;
mod template;

use std::path::Path;

use kubewright_bundle::catalog::validate;
use kubewright_bundle::output::Output;

use super::bundle::{misused, read};
use super::errors::Stop;
use super::{Context, FAILURE, SUCCESS, images};
use crate::cli;

pub(super) fn run(args: &cli::Catalog, mut cx: Context<'_, '_>) -> u8 {
    let result = match args {
        cli::Catalog::Init(args) => init::run(args, &mut cx),
        cli::Catalog::Add(args) => add::run(args, &mut cx),
        cli::Catalog::Render(args) => render::run(args, &mut cx),
        cli::Catalog::Validate(args) => validate(args, &mut cx),
        cli::Catalog::Template(args) => template::run(args, &mut cx),
        cli::Catalog::GenerateDockerfile(args) => dockerfile::run(args, &mut cx),
        cli::Catalog::Image(args) => return images::catalog(args, cx),
    };
    cx.end(result)
}

fn validate(args: &cli::CatalogValidate, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let output: Output = args.output.parse().map_err(misused)?;
    let files = read::files(&args.catalog, cx.directory)?;
    let findings = validate::validate(&files);
    let described: Vec<_> = validate::rules().map(|rule| (rule.id, rule.about)).collect();
    cx.printer
        .result(&output.render(&findings, &args.catalog, &described));
    if findings.is_empty() {
        cx.printer
            .status(&format!("the catalog in `{}` is valid\n", args.catalog.display()));
        return Ok(SUCCESS);
    }
    Ok(FAILURE)
}

/// Whether a folder is that of a bundle.
fn is_bundle(folder: &Path) -> bool {
    folder.join("manifests").is_dir() && folder.join("metadata").is_dir()
}
