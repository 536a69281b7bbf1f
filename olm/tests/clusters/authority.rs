//! A registry whose certificate only a Secret of the cluster vouches for.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Image};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::bundle::Bundle;
use super::fixture::{self, Place};
use crate::registry::{Manner, Registry};

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    // A thread of its own: the caller's has a runtime already.
    std::thread::spawn(|| Registry::start(Manner::Open))
        .join()
        .unwrap()
});

/// Serves a registry with TLS, and returns its address.
async fn with_tls(plain: SocketAddr) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = acceptor();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust the certificate goes away.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut plain = TcpStream::connect(plain).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut plain).await;
            });
        }
    });
    address.to_string()
}

fn acceptor() -> TlsAcceptor {
    let folder = fixture::environment().webhook_server().certificates();
    let certificate = CertificateDer::from_pem_file(folder.join("tls.crt")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("tls.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

#[tokio::test]
async fn a_secret_has_the_authority_of_the_registry() {
    let place = Place::new("private").await;
    Bundle::new("private", "1.0.0").write(&place.path().join("bundle"));
    let files = Files::read(&place.path().join("bundle")).unwrap();
    let built = Image::of_bundle(&files).unwrap();
    for (digest, blob) in built.blobs() {
        REGISTRY.store(&digest, "application/octet-stream", blob.to_vec());
    }
    REGISTRY.store("v1", image::MANIFEST, built.manifest.clone());
    let image = format!("{}/private-bundle:v1", with_tls(REGISTRY.address).await);

    // A Pod that never runs ends the installation once the bundle was read.
    let install = |flags: &[&str]| {
        let args = [
            "run",
            "bundle",
            &image,
            "--install-mode",
            "OwnNamespace",
            "--index-image",
            "example.com/absent:v1",
        ];
        [&args[..], flags]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let fails = async |flags: &[&str]| {
        let args = install(flags);
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        place.run(&args).await.failure()
    };
    let unknown = fails(&[]).await;
    assert!(
        unknown.ends_with("; `--ca-file` names the authority that issued it"),
        "{unknown}"
    );
    let secret = ["--ca-secret-name", "registry-ca"];
    assert_eq!(
        fails(&secret).await,
        "the Secret `registry-ca` in the namespace `private` does not exist"
    );
    let pem = fixture::environment().webhook_server().authority();
    let apply = async |key: &str, text: &str| {
        place
            .apply(&json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "registry-ca" },
                "stringData": { key: text },
            }))
            .await;
    };
    apply("ca.crt", pem).await;
    assert_eq!(
        fails(&secret).await,
        "the Secret `registry-ca` in the namespace `private` has no key `cert.pem`, which must hold the certificates of the registry's authority"
    );
    apply("cert.pem", "nothing").await;
    let unreadable = fails(&secret).await;
    assert!(
        unreadable
            .starts_with("`cert.pem` of the Secret that `--ca-secret-name` names has no certificates in PEM"),
        "{unreadable}"
    );
    apply("cert.pem", pem).await;
    let read = fails(&secret).await;
    assert!(read.contains("is in ImagePullBackOff"), "{read}");
    place.run(&["cleanup", "private"]).await.succeeds();
}
