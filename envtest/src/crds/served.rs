//! The wait until the server serves custom resources.

use std::time::{Duration, Instant};

use kube::Client;
use serde_json::{Value, json};

use super::{COLLECTION, Serving};
use crate::document::{Document, request};
use crate::error::Error;

const LIMIT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(10);

impl Document {
    /// Waits until the server says so and lists each served version among its resources, as a client would see it.
    pub(super) async fn served(&self, client: &Client, serving: Serving) -> Result<(), Error> {
        let deadline = Instant::now() + LIMIT;
        let mut aged = serving == Serving::WithOthers;
        loop {
            let current = self.current(client).await?;
            let reason = match established(&current) {
                None => Some(conditions(&current)),
                Some(condition) => {
                    if !aged {
                        self.age(client, condition).await?;
                        aged = true;
                    }
                    not_listed(client, &current).await?
                }
            };
            let Some(reason) = reason else { return Ok(()) };
            if Instant::now() > deadline {
                return Err(Error::NotServed {
                    name: self.name().to_owned(),
                    seconds: LIMIT.as_secs(),
                    reason,
                });
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Makes the condition look old, because the server holds up each creation by two seconds while it is newer than
    /// that, for the sake of other servers that may not know the type yet.
    async fn age(&self, client: &Client, condition: usize) -> Result<(), Error> {
        let path = format!("/status/conditions/{condition}");
        let patch = json!([
            { "op": "test", "path": format!("{path}/type"), "value": "Established" },
            { "op": "replace", "path": format!("{path}/lastTransitionTime"), "value": "2000-01-01T00:00:00Z" },
        ]);
        let url = format!("{COLLECTION}/{}/status", self.name());
        let request = request(
            "PATCH",
            &url,
            "application/json-patch+json",
            patch.to_string().into_bytes(),
        )?;
        match client.request::<Value>(request).await {
            // Rejected if the conditions have changed since; then the test only takes longer.
            Ok(_) | Err(kube::Error::Api(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn current(&self, client: &Client) -> Result<Value, Error> {
        let path = format!("{COLLECTION}/{}", self.name());
        Ok(client
            .request(request("GET", &path, "application/json", Vec::new())?)
            .await?)
    }
}

/// The first served version that is not among the server's resources yet, or cannot be read yet.
async fn not_listed(client: &Client, current: &Value) -> Result<Option<String>, Error> {
    let group = current["spec"]["group"].as_str().unwrap_or_default();
    let plural = current["spec"]["names"]["plural"].as_str().unwrap_or_default();
    for version in current["spec"]["versions"].as_array().into_iter().flatten() {
        let version_name = version["name"].as_str().unwrap_or_default();
        let group_version = format!("{group}/{version_name}");
        let served = version["served"] == true;
        if served
            && !(listed(client, &group_version, plural).await?
                && read(client, &group_version, plural).await?)
        {
            return Ok(Some(format!("{plural} is not listed in {group_version}")));
        }
    }
    Ok(None)
}

async fn listed(client: &Client, group_version: &str, plural: &str) -> Result<bool, Error> {
    let list = unless_early(client.list_api_group_resources(group_version).await)?;
    Ok(list.is_some_and(|list| list.resources.iter().any(|resource| resource.name == plural)))
}

/// The first reader makes the server set up its storage, and is sent away for a second while it does.
async fn read(client: &Client, group_version: &str, plural: &str) -> Result<bool, Error> {
    let path = format!("/apis/{group_version}/{plural}");
    let objects = client
        .request::<Value>(request("GET", &path, "application/json", Vec::new())?)
        .await;
    match objects {
        // Its storage is ready, and the webhook that converts stored objects does not run yet.
        Err(kube::Error::Api(status)) if status.code == 500 => Ok(true),
        objects => Ok(unless_early(objects)?.is_some()),
    }
}

/// `None` if the server does not know the type yet or is still busy with it.
fn unless_early<T>(result: Result<T, kube::Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 429 | 503) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Which condition says that the type is established.
fn established(object: &Value) -> Option<usize> {
    let mut conditions = object["status"]["conditions"].as_array()?.iter();
    conditions.position(|condition| condition["type"] == "Established" && condition["status"] == "True")
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
