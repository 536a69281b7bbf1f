//! Where the manifests of a bundle come from: folders, stdin, or the kustomization of the project.

use std::path::{Path, PathBuf};

use kubewright_core::yaml;
use serde_json::Value;

use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::commands::{Context, kustomize};
use crate::plan;

const INSTEAD: &str =
    "pipe the manifests into the command, or pass a folder to `--input-dir` or `--deploy-dir`";

/// The objects of the source that the call names, or else of the first that has any.
pub(super) fn objects(
    args: &cli::GenerateBundle,
    in_project: bool,
    cx: &mut Context<'_, '_>,
) -> Result<Vec<Value>, Stop> {
    let sources = &args.sources;
    let folders = [&sources.input_dir, &sources.deploy_dir, &sources.crds_dir];
    let folders: Vec<_> = folders.into_iter().flatten().collect();
    if !folders.is_empty() {
        let mut objects = Vec::new();
        for folder in folders {
            of_folder(folder, cx.directory, &mut objects)?;
        }
        return Ok(objects);
    }
    let piped = cx.piped()?;
    if !piped.trim().is_empty() {
        return documents(&piped, "stdin");
    }
    let folder = &args.package.kustomize_dir;
    if in_project && cx.directory.join(folder).is_dir() {
        let kubectl = kustomize::kubectl(cx.variables);
        let shown = folder.display().to_string();
        let objects = kustomize::build(&kubectl, &cx.directory.join(folder), &shown, INSTEAD)?;
        return Ok(objects);
    }
    Err(fail(
        "no manifests are given",
        match in_project {
            true => format!(
                "add the folder `{}` with `kubewright edit --plugins olm`, or {INSTEAD}",
                folder.display()
            ),
            false => INSTEAD.to_owned(),
        },
    ))
}

/// The objects of all YAML and JSON files below a folder, in the order of their paths.
fn of_folder(folder: &Path, directory: &Path, objects: &mut Vec<Value>) -> Result<(), Stop> {
    let unreadable = |path: &Path, error: &std::io::Error| {
        let reason = plan::reason(error);
        fail(
            format!("`{}` cannot be read: {reason}", path.display()),
            "pass a folder with manifests",
        )
    };
    let entries = std::fs::read_dir(directory.join(folder)).map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| folder.join(entry.file_name()))
        .collect();
    paths.sort();
    for path in paths {
        if directory.join(&path).is_dir() {
            of_folder(&path, directory, objects)?;
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("yaml" | "yml" | "json")) {
            continue;
        }
        let text =
            std::fs::read_to_string(directory.join(&path)).map_err(|error| unreadable(&path, &error))?;
        objects.extend(documents(&text, &path.display().to_string())?);
    }
    Ok(())
}

fn documents(text: &str, shown: &str) -> Result<Vec<Value>, Stop> {
    let documents: Vec<Value> = yaml::all_from_str(text).map_err(|error| {
        let reason = error.first_line();
        fail(
            format!("`{shown}` is not YAML: {reason}"),
            "fix the document, or leave it out",
        )
    })?;
    Ok(documents
        .into_iter()
        .filter(|document| !document.is_null())
        .collect())
}
