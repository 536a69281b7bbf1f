//! CRDs, with the Service that converts their objects.

use serde_json::{Value, json};

use super::{Target, certificates, names};
use crate::Bundle;
use crate::pointer::{as_list, as_text};

/// The CRDs of the bundle; those that a conversion webhook names are converted by it.
pub(super) fn all(bundle: &Bundle, target: &Target<'_>) -> Vec<Value> {
    bundle.crds().map(|crd| converted(&crd.object, target)).collect()
}

fn converted(crd: &Value, target: &Target<'_>) -> Value {
    let mut crd = crd.clone();
    let webhooks = target.webhooks();
    let Some(webhook) = webhooks
        .iter()
        .find(|webhook| converts(webhook, &crd["metadata"]["name"]))
    else {
        return crd;
    };
    let deployment = as_text(&webhook["deploymentName"]);
    let path = webhook["webhookPath"].as_str().unwrap_or("/");
    crd["spec"]["conversion"] = json!({
        "strategy": "Webhook",
        "webhook": {
            "clientConfig": {
                "service": {
                    "name": names::service(deployment),
                    "namespace": target.install.namespace,
                    "path": path,
                    "port": webhook["containerPort"].as_i64().unwrap_or(443),
                },
            },
            "conversionReviewVersions": webhook["admissionReviewVersions"],
        },
    });
    certificates::inject_ca(&mut crd, deployment, target);
    crd
}

fn converts(webhook: &Value, crd: &Value) -> bool {
    webhook["type"] == "ConversionWebhook" && as_list(&webhook["conversionCRDs"]).contains(crd)
}
