//! The server that the API server asks for the logs of containers.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use futures::future::Either;
use futures::{FutureExt as _, StreamExt as _, stream};
use http::{Request, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper_util::rt::TokioIo;
use kube::{Client, Config};
use kubewright_controllers::{Clock, KubeletApi};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::control_plane::ControlPlane;
use crate::listening::Listening;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Serves the kubelets of all nodes on a port until it is dropped.
pub(super) fn start(
    listener: std::net::TcpListener,
    control_plane: &ControlPlane,
    config: Config,
    clock: Clock,
) -> io::Result<Listening> {
    let entrance = Arc::new(Entrance::new(control_plane).map_err(io::Error::other)?);
    Listening::start("kubelet", listener, async move |listener| {
        if let Ok(client) = Client::try_from(config) {
            listen(listener, entrance, KubeletApi::new(client, clock)).await;
        }
    })
}

/// Lets the API server in and nobody else: it alone decides who may read logs.
struct Entrance {
    acceptor: TlsAcceptor,
    api_server: CertificateDer<'static>,
}

impl Entrance {
    fn new(control_plane: &ControlPlane) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let authority = control_plane.authority();
        let identity = authority.server(&["127.0.0.1"])?;
        let certificate = CertificateDer::from_pem_slice(identity.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes())?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate_der().into())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate], key)?;
        let api_server = control_plane.files().kubelet_client_certificate.as_bytes();
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            api_server: CertificateDer::from_pem_slice(api_server)?,
        })
    }

    async fn accept(&self, stream: TcpStream) -> io::Result<tokio_rustls::server::TlsStream<TcpStream>> {
        let stream = self.acceptor.accept(stream).await?;
        let certificates = stream.get_ref().1.peer_certificates();
        match certificates.and_then(<[_]>::first) {
            Some(certificate) if *certificate == self.api_server => Ok(stream),
            _ => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

async fn listen(listener: TcpListener, entrance: Arc<Entrance>, api: KubeletApi) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (entrance, api) = (entrance.clone(), api.clone());
        tokio::spawn(async move {
            let Ok(stream) = entrance.accept(stream).await else {
                return;
            };
            let service = hyper::service::service_fn(move |request| {
                let api = api.clone();
                async move { Ok::<_, Infallible>(answer(&api, &request).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            // It ends with an error when the API server ends it.
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(api: &KubeletApi, request: &Request<Incoming>) -> Response<Body> {
    let uri = request.uri();
    let answer = api.answer(uri.path(), uri.query().unwrap_or_default()).await;
    let text = stream::iter([Ok(Frame::data(Bytes::from(answer.text)))]);
    let frames = match answer.end {
        None => Either::Left(text),
        // No more is printed, but the body ends only with the container.
        Some(end) => Either::Right(text.chain(end.into_stream().filter_map(async |()| None))),
    };
    let mut response = Response::new(StreamBody::new(frames).boxed_unsync());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let plain = header::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
