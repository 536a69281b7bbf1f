//! A way to the API server on which things go wrong.

#![expect(dead_code, reason = "the programs that share it use one fault or the other")]

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use http::{Request, Response, StatusCode, header, request::Parts};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::watch, task::AbortHandle, time::sleep};

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It is answered with this status, and never reaches the server.
    Status(u16),
    /// It reaches the server, and the connection ends before the answer.
    Unanswered,
    /// It is answered, but late.
    Late(Duration),
    /// It reaches the server when the proxy is opened.
    Held,
    /// Its answer ends after this time, as that of a watch would not.
    Cut(Duration),
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Body = UnsyncBoxBody<Bytes, BoxError>;
type Faults = dyn Fn(&Parts) -> Fault + Send + Sync;

/// Listens until it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    open: watch::Sender<bool>,
    listening: AbortHandle,
}

impl Proxy {
    /// One to the server of this client, which does not try again by itself.
    pub(crate) async fn start(
        client: kube::Client,
        faults: impl Fn(&Parts) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<AtomicUsize>::default();
        let (faults, counted): (Arc<Faults>, _) = (Arc::new(faults), requests.clone());
        let (open, opened) = watch::channel(false);
        let listening = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (client, faults, counted) = (client.clone(), faults.clone(), counted.clone());
                let opened = opened.clone();
                let service = hyper::service::service_fn(move |request| {
                    counted.fetch_add(1, Ordering::Relaxed);
                    let (client, faults, opened) = (client.clone(), faults.clone(), opened.clone());
                    async move { answer(client, &*faults, opened, request).await }
                });
                // It ends with an error when its client or a fault ends it.
                let connection = hyper::server::conn::http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self {
            address,
            requests,
            open,
            listening: listening.abort_handle(),
        }
    }

    /// A client that goes this way.
    pub(crate) fn client(&self) -> kube::Client {
        let mut config = kube::Config::new(format!("http://{}", self.address).parse().unwrap());
        config.default_namespace = "default".to_owned();
        kube::Client::try_from(config).unwrap()
    }

    /// Lets go on what is held.
    pub(crate) fn open(&self) {
        self.open.send_replace(true);
    }

    /// How many requests have come.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// # Errors
///
/// If the connection is to end.
async fn answer(
    client: kube::Client,
    faults: &Faults,
    mut opened: watch::Receiver<bool>,
    request: Request<Incoming>,
) -> Result<Response<Body>, BoxError> {
    let (mut parts, body) = request.into_parts();
    let fault = faults(&parts);
    if let Fault::Status(code) = fault {
        return Ok(refusal(code));
    }
    if fault == Fault::Held {
        opened.wait_for(|open| *open).await?;
    }
    let body = body.collect().await?.to_bytes();
    for name in [header::HOST, header::CONNECTION, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let request = Request::from_parts(parts, kube::client::Body::from(body.to_vec()));
    let answer = client.send(request).await?;
    match fault {
        Fault::Unanswered => return Err("as asked for".into()),
        Fault::Late(after) => sleep(after).await,
        Fault::None | Fault::Status(_) | Fault::Held | Fault::Cut(_) => {}
    }
    let (mut parts, body) = answer.into_parts();
    parts.headers.remove(header::CONNECTION);
    parts.headers.remove(header::TRANSFER_ENCODING);
    let frames = body
        .into_data_stream()
        .map_ok(Frame::data)
        .map_err(BoxError::from);
    let body = match fault {
        Fault::Cut(after) => StreamBody::new(frames.take_until(sleep(after))).boxed_unsync(),
        Fault::None | Fault::Status(_) | Fault::Unanswered | Fault::Late(_) | Fault::Held => {
            StreamBody::new(frames).boxed_unsync()
        }
    };
    Ok(Response::from_parts(parts, body))
}

/// As the API server refuses.
fn refusal(code: u16) -> Response<Body> {
    let status = serde_json::json!({
        "apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure",
        "message": "as asked for", "reason": if code == 410 { "Expired" } else { "InternalError" }, "code": code,
    });
    let body = Full::from(status.to_string()).map_err(|never: Infallible| match never {});
    let mut answer = Response::new(body.boxed_unsync());
    *answer.status_mut() = StatusCode::from_u16(code).unwrap();
    let json = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
