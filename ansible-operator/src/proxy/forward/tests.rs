//! The proxy in front of an API server that a function plays.

use hyper::body::{Body as HttpBody, Frame};
use kubewright_runtime::kube::Client;

use super::*;
use crate::proxy::testing::Site;

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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_object_is_passed_on_as_it_comes() {
    // Larger than any object.
    let line = "a line of a log\n";
    let log: &'static str = (line.repeat(6 * RESPONSE / 5 / line.len()) + "the last").leak();
    let server = tower::service_fn(move |_: Request<Body>| async move {
        Ok::<_, AnyError>(Response::new(Endless(Some(Bytes::from(log)))))
    });
    let site = Site::start(Client::new(server, "default")).await;
    for path in [
        "/api/v1/namespaces/shop/pods/a/log?follow=true",
        "/api/v1/namespaces/shop/services/a/proxy/files",
        "/api/v1/namespaces/shop/pods/a?watch=true",
        "/api/v1/namespaces/shop/pods?watch=true",
        "/openapi/v2",
    ] {
        let answer = site.ask(&Method::GET, path, "the last");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}");
    }
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
