//! Bundles and CRDs from folders and git revisions.

use std::path::{Path, PathBuf};

use kubewright_bundle::{Bundle, Files, Manifest, is_yaml};
use kubewright_core::yaml;
use serde_json::Value;

use super::super::errors::{Stop, fail};
use super::super::git::Git;
use crate::plan;

/// Reads the bundle of a folder, which has at least a manifest.
pub(super) fn bundle(given: &Path, directory: &Path) -> Result<Bundle, Stop> {
    let shown = given.display();
    let bundle = parsed(given, directory)?;
    match bundle.manifests.is_empty() {
        true => Err(fail(
            format!("`{shown}` is not a bundle: it has no manifests in `manifests/`"),
            "pass the folder that `kubewright generate bundle` wrote",
        )),
        false => Ok(bundle),
    }
}

/// What the files of a folder say of a bundle; it may be empty.
pub(in super::super) fn parsed(given: &Path, directory: &Path) -> Result<Bundle, Stop> {
    of_files(&files(given, directory)?, given)
}

/// What the files of a bundle say.
pub(in super::super) fn of_files(files: &Files, given: &Path) -> Result<Bundle, Stop> {
    Bundle::parse(files).map_err(|error| {
        let file = given.join(&error.path);
        fail(
            format!("`{}` is not valid YAML: {}", file.display(), error.reason),
            "correct the file",
        )
    })
}

/// Reads CRDs from a folder, or from a folder of a git revision: `REVISION:FOLDER`.
pub(super) fn crds(from: &str, directory: &Path) -> Result<Bundle, Stop> {
    let files = match from.split_once(':') {
        Some((revision, folder)) if !directory.join(from).exists() => {
            of_revision(revision, folder, directory)?
        }
        _ => files(Path::new(from), directory)?,
    };
    let mut crds = Bundle::default();
    for (path, _) in files.iter().filter(|(path, _)| is_yaml(path)) {
        let text = files.text(path).unwrap_or_default();
        let documents: Vec<Value> = yaml::all_from_str(text).map_err(|error| {
            fail(
                format!(
                    "`{}` of `{from}` is not valid YAML: {}",
                    path.display(),
                    error.first_line()
                ),
                "correct the file",
            )
        })?;
        let of_kind = documents
            .into_iter()
            .filter(|document| document["kind"] == "CustomResourceDefinition");
        crds.manifests.extend(of_kind.map(|object| Manifest {
            path: path.to_path_buf(),
            object,
        }));
    }
    match crds.manifests.is_empty() {
        true => Err(fail(
            format!("`{from}` has no CRDs"),
            "pass a folder with a bundle or with CRDs, or `REVISION:FOLDER`",
        )),
        false => Ok(crds),
    }
}

/// The files of a folder.
pub(in super::super) fn files(given: &Path, directory: &Path) -> Result<Files, Stop> {
    Files::read(&folder(given, directory)?).map_err(|(path, error)| {
        let text = format!("cannot read `{}`: {}", path.display(), plan::reason(&error));
        fail(text, "name a file that exists")
    })
}

/// The path of a folder that exists.
pub(in super::super) fn folder(given: &Path, directory: &Path) -> Result<PathBuf, Stop> {
    let folder = directory.join(given);
    match folder.is_dir() {
        true => Ok(folder),
        false => Err(fail(
            format!("`{}` is not a folder", given.display()),
            "name a folder that exists",
        )),
    }
}

fn of_revision(revision: &str, folder: &str, directory: &Path) -> Result<Files, Stop> {
    let git = Git::of(directory);
    git.is_usable("name a folder")?;
    let output = |args: &[&str]| {
        git.output(args).map_err(|reason| {
            fail(
                format!("`git {}` failed: {reason}", args.join(" ")),
                "name a revision of this repository",
            )
        })
    };
    let mut files = Files::default();
    for path in output(&["ls-tree", "-r", "--name-only", revision, "--", folder])?.lines() {
        if is_yaml(Path::new(path)) {
            let text = output(&["show", &format!("{revision}:./{path}")])?;
            files.insert(PathBuf::from(path), text);
        }
    }
    Ok(files)
}
