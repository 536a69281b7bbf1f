//! `kubewright bundle from-packagemanifests`: makes bundles of package manifests.

use std::path::PathBuf;

use kubewright_bundle::image::{self, Image, Reference};
use kubewright_bundle::package_manifests::{self, Converted};

use super::super::errors::{Stop, fail, failure, misuse};
use super::super::{Context, FAILURE, SUCCESS};
use super::read;
use crate::cli::{FromPackageManifests, MessageFormat, Mode};
use crate::plan::{self, Plan};

/// The name of a bundle's folder, which its Dockerfile copies.
const FOLDER: &str = "bundle";

pub(super) fn run(args: &FromPackageManifests, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let files = read::files(&args.folder, cx.directory)?;
    let shown = args.folder.display();
    let converted = package_manifests::convert(&files).map_err(|error| {
        let text = format!("`{shown}` cannot be converted: {error}");
        fail(
            text,
            "name the folder that has a folder for each version and a `*.package.yaml`",
        )
    })?;
    let images = images(args, &converted, cx)?;
    for note in converted.iter().flat_map(|one| &one.notes) {
        cx.printer.status(&format!("note: {note}"));
    }
    if args.build_cmd.is_some() {
        cx.printer
            .status("note: `--build-cmd` has no effect: images are built without a container engine");
    }
    let mut plan = Plan::default();
    for one in &converted {
        let folder = args.output_dir.join(format!("bundle-{}", one.version));
        for (path, content) in one.bundle.iter() {
            let text = String::from_utf8_lossy(content).into_owned();
            plan.write(folder.join(FOLDER).join(path), text);
        }
        plan.write(folder.join("bundle.Dockerfile"), one.dockerfile.clone());
    }
    if args.output_dir.is_absolute() || args.output_dir.starts_with("..") {
        plan.allow(args.output_dir.clone());
    }
    let mode = Mode {
        check: false,
        dry_run: false,
        stdout: false,
    };
    match cx.carry_out(plan, mode, MessageFormat::Human) {
        SUCCESS => {}
        _ => return Ok(FAILURE),
    }
    for (name, image, kept) in images {
        plan::replace_folder(&kept, image::layout(&image, &name).iter()).map_err(|error| {
            failure(format!(
                "cannot write `{}`: {}",
                kept.display(),
                plan::reason(&error)
            ))
        })?;
        cx.printer.status(&format!("built `{name}` for `push`:"));
        cx.printer.result(&name.with_digest(image.digest()).to_string());
    }
    Ok(SUCCESS)
}

/// The images of the bundles and where they are kept, if they are asked for.
fn images(
    args: &FromPackageManifests,
    converted: &[Converted],
    cx: &Context<'_, '_>,
) -> Result<Vec<(Reference, Image, PathBuf)>, Stop> {
    let Some(base) = &args.image_base else {
        return Ok(Vec::new());
    };
    let image = |one: &Converted| {
        let name = format!("{base}:{}", one.version);
        let name = Reference::parse(&name)
            .map_err(|error| misuse(error.to_string(), "pass a name without a tag to `--image-base`"))?;
        let image = Image::of_bundle(&one.bundle)
            .map_err(|error| failure(format!("`{}` is not a bundle: {error}", one.version)))?;
        let kept = image::kept(&name, cx.variables).ok_or_else(|| {
            let text = "images are kept in HOME or XDG_CACHE_HOME, and neither is set";
            fail(text, "set one of them, or leave out `--image-base`")
        })?;
        Ok((name, image, kept))
    };
    converted.iter().map(image).collect()
}
