//! Images and bundles on disk.

use std::fs;
use std::path::Path;

use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Image, Reference};

use crate::failure::{Failure, Result};

/// The image in a layout: the one that is named, or the one that `build` has kept.
pub(super) fn built(name: &Reference, from: Option<&Path>) -> Result<Image> {
    let kept = image::kept(name, &|name| std::env::var_os(name));
    let path = match (from, kept) {
        (Some(path), _) => path.to_path_buf(),
        (None, Some(kept)) if kept.exists() => kept,
        (None, Some(_)) => {
            return Err(Failure::new(format!(
                "`{name}` has not been built; `kubewright bundle build -t {name}` builds it, or `--from` names its layout"
            )));
        }
        (None, None) => {
            return Err(Failure::new(
                "set HOME or XDG_CACHE_HOME, where built images are kept, or pass `--from`",
            ));
        }
    };
    let unusable = |error: image::NoLayout| {
        Failure::new(format!(
            "`{}` is not an OCI image layout of one image: {error}",
            path.display()
        ))
    };
    let files = if path.is_file() {
        let archive = fs::read(&path).map_err(|error| Failure::of_file("read", &path, &error))?;
        image::from_tar(&archive).map_err(unusable)?
    } else {
        Files::read(&path).map_err(|(path, error)| Failure::of_file("read", &path, &error))?
    };
    image::from_layout(&files).map_err(unusable)
}

/// Writes files to a folder, instead of those that it has.
pub(crate) fn replace(files: &Files, folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::of_file("write", folder, &error))
        }
        _ => write(files, folder),
    }
}

/// Writes files to a folder: all of them, or none.
pub(super) fn write(files: &Files, folder: &Path) -> Result<()> {
    let failed = |error: &std::io::Error| Failure::of_file("write", folder, error);
    let absolute = std::path::absolute(folder).map_err(|error| failed(&error))?;
    let parent = absolute.parent().unwrap_or(&absolute);
    fs::create_dir_all(parent).map_err(|error| failed(&error))?;
    let new = tempfile::tempdir_in(parent).map_err(|error| failed(&error))?;
    let inside = new.path().join("new");
    fs::create_dir(&inside).map_err(|error| failed(&error))?;
    for (path, content) in files.iter() {
        let path = inside.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&inside)).map_err(|error| failed(&error))?;
        fs::write(&path, content).map_err(|error| failed(&error))?;
    }
    // An empty folder is replaced.
    fs::rename(&inside, &absolute).map_err(|error| failed(&error))
}
