//! The part of a kubelet that serves logs. The API server asks it at the address of the node.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use k8s_openapi::api::core::v1::Node;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kubewright_envtest::Environment;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The logs of containers, by `NAMESPACE/POD/CONTAINER`.
#[derive(Clone, Default)]
pub(crate) struct Logs(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Logs {
    /// Starts to serve, and tells the API server where.
    pub(crate) async fn serve(environment: &Environment) -> Self {
        let logs = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = acceptor(environment);
        let shared = logs.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (logs, acceptor) = (shared.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let stream = acceptor.accept(stream).await.unwrap();
                    let answer = service_fn(move |request| logs.clone().answer(request));
                    // The API server closes the connection as it likes.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await;
                });
            }
        });
        let nodes: Api<Node> = Api::all(environment.client());
        let here = Patch::Merge(json!({ "status": {
            "addresses": [{ "type": "InternalIP", "address": "127.0.0.1" }],
            "daemonEndpoints": { "kubeletEndpoint": { "Port": port } },
        } }));
        for node in nodes.list(&ListParams::default()).await.unwrap() {
            let name = node.metadata.name.unwrap();
            nodes
                .patch_status(&name, &PatchParams::default(), &here)
                .await
                .unwrap();
        }
        logs
    }

    pub(crate) fn write(&self, container: &[&str; 3], log: Vec<u8>) {
        self.0.lock().unwrap().insert(container.join("/"), log);
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let container = request
            .uri()
            .path()
            .strip_prefix("/containerLogs/")
            .unwrap_or_default();
        let log = self.0.lock().unwrap().get(container).cloned();
        let status = if log.is_some() { 200 } else { 404 };
        let body = Full::new(Bytes::from(log.unwrap_or_default()));
        Ok(Response::builder().status(status).body(body).unwrap())
    }
}

/// With a certificate of the environment: the API server does not verify those of kubelets.
fn acceptor(environment: &Environment) -> TlsAcceptor {
    let folder = environment.webhook_server().certificates();
    let certificate = CertificateDer::from_pem_file(folder.join("tls.crt")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("tls.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}
