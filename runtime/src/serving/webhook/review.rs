//! Reviews: the common form of all requests of the API server.

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::serving::server::{self, Request, Response};

/// A question, read as far as all kinds of them are alike.
#[derive(Clone, Debug)]
pub(super) struct Review {
    api_version: String,
    body: Value,
}

/// An answer, and the code that it is counted by.
#[derive(Debug)]
pub(super) struct Reviewed {
    pub(super) code: u16,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// A review with an answer in it.
    Answer(Value),
    /// Why there is none; then the code is also the status of HTTP.
    Problem(String),
}

impl Review {
    /// Reads one of this kind, in one of these versions.
    pub(super) fn read(request: &Request, kind: &str, versions: &[String]) -> Result<Self, Reviewed> {
        if request.method() != http::Method::POST {
            return Err(Reviewed::bad(405, "reviews are posted"));
        }
        let json = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(';').next().map(str::trim) == Some("application/json"));
        if !json {
            return Err(Reviewed::bad(415, "reviews are application/json"));
        }
        let body: Value = serde_json::from_slice(request.body())
            .map_err(|error| Reviewed::bad(400, format!("no JSON: {error}")))?;
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let (found, api_version) = (text("kind"), text("apiVersion"));
        if found != kind || !versions.contains(&api_version) {
            let wanted = versions.join(" or ");
            return Err(Reviewed::bad(
                400,
                format!("{kind} of {wanted} is answered here, not {found:?} of {api_version:?}"),
            ));
        }
        Ok(Self { api_version, body })
    }

    /// What stands under a key.
    pub(super) fn field<T: DeserializeOwned>(&self, key: &str) -> Result<T, Reviewed> {
        T::deserialize(&self.body[key]).map_err(|error| Reviewed::bad(400, format!("{key}: {error}")))
    }

    /// The span of the answer. It names the object, if the question is about one.
    pub(super) fn span(&self, path: &str) -> tracing::Span {
        let request = &self.body["request"];
        tracing::info_span!(
            "webhook",
            path,
            operation = request["operation"].as_str(),
            kind = request["kind"]["kind"].as_str(),
            namespace = request["namespace"].as_str(),
            name = request["name"].as_str().filter(|name| !name.is_empty()),
        )
    }

    pub(super) fn uid(&self) -> String {
        self.body["request"]["uid"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The same kind and version with an answer in it.
    pub(super) fn answer(&self, code: u16, key: &str, value: Value) -> Reviewed {
        let answer = json!({ "apiVersion": self.api_version, "kind": self.body["kind"], key: value });
        Reviewed {
            code,
            body: Body::Answer(answer),
        }
    }
}

impl Reviewed {
    /// An answer to what is no review that can be answered.
    pub(super) fn bad(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            body: Body::Problem(message.into()),
        }
    }

    pub(super) fn into_response(self) -> Response {
        match self.body {
            Body::Answer(answer) => {
                let mut response = Response::new(Bytes::from(answer.to_string()));
                let kind = HeaderValue::from_static("application/json");
                response.headers_mut().insert(CONTENT_TYPE, kind);
                response
            }
            Body::Problem(message) => {
                let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                server::text(status, message)
            }
        }
    }
}
