//! Finds the servers, and builds them if necessary.

mod binary;
mod build;
#[cfg(feature = "download")]
mod index;
mod platform;
mod store;
mod version;

use std::env;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

pub use binary::Binary;
#[cfg(feature = "download")]
pub use index::Index;
pub use platform::Platform;
pub use store::{Installed, Store};
pub use version::{Version, Wanted};

use crate::error::Error;
use crate::progress::Progress;
use crate::versions::KUBERNETES_VERSION;
use build::{Builder, with_suffix};

/// A folder that holds the servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    folder: PathBuf,
}

/// Where to look for servers, and how to build them.
///
/// The first of these that applies:
///
/// 1. The folder in `KUBEBUILDER_ASSETS`, which must contain them.
/// 2. `kubewright/envtest/<version>-<os>-<arch>/` in the user's cache folder.
/// 3. The newest patch release of that version in setup-envtest's [`Store`], which `kubewright envtest install` fills, if it
///    contains the wanted version.
/// 4. The cache folder again, after building them from their public Go modules with the Go toolchain, once for all processes
///    of the user.
#[derive(Clone, Debug)]
pub struct AssetSearch {
    folder: Option<PathBuf>,
    cache: Option<PathBuf>,
    store: Option<Store>,
    go: OsString,
    progress: Progress,
}

impl Assets {
    /// Finds or builds etcd and kube-apiserver, as the environment variables say.
    ///
    /// # Errors
    ///
    /// If a server is missing and cannot be built. The message says what to install or to set.
    ///
    /// ```no_run
    /// let assets = kubewright_envtest::Assets::find()?;
    /// println!("{}", assets.folder().display());
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn find() -> Result<Self, Error> {
        AssetSearch::from_env().find(Binary::CONTROL_PLANE)
    }

    /// Returns the folder of the servers.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the path of a server.
    ///
    /// ```no_run
    /// use kubewright_envtest::{Assets, Binary};
    ///
    /// let etcd = Assets::find()?.path(&Binary::ETCD);
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    #[must_use]
    pub fn path(&self, binary: &Binary) -> PathBuf {
        self.folder.join(binary.name())
    }

    /// Returns the path of the data file of a server, if it needs one.
    #[must_use]
    pub fn data_path(&self, binary: &Binary) -> Option<PathBuf> {
        binary.data().map(|data| self.folder.join(data.name))
    }
}

impl AssetSearch {
    /// Creates a search as `KUBEBUILDER_ASSETS`, `XDG_CACHE_HOME`, `XDG_DATA_HOME`, `HOME` and `PATH` say.
    #[must_use]
    pub fn from_env() -> Self {
        Self::from_variables(&|name| env::var_os(name))
    }

    /// Creates a search like [`from_env`](Self::from_env), with other environment variables.
    #[must_use]
    pub fn from_variables(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let set = |name| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        Self {
            folder: set("KUBEBUILDER_ASSETS"),
            cache: set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache"))),
            store: Store::from_variables(variable),
            go: OsString::from("go"),
            progress: Progress::STDERR,
        }
    }

    /// Uses the servers in this folder, and builds nothing.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Ignores `KUBEBUILDER_ASSETS` and downloaded servers, and uses this cache folder.
    #[must_use]
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache = Some(folder.into());
        self.built()
    }

    /// Ignores `KUBEBUILDER_ASSETS` and downloaded servers.
    #[must_use]
    pub fn built(mut self) -> Self {
        self.folder = None;
        self.store = None;
        self
    }

    /// Sets where downloaded servers are.
    #[must_use]
    pub fn store(mut self, store: Store) -> Self {
        self.store = Some(store);
        self
    }

    /// Sets the Go command. Default: `go`.
    #[must_use]
    pub fn go(mut self, program: impl Into<OsString>) -> Self {
        self.go = program.into();
        self
    }

    /// Sets a function that gets the progress of builds, line by line. Default: stderr.
    #[must_use]
    pub fn progress(mut self, progress: fn(&str)) -> Self {
        self.progress = Progress::to(progress);
        self
    }

    /// Finds or builds servers.
    ///
    /// # Errors
    ///
    /// If a server is missing and cannot be built. The message says what to install or to set.
    ///
    /// ```
    /// use kubewright_envtest::{AssetSearch, Binary};
    ///
    /// let error = AssetSearch::from_env().folder("/nonexistent").find(Binary::CONTROL_PLANE).unwrap_err();
    /// assert!(error.to_string().starts_with("/nonexistent holds no etcd"));
    /// ```
    pub fn find(&self, binaries: &[Binary]) -> Result<Assets, Error> {
        if let Some(assets) = self.find_installed(binaries)? {
            return Ok(assets);
        }
        let folder = self.cache_folder()?;
        self.build(&folder, binaries)?;
        Ok(Assets { folder })
    }

    /// Finds servers, and builds nothing.
    ///
    /// # Errors
    ///
    /// If a folder that was named does not contain them, or the store cannot be read.
    pub fn find_installed(&self, binaries: &[Binary]) -> Result<Option<Assets>, Error> {
        if let Some(folder) = &self.folder {
            return given(folder, binaries).map(Some);
        }
        let cached = self.cache_folder()?;
        if missing(&cached, binaries).is_none() {
            return Ok(Some(Assets { folder: cached }));
        }
        let Some(store) = &self.store else {
            return Ok(None);
        };
        let stored = store.find(pinned_minor()?, &Platform::current())?;
        Ok(stored
            .map(|installed| installed.folder)
            .filter(|folder| missing(folder, binaries).is_none())
            .map(|folder| Assets { folder }))
    }

    fn cache_folder(&self) -> Result<PathBuf, Error> {
        let cache = self.cache.as_ref().ok_or(Error::NoCacheFolder)?;
        // Go runs in another folder.
        let cache = std::path::absolute(cache).map_err(Error::file("find", cache))?;
        let release = format!("{KUBERNETES_VERSION}-{}", Platform::current());
        Ok(cache.join("kubewright/envtest").join(release))
    }

    fn build(&self, folder: &Path, binaries: &[Binary]) -> Result<(), Error> {
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
        }
        // Held until this function returns or this process ends, however it ends.
        let _lock = self.lock(&with_suffix(folder, ".lock"))?;
        Builder {
            go: &self.go,
            folder,
            progress: self.progress,
        }
        .build_missing(binaries)
    }

    fn lock(&self, path: &Path) -> Result<File, Error> {
        let file = File::create(path).map_err(Error::file("create", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let waiting = "waiting for another process that builds the servers";
                let _step = self.progress.step(waiting, "minutes");
                file.lock().map_err(Error::file("lock", path))?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", path)(error)),
        }
        Ok(file)
    }
}

fn given(folder: &Path, binaries: &[Binary]) -> Result<Assets, Error> {
    match missing(folder, binaries) {
        None => Ok(Assets {
            folder: folder.to_owned(),
        }),
        Some(file) => Err(Error::AssetMissing {
            file,
            folder: folder.to_owned(),
        }),
    }
}

/// The first file that is not there.
fn missing(folder: &Path, binaries: &[Binary]) -> Option<&'static str> {
    binaries
        .iter()
        .flat_map(Binary::files)
        .find(|name| !folder.join(name).is_file())
}

/// Any patch release of the version that would be built.
fn pinned_minor() -> Result<Wanted, Error> {
    let minor = KUBERNETES_VERSION
        .rsplit_once('.')
        .map_or(KUBERNETES_VERSION, |(minor, _)| minor);
    minor.parse()
}
