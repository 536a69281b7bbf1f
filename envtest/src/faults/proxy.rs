//! A proxy in front of the API server, for one user.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _};
use http::{Request, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper_util::rt::TokioIo;
use kube::{Client, Config};
use tokio::net::TcpListener;

use super::plan::{Fault, Leash, Plan};
use crate::listening::{self, Listening};

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Starts a proxy that ends when it is dropped.
pub(super) fn start(mut config: Config, plan: Arc<Plan>) -> io::Result<Listening> {
    // What the client behind it does not try again, it does not either; a watch may be silent.
    config.default_retry = false;
    config.read_timeout = None;
    Listening::start("faults", listening::bind()?, async |listener| {
        if let Ok(client) = Client::try_from(config) {
            listen(listener, client, plan).await;
        }
    })
}

async fn listen(listener: TcpListener, client: Client, plan: Arc<Plan>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let mut away = plan.away();
        if *away.borrow_and_update() {
            continue;
        }
        let (client, plan) = (client.clone(), plan.clone());
        let service = hyper::service::service_fn(move |request| {
            let (client, plan) = (client.clone(), plan.clone());
            async move { answer(client, plan, request).await }
        });
        let connection =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            tokio::select! {
                // It ends with an error when its client or a fault ends it.
                _ = connection => {}
                _ = away.wait_for(|away| *away) => {}
            }
        });
    }
}

/// # Errors
///
/// If the connection must end.
async fn answer(client: Client, plan: Arc<Plan>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (mut parts, body) = request.into_parts();
    let fault = plan.take(&parts);
    if let Some(Fault::Status(code)) = fault {
        return refusal(code);
    }
    let leash = plan.leash(&parts);
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    for name in [header::HOST, header::CONNECTION, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let request = Request::from_parts(parts, kube::client::Body::from(body.to_vec()));
    let answer = client.send(request).await.map_err(io::Error::other)?;
    if fault == Some(Fault::Unanswered) {
        return Err(io::Error::other("a fault that the test has asked for"));
    }
    let (mut parts, body) = answer.into_parts();
    parts.headers.remove(header::CONNECTION);
    parts.headers.remove(header::TRANSFER_ENCODING);
    let frames = body
        .into_data_stream()
        .map_ok(Frame::data)
        .map_err(io::Error::other);
    let body = match leash {
        None => StreamBody::new(frames).boxed_unsync(),
        Some(Leash { mut cut, kind }) => {
            let delayed = frames.then(move |frame| {
                let delay = plan.delay_of(&kind);
                async move {
                    tokio::time::sleep(delay).await;
                    frame
                }
            });
            let end = async move { drop(cut.changed().await) };
            StreamBody::new(delayed.take_until(Box::pin(end))).boxed_unsync()
        }
    };
    Ok(Response::from_parts(parts, body))
}

/// Rejects a request as the API server does.
fn refusal(code: u16) -> io::Result<Response<Body>> {
    let reason = match code {
        409 => "Conflict",
        410 => "Expired",
        429 => "TooManyRequests",
        _ => "InternalError",
    };
    let status = serde_json::json!({
        "apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure",
        "message": format!("{reason}: a fault that the test has asked for"), "reason": reason, "code": code,
    });
    let body = Full::from(status.to_string()).map_err(|never: Infallible| match never {});
    let mut answer = Response::new(body.boxed_unsync());
    *answer.status_mut() = StatusCode::from_u16(code).map_err(io::Error::other)?;
    let json = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(answer)
}
