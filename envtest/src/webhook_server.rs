//! The address of a webhook server under test.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::authority::Authority;
use crate::error::Error;

/// The address and the certificate that the webhook server under test must use.
///
/// [`Environment::webhook_server`](crate::Environment::webhook_server) returns that of an environment. Webhook configurations
/// and CRDs that are installed there are pointed at it. The environment does not run a server itself.
///
/// ```no_run
/// # fn example(environment: kubewright_envtest::Environment) {
/// let server = environment.webhook_server();
/// let arguments = [
///     format!("--webhook-port={}", server.port()),
///     format!("--webhook-cert-path={}", server.certificates().display()),
/// ];
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WebhookServer {
    host: String,
    port: u16,
    certificates: PathBuf,
    authority: String,
}

impl WebhookServer {
    /// Chooses a port and writes the certificate below this folder.
    pub(crate) fn prepare(host: &str, authority: &Authority, folder: &Path) -> Result<Self, Error> {
        let port = free_port().map_err(|source| Error::Start {
            name: "a webhook server",
            source,
        })?;
        let certificates = folder.join("webhook");
        fs::create_dir(&certificates).map_err(Error::file("create", &certificates))?;
        let identity = authority.server(&[host, "127.0.0.1", "localhost"])?;
        let authority = authority.certificate();
        for (name, text) in [
            ("tls.crt", &identity.certificate),
            ("tls.key", &identity.key),
            ("ca.crt", &authority),
        ] {
            let path = certificates.join(name);
            fs::write(&path, text).map_err(Error::file("write", &path))?;
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            certificates,
            authority,
        })
    }

    /// Returns the host at which the API server calls it. Default: `127.0.0.1`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns a port that was free when the environment started.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the folder with `tls.crt`, `tls.key` and `ca.crt`.
    #[must_use]
    pub fn certificates(&self) -> &Path {
        &self.certificates
    }

    /// Returns the certificate of the authority that signed `tls.crt`, as PEM: the value of `caBundle`.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns the URL of a path on the server.
    ///
    /// ```no_run
    /// # fn example(environment: kubewright_envtest::Environment) {
    /// assert!(environment.webhook_server().url("/convert").starts_with("https://127.0.0.1:"));
    /// # }
    /// ```
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("https://{}:{}{slash}{path}", self.host, self.port)
    }

    /// Points a `clientConfig` at it, unless that names a URL already.
    pub(crate) fn redirect(&self, client_config: &mut Value) {
        if client_config["url"].is_string() {
            return;
        }
        let path = client_config["service"]["path"].as_str().unwrap_or("/");
        *client_config = json!({
            "url": self.url(path),
            "caBundle": BASE64_STANDARD.encode(&self.authority),
        });
    }
}

fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_become_addresses_and_addresses_stay() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new().unwrap();
        let server = WebhookServer::prepare("localhost", &authority, folder.path()).unwrap();
        let base = format!("https://localhost:{}", server.port());
        let redirected = |mut client_config: Value| {
            server.redirect(&mut client_config);
            client_config
        };
        for (given, expected) in [
            (json!({ "service": { "name": "s", "path": "/a/b" } }), "/a/b"),
            (json!({ "service": { "name": "s" } }), "/"),
            (Value::Null, "/"),
        ] {
            let client_config = redirected(given);
            assert_eq!(client_config["url"], format!("{base}{expected}"));
            let bundle = BASE64_STANDARD
                .decode(client_config["caBundle"].as_str().unwrap())
                .unwrap();
            assert_eq!(bundle, fs::read(server.certificates().join("ca.crt")).unwrap());
            assert!(client_config["service"].is_null());
        }
        let outside = json!({ "url": "https://hooks.example.com/x" });
        assert_eq!(redirected(outside.clone()), outside);
    }
}
