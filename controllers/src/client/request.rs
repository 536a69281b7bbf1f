//! Requests, and what became of them.

use kube::{Client, Error};
use serde_json::Value;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

pub(super) async fn get(client: &Client, path: &str, accept: &str) -> Result<Value, Error> {
    let request = http::Request::get(path)
        .header(http::header::ACCEPT, accept)
        .body(Vec::new())
        .map_err(Error::HttpError)?;
    client.request(request).await
}

pub(super) async fn post(client: &Client, path: &str, body: &Value) -> Result<Value, Error> {
    send(client, http::Method::POST, path, JSON, body).await
}

pub(super) async fn put(client: &Client, path: &str, body: &Value) -> Result<Value, Error> {
    send(client, http::Method::PUT, path, JSON, body).await
}

pub(super) async fn patch(client: &Client, path: &str, body: &Value) -> Result<Value, Error> {
    send(client, http::Method::PATCH, path, MERGE_PATCH, body).await
}

pub(super) async fn delete(client: &Client, path: &str, options: &Value) -> Result<Value, Error> {
    send(client, http::Method::DELETE, path, JSON, options).await
}

async fn send(
    client: &Client,
    method: http::Method,
    path: &str,
    content: &str,
    body: &Value,
) -> Result<Value, Error> {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header(http::header::ACCEPT, JSON)
        .header(http::header::CONTENT_TYPE, content)
        .body(body.to_string().into_bytes())
        .map_err(Error::HttpError)?;
    client.request(request).await
}

/// The status code and reason of a refusal by the API server.
pub(super) fn refusal(error: &Error) -> Option<(u16, &str)> {
    match error {
        Error::Api(status) => Some((status.code, status.reason.as_str())),
        _ => None,
    }
}
