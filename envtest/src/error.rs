//! Errors of this crate.

use std::io;
use std::path::{Path, PathBuf};

/// Why an environment or an operator under test failed.
///
/// ```
/// use kubewright_envtest::{Crds, Error};
///
/// let error: Error = Crds::read("/nowhere").unwrap_err();
/// assert!(error.to_string().contains("/nowhere"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder that was named does not contain a server.
    #[error(
        "{folder} holds no {file}: name a folder that does, or unset KUBEBUILDER_ASSETS so that it is built",
        folder = folder.display()
    )]
    AssetMissing {
        /// The server, or what it reads.
        file: &'static str,
        /// The folder.
        folder: PathBuf,
    },

    /// The server must be built, and Go is not installed.
    #[error(
        "{binary} {version} is not in {folder} and `{go}`, which builds it, does not run ({cause}): \
         install Go {needed} or newer from https://go.dev/dl, \
         or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver",
        folder = folder.display(),
        go = go.display(),
        needed = crate::versions::GO_VERSION,
        cause = r#source
    )]
    GoMissing {
        /// The server.
        binary: &'static str,
        /// Its version.
        version: &'static str,
        /// The folder that it was looked for in.
        folder: PathBuf,
        /// The command that did not run.
        go: PathBuf,
        /// Why it did not run.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: io::Error,
    },

    /// There is no cache folder for built servers.
    #[error(
        "no cache folder for etcd and kube-apiserver: \
         set HOME or XDG_CACHE_HOME, or set KUBEBUILDER_ASSETS to a folder that holds them"
    )]
    NoCacheFolder,

    /// Go did not build a server.
    #[error(
        "{binary} {version} does not build; Go {needed} or newer and its module proxy are needed; Go says:\n{output}",
        needed = crate::versions::GO_VERSION
    )]
    Build {
        /// The server.
        binary: &'static str,
        /// Its version.
        version: &'static str,
        /// The end of Go's output.
        output: String,
    },

    /// The text is not a version.
    #[error("`{text}` is not a version; write one as 1.37.1, 1.37, 1.37.x or latest")]
    Version {
        /// The text.
        text: String,
    },

    /// The index has no matching release for this machine.
    #[error("{index} has no release {wanted} for {platform}; {newest}")]
    NotReleased {
        /// Where the index is.
        index: String,
        /// What was asked for.
        wanted: String,
        /// The operating system and architecture.
        platform: String,
        /// What it has.
        newest: String,
    },

    /// A download failed.
    #[error("cannot get {address}: {reason}")]
    Download {
        /// Where from.
        address: String,
        /// Why not.
        reason: String,
    },

    /// The checksum of a download is wrong.
    #[error("{address} is not what its index says, and is not used: its SHA-512 is {found}, not {expected}")]
    Checksum {
        /// Where from.
        address: String,
        /// The checksum in the index.
        expected: String,
        /// The checksum of the download.
        found: String,
    },

    /// A file or folder could not be used.
    #[error("cannot {action} {path}: {}", r#source, path = path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: io::Error,
    },

    /// A server could not be started.
    #[error("cannot start {name}: {}", r#source)]
    Start {
        /// The server.
        name: &'static str,
        /// Why it failed.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: io::Error,
    },

    /// A server ended by itself.
    #[error("{name} ended with {status}; the end of its log:\n{log}")]
    Ended {
        /// The server.
        name: &'static str,
        /// How it ended.
        status: String,
        /// The end of its log.
        log: String,
    },

    /// The server is not ready in time.
    #[error("{name} is not ready after {seconds} s, its last answer: {answer}; the end of its log:\n{log}")]
    NotReady {
        /// The server.
        name: &'static str,
        /// How long was waited.
        seconds: u64,
        /// What it answered last.
        answer: String,
        /// The end of its log.
        log: String,
    },

    /// A key or certificate could not be created.
    #[cfg(feature = "environment")]
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),

    /// A kubeconfig could not be read back.
    #[error("cannot use the kubeconfig of {user}: {reason}")]
    Kubeconfig {
        /// The user's name.
        user: String,
        /// Why it cannot be used.
        reason: String,
    },

    /// The existing cluster cannot be used.
    #[error(
        "cannot use the existing cluster: {reason}; name its kubeconfig in KUBECONFIG, \
         or unset USE_EXISTING_CLUSTER so that one is started"
    )]
    ExistingCluster {
        /// Why not.
        reason: String,
    },

    /// The server was not started by the environment.
    #[error("{name} is not this environment's to {action}: it uses an existing cluster")]
    NotOwn {
        /// The server.
        name: &'static str,
        /// What was attempted.
        action: &'static str,
    },

    /// The permissions of a role did not take effect.
    #[error("{user} may not {right} {seconds} s after a role was bound to it")]
    NotGranted {
        /// The user's name.
        user: String,
        /// What it may not do.
        right: String,
        /// How long was waited.
        seconds: u64,
    },

    /// The operator under test ended while the test waited.
    #[error("the operator ended while the test waited for {waiting}: {reason}")]
    OperatorEnded {
        /// What the test waited for.
        waiting: String,
        /// The operator's error.
        reason: String,
    },

    /// What a test waited for did not happen, though the operator is running.
    #[error("{what}: {reason}")]
    NotExpected {
        /// What the test waited for.
        what: String,
        /// What happened instead.
        reason: String,
    },

    /// A manifest could not be read.
    #[error("{origin}: {reason}")]
    Manifest {
        /// The file, or what else it came from.
        origin: String,
        /// Why it cannot be read, and what to do.
        reason: String,
    },

    /// The API server rejected an object.
    #[error("{origin}: the API server refuses {name}: {message}")]
    Refused {
        /// The file, or what else it came from.
        origin: String,
        /// The object's name.
        name: String,
        /// What the server says.
        message: String,
    },

    /// The API server accepted a `CustomResourceDefinition` but does not serve it.
    #[error("CustomResourceDefinition {name} is not served after {seconds} s: {reason}")]
    NotServed {
        /// Its name.
        name: String,
        /// How long was waited.
        seconds: u64,
        /// What its status says.
        reason: String,
    },

    /// A request failed.
    #[cfg(feature = "environment")]
    #[error("request to the API server failed: {0}")]
    Request(Box<kube::Error>),
}

impl Error {
    /// For `map_err`: what was tried with which file.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}

#[cfg(feature = "environment")]
impl From<kube::Error> for Error {
    fn from(error: kube::Error) -> Self {
        Self::Request(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn the_cause_is_printed_once_in_a_chain() {
        let error = Error::file("read", Path::new("crds"))(io::Error::other("no such file"));
        assert_eq!(error.to_string(), "cannot read crds: no such file");
        assert!(error.source().is_none());
    }
}
