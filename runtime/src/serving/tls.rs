//! Certificates of servers, which are replaced while the server runs.

mod files;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;

use files::Files;

/// How often files are looked at. A kubelet renews them minutes before it must.
const PERIOD: Duration = Duration::from_secs(10);

/// A certificate and its key. Clones share them, and a new certificate replaces the old one in all of them.
///
/// ```
/// use kubewright_runtime::tls::Certificates;
///
/// let certificates = Certificates::self_signed(["localhost"])?;
/// assert!(certificates.pem().starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok::<(), kubewright_runtime::tls::TlsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Certificates {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    shown: RwLock<Shown>,
    files: Option<Files>,
    reads: AtomicU64,
    errors: AtomicU64,
}

#[derive(Debug)]
struct Shown {
    pem: String,
    key: Arc<CertifiedKey>,
}

impl Certificates {
    /// Creates a self-signed certificate for these names. Clients cannot verify it: it only encrypts.
    ///
    /// # Errors
    ///
    /// If a name is not valid.
    pub fn self_signed<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<Self, TlsError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| TlsError {
            origin: String::from("self-signed certificate"),
            reason: error.to_string(),
        })?;
        Self::from_pem(&made.cert.pem(), &made.signing_key.serialize_pem())
    }

    /// Reads a chain of certificates, the server's own first, and its key.
    ///
    /// # Errors
    ///
    /// If they are malformed or do not match.
    pub fn from_pem(chain: &str, key: &str) -> Result<Self, TlsError> {
        Ok(Self::new(read("certificate", chain, key)?, None))
    }

    /// Reads files, and reads them again when they change.
    ///
    /// # Errors
    ///
    /// If a file is missing or malformed.
    ///
    /// ```no_run
    /// use kubewright_runtime::tls::Certificates;
    ///
    /// let folder = "/tmp/k8s-webhook-server/serving-certs";
    /// let certificates = Certificates::from_files(format!("{folder}/tls.crt"), format!("{folder}/tls.key"))?;
    /// # Ok::<(), kubewright_runtime::tls::TlsError>(())
    /// ```
    pub fn from_files(chain: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, TlsError> {
        let (files, shown) = Files::open(chain.into(), key.into())?;
        Ok(Self::new(shown, Some(files)))
    }

    /// Reads `tls.crt` and `tls.key` in a folder, the names of a mounted Secret.
    ///
    /// # Errors
    ///
    /// If a file is missing or malformed.
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self, TlsError> {
        let folder = folder.as_ref();
        Self::from_files(folder.join("tls.crt"), folder.join("tls.key"))
    }

    fn new(shown: Shown, files: Option<Files>) -> Self {
        Self {
            shared: Arc::new(Shared {
                shown: RwLock::new(shown),
                files,
                reads: AtomicU64::new(1),
                errors: AtomicU64::new(0),
            }),
        }
    }

    /// Replaces the certificate; new connections get the new one.
    ///
    /// # Errors
    ///
    /// If they are malformed or do not match. The old certificate stays.
    pub fn replace(&self, chain: &str, key: &str) -> Result<(), TlsError> {
        self.count(read("certificate", chain, key).map(Some)).map(|_| ())
    }

    /// Reads the files again if they have changed, and returns whether they had.
    ///
    /// # Errors
    ///
    /// If a file is missing or malformed. The old certificate stays.
    pub fn reload(&self) -> Result<bool, TlsError> {
        match &self.shared.files {
            Some(files) => self.count(files.changed()),
            None => Ok(false),
        }
    }

    fn count(&self, read: Result<Option<Shown>, TlsError>) -> Result<bool, TlsError> {
        match read {
            Ok(Some(shown)) => {
                *self.shared.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
                self.shared.reads.fetch_add(1, Ordering::Relaxed);
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) => {
                self.shared.errors.fetch_add(1, Ordering::Relaxed);
                Err(error)
            }
        }
    }

    /// Reloads the files whenever they change, and never returns. A [`Listener`](crate::server::Listener) does this while it
    /// serves.
    pub async fn watch(&self) {
        loop {
            tokio::time::sleep(PERIOD).await;
            match self.reload() {
                Ok(true) => tracing::info!("the serving certificate was replaced"),
                Ok(false) => {}
                // In the middle of a change the two files may not match.
                Err(error) => tracing::warn!(%error, "the serving certificate stays as it is"),
            }
        }
    }

    /// Returns the current chain.
    #[must_use]
    pub fn pem(&self) -> String {
        self.shown(|shown| shown.pem.clone())
    }

    /// Returns how often certificates were read.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.shared.reads.load(Ordering::Relaxed)
    }

    /// Returns how often reading certificates failed.
    #[must_use]
    pub fn read_errors(&self) -> u64 {
        self.shared.errors.load(Ordering::Relaxed)
    }

    /// Returns a rustls configuration for other servers: TLS 1.2 or newer with these certificates.
    #[must_use]
    pub fn server_config(&self, http2: bool) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has the ciphers of every version that rustls speaks")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = if http2 {
            vec![b"h2".to_vec(), b"http/1.1".to_vec()]
        } else {
            vec![b"http/1.1".to_vec()]
        };
        Arc::new(config)
    }

    fn shown<T>(&self, take: impl FnOnce(&Shown) -> T) -> T {
        take(&self.shared.shown.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown(|shown| shown.key.clone()))
    }
}

/// A certificate cannot be used.
///
/// ```
/// use kubewright_runtime::tls::Certificates;
///
/// let error = Certificates::from_files("/nowhere/tls.crt", "/nowhere/tls.key").unwrap_err();
/// assert_eq!(error.origin, "/nowhere/tls.crt");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{origin}: {reason}")]
pub struct TlsError {
    /// The file, or another origin.
    pub origin: String,
    /// Why the certificate cannot be used.
    pub reason: String,
}

fn read(origin: &str, chain: &str, key: &str) -> Result<Shown, TlsError> {
    let unusable = |reason: String| TlsError {
        origin: origin.to_owned(),
        reason,
    };
    let certificates = CertificateDer::pem_slice_iter(chain.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unusable(format!("no PEM: {error}")))?;
    if certificates.is_empty() {
        return Err(unusable(String::from("it holds no certificate")));
    }
    let private = PrivateKeyDer::from_pem_slice(key.as_bytes())
        .map_err(|error| unusable(format!("its key cannot be read: {error}")))?;
    let certified = CertifiedKey::from_der(certificates, private, &ring::default_provider())
        .map_err(|error| unusable(format!("certificate and key do not match: {error}")))?;
    Ok(Shown {
        pem: chain.to_owned(),
        key: Arc::new(certified),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        let pair = || rcgen::generate_simple_self_signed([String::from("localhost")]).unwrap();
        let (first, second) = (pair(), pair());
        let certificates =
            Certificates::from_pem(&first.cert.pem(), &first.signing_key.serialize_pem()).unwrap();
        let error = certificates
            .replace(&second.cert.pem(), &first.signing_key.serialize_pem())
            .unwrap_err();
        assert!(error.to_string().contains("do not match"), "{error}");
        assert_eq!(certificates.pem(), first.cert.pem());
        assert_eq!((certificates.reads(), certificates.read_errors()), (1, 1));
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        for (chain, key) in [("", ""), ("nonsense", "nonsense"), ("-----BEGIN", "")] {
            let error = Certificates::from_pem(chain, key).unwrap_err();
            assert!(error.to_string().starts_with("certificate: "), "{error}");
        }
    }
}
