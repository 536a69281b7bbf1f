//! Where a bundle is read from: a folder, an OCI image layout, or an image in a registry.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Reference};
use kubewright_olm::Registry;
use tempfile::TempDir;

use super::super::Context;
use super::super::errors::{Stop, fail, failure};
use super::super::olm;
use super::read;
use crate::plan;

/// A bundle that a command reads.
pub(in super::super) struct Source {
    /// The files.
    pub(in super::super) files: Files,
    /// The folder that has them, for programs that read it too.
    pub(in super::super) folder: PathBuf,
    /// The image, if it was pulled.
    pub(in super::super) image: Option<String>,
    /// Keeps the folder of a bundle that was an image.
    _unpacked: Option<TempDir>,
}

impl Source {
    /// Reads the bundle that an argument names.
    pub(in super::super) fn read(
        given: &Path,
        registry: &Registry,
        command: &str,
        cx: &Context<'_, '_>,
    ) -> Result<Self, Stop> {
        let path = cx.directory.join(given);
        if path.join("oci-layout").is_file()
            || (path.is_file() && given.extension().is_some_and(|end| end == "tar"))
        {
            return Self::of_layout(given, &path);
        }
        match image(given) {
            Some(image) if !path.exists() => Self::of_image(&image, registry, command, cx),
            _ if !path.is_dir() => {
                let text = format!("`{}` is not a folder", given.display());
                let help = "name a folder that exists, or an image such as `example.com/cache-bundle:v0.0.1`";
                Err(fail(text, help))
            }
            _ => Ok(Self {
                files: read::files(given, cx.directory)?,
                folder: path,
                image: None,
                _unpacked: None,
            }),
        }
    }

    fn of_layout(given: &Path, path: &Path) -> Result<Self, Stop> {
        let shown = given.display();
        let unreadable = |path: &Path, error: &std::io::Error| {
            let text = format!("cannot read `{}`: {}", path.display(), plan::reason(error));
            fail(text, "name a file that exists")
        };
        let unusable = |error: image::NoLayout| {
            let text = format!("`{shown}` is not an OCI image layout of one image: {error}");
            fail(text, "`kubewright bundle build --output` writes one")
        };
        let layout = if path.is_file() {
            let archive = fs::read(path).map_err(|error| unreadable(given, &error))?;
            image::from_tar(&archive).map_err(unusable)?
        } else {
            Files::read(path).map_err(|(path, error)| unreadable(&path, &error))?
        };
        let image = image::from_layout(&layout).map_err(unusable)?;
        let files = image.bundle().map_err(|error| {
            let text = format!("`{shown}` is not the image of a bundle: {error}");
            fail(text, "`kubewright bundle build` builds one")
        })?;
        let unpacked = temporary()?;
        let folder = unpacked.path().join("bundle");
        plan::replace_folder(&folder, files.iter()).map_err(|error| unreadable(&folder, &error))?;
        Ok(Self {
            files,
            folder,
            image: None,
            _unpacked: Some(unpacked),
        })
    }

    fn of_image(image: &str, registry: &Registry, command: &str, cx: &Context<'_, '_>) -> Result<Self, Stop> {
        let help = "name the folder of the bundle instead";
        let program = olm::program(command);
        let program = program
            .find(cx.variables)
            .map_err(|problem| fail(problem, help))?;
        let unpacked = temporary()?;
        let folder = unpacked.path().join("bundle");
        let output = Command::new(&program)
            .current_dir(cx.directory)
            .args(["--quiet", "bundle", "pull", image])
            .arg(&folder)
            .args(registry.to_args())
            .output();
        let output = output.map_err(|error| {
            let text = format!("cannot run `{}`: {}", program.display(), plan::reason(&error));
            fail(text, help)
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let reason = said.trim().trim_start_matches("error: ");
            return Err(fail(format!("cannot pull the bundle: {reason}"), help));
        }
        let files = read::files(&folder, cx.directory)?;
        Ok(Self {
            files,
            folder,
            image: Some(image.to_owned()),
            _unpacked: Some(unpacked),
        })
    }
}

fn temporary() -> Result<TempDir, Stop> {
    tempfile::tempdir().map_err(|error| {
        failure(format!(
            "cannot create a temporary folder: {}",
            plan::reason(&error)
        ))
    })
}

/// The text, if it can only mean an image: it has a tag, a digest or the host of a registry.
fn image(given: &Path) -> Option<String> {
    let text = given.to_str()?;
    let host = text.split_once('/').map(|(host, _)| host);
    let has_host = host.is_some_and(|host| host == "localhost" || host.contains('.'));
    let is_named = has_host || text.contains([':', '@']);
    (is_named && Reference::parse(text).is_ok()).then(|| text.to_owned())
}
