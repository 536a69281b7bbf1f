//! Users, and how they reach the API server.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kube::config::Kubeconfig;
use kube::{Client, Config};
use kubewright_core::yaml;

use crate::authority::Authority;
use crate::error::Error;

/// The server as a client needs to know it.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: http::Uri,
    pub(crate) authority: String,
    pub(crate) authority_der: Vec<u8>,
}

/// A user of an environment. The API server knows a user by a client certificate, and a service account by a token.
///
/// Users have only the permissions of the roles that are bound to them; the environment's own user is allowed to do
/// everything.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_envtest::{Environment, User};
///
/// let environment = Environment::start().await?;
/// let alice: User = environment.user("alice", ["developers"])?;
/// assert!(alice.client().list_api_groups().await.is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct User {
    name: String,
    config: Arc<Config>,
    kubeconfig: Arc<str>,
}

impl User {
    /// One with a certificate of the server's authority.
    pub(crate) fn new(
        server: &Server,
        authority: &Authority,
        name: &str,
        groups: &[String],
    ) -> Result<Self, Error> {
        let encode = |text: &str| BASE64_STANDARD.encode(text);
        let identity = authority.client(name, groups)?;
        let credentials = format!(
            "client-certificate-data: {}\n    client-key-data: {}",
            encode(&identity.certificate),
            encode(&identity.key)
        );
        Self::with_credentials(server, name, &credentials)
    }

    pub(crate) fn by_token(server: &Server, name: &str, token: &str) -> Result<Self, Error> {
        Self::with_credentials(server, name, &format!("token: {token}"))
    }

    fn with_credentials(server: &Server, name: &str, credentials: &str) -> Result<Self, Error> {
        install_crypto_provider();
        let kubeconfig = render(server, name, credentials);
        let read = Kubeconfig::from_yaml(&kubeconfig).map_err(|error| unusable(name, &error))?;
        let auth_info = read.auth_infos.into_iter().next().and_then(|user| user.auth_info);

        let mut config = Config::new(server.url.clone());
        config.root_cert = Some(vec![server.authority_der.clone()]);
        config.auth_info = auth_info.ok_or_else(|| unusable(name, &"it holds no credentials"))?;
        Ok(Self {
            name: name.to_owned(),
            config: Arc::new(config),
            kubeconfig: kubeconfig.into(),
        })
    }

    /// One whose credentials came from elsewhere.
    pub(crate) fn known(name: &str, config: Config, kubeconfig: &Kubeconfig) -> Result<Self, Error> {
        let kubeconfig = yaml::to_string(kubeconfig).map_err(|error| unusable(name, &error))?;
        Ok(Self {
            name: name.to_owned(),
            config: Arc::new(config),
            kubeconfig: kubeconfig.into(),
        })
    }

    /// Returns the name of the user.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a client of this user.
    ///
    /// Create one in each tokio runtime: a client ends with the runtime that it was created in.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::try_from(self.config()).expect("it could be made when the user was")
    }

    /// Returns the configuration of [`client`](Self::client), to change it before a client is created.
    #[must_use]
    pub fn config(&self) -> Config {
        Config::clone(&self.config)
    }

    /// Returns a self-contained kubeconfig for `kubectl` and other programs, as YAML.
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

fn unusable(name: &str, reason: &dyn std::fmt::Display) -> Error {
    Error::Kubeconfig {
        user: name.to_owned(),
        reason: reason.to_string(),
    }
}

fn render(server: &Server, name: &str, credentials: &str) -> String {
    // A JSON string is a YAML string, whatever the name.
    let user = serde_json::Value::from(name);
    let url = server.url.to_string();
    let url = url.trim_end_matches('/');
    let authority = BASE64_STANDARD.encode(&server.authority);
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
    {credentials}
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
pub(crate) fn install_crypto_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Fails only if another thread has installed one first.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
