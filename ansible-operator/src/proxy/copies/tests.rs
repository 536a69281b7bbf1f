//! Reads of a run whose cache is behind the API server.

use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use kubewright_runtime::ObjectKey;
use kubewright_runtime::cache::KindOptions;
use kubewright_runtime::kube::{Client, client::Body};
use serde_json::json;
use tokio::sync::mpsc;

use crate::proxy::{
    answer::{Answer, AnyError},
    testing::Site,
};

const A: &str = "/apis/example.com/v1/namespaces/shop/sites/a";
const B: &str = "/apis/example.com/v1/namespaces/shop/sites/b";
const ALL: &str = "/apis/example.com/v1/namespaces/shop/sites";

/// An API server: writes make the next version of an object, and its watches deliver what a test sends.
#[derive(Clone)]
struct Server {
    events: Arc<Mutex<Option<mpsc::UnboundedReceiver<String>>>>,
    version: Arc<Mutex<u64>>,
}

impl Server {
    fn answer(&self, request: &Request<Body>) -> Answer {
        if request
            .uri()
            .query()
            .is_some_and(|query| query.contains("sendInitialEvents"))
        {
            let events = self.events.lock().unwrap().take().unwrap();
            let events = futures::stream::unfold(events, async |mut events| {
                let event = events.recv().await?;
                Some((Ok::<_, AnyError>(Frame::data(Bytes::from(event))), events))
            });
            return Response::new(StreamBody::new(events.boxed()).boxed_unsync());
        }
        let path = request.uri().path();
        let name = path.strip_prefix(ALL).and_then(|rest| rest.split('/').nth(1));
        let name = name.unwrap_or_default();
        let mut version = self.version.lock().unwrap();
        let (status, body) = match *request.method() {
            Method::GET if path == ALL => (StatusCode::OK, json!({ "items": [] }).to_string()),
            Method::GET => (StatusCode::OK, object(name, *version)),
            Method::PATCH => {
                *version += 1;
                (StatusCode::OK, object(name, *version))
            }
            Method::PUT => (StatusCode::CONFLICT, json!({ "kind": "Status" }).to_string()),
            _ => (StatusCode::OK, json!({ "kind": "Status" }).to_string()),
        };
        let mut response = Response::new(Full::new(Bytes::from(body)).map_err(Into::into).boxed_unsync());
        *response.status_mut() = status;
        response
    }
}

fn object(name: &str, version: u64) -> String {
    let metadata = json!({
        "name": name, "namespace": "shop", "uid": name, "resourceVersion": version.to_string(),
        "managedFields": [{ "manager": "people" }],
    });
    json!({ "apiVersion": "example.com/v1", "kind": "Site", "metadata": metadata }).to_string()
}

fn event(kind: &str, name: &str, version: u64) -> String {
    format!("{{\"type\":\"{kind}\",\"object\":{}}}\n", object(name, version))
}

/// A run, and what sends events to the cache of its operator, which has the objects `a` and `b` in version 5.
async fn site() -> (Site, mpsc::UnboundedSender<String>) {
    let (send, events) = mpsc::unbounded_channel();
    let server = Server {
        events: Arc::new(Mutex::new(Some(events))),
        version: Arc::new(Mutex::new(5)),
    };
    let service = tower::service_fn(move |request: Request<Body>| {
        let server = server.clone();
        async move { Ok::<_, AnyError>(server.answer(&request)) }
    });
    let site = Site::start(Client::new(service, "default")).await;
    let cached = site.cache.dynamic(&site.kind);
    cached.configure(KindOptions::default().keep_text()).unwrap();
    site.proxy.read_from(&site.kind, cached.clone());
    for name in ["a", "b"] {
        send.send(event("ADDED", name, 5)).unwrap();
    }
    let end = json!({ "resourceVersion": "5", "annotations": { "k8s.io/initial-events-end": "true" } });
    let end = json!({ "apiVersion": "example.com/v1", "kind": "Site", "metadata": end });
    send.send(json!({ "type": "BOOKMARK", "object": end }).to_string() + "\n")
        .unwrap();
    assert!(
        cached
            .get(&ObjectKey::namespaced("shop", "a"))
            .await
            .unwrap()
            .is_some()
    );
    (site, send)
}

/// The version that a read answers, and whether it comes from the cache.
fn read(site: &Site, path: &str) -> (u64, bool) {
    let answer = site.ask(&Method::GET, path, "people");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (_, version) = body.split_once("resourceVersion\":\"").unwrap();
    let version = version.split('"').next().unwrap().parse().unwrap();
    (version, head.contains("x-cache: HIT"))
}

/// Delivers an event and waits until the cache has it.
async fn deliver(site: &Site, send: &mpsc::UnboundedSender<String>, version: u64) {
    let (arrived, mut arrives) = mpsc::unbounded_channel();
    let cached = site
        .cache
        .dynamic::<kubewright_runtime::kube::core::DynamicObject>(&site.kind);
    let handler = move |change: &kubewright_runtime::Change<_>| {
        arrived.send(change.metadata().resource_version.clone()).ok();
    };
    cached.subscribe(handler).await.unwrap();
    send.send(event("MODIFIED", "a", version)).unwrap();
    while arrives.recv().await.unwrap() != Some(version.to_string()) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_reads_its_own_writes() {
    let (site, send) = site().await;
    assert_eq!(read(&site, A), (5, true));
    site.ask(&Method::PATCH, A, "people");
    assert_eq!(read(&site, A), (6, false));
    // A subresource is of the same object; others are as before.
    site.ask(&Method::PATCH, &format!("{A}/status"), "people");
    assert_eq!(read(&site, B), (5, true));
    deliver(&site, &send, 6).await;
    assert_eq!(read(&site, A), (7, false));
    deliver(&site, &send, 7).await;
    assert_eq!(read(&site, A), (7, true));
    // What it has read live is known too.
    site.ask(&Method::PATCH, B, "people");
    assert_eq!(read(&site, &format!("{A}?resourceVersion=")), (8, false));
    assert_eq!(read(&site, A), (8, false));
    deliver(&site, &send, 8).await;
    assert_eq!(read(&site, A), (8, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsure_is_read_live() {
    for (method, path, others_too) in [
        // A conflict: the object is not as it was read.
        (Method::PUT, A, false),
        (Method::DELETE, A, false),
        (Method::DELETE, ALL, true),
        (Method::GET, ALL, true),
        (
            Method::PATCH,
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sites.example.com",
            true,
        ),
        (
            Method::PATCH,
            "/apis/example.com/v1/namespaces/shop/sites/%61",
            true,
        ),
        (
            Method::GET,
            "/apis/example.com/v1/watch/namespaces/shop/sites",
            true,
        ),
    ] {
        let (site, send) = site().await;
        site.ask(&method, path, "}");
        assert!(!read(&site, A).1, "{method} {path}");
        assert_eq!(read(&site, B).1, !others_too, "{method} {path}");
        deliver(&site, &send, 100).await;
        assert!(!read(&site, A).1, "{method} {path}");
    }
}
