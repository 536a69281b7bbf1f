//! A registry of images on loopback, for tests. It can want credentials, refuse, or be slow.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use kubewright_bundle::image::digest;
use tokio::net::TcpListener;

/// What the registry does with requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Open,
    /// Only `robot` with the password `secret` may do anything.
    WantsCredentials,
    /// Everybody may read and nobody may write.
    ReadOnly,
    /// Never answers.
    Silent,
    /// Fails.
    Broken,
}

/// A blob or a manifest, with its media type.
type Stored = (String, Bytes);

pub(crate) struct Registry {
    pub(crate) address: SocketAddr,
    pub(crate) stored: Arc<Mutex<HashMap<String, Stored>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Registry {
    pub(crate) fn start(manner: Manner) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let stored: Arc<Mutex<HashMap<String, Stored>>> = Arc::default();
        let shared = Arc::clone(&stored);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let stored = Arc::clone(&shared);
                tokio::spawn(async move {
                    let serve = service_fn(move |request| answer(request, manner, Arc::clone(&stored)));
                    // A client that goes away is none of the test's business.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), serve)
                        .await;
                });
            }
        });
        Self {
            address,
            stored,
            _runtime: runtime,
        }
    }

    /// The name of an image in it.
    pub(crate) fn image(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// Stores something by its digest or its tag.
    pub(crate) fn store(&self, name: &str, media_type: &str, content: impl Into<Bytes>) {
        let stored = (media_type.to_owned(), content.into());
        self.stored.lock().unwrap().insert(name.to_owned(), stored);
    }
}

async fn answer(
    request: Request<Incoming>,
    manner: Manner,
    stored: Arc<Mutex<HashMap<String, Stored>>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let response = Response::builder();
    let writes = head.method == Method::POST || head.method == Method::PUT;
    let authorization = head.headers.get("authorization");
    // robot:secret
    let known = authorization.is_some_and(|value| value == "Basic cm9ib3Q6c2VjcmV0");
    match manner {
        Manner::Silent => std::future::pending().await,
        Manner::Broken => return Ok(status(response, 503, "the disk is full")),
        Manner::WantsCredentials if !known => {
            let response = response.header("www-authenticate", "Basic realm=\"test\"");
            let body = r#"{"errors":[{"code":"UNAUTHORIZED","message":"who are you?"}]}"#;
            return Ok(status(response, 401, body));
        }
        Manner::ReadOnly if writes => {
            let body = r#"{"errors":[{"code":"DENIED","message":"read only"}]}"#;
            return Ok(status(response, 403, body));
        }
        _ => {}
    }
    let path = head.uri.path().to_owned();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let digest_asked = head.uri.query().and_then(|query| query.split("digest=").nth(1));
    Ok(match head.method {
        Method::POST => status(response.header("location", format!("{path}1")), 202, ""),
        Method::PUT => {
            let kind = head
                .headers
                .get("content-type")
                .map(|kind| kind.to_str().unwrap_or_default().to_owned());
            let real = digest(&body);
            let mut stored = stored.lock().unwrap();
            match digest_asked.map(|asked| asked.replace("%3A", ":")) {
                Some(asked) if asked != real => return Ok(status(response, 400, "another digest")),
                Some(_) => {}
                None => drop(stored.insert(name, (kind.clone().unwrap_or_default(), body.clone()))),
            }
            stored.insert(real.clone(), (kind.unwrap_or_default(), body));
            status(response.header("location", format!("/v2/stored/{real}")), 201, "")
        }
        _ if path == "/v2/" => status(response, 200, "{}"),
        _ => match stored.lock().unwrap().get(&name) {
            Some((kind, content)) => {
                let response = response
                    .header("content-type", kind)
                    .header("docker-content-digest", digest(content));
                response
                    .status(StatusCode::OK)
                    .body(Full::new(content.clone()))
                    .unwrap()
            }
            None => {
                let body = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no such thing"}]}"#;
                status(response, 404, body)
            }
        },
    })
}

fn status(response: http::response::Builder, status: u16, body: &str) -> Response<Full<Bytes>> {
    response
        .status(status)
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap()
}
