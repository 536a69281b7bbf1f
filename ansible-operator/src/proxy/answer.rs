//! The answers of the proxy itself.

use std::error::Error;

use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use http_body_util::{BodyExt as _, Full, combinators::UnsyncBoxBody};
use hyper::body::Bytes;
use serde_json::json;

pub(super) type AnyError = Box<dyn Error + Send + Sync>;
pub(super) type Answer = Response<UnsyncBoxBody<Bytes, AnyError>>;

/// What operator-sdk's proxy says of an answer from its cache.
const FROM_CACHE: (&str, HeaderValue) = ("x-cache", HeaderValue::from_static("HIT"));

/// Returns the answer with an object, as the API server sends it.
pub(super) fn object(json: String) -> Answer {
    let mut response = answer(json + "\n");
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
    let (name, value) = FROM_CACHE;
    headers.insert(name, value);
    response
}

/// Returns the answer to a request that is refused, as the API server writes it.
pub(super) fn refuse(status: StatusCode, reason: &str, message: &str) -> Answer {
    let body = json!({
        "apiVersion": "v1", "kind": "Status", "status": "Failure",
        "code": status.as_u16(), "reason": reason, "message": message,
    });
    let mut response = answer(body.to_string());
    *response.status_mut() = status;
    response
}

fn answer(json: String) -> Answer {
    let body = Full::new(Bytes::from(json)).map_err(Into::into).boxed_unsync();
    let mut response = Response::new(body);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
