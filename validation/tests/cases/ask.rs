//! Asks an API server about attempts.

use std::collections::BTreeSet;

use http::Request;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Client;
use kube::core::Status;
use kubewright_envtest::Environment;
use serde_json::Value;

use super::case::{Attempt, GROUP, Rejection, answer, plural};

const CRDS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// Installs CRDs and waits until the API server serves them.
pub(crate) async fn install(environment: &Environment, crds: &[Value]) -> Result<(), String> {
    let crds: Result<Vec<CustomResourceDefinition>, _> = crds
        .iter()
        .map(|crd| serde_json::from_value(crd.clone()))
        .collect();
    let crds = crds.map_err(|error| error.to_string())?;
    environment
        .install_crds(crds)
        .await
        .map_err(|error| error.to_string())
}

/// Whether the API server accepts a CRD.
pub(crate) async fn is_possible(client: &Client, crd: &Value) -> Result<(), String> {
    let tried = send(client, "POST", &format!("{CRDS}?dryRun=All"), crd).await;
    tried.map(drop).map_err(|status| status.message)
}

/// Deletes a CRD and its objects.
pub(crate) async fn uninstall(client: &Client, crd: &Value) {
    let name = crd["metadata"]["name"].as_str().unwrap_or_default();
    send_empty(client, "DELETE", &format!("{CRDS}/{name}")).await;
}

/// Creates an object, which must be accepted, and returns it as it is stored, with its status.
pub(crate) async fn create(client: &Client, case: &str, object: &Value) -> Value {
    let path = format!("/apis/{GROUP}/v1/namespaces/default/{}", plural(case));
    let made = send(client, "POST", &path, object).await;
    made.unwrap_or_else(|status| panic!("{case}: {object}: {}", status.message))
}

/// What the API server says about an attempt.
pub(crate) async fn ask(client: &Client, case: &str, namespaced: bool, attempt: &Attempt) -> Value {
    let namespace = if namespaced { "/namespaces/default" } else { "" };
    let path = format!("/apis/{GROUP}/v1{namespace}/{}", plural(case));
    let Some(old) = &attempt.old else {
        let written = write(client, "POST", &path, &attempt.object).await;
        return answer(written);
    };
    let name = old["metadata"]["name"].as_str().unwrap_or("a");
    let of_object = format!("{path}/{name}");
    let made = send(client, "POST", &path, old).await;
    let made = made.unwrap_or_else(|status| panic!("{case}: {old}: {}", status.message));
    if old.get("status").is_some() {
        let mut with_status = made.clone();
        with_status["status"] = old["status"].clone();
        let written = send(client, "PUT", &format!("{of_object}/status"), &with_status).await;
        if let Err(status) = written {
            assert!(status.code == 404, "{case}: {old}: {}", status.message);
        }
    }
    let current = send_empty(client, "GET", &of_object).await;
    let mut object = attempt.object.clone();
    if object["metadata"].get("resourceVersion").is_none() {
        object["metadata"]["resourceVersion"] = current["metadata"]["resourceVersion"].clone();
    }
    let target = if attempt.status {
        format!("{of_object}/status")
    } else {
        of_object.clone()
    };
    let said = answer(write(client, "PUT", &target, &object).await);
    send_empty(client, "DELETE", &of_object).await;
    said
}

/// Tries a write, and asks which fields would be dropped.
pub(crate) async fn write(
    client: &Client,
    method: &str,
    path: &str,
    object: &Value,
) -> Result<(Value, Vec<String>), Rejection> {
    let tried = send(
        client,
        method,
        &format!("{path}?dryRun=All&fieldValidation=Ignore"),
        object,
    )
    .await;
    let stored = tried.map_err(rejection)?;
    let strict = send(
        client,
        method,
        &format!("{path}?dryRun=All&fieldValidation=Strict"),
        object,
    )
    .await;
    let unknown = match strict {
        Ok(_) => Vec::new(),
        Err(status) => {
            let names = status.message.split("unknown field \"").skip(1);
            names
                .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
                .collect()
        }
    };
    Ok((stored, unknown))
}

fn rejection(status: Status) -> Rejection {
    let causes: BTreeSet<String> = status
        .details
        .iter()
        .flat_map(|details| &details.causes)
        .map(|cause| format!("{} {}: {}", cause.reason, cause.field, cause.message))
        .collect();
    if status.reason == "Invalid" {
        return Rejection::Invalid(causes);
    }
    Rejection::Undecodable(format!("{}: {}", status.reason, status.message))
}

async fn send(client: &Client, method: &str, path: &str, object: &Value) -> Result<Value, Status> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("Content-Type", "application/json")
        .body(object.to_string().into_bytes())
        .expect("a request");
    match client.request::<Value>(request).await {
        Ok(value) => Ok(value),
        Err(kube::Error::Api(status)) => Err(*status),
        Err(error) => panic!("{method} {path}: {error}"),
    }
}

async fn send_empty(client: &Client, method: &str, path: &str) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .body(Vec::new())
        .expect("a request");
    client
        .request::<Value>(request)
        .await
        .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
}
