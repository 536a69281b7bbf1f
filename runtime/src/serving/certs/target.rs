//! Objects with a `caBundle`.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use json_patch::Patch;
use json_patch::jsonptr::PointerBuf;
use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::PatchParams;
use kube::{Api, Client, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const ATTEMPTS: u32 = 5;

/// An object with the CA that the API server trusts when it calls a webhook.
///
/// ```
/// use kubewright_runtime::certs::Target;
///
/// let target = Target::Conversion("memcacheds.cache.example.com".to_owned());
/// assert_eq!(target.to_string(), "CustomResourceDefinition memcacheds.cache.example.com");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Target {
    /// A `MutatingWebhookConfiguration` of this name.
    Mutating(String),
    /// A `ValidatingWebhookConfiguration` of this name.
    Validating(String),
    /// The conversion webhook of the `CustomResourceDefinition` of this name.
    Conversion(String),
}

impl Target {
    /// Its group, resource and name.
    #[cfg(feature = "manager")]
    pub(super) fn resource(&self) -> (&'static str, &'static str, &str) {
        const WEBHOOKS: &str = "admissionregistration.k8s.io";
        match self {
            Self::Mutating(name) => (WEBHOOKS, "mutatingwebhookconfigurations", name),
            Self::Validating(name) => (WEBHOOKS, "validatingwebhookconfigurations", name),
            Self::Conversion(name) => ("apiextensions.k8s.io", "customresourcedefinitions", name),
        }
    }

    /// Writes the bundle where it is not. An object that is not there, or calls no webhook, is left alone.
    pub(super) async fn trust(&self, client: &Client, bundle: &str) -> Result<(), kube::Error> {
        let client = client.clone();
        match self {
            Self::Mutating(name) => {
                trust::<MutatingWebhookConfiguration>(client, name, bundle, admission).await
            }
            Self::Validating(name) => {
                trust::<ValidatingWebhookConfiguration>(client, name, bundle, admission).await
            }
            Self::Conversion(name) => {
                trust::<CustomResourceDefinition>(client, name, bundle, conversion).await
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mutating(name) => write!(formatter, "MutatingWebhookConfiguration {name}"),
            Self::Validating(name) => write!(formatter, "ValidatingWebhookConfiguration {name}"),
            Self::Conversion(name) => write!(formatter, "CustomResourceDefinition {name}"),
        }
    }
}

async fn trust<K>(
    client: Client,
    name: &str,
    bundle: &str,
    patch: fn(&Value, &Value) -> Vec<Value>,
) -> Result<(), kube::Error>
where
    K: Resource<DynamicType = (), Scope = kube::core::ClusterResourceScope>
        + Clone
        + fmt::Debug
        + DeserializeOwned
        + Serialize,
{
    let api: Api<K> = Api::all(client);
    let bundle = json!(BASE64_STANDARD.encode(bundle));
    let mut attempts = 0;
    loop {
        attempts += 1;
        let Some(object) = api.get_opt(name).await? else {
            tracing::debug!(name, "does not exist, so it trusts nobody yet");
            return Ok(());
        };
        let version = object.meta().resource_version.clone();
        let object = serde_json::to_value(object).map_err(kube::Error::SerdeError)?;
        let mut operations = patch(&object, &bundle);
        if operations.is_empty() {
            return Ok(());
        }
        // Positions in lists are valid for this version only.
        operations.insert(
            0,
            json!({ "op": "test", "path": "/metadata/resourceVersion", "value": version }),
        );
        let patch: Patch = serde_json::from_value(json!(operations)).map_err(kube::Error::SerdeError)?;
        let params = PatchParams::default();
        match api
            .patch(name, &params, &kube::api::Patch::<()>::Json(patch))
            .await
        {
            Ok(_) => return Ok(()),
            // 422: the version has changed since. 409: it changed during the write.
            Err(kube::Error::Api(status)) if matches!(status.code, 409 | 422) && attempts < ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
}

fn admission(object: &Value, bundle: &Value) -> Vec<Value> {
    let webhooks = object["webhooks"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let wrong = webhooks
        .iter()
        .enumerate()
        .filter(|(_, webhook)| webhook["clientConfig"]["caBundle"] != *bundle);
    wrong
        .map(|(index, _)| {
            let index = index.to_string();
            add(&["webhooks", &index, "clientConfig", "caBundle"], bundle)
        })
        .collect()
}

fn conversion(object: &Value, bundle: &Value) -> Vec<Value> {
    let client = &object["spec"]["conversion"]["webhook"]["clientConfig"];
    if client.is_null() || client["caBundle"] == *bundle {
        return Vec::new();
    }
    vec![add(
        &["spec", "conversion", "webhook", "clientConfig", "caBundle"],
        bundle,
    )]
}

fn add(path: &[&str], value: &Value) -> Value {
    json!({ "op": "add", "path": PointerBuf::from_tokens(path.iter().copied()).to_string(), "value": value })
}
