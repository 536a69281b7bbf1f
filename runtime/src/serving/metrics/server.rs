//! The metrics server.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode};
use kube::Client;

use super::{Access, AccessError, Metrics};
use crate::serving::server::{self, BindError, Handler, Listener, Request, Response};
use crate::serving::tls::{Certificates, TlsError};

/// Serves metrics at `/metrics`.
///
/// ```no_run
/// # async fn example(client: kube::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::metrics::{Metrics, MetricsServer};
///
/// let metrics = Metrics::new();
/// let server = MetricsServer::secure(metrics.clone(), client)?;
/// server.bind(":8443").await?.serve(async { /* until this ends */ }).await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nobody is answered before `bind` and `serve`"]
pub struct MetricsServer {
    certificates: Option<Certificates>,
    http2: bool,
    routes: Routes,
}

struct Routes {
    metrics: Metrics,
    access: Option<Access>,
    extra: BTreeMap<String, Arc<dyn Handler>>,
}

impl MetricsServer {
    /// Creates an HTTPS server with a self-signed certificate, for clients that the API server authenticates and authorizes,
    /// see [`Access`].
    ///
    /// # Errors
    ///
    /// If the certificate cannot be created.
    pub fn secure(metrics: Metrics, client: Client) -> Result<Self, TlsError> {
        let mut server = Self::plain(metrics);
        server.certificates = Some(Certificates::self_signed(["localhost"])?);
        server.routes.access = Some(Access::new(client));
        Ok(server)
    }

    /// Creates an HTTP server for every client that can reach the port.
    pub fn plain(metrics: Metrics) -> Self {
        Self {
            certificates: None,
            http2: false,
            routes: Routes {
                metrics,
                access: None,
                extra: BTreeMap::new(),
            },
        }
    }

    /// Serves HTTPS with these certificates.
    pub fn certificates(mut self, certificates: Certificates) -> Self {
        self.certificates = Some(certificates);
        self
    }

    /// Sets whether to allow HTTP/2. Default: `false`.
    pub fn http2(mut self, spoken: bool) -> Self {
        self.http2 = spoken;
        self
    }

    /// Adds a handler for another path, with the same access checks.
    pub fn route(mut self, path: impl Into<String>, handler: impl Handler) -> Self {
        self.routes.extra.insert(path.into(), Arc::new(handler));
        self
    }

    /// Listens on an address.
    ///
    /// # Errors
    ///
    /// If the address is malformed or in use.
    pub async fn bind(self, address: &str) -> Result<MetricsListener, BindError> {
        let mut listener = Listener::bind(address).await?.http2(self.http2);
        if let Some(certificates) = self.certificates {
            self.routes.metrics.watch_certificates(&certificates);
            listener = listener.tls(certificates);
        }
        Ok(MetricsListener {
            listener,
            routes: self.routes,
        })
    }
}

/// A [`MetricsServer`] that listens.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::metrics::{Metrics, MetricsListener, MetricsServer};
///
/// let listener: MetricsListener = MetricsServer::plain(Metrics::new()).bind("127.0.0.1:0").await?;
/// assert_ne!(listener.address().port(), 0);
/// listener.serve(async { /* until this ends */ }).await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nobody is answered before `serve`"]
pub struct MetricsListener {
    listener: Listener,
    routes: Routes,
}

impl MetricsListener {
    /// Returns the address, with the actual port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Answers requests until `shutdown` completes.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        self.listener.serve(self.routes, shutdown).await;
    }
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Routes")
            .field("access", &self.access)
            .field("extra", &self.extra.keys())
            .finish_non_exhaustive()
    }
}

impl Routes {
    async fn answer(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        if let Some(access) = &self.access
            && let Err(error) = access.check(&head).await
        {
            return refuse(&error);
        }
        if let Some(handler) = self.extra.get(head.uri.path()) {
            return handler.handle(Request::from_parts(head, body)).await;
        }
        match (head.uri.path(), &head.method) {
            ("/metrics", &Method::GET | &Method::HEAD) => self.metrics(),
            ("/metrics", _) => server::text(StatusCode::METHOD_NOT_ALLOWED, "only GET"),
            _ => server::text(StatusCode::NOT_FOUND, "not found; metrics are at /metrics"),
        }
    }

    fn metrics(&self) -> Response {
        let mut response = Response::new(Bytes::from(self.metrics.encode()));
        let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    }
}

fn refuse(error: &AccessError) -> Response {
    let status = match error {
        AccessError::Unauthenticated => StatusCode::UNAUTHORIZED,
        AccessError::Denied { .. } => StatusCode::FORBIDDEN,
        AccessError::Failed(_) => {
            tracing::error!(%error, "cannot serve metrics");
            return server::text(StatusCode::INTERNAL_SERVER_ERROR, "cannot ask the API server");
        }
    };
    server::text(status, error.to_string())
}

impl Handler for Routes {
    fn handle(&self, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send + '_>> {
        Box::pin(self.answer(request))
    }
}
