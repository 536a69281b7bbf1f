//! Requests by hand, over connections that are looked at.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A client's side of TLS that trusts this certificate alone.
pub(crate) fn trusting(pem: &str) -> ClientConfig {
    trusting_der(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
}

pub(crate) fn trusting_der(certificate: CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(crate) async fn connect(
    address: SocketAddr,
    host: &'static str,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config))
        .connect(ServerName::try_from(host).unwrap(), stream)
        .await
}

/// The status and what follows it.
pub(crate) async fn exchange(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    head: &str,
    body: &[u8],
) -> (u16, String) {
    let length = body.len();
    let head = format!("{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // Refused for its size before it was read, perhaps.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    let status = answer
        .split(' ')
        .nth(1)
        .unwrap_or_else(|| panic!("no status: {answer}"));
    (status.parse().unwrap(), answer)
}

pub(crate) async fn get(address: SocketAddr, pem: &str, path: &str, token: Option<&str>) -> (u16, String) {
    let authorization = token.map(|token| format!("\r\nAuthorization: Bearer {token}"));
    let head = format!("GET {path} HTTP/1.1{}", authorization.unwrap_or_default());
    let stream = connect(address, "localhost", trusting(pem)).await.unwrap();
    exchange(stream, &head, b"").await
}
