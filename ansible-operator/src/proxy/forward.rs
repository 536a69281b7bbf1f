//! One request of a run.

use std::sync::Arc;

use http::{
    HeaderMap, Method, Request, Response, StatusCode,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName,
        TRANSFER_ENCODING, UPGRADE,
    },
};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use kubewright_runtime::kube::client::Body;
use kubewright_runtime::kube::core::GroupVersionKind;
use serde_json::Value;

use super::{
    Grant, Proxy,
    answer::{self, Answer, AnyError, refuse},
    path::Path,
    source::Asked,
};

/// The largest request body. The API server accepts 3 MiB.
const REQUEST: usize = 8 << 20;
/// The largest response that is looked at for the owner of an object.
const RESPONSE: usize = 4 << 20;

/// Headers that are for one connection only.
const HOP: [HeaderName; 2] = [CONNECTION, TRANSFER_ENCODING];

/// Answers a request.
pub(super) async fn respond(proxy: &Proxy, request: Request<Incoming>) -> Answer {
    let Some(grant) = token(request.headers()).and_then(|token| proxy.find(token)) else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "only a run of the operator, while it lasts, may use this proxy",
        );
    };
    match forward(proxy, &grant, request).await {
        Ok(answer) => answer,
        Err(error) => refuse(StatusCode::BAD_GATEWAY, "ServiceUnavailable", &error.to_string()),
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::trim)
}

async fn forward(
    proxy: &Proxy,
    grant: &Arc<Grant>,
    mut request: Request<Incoming>,
) -> Result<Answer, AnyError> {
    let upgrade = request.headers().contains_key(UPGRADE);
    let upgraded = upgrade.then(|| hyper::upgrade::on(&mut request));
    let (mut parts, body) = request.into_parts();
    let limited = Limited::new(body, REQUEST).collect().await;
    let Ok(body) = limited.map(http_body_util::Collected::to_bytes) else {
        return Ok(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "the object is larger than the API server accepts",
        ));
    };
    let whole = parts.uri.clone();
    let path = Path::parse(whole.path());
    let asked = Asked {
        method: &parts.method,
        path: whole.path(),
        query: whole.query().unwrap_or_default(),
        headers: &parts.headers,
    };
    if let Some(copy) = proxy.copies.find(grant, asked) {
        proxy.reads.cached();
        return Ok(answer::object(copy));
    }
    if path.is_some() && parts.method == Method::GET {
        proxy.reads.live();
    }
    let body = match &path {
        Some(path) if grant.inject && creates(&parts, path) => marked(proxy, grant, path, body).await,
        _ => body,
    };
    parts.headers.remove(AUTHORIZATION);
    parts.headers.remove(HOST);
    parts.headers.remove(CONTENT_LENGTH);
    let method = parts.method.clone();
    if whole.path().contains('%') || path.as_ref().is_some_and(|path| concerns_all(&method, path)) {
        grant.known.doubt();
    }
    let open = path.as_ref().filter(|path| proxy.copies.concern(path));
    let open = open.map(|path| grant.known.open(path));
    let read = path.as_ref().filter(|path| {
        (grant.dependents.is_some() || open.is_some())
            && answers_with_an_object(&method, path, whole.query().unwrap_or_default())
    });
    if read.is_some() {
        parts.headers.remove(ACCEPT_ENCODING);
    }
    if !upgrade {
        HOP.iter().for_each(|name| drop(parts.headers.remove(name)));
    }
    if !body.is_empty() {
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
    }
    // Only the path: the client adds where the API server is.
    parts.uri = parts.uri.path_and_query().cloned().ok_or("no path")?.into();
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = parts.method;
    *request.uri_mut() = parts.uri;
    *request.headers_mut() = parts.headers;
    let response = proxy.client.send(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS
        && let Some(client) = upgraded
    {
        return Ok(tunnel(client, response));
    }
    let (mut parts, body) = response.into_parts();
    if let Some(path) = read.filter(|_| parts.status.is_success()) {
        let bytes = Limited::new(body, RESPONSE).collect().await?.to_bytes();
        if let Ok(object) = serde_json::from_slice::<Value>(&bytes) {
            if let Some(open) = open {
                open.answered(&method, &object);
            }
            remember(grant, &method, path, &object);
            watch(proxy, grant, &object).await;
        }
        parts.headers.remove(TRANSFER_ENCODING);
        return Ok(Response::from_parts(
            parts,
            Full::new(bytes).map_err(Into::into).boxed_unsync(),
        ));
    }
    HOP.iter().for_each(|name| drop(parts.headers.remove(name)));
    Ok(Response::from_parts(
        parts,
        body.map_err(Into::into).boxed_unsync(),
    ))
}

