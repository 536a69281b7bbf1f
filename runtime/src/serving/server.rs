//! HTTP servers: a listener, optional TLS, and an orderly shutdown.

mod address;

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

#[cfg(feature = "tls")]
use crate::serving::tls::Certificates;

/// A request with its whole body.
pub type Request = http::Request<Bytes>;
/// A response with its whole body.
pub type Response = http::Response<Bytes>;

/// The limit of a TLS handshake, and of reading the body of a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// The limit of waiting for a request and reading its head. Longer than the 90 s after which Go's clients, so the API
/// server too, close a connection themselves: so no request meets a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(120);
/// How long running requests have to finish when the server stops.
const GRACE: Duration = Duration::from_secs(60);
/// Seven mebibytes: the API server takes objects of three, and a review may hold an old and a new one.
const BODY_LIMIT: usize = 7 * 1024 * 1024;

/// Answers requests. Functions that take a [`Request`] and return a future of a [`Response`] implement it.
///
/// ```
/// use kubewright_runtime::server::{self, Handler, Request};
///
/// fn takes(_: impl Handler) {}
/// takes(|request: Request| async move { server::text(http::StatusCode::OK, request.uri().path().to_owned()) });
/// ```
pub trait Handler: Send + Sync + 'static {
    /// Answers one request.
    fn handle(&self, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send + '_>>;
}

impl<F, Answer> Handler for F
where
    F: Fn(Request) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Response> + Send + 'static,
{
    fn handle(&self, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send + '_>> {
        Box::pin(self(request))
    }
}

/// Creates a response of plain text.
///
/// ```
/// use kubewright_runtime::server;
///
/// let answer = server::text(http::StatusCode::OK, "ok");
/// assert_eq!(answer.body(), "ok");
/// ```
pub fn text(status: StatusCode, text: impl Into<String>) -> Response {
    let mut response = Response::new(Bytes::from(text.into()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(http::header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// A port that is open, and the options of its server.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::server::{self, Listener, Request};
///
/// let listener = Listener::bind("127.0.0.1:0").await?;
/// println!("listening on {}", listener.address());
/// let hello = |_: Request| async { server::text(http::StatusCode::OK, "hello") };
/// listener.serve(hello, async { /* until this ends */ }).await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nobody is answered before `serve`"]
pub struct Listener {
    listener: TcpListener,
    address: SocketAddr,
    #[cfg(feature = "tls")]
    certificates: Option<Certificates>,
    http2: bool,
    body_limit: usize,
}

impl Listener {
    /// Listens on an address: `127.0.0.1:8080`, or `:8080` for every address of the host. Port 0 selects a free port.
    ///
    /// # Errors
    ///
    /// If the address is malformed or in use.
    pub async fn bind(address: &str) -> Result<Self, BindError> {
        let failed = |source| BindError {
            address: address.to_owned(),
            source,
        };
        let listener = address::bind(address).await.map_err(failed)?;
        Ok(Self {
            address: listener.local_addr().map_err(failed)?,
            listener,
            #[cfg(feature = "tls")]
            certificates: None,
            http2: false,
            body_limit: BODY_LIMIT,
        })
    }

    /// Returns the address, with the actual port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves TLS 1.2 or newer with these certificates, and watches their files.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, certificates: Certificates) -> Self {
        self.certificates = Some(certificates);
        self
    }

    /// Sets whether to allow HTTP/2. Default: `false`, because attacks on it happened more than once (CVE-2023-44487).
    pub fn http2(mut self, spoken: bool) -> Self {
        self.http2 = spoken;
        self
    }

    /// Sets the largest body in bytes. Default: 7 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Answers requests until `shutdown` completes. Running requests then have a minute to finish.
    pub async fn serve(self, handler: impl Handler, shutdown: impl Future<Output = ()>) {
        let handler: Arc<dyn Handler> = Arc::new(handler);
        let graceful = GracefulShutdown::new();
        // Dropping it closes every connection, if this future is dropped.
        let mut connections = JoinSet::new();
        #[cfg(feature = "tls")]
        let tls = self
            .certificates
            .as_ref()
            .map(|certificates| tokio_rustls::TlsAcceptor::from(certificates.server_config(self.http2)));
        let mut shutdown = std::pin::pin!(shutdown);
        let mut watch = Box::pin(self.watch());
        loop {
            let stream = tokio::select! {
                () = &mut shutdown => break,
                () = &mut watch => continue,
                Some(_) = connections.join_next() => continue,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        // Out of file descriptors, or the peer has gone: the next one may succeed.
                        tracing::warn!(address = %self.address, %error, "cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            let connection = Connection {
                handler: handler.clone(),
                http2: self.http2,
                body_limit: self.body_limit,
            };
            let watcher = graceful.watcher();
            #[cfg(feature = "tls")]
            if let Some(tls) = &tls {
                let handshake = tls.accept(stream);
                connections.spawn(async move {
                    // A peer that does not speak TLS, or trusts other certificates, is not an error of this program.
                    match tokio::time::timeout(PATIENCE, handshake).await {
                        Ok(Ok(stream)) => connection.serve(stream, watcher).await,
                        Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
                        Err(_) => tracing::debug!("TLS handshake took too long"),
                    }
                });
                continue;
            }
            connections.spawn(connection.serve(stream, watcher));
        }
        drop(watch);
        drop(self.listener);
        if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
            tracing::warn!(address = %self.address, "requests are still running; ending without their answers");
        }
    }

    #[cfg(feature = "tls")]
    async fn watch(&self) {
        match &self.certificates {
            Some(certificates) => certificates.watch().await,
            None => std::future::pending().await,
        }
    }

    #[cfg(not(feature = "tls"))]
    async fn watch(&self) {
        std::future::pending::<()>().await;
    }
}

/// A listener cannot use an address.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use kubewright_runtime::server::{BindError, Listener};
///
/// let first = Listener::bind("127.0.0.1:0").await.unwrap();
/// let address = first.address().to_string();
/// let error: BindError = Listener::bind(&address).await.err().unwrap();
/// assert_eq!(error.address, address);
/// # }
/// ```
#[derive(Debug, Error)]
#[error(
    "cannot listen on `{address}`: {}; choose another address or end the program that uses it",
    r#source
)]
pub struct BindError {
    /// The address.
    pub address: String,
    /// The reason.
    // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
    pub r#source: io::Error,
}

struct Connection {
    handler: Arc<dyn Handler>,
    http2: bool,
    body_limit: usize,
}

impl Connection {
    async fn serve(
        self,
        stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
        watcher: hyper_util::server::graceful::Watcher,
    ) {
        let Self {
            handler,
            http2,
            body_limit,
        } = self;
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(IDLE);
        builder.http2().timer(TokioTimer::new());
        let builder = if http2 { builder } else { builder.http1_only() };
        let service = hyper::service::service_fn(move |request| {
            let handler = handler.clone();
            async move {
                Ok::<_, std::convert::Infallible>(answer(&*handler, request, body_limit).await.map(Full::new))
            }
        });
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error, "connection ended");
        }
    }
}

async fn answer(handler: &dyn Handler, request: http::Request<Incoming>, limit: usize) -> Response {
    let (head, body) = request.into_parts();
    let body = match tokio::time::timeout(PATIENCE, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return text(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is larger than {limit} bytes"),
            );
        }
        Ok(Err(error)) => {
            return text(
                StatusCode::BAD_REQUEST,
                format!("the body cannot be read: {error}"),
            );
        }
        Err(_) => return text(StatusCode::REQUEST_TIMEOUT, "the body did not come in time"),
    };
    handler.handle(http::Request::from_parts(head, body)).await
}
