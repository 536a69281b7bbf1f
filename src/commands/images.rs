//! Images: `kubewright bundle build` and `kubewright catalog build`; others need `kubewright-olm`.

use std::path::{Path, PathBuf};

use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Image, Reference};

use super::{Context, FAILURE, SUCCESS, olm};
use crate::cli::{BuildBundle, BuildCatalog, BundleImage, CatalogImage, Target};
use crate::plan;

pub(super) fn bundle(args: &BundleImage, mut cx: Context<'_, '_>) -> u8 {
    match args {
        BundleImage::Build(args) => {
            let done = build_bundle(args, &mut cx);
            finish(done, &mut cx)
        }
        BundleImage::Push(_) | BundleImage::Pull(_) | BundleImage::Images(_) => olm::run("bundle", cx),
    }
}

pub(super) fn catalog(args: &CatalogImage, mut cx: Context<'_, '_>) -> u8 {
    match args {
        CatalogImage::Build(args) => {
            let done = build_catalog(args, &mut cx);
            finish(done, &mut cx)
        }
        CatalogImage::Push(_) | CatalogImage::Pull(_) => olm::run("catalog", cx),
    }
}

fn finish(done: Result<(), String>, cx: &mut Context<'_, '_>) -> u8 {
    match done {
        Ok(()) => SUCCESS,
        Err(problem) => {
            cx.printer.error(&format!("error: {problem}"));
            FAILURE
        }
    }
}

fn build_bundle(args: &BuildBundle, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let (name, files) = read(&args.target, &args.folder, cx)?;
    let shown = args.folder.display();
    let image = Image::of_bundle(&files).map_err(|error| format!("`{shown}` is not a bundle: {error}"))?;
    for path in image::left_out(&files) {
        cx.printer.status(&format!(
            "note: `{}` is not in the image",
            args.folder.join(path).display()
        ));
    }
    write(&image, &name, &args.target, cx)
}

fn build_catalog(args: &BuildCatalog, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let (name, files) = read(&args.target, &args.folder, cx)?;
    let is_catalog = |path: &Path| {
        ["yaml", "yml", "json"]
            .iter()
            .any(|end| path.extension().is_some_and(|of| of == *end))
    };
    if !files.iter().any(|(path, _)| is_catalog(path)) {
        return Err(format!(
            "`{}` has no YAML or JSON files of a catalog",
            args.folder.display()
        ));
    }
    write(&Image::of_catalog(&files), &name, &args.target, cx)
}

fn read(target: &Target, folder: &Path, cx: &Context<'_, '_>) -> Result<(Reference, Files), String> {
    let name = Reference::parse(&target.tag).map_err(|error| error.to_string())?;
    if name.digest().is_some() {
        return Err(format!(
            "`{}` has a digest, which the build makes; pass a tag",
            target.tag
        ));
    }
    let files = Files::read(&cx.directory.join(folder)).map_err(|(path, error)| {
        let path = path.strip_prefix(cx.directory).unwrap_or(&path);
        format!("cannot read `{}`: {}", path.display(), plan::reason(&error))
    })?;
    Ok((name, files))
}

fn write(image: &Image, name: &Reference, target: &Target, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let layout = image::layout(image, name);
    let place = place(name, target, cx)?;
    let failed =
        |error: std::io::Error| format!("cannot write `{}`: {}", place.display(), plan::reason(&error));
    if place.extension().is_some_and(|end| end == "tar") {
        plan::replace_file(&place, &image::tar(&layout)).map_err(failed)?;
    } else {
        if target.output.is_some() && !may_be_replaced(&place) {
            return Err(format!(
                "`{}` exists and is not an image layout; name a new folder",
                place.display()
            ));
        }
        plan::replace_folder(&place, layout.iter()).map_err(failed)?;
    }
    match &target.output {
        Some(output) => cx
            .printer
            .status(&format!("wrote `{name}` to `{}`:", output.display())),
        None => cx.printer.status(&format!("built `{name}` for `push`:")),
    }
    cx.printer.result(&name.with_digest(image.digest()).to_string());
    Ok(())
}

fn place(name: &Reference, target: &Target, cx: &Context<'_, '_>) -> Result<PathBuf, String> {
    if let Some(output) = &target.output {
        return Ok(cx.directory.join(output));
    }
    let kept = image::kept(name, cx.variables);
    kept.ok_or_else(|| "set HOME or XDG_CACHE_HOME, where images are kept, or pass `--output`".to_owned())
}

/// Whether nothing of the user's gets lost.
fn may_be_replaced(folder: &Path) -> bool {
    let is_empty = || {
        folder
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_none())
    };
    !folder.exists() || folder.join("oci-layout").is_file() || is_empty()
}
