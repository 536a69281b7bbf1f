//! What every server does, before a handler sees anything.

use std::time::Duration;

use http::StatusCode;
use kubewright_runtime::health::Probes;
use kubewright_runtime::server::{self, Listener, Request};
use kubewright_runtime::tls::Certificates;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::web;

async fn echo(request: Request) -> server::Response {
    let text = format!("{} {}", request.uri().path(), request.body().len());
    server::text(StatusCode::OK, text)
}

fn certificates() -> Certificates {
    Certificates::self_signed(["localhost"]).unwrap()
}

#[tokio::test]
async fn http2_is_spoken_only_when_asked_for() {
    for (http2, expected) in [(false, "http/1.1"), (true, "h2")] {
        let listener = Listener::bind("127.0.0.1:0").await.unwrap().http2(http2);
        let (address, certificates) = (listener.address(), certificates());
        let server = tokio::spawn(
            listener
                .tls(certificates.clone())
                .serve(echo, std::future::pending()),
        );
        let mut config = web::trusting(&certificates.pem());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let stream = web::connect(address, "localhost", config).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(expected.as_bytes()));
        server.abort();
    }
}

#[tokio::test]
async fn tls_is_of_a_version_that_is_safe_and_plain_text_is_not_answered() {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let (address, certificates) = (listener.address(), certificates());
    let server = tokio::spawn(
        listener
            .tls(certificates.clone())
            .serve(echo, std::future::pending()),
    );
    let stream = web::connect(address, "localhost", web::trusting(&certificates.pem()))
        .await
        .unwrap();
    let version = stream.get_ref().1.protocol_version();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_3));

    // The same hello in two versions; the server answers by its own hello or by an alert.
    let hello = |version: u8| {
        let groups = [0, 10, 0, 4, 0, 2, 0, 0x17];
        let signatures = [0, 13, 0, 4, 0, 2, 4, 3];
        let ciphers = [0, 0, 2, 0xc0, 0x2b, 1, 0, 0, 16];
        [
            &[0x16, 3, 1, 0, 63, 1, 0, 0, 59, 3, version][..],
            &[7; 32],
            &ciphers,
            &groups,
            &signatures,
        ]
        .concat()
    };
    for (version, expected) in [(3, 22), (2, 21)] {
        let mut plain = TcpStream::connect(address).await.unwrap();
        plain.write_all(&hello(version)).await.unwrap();
        assert_eq!(plain.read_u8().await.unwrap(), expected, "TLS 1.{}", version - 1);
    }

    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    server.abort();
}

#[tokio::test]
async fn a_certificate_that_is_replaced_is_shown_to_the_next() {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let (address, certificates) = (listener.address(), certificates());
    let server = tokio::spawn(
        listener
            .tls(certificates.clone())
            .serve(echo, std::future::pending()),
    );
    let first = certificates.pem();
    assert_eq!(web::get(address, &first, "/", None).await.0, 200);
    let made = rcgen::generate_simple_self_signed([String::from("localhost")]).unwrap();
    certificates
        .replace(&made.cert.pem(), &made.signing_key.serialize_pem())
        .unwrap();
    assert_eq!(web::get(address, &made.cert.pem(), "/", None).await.0, 200);
    let stale = web::connect(address, "localhost", web::trusting(&first)).await;
    assert!(stale.is_err(), "the former certificate is still shown");
    server.abort();
}

#[tokio::test]
async fn bodies_are_limited() {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap().body_limit(1000);
    let address = listener.address();
    let server = tokio::spawn(listener.serve(echo, std::future::pending()));
    for (length, expected) in [(1000, 200), (1001, 413), (5_000_000, 413)] {
        let stream = TcpStream::connect(address).await.unwrap();
        let (status, text) = web::exchange(stream, "POST /here HTTP/1.1", &vec![b'x'; length]).await;
        assert_eq!(status, expected, "{text}");
    }
    server.abort();
}

#[tokio::test]
async fn requests_that_run_are_answered_before_the_server_ends() {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.address();
    let (arrived_sender, arrived) = tokio::sync::mpsc::channel(1);
    let (go, gone) = tokio::sync::watch::channel(false);
    let handler = move |_: Request| {
        let (arrived, mut gone) = (arrived_sender.clone(), gone.clone());
        async move {
            arrived.send(()).await.unwrap();
            gone.wait_for(|gone| *gone).await.unwrap();
            server::text(StatusCode::OK, "late")
        }
    };
    let mut arrived = arrived;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(listener.serve(handler, async { stopped.await.unwrap() }));
    let request = tokio::spawn(async move {
        let stream = TcpStream::connect(address).await.unwrap();
        web::exchange(stream, "GET / HTTP/1.1", b"").await
    });
    arrived.recv().await.unwrap();
    stop.send(()).unwrap();
    crate::eventually("that nobody listens", async || {
        TcpStream::connect(address).await.is_err().then_some(())
    })
    .await;
    assert!(!server.is_finished());
    go.send(true).unwrap();
    assert_eq!(request.await.unwrap().0, 200);
    tokio::time::timeout(Duration::from_secs(10), server)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let first = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = first.address().to_string();
    let error = Listener::bind(&address).await.unwrap_err().to_string();
    assert!(
        error.contains(&address) && error.contains("choose another"),
        "{error}"
    );
    let error = Listener::bind("nonsense").await.unwrap_err().to_string();
    assert!(error.contains("`nonsense`"), "{error}");
    let all = Listener::bind(":0").await.unwrap();
    assert!(all.address().ip().is_unspecified());
}

#[tokio::test]
async fn probes_are_served() {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.address();
    let probes = Probes::new();
    probes.add_ready("cache", || async { Err("not yet".into()) });
    let server = tokio::spawn(listener.serve(probes.clone(), std::future::pending()));
    let get = async |path: &str| {
        let stream = TcpStream::connect(address).await.unwrap();
        web::exchange(stream, &format!("GET {path} HTTP/1.1"), b"")
            .await
            .0
    };
    assert_eq!((get("/healthz").await, get("/readyz").await), (200, 500));
    probes.add_ready("cache", || async { Ok(()) });
    assert_eq!(get("/readyz?verbose").await, 200);
    server.abort();
}
