//! Webhooks in tests.

use std::{future::pending, io, path::Path};

use super::Webhooks;
use crate::serving::{server::Listener, tls::Certificates};

impl Webhooks {
    /// Serves the webhooks on this machine, at a port and with the certificate in a folder, until the tokio runtime ends. For
    /// tests: the webhooks of a program are served by its manager.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use kubewright_envtest::{Environment, Webhooks};
    ///
    /// let environment = Environment::start().await?;
    /// let server = environment.webhook_server();
    /// let webhooks = kubewright_runtime::webhook::Webhooks::new();
    /// webhooks.serve_locally(server.port(), server.certificates()).await?;
    /// environment.install_webhooks(Webhooks::read("config/webhook/manifests.yaml")?).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the folder has no certificate, or the port is in use.
    pub async fn serve_locally(&self, port: u16, certificates: &Path) -> io::Result<()> {
        let certificates = Certificates::from_folder(certificates).map_err(io::Error::other)?;
        let listener = Listener::bind(&format!("127.0.0.1:{port}"))
            .await
            .map_err(io::Error::other)?
            .tls(certificates);
        tokio::spawn(listener.serve(self.clone(), pending()));
        Ok(())
    }
}
