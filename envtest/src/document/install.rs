//! Documents into the server.

use std::time::{Duration, Instant};

use http::header::CONTENT_TYPE;
use kube::Client;
use serde_json::Value;

use super::Document;
use crate::error::Error;

const QUERY: &str = "fieldManager=kubewright-envtest&fieldValidation=Strict";
/// How long others may win.
const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);

impl Document {
    /// Creates it below this path, or replaces the object of its name. Returns whether the server changed anything but metadata.
    ///
    /// Others may create, change or delete the same object meanwhile: other tests, and the server, which writes the status.
    pub(crate) async fn create_or_replace(&self, client: &Client, collection: &str) -> Result<bool, Error> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let lost = match self.create(client, collection).await {
                Err(kube::Error::Api(status)) if status.reason == "AlreadyExists" => {
                    match self.replace(client, collection).await {
                        Err(kube::Error::Api(status))
                            if matches!(&*status.reason, "Conflict" | "NotFound") =>
                        {
                            kube::Error::Api(status)
                        }
                        result => return self.judged(result),
                    }
                }
                result => return self.judged(result.map(|_| true)),
            };
            if Instant::now() > deadline {
                return self.judged(Err(lost));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn create(&self, client: &Client, collection: &str) -> Result<Value, kube::Error> {
        let text = self.text.clone().into_bytes();
        client
            .request(request("POST", collection, self.content_type, text)?)
            .await
    }

    async fn replace(&self, client: &Client, collection: &str) -> Result<bool, kube::Error> {
        let path = format!("{collection}/{}", self.name());
        let current: Value = client
            .request(request("GET", &path, "application/json", Vec::new())?)
            .await?;
        let mut next = self.value.clone();
        next["metadata"]["resourceVersion"] = current["metadata"]["resourceVersion"].clone();
        let replace = request("PUT", &path, "application/json", next.to_string().into_bytes())?;
        let replaced: Value = client.request(replace).await?;
        Ok(replaced["metadata"]["generation"] != current["metadata"]["generation"])
    }

    fn judged<T>(&self, result: Result<T, kube::Error>) -> Result<T, Error> {
        match result {
            Ok(value) => Ok(value),
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
) -> Result<http::Request<Vec<u8>>, kube::Error> {
    http::Request::builder()
        .method(method)
        .uri(format!("{path}?{QUERY}"))
        .header(CONTENT_TYPE, content_type)
        .body(body)
        .map_err(kube::Error::HttpError)
}