/// Whether a request may tell about the objects of any kind, or change their form.
fn concerns_all(method: &Method, path: &Path<'_>) -> bool {
    let is_definition = path.group == "apiextensions.k8s.io" && path.plural == "customresourcedefinitions";
    // The old paths of watches have the kind behind this word.
    path.plural == "watch" || is_definition && *method != Method::GET
}

/// Whether the answer to a request is one object that may belong to the owner. Others can be of any size, or never end: lists,
/// watches, logs, and whatever a Pod says behind its own proxy.
fn answers_with_an_object(method: &Method, path: &Path<'_>, query: &str) -> bool {
    let watches = query.split('&').any(|part| match part.split_once('=') {
        Some((name, value)) => name == "watch" && !matches!(value, "false" | "0"),
        None => part == "watch",
    });
    match path.subresource {
        None => !watches && (path.name.is_some() || method == Method::POST),
        // They return the new version of the object.
        Some("scale" | "status") => method != Method::GET,
        Some(_) => false,
    }
}

/// Whether a request may create an object.
fn creates(parts: &http::request::Parts, path: &Path<'_>) -> bool {
    let is_apply = || {
        let kind = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/apply-patch"))
    };
    path.subresource.is_none()
        && (parts.method == Method::POST && path.name.is_none()
            || parts.method == Method::PATCH && is_apply())
}

/// Returns the object with its owner, unless it is the owner itself or of a kind that is not stored.
async fn marked(proxy: &Proxy, grant: &Grant, path: &Path<'_>, body: Bytes) -> Bytes {
    let Ok(mut object) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    let Some(kind) = kind_of(&object) else { return body };
    let owner = grant.owner.kind.resource();
    let is_owner = owner.group == kind.group
        && owner.kind == kind.kind
        && path.namespace == grant.owner.key.namespace()
        && path.name == Some(grant.owner.key.name());
    let stored = proxy.kinds.find_watchable(&proxy.client, &kind).await;
    if is_owner || !matches!(stored, Ok(Some(_))) {
        return body;
    }
    grant.owner.mark(&mut object, path.namespace);
    serde_json::to_vec(&object).map_or(body, Bytes::from)
}

/// Remembers what the run writes, so that it does not start the next run.
fn remember(grant: &Grant, method: &Method, path: &Path<'_>, object: &Value) {
    let Some(dependents) = grant.dependents.as_ref().filter(|_| *method != Method::GET) else {
        return;
    };
    if let Some(version) = object["metadata"]["resourceVersion"].as_str() {
        dependents.wrote(version);
    }
    if let Some(key) = path.key().filter(|_| *method == Method::DELETE) {
        dependents.deleted(path.group, path.plural, &key);
    }
}

/// Watches the kind of an object that belongs to the owner.
async fn watch(proxy: &Proxy, grant: &Grant, object: &Value) {
    let Some(kind) = kind_of(object).filter(|_| grant.owner.owns(object)) else {
        return;
    };
    match proxy.kinds.find_watchable(&proxy.client, &kind).await {
        Ok(Some(kind)) => grant.watch(&kind),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "dependents are not watched"),
    }
}

fn kind_of(object: &Value) -> Option<GroupVersionKind> {
    let api_version = object["apiVersion"].as_str()?;
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    Some(GroupVersionKind::gvk(group, version, object["kind"].as_str()?))
}

/// Passes bytes both ways after a switch of protocols, such as that of `exec`.
fn tunnel(client: hyper::upgrade::OnUpgrade, mut response: Response<Body>) -> Answer {
    let server = hyper::upgrade::on(&mut response);
    tokio::spawn(async move {
        if let (Ok(client), Ok(server)) = tokio::join!(client, server) {
            let (mut client, mut server) = (TokioIo::new(client), TokioIo::new(server));
            // Either side may end it.
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        }
    });
    response.map(|_| Full::new(Bytes::new()).map_err(Into::into).boxed_unsync())
}

#[cfg(test)]
mod tests;
