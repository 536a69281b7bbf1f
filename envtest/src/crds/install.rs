//! Custom resource definitions into the server, and the wait until it serves them.

use std::time::{Duration, Instant};

use http::header::CONTENT_TYPE;
use kube::Client;
use serde_json::Value;

use super::Document;
use crate::error::Error;

const COLLECTION: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const QUERY: &str = "fieldManager=kubewright-envtest&fieldValidation=Strict";
const LIMIT: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(10);

impl Document {
    pub(super) async fn create_or_replace(&self, client: &Client) -> Result<(), Error> {
        let create = request(
            "POST",
            COLLECTION,
            self.content_type,
            self.text.clone().into_bytes(),
        )?;
        let result: Result<Value, _> = client.request(create).await;
        match result {
            Err(kube::Error::Api(status)) if status.reason == "AlreadyExists" => self.replace(client).await,
            result => self.judged(result),
        }
    }

    async fn replace(&self, client: &Client) -> Result<(), Error> {
        let path = format!("{COLLECTION}/{}", self.name());
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

    /// Waits until the server says so and lists each served version among its resources, as a client would see it.
    pub(super) async fn served(&self, client: &Client) -> Result<(), Error> {
        let deadline = Instant::now() + LIMIT;
        while let Some(reason) = self.not_served(client).await? {
            if Instant::now() > deadline {
                return Err(Error::NotServed {
                    name: self.name().to_owned(),
                    seconds: LIMIT.as_secs(),
                    reason,
                });
            }
            tokio::time::sleep(INTERVAL).await;
        }
        Ok(())
    }

    async fn not_served(&self, client: &Client) -> Result<Option<String>, Error> {
        let path = format!("{COLLECTION}/{}", self.name());
        let current: Value = client
            .request(request("GET", &path, "application/json", Vec::new())?)
            .await?;
        if !condition_holds(&current, "Established") {
            return Ok(Some(conditions(&current)));
        }
        let group = current["spec"]["group"].as_str().unwrap_or_default();
        let plural = &current["spec"]["names"]["plural"];
        for version in current["spec"]["versions"].as_array().into_iter().flatten() {
            let version_name = version["name"].as_str().unwrap_or_default();
            let group_version = format!("{group}/{version_name}");
            if version["served"] == true && !listed(client, &group_version, plural).await? {
                return Ok(Some(format!("{plural} is not listed in {group_version}")));
            }
        }
        Ok(None)
    }
}

async fn listed(client: &Client, group_version: &str, plural: &Value) -> Result<bool, Error> {
    match client.list_api_group_resources(group_version).await {
        Ok(list) => Ok(list
            .resources
            .iter()
            .any(|resource| *plural == resource.name.as_str())),
        Err(kube::Error::Api(status)) if status.code == 404 || status.code == 503 => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn condition_holds(object: &Value, kind: &str) -> bool {
    let mut conditions = object["status"]["conditions"].as_array().into_iter().flatten();
    conditions.any(|condition| condition["type"] == kind && condition["status"] == "True")
}

fn conditions(object: &Value) -> String {
    let conditions = object["status"]["conditions"].as_array().into_iter().flatten();
    let lines: Vec<_> = conditions
        .map(|condition| {
            let text = |key: &str| condition[key].as_str().unwrap_or_default();
            format!("{} is {}: {}", text("type"), text("status"), text("message"))
        })
        .collect();
    if lines.is_empty() {
        String::from("it has no conditions yet")
    } else {
        lines.join("; ")
    }
}

fn request(
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
