//! A run and its proxy, for tests with a function as the API server.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use kubewright_operator_kit::dependents::Dependents;
use kubewright_runtime::cache::{Cache, CacheOptions};
use kubewright_runtime::kube::Client;
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind, Selector};
use kubewright_runtime::{DynamicKind, ObjectKey};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Grant, Known, Owner, Proxy, Token};
use crate::metrics::Reads;

/// A proxy, and a run for the object `a` of the kind `Site` in the namespace `shop`.
pub(super) struct Site {
    pub(super) proxy: Arc<Proxy>,
    pub(super) kind: DynamicKind,
    pub(super) cache: Cache,
    token: Token,
    _stop: DropGuard,
}

impl Site {
    pub(super) async fn start(client: Client) -> Self {
        let (proxy, listener) = Proxy::bind(client.clone(), 0, Reads::default()).await.unwrap();
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Site"));
        let kind = DynamicKind::namespaced(resource);
        let (changed, _) = tokio::sync::mpsc::channel(1);
        let cache = Cache::new(client, CacheOptions::default());
        let dependents = Dependents::new(cache.clone(), kind.clone(), Selector::default(), changed);
        let grant = Grant {
            owner: Owner {
                kind: kind.clone(),
                key: ObjectKey::namespaced("shop", "a"),
                uid: "1".to_owned(),
            },
            inject: true,
            dependents: Some(Arc::new(dependents)),
            cluster_scoped: false,
            blacklist: Arc::new([]),
            known: Known::default(),
        };
        let token = proxy.grant(grant).unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(proxy.clone().serve(listener, stop.clone()));
        Self {
            proxy,
            kind,
            cache,
            token,
            _stop: stop.drop_guard(),
        }
    }

    /// Asks for a path, and returns what comes until it contains a text.
    pub(super) fn ask(&self, method: &Method, path: &str, until: &str) -> String {
        let mut stream = TcpStream::connect(self.proxy.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token.text
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut bytes = [0; 1 << 16];
        loop {
            let count = stream.read(&mut bytes).unwrap();
            answer.extend_from_slice(&bytes[..count]);
            let text = String::from_utf8_lossy(&answer);
            if text.contains(until) {
                return text.into_owned();
            }
            assert_ne!(count, 0, "{text}");
        }
    }
}
