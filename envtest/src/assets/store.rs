//! The folder of downloaded servers that setup-envtest keeps too.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Binary, Platform, Version, Wanted, missing};
use crate::error::Error;

/// The folder in which setup-envtest keeps servers, one folder for each release.
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
    /// Of Kubernetes.
    pub version: Version,
    /// What it is built for.
    pub platform: Platform,
    /// The value for `KUBEBUILDER_ASSETS`.
    pub folder: PathBuf,
}

impl Store {
    /// The user's; none if the environment names no home.
    #[must_use]
    pub fn from_env() -> Option<Self> {
        Self::from_variables(&|name| std::env::var_os(name))
    }

    /// The user's, if the environment were this one.
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

    /// This folder, which need not exist.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is in it, the newest first. Folders without servers are passed over.
    ///
    /// # Errors
    ///
    /// If it exists and cannot be read.
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

    /// The newest release in it that is wanted.
    ///
    /// # Errors
    ///
    /// As [`installed`](Self::installed).
    pub fn find(&self, wanted: Wanted, platform: &Platform) -> Result<Option<Installed>, Error> {
        let mut installed = self.installed()?.into_iter();
        Ok(installed.find(|found| wanted.takes(found.version) && found.platform == *platform))
    }

    /// Where a release is, or would be.
    #[must_use]
    pub fn place(&self, version: Version, platform: &Platform) -> PathBuf {
        self.folder.join("k8s").join(format!("{version}-{platform}"))
    }
}

/// `1.37.1-linux-amd64`, if there are servers in it.
fn release(folder: &Path) -> Option<Installed> {
    let name = folder.file_name()?.to_str()?;
    // What an install that was killed has left.
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
