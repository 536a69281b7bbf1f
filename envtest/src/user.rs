//! Users, and how they reach the server.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kube::config::Kubeconfig;
use kube::{Client, Config};

use crate::authority::{Authority, Identity};
use crate::error::Error;

/// The server as a client needs to know it.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: http::Uri,
    pub(crate) authority: String,
    pub(crate) authority_der: Vec<u8>,
}

/// A user of an environment, known to the server by a client certificate.
///
/// Users have the rights that roles bound to them give, and none before; the environment's own user may do anything.
#[derive(Clone)]
pub struct User {
    name: String,
    config: Arc<Config>,
    kubeconfig: Arc<str>,
}

impl User {
    pub(crate) fn new(
        server: &Server,
        authority: &Authority,
        name: &str,
        groups: &[String],
    ) -> Result<Self, Error> {
        install_crypto_provider();
        let kubeconfig = render(server, name, &authority.client(name, groups)?);
        let unusable = |reason: String| Error::Kubeconfig {
            user: name.to_owned(),
            reason,
        };
        let read = Kubeconfig::from_yaml(&kubeconfig).map_err(|error| unusable(error.to_string()))?;
        let credentials = read.auth_infos.into_iter().next().and_then(|user| user.auth_info);

        let mut config = Config::new(server.url.clone());
        config.root_cert = Some(vec![server.authority_der.clone()]);
        config.auth_info = credentials.ok_or_else(|| unusable(String::from("it holds no credentials")))?;
        Ok(Self {
            name: name.to_owned(),
            config: Arc::new(config),
            kubeconfig: kubeconfig.into(),
        })
    }

    /// The name that the server knows the user by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A client for the server.
    ///
    /// Make one in each tokio runtime: a client ends with the runtime that it was made in.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::try_from(self.config()).expect("the certificates were made by this crate")
    }

    /// The configuration of [`client`](Self::client), to be changed before a client is made of it.
    #[must_use]
    pub fn config(&self) -> Config {
        Config::clone(&self.config)
    }

    /// A kubeconfig for `kubectl` and other programs, as YAML with everything in it.
    #[must_use]
    pub fn kubeconfig(&self) -> &str {
        &self.kubeconfig
    }

    /// Writes [`kubeconfig`](Self::kubeconfig) to a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_kubeconfig(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        fs::write(path, self.kubeconfig()).map_err(Error::file("write", path))
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("User")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn render(server: &Server, name: &str, identity: &Identity) -> String {
    let encode = |text: &str| BASE64_STANDARD.encode(text);
    // A JSON string is a YAML string, whatever the name.
    let user = serde_json::Value::from(name);
    let url = server.url.to_string();
    let url = url.trim_end_matches('/');
    let authority = encode(&server.authority);
    let certificate = encode(&identity.certificate);
    let key = encode(&identity.key);
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: envtest
  cluster:
    server: {url}
    certificate-authority-data: {authority}
users:
- name: {user}
  user:
    client-certificate-data: {certificate}
    client-key-data: {key}
contexts:
- name: envtest
  context:
    cluster: envtest
    user: {user}
    namespace: default
current-context: envtest
"
    )
}

/// rustls chooses by itself only while no other crate of the program enables a second provider.
fn install_crypto_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Refused only if another thread was faster, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
