//! The proxy between runs and the API server. It listens on the loopback interface only, answers nobody but the runs, and marks
//! what they create as belonging to the object that the run is for. Reads of the objects that the operator has whole are answered
//! from its cache, unless the run knows a newer version.

mod answer;
mod copies;
mod forward;
mod grant;
mod known;
mod mark;
mod path;
mod source;
#[cfg(test)]
mod testing;

use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use kubewright_operator_kit::kinds::Kinds;
use kubewright_runtime::DynamicKind;
use kubewright_runtime::cache::KindCache;
use kubewright_runtime::kube::{Client, core::DynamicObject};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::metrics::Reads;
use copies::Copies;
pub(crate) use grant::{Grant, Owner};
pub(crate) use known::Known;

/// How long a client may take for the head of a request.
const HEAD: Duration = Duration::from_secs(30);

/// The proxy.
pub(crate) struct Proxy {
    client: Client,
    kinds: Kinds,
    address: SocketAddr,
    copies: Copies,
    reads: Reads,
    grants: Mutex<HashMap<String, Arc<Grant>>>,
}

/// Lets one run use the proxy, until it is dropped.
pub(crate) struct Token {
    proxy: Arc<Proxy>,
    text: String,
}

impl Proxy {
    /// Opens the port; 0 is any free port.
    pub(crate) async fn bind(
        client: Client,
        port: u16,
        reads: Reads,
    ) -> io::Result<(Arc<Self>, TcpListener)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let proxy = Self {
            client,
            kinds: Kinds::default(),
            address: listener.local_addr()?,
            copies: Copies::default(),
            reads,
            grants: Mutex::default(),
        };
        Ok((Arc::new(proxy), listener))
    }

    /// Answers until it is stopped.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener, stop: CancellationToken) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => return,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Too many open files, for example. The next attempt may succeed.
                    tracing::warn!(%error, "the proxy cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let (proxy, stop) = (self.clone(), stop.clone());
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let proxy = proxy.clone();
                    async move { Ok::<_, std::convert::Infallible>(forward::respond(&proxy, request).await) }
                });
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD)
                    .serve_connection(TokioIo::new(stream), service)
                    .with_upgrades();
                tokio::select! {
                    served = connection => {
                        if let Err(error) = served {
                            tracing::debug!(%error, "a connection to the proxy broke off");
                        }
                    }
                    () = stop.cancelled() => {}
                }
            });
        }
    }

    /// Lets runs read the objects of a kind from its cache, which keeps their text.
    pub(crate) fn read_from(&self, kind: &DynamicKind, cache: KindCache<DynamicObject>) {
        self.copies.add(kind, cache);
    }

    /// Lets a run use the proxy.
    ///
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub(crate) fn grant(self: &Arc<Self>, grant: Grant) -> anyhow::Result<Token> {
        let mut random = [0; 32];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| anyhow::anyhow!("the system has no random numbers"))?;
        let text = URL_SAFE_NO_PAD.encode(random);
        self.grants().insert(text.clone(), Arc::new(grant));
        Ok(Token {
            proxy: self.clone(),
            text,
        })
    }

    fn find(&self, token: &str) -> Option<Arc<Grant>> {
        self.grants().get(token).cloned()
    }

    fn grants(&self) -> MutexGuard<'_, HashMap<String, Arc<Grant>>> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Token {
    /// Returns a kubeconfig for the run.
    pub(crate) fn kubeconfig(&self, namespace: Option<&str>) -> Value {
        let mut context = json!({ "cluster": "proxy", "user": "run" });
        if let Some(namespace) = namespace {
            context["namespace"] = namespace.into();
        }
        json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "run",
            "clusters": [{ "name": "proxy", "cluster": { "server": format!("http://{}", self.proxy.address) } }],
            "users": [{ "name": "run", "user": { "token": self.text } }],
            "contexts": [{ "name": "run", "context": context }],
        })
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.proxy.grants().remove(&self.text);
    }
}
