//! Webhooks in a test program.

use std::{future::pending, io, path::Path};

use super::Webhooks;
use crate::serving::{server::Listener, tls::Certificates};

impl Webhooks {
    /// Serves them on this machine, at this port and with the certificate in this folder, until the tokio runtime ends:
    /// for tests. A program's webhooks are served by its manager.
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
    /// If there is no certificate, or the port is taken.
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
