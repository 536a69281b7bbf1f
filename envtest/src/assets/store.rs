//! setup-envtest's folder of downloaded servers.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Binary, Platform, Version, Wanted, missing};
use crate::error::Error;

/// The folder in which setup-envtest keeps servers, with one folder per release.
///
/// ```no_run
/// use kubewright_envtest::Store;
///
/// if let Some(store) = Store::from_env() {
///     for installed in store.installed()? {
///         println!("{} {}", installed.version, installed.folder.display());
///     }
/// }
/// # Ok::<(), kubewright_envtest::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

/// A release that is in a [`Store`].
///
/// ```
/// use kubewright_envtest::{Installed, Store};
///
/// /// The newest installed one.
/// fn newest(store: &Store) -> Result<Option<Installed>, kubewright_envtest::Error> {
///     Ok(store.installed()?.into_iter().max_by_key(|installed| installed.version))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The Kubernetes version.
    pub version: Version,
    /// The platform.
    pub platform: Platform,
    /// The value for `KUBEBUILDER_ASSETS`.
    pub folder: PathBuf,
}

impl Store {
    /// Returns the user's store, or `None` if the environment has no home folder.
    #[must_use]
    pub fn from_env() -> Option<Self> {
        Self::from_variables(&|name| std::env::var_os(name))
    }

    /// Returns the store like [`from_env`](Self::from_env), with other environment variables.
    #[must_use]
    pub fn from_variables(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Self> {
        let set = |name| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let folder = match (set("XDG_DATA_HOME"), set("HOME")) {
            (Some(data), _) => data.join("kubebuilder-envtest"),
            (None, Some(home)) if cfg!(target_os = "macos") => {
                home.join("Library/Application Support/io.kubebuilder.envtest")
            }
            (None, Some(home)) => home.join(".local/share/kubebuilder-envtest"),
            (None, None) => return None,
        };
        Some(Self { folder })
    }

    /// Creates a store in a folder, which does not have to exist.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Returns the folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the installed releases, newest first. Folders without servers are skipped.
    ///
    /// # Errors
    ///
    /// If the folder exists and cannot be read.
    pub fn installed(&self) -> Result<Vec<Installed>, Error> {
        let releases = self.folder.join("k8s");
        let entries = match fs::read_dir(&releases) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(Error::file("read", &releases))?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let folder = entry.map_err(Error::file("read", &releases))?.path();
            found.extend(release(&folder));
        }
        found.sort_by(|a: &Installed, b| (b.version, &a.platform).cmp(&(a.version, &b.platform)));
        Ok(found)
    }

    /// Returns the newest installed release that matches.
    ///
    /// # Errors
    ///
    /// Those of [`installed`](Self::installed).
    pub fn find(&self, wanted: Wanted, platform: &Platform) -> Result<Option<Installed>, Error> {
        let mut installed = self.installed()?.into_iter();
        Ok(installed.find(|found| wanted.takes(found.version) && found.platform == *platform))
    }

    /// Returns the folder of a release, installed or not.
    #[must_use]
    pub fn place(&self, version: Version, platform: &Platform) -> PathBuf {
        self.folder.join("k8s").join(format!("{version}-{platform}"))
    }
}

/// `1.37.1-linux-amd64`, if there are servers in it.
fn release(folder: &Path) -> Option<Installed> {
    let name = folder.file_name()?.to_str()?;
    // Left by an install that was killed.
    let mut words = Some(name).filter(|name| !name.ends_with(".part"))?.splitn(3, '-');
    let version = words.next()?.parse().ok()?;
    let platform = Platform::new(words.next()?, words.next()?);
    missing(folder, Binary::CONTROL_PLANE)
        .is_none()
        .then(|| Installed {
            version,
            platform,
            folder: folder.to_owned(),
        })
}
