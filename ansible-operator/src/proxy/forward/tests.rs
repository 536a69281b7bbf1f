//! The proxy in front of an API server that a function plays.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body as HttpBody, Frame};
use kubewright_runtime::cache::{Cache, CacheOptions};
use kubewright_runtime::kube::Client;
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind, Selector};
use kubewright_runtime::{DynamicKind, ObjectKey};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::proxy::{Owner, Token};

/// A body that starts with some bytes and never ends, as that of a log that is followed.
struct Endless(Option<Bytes>);

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = AnyError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, AnyError>>> {
        match self.0.take() {
            Some(bytes) => std::task::Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => std::task::Poll::Pending,
        }
    }
}

/// A proxy, what lets a run use it, and the end of it.
async fn proxy(text: &'static str) -> (Arc<Proxy>, Token, CancellationToken) {
    let server = tower::service_fn(move |_: Request<Body>| async move {
        Ok::<_, AnyError>(Response::new(Endless(Some(Bytes::from(text)))))
    });
    let client = Client::new(server, "default");
    let (proxy, listener) = Proxy::bind(client.clone(), 0).await.unwrap();
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Site"));
    let kind = DynamicKind::namespaced(resource);
    let (changed, _) = tokio::sync::mpsc::channel(1);
    let cache = Cache::new(client, CacheOptions::default());
    let dependents = kubewright_operator_kit::dependents::Dependents::new(
        cache,
        kind.clone(),
        Selector::default(),
        changed,
    );
    let grant = Grant {
        owner: Owner {
            kind,
            key: ObjectKey::namespaced("shop", "a"),
            uid: "1".to_owned(),
        },
        inject: true,
        dependents: Some(Arc::new(dependents)),
        cluster_scoped: false,
        blacklist: Arc::new([]),
    };
    let token = proxy.grant(grant).unwrap();
    let stop = CancellationToken::new();
    tokio::spawn(proxy.clone().serve(listener, stop.clone()));
    (proxy, token, stop)
}

/// Asks for a path, and returns what comes until it contains a text.
fn ask(proxy: &Proxy, token: &Token, path: &str, until: &str) -> String {
    let mut stream = TcpStream::connect(proxy.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\r\n",
        token.text
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_object_is_passed_on_as_it_comes() {
    // Larger than any object.
    let line = "a line of a log\n";
    let log: &'static str = (line.repeat(6 * RESPONSE / 5 / line.len()) + "the last").leak();
    let (proxy, token, stop) = proxy(log).await;
    for path in [
        "/api/v1/namespaces/shop/pods/a/log?follow=true",
        "/api/v1/namespaces/shop/services/a/proxy/files",
        "/api/v1/namespaces/shop/pods/a?watch=true",
        "/api/v1/namespaces/shop/pods?watch=true",
        "/openapi/v2",
    ] {
        let answer = ask(&proxy, &token, path, "the last");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}");
    }
    stop.cancel();
}

#[test]
fn objects_are_read() {
    let reads = |method: &Method, path: &str, query: &str| {
        answers_with_an_object(method, &Path::parse(path).unwrap(), query)
    };
    let object = "/apis/apps/v1/namespaces/shop/deployments/a";
    assert!(reads(&Method::GET, object, "pretty=true"));
    assert!(reads(&Method::GET, object, "watch=false") && reads(&Method::GET, object, "watch=0"));
    assert!(!reads(&Method::GET, object, "watch=true") && !reads(&Method::GET, object, "watch"));
    assert!(reads(&Method::POST, "/api/v1/namespaces/shop/pods", ""));
    assert!(reads(&Method::PATCH, &format!("{object}/scale"), ""));
    assert!(!reads(&Method::GET, &format!("{object}/scale"), ""));
    assert!(!reads(&Method::GET, "/api/v1/namespaces/shop/pods", ""));
}
