//! Documents into the server.

use http::header::CONTENT_TYPE;
use kube::Client;
use serde_json::Value;

use super::Document;
use crate::error::Error;

const QUERY: &str = "fieldManager=kubewright-envtest&fieldValidation=Strict";

impl Document {
    /// Creates it below this path, or replaces what has its name there.
    pub(crate) async fn create_or_replace(&self, client: &Client, collection: &str) -> Result<(), Error> {
        let text = self.text.clone().into_bytes();
        let create = request("POST", collection, self.content_type, text)?;
        let result: Result<Value, _> = client.request(create).await;
        match result {
            Err(kube::Error::Api(status)) if status.reason == "AlreadyExists" => {
                self.replace(client, collection).await
            }
            result => self.judged(result),
        }
    }

    async fn replace(&self, client: &Client, collection: &str) -> Result<(), Error> {
        let path = format!("{collection}/{}", self.name());
        let current: Value = client
            .request(request("GET", &path, "application/json", Vec::new())?)
            .await?;
        let mut next = self.value.clone();
        next["metadata"]["resourceVersion"] = current["metadata"]["resourceVersion"].clone();
        let replace = request("PUT", &path, "application/json", next.to_string().into_bytes())?;
        self.judged(client.request(replace).await)
    }

    fn judged(&self, result: Result<Value, kube::Error>) -> Result<(), Error> {
        match result {
            Ok(_) => Ok(()),
            Err(kube::Error::Api(status)) => Err(Error::Refused {
                origin: self.origin.clone(),
                name: self.name().to_owned(),
                message: status.message.clone(),
            }),
            Err(error) => Err(error.into()),
        }
    }
}

pub(crate) fn request(
    method: &str,
    path: &str,
    content_type: &'static str,
    body: Vec<u8>,
) -> Result<http::Request<Vec<u8>>, Error> {
    http::Request::builder()
        .method(method)
        .uri(format!("{path}?{QUERY}"))
        .header(CONTENT_TYPE, content_type)
        .body(body)
        .map_err(|error| Error::from(kube::Error::HttpError(error)))
}
