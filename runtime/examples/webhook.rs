//! A webhook server without a manager: defaults and validates objects of the kind ConfigMap.
//!
//! A program with nothing else needs only the feature `webhook`:
//! `kubewright-runtime = { version = "0.1", default-features = false, features = ["webhook"] }`.
//!
//! ```sh
//! cargo run --example webhook -- /tmp/k8s-webhook-server/serving-certs
//! ```
//!
//! The folder has `tls.crt` and `tls.key`, for example from cert-manager. The API server calls
//! `/mutate--v1-configmap` and `/validate--v1-configmap` if webhook configurations with these paths exist.

use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
use kubewright_runtime::server::Listener;
use kubewright_runtime::tls::Certificates;
use kubewright_runtime::webhook::{
    AdmissionRequest, Defaulter, FieldError, Refusal, Validator, Warnings, Webhooks,
};

/// Adds the key `size` to every ConfigMap that does not have it.
struct DefaultSize;

impl Defaulter for DefaultSize {
    type Object = ConfigMap;

    async fn default(&self, map: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
        let data = map.data.get_or_insert_default();
        data.entry("size".to_owned()).or_insert_with(|| "1".to_owned());
        Ok(())
    }
}

/// Denies a ConfigMap whose `size` is not a number.
struct ValidSize;

impl ValidSize {
    fn check(map: &ConfigMap) -> Result<Warnings, Refusal> {
        let size = map.data.iter().find_map(|data| data.get("size"));
        let mut errors = Vec::new();
        if let Some(size) = size
            && size.parse::<u32>().is_err()
        {
            errors.push(FieldError::invalid("data.size", size, "must be a number"));
        }
        Refusal::unless_empty(errors)?; // names every error in one answer
        Ok(Warnings::new())
    }
}

impl Validator for ValidSize {
    type Object = ConfigMap;

    async fn validate_create(&self, map: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        Self::check(map)
    }

    async fn validate_update(
        &self,
        _old: &ConfigMap,
        new: &ConfigMap,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Self::check(new)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("name the folder of `tls.crt` and `tls.key`")?;
    let certificates = Certificates::from_folder(folder)?; // reads the files again when they change
    let mut webhooks = Webhooks::new();
    webhooks.defaulter(DefaultSize)?.validator(ValidSize)?;
    let listener = Listener::bind(":9443").await?.tls(certificates);
    // Ctrl-C stops accepting connections; requests that are being answered may finish.
    let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    listener.serve(webhooks, stop).await;
    Ok(())
}
