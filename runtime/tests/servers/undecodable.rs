//! Objects that do not match the type of a webhook, and who rejects them.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use kube::api::{DynamicObject, PostParams};
use kube::{Api, CustomResourceExt as _};
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::server::Listener;
use kubewright_runtime::tls::Certificates;
use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal, Validator, Warnings, Webhooks};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{eventually, shared};

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "lamps.example.com", version = "v1")]
struct Lamp {
    metadata: ObjectMeta,
    spec: LampSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct LampSpec {
    watts: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<Color>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
enum Color {
    Red,
    Green,
}

struct Lamps;

impl Defaulter for Lamps {
    type Object = Lamp;

    async fn default(&self, lamp: &mut Lamp, _: &AdmissionRequest) -> Result<(), Refusal> {
        lamp.spec.color.get_or_insert(Color::Green);
        Ok(())
    }
}

impl Validator for Lamps {
    type Object = Lamp;

    async fn validate_create(&self, _: &Lamp, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        Ok(Warnings::new())
    }

    async fn validate_update(&self, _: &Lamp, _: &Lamp, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        Ok(Warnings::new())
    }
}

/// A configuration with one webhook for lamps.
fn configuration(path: &str, url: &str, certificates: &Certificates) -> Value {
    json!({
        "metadata": { "name": "lamps" },
        "webhooks": [{
            "name": "lamps.example.com",
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "clientConfig": {
                "url": format!("{url}{path}"),
                "caBundle": BASE64_STANDARD.encode(certificates.pem()),
            },
            "rules": [{
                "apiGroups": ["lamps.example.com"],
                "apiVersions": ["v1"],
                "resources": ["lamps"],
                "operations": ["CREATE", "UPDATE"],
            }],
        }],
    })
}

#[tokio::test]
async fn the_schema_rejects_them_first_and_the_validator_the_rest() {
    // A schema that is looser than the type: any color is a string.
    let mut crd = Lamp::crd();
    let schema = crd.spec.versions[0].schema.as_mut().unwrap();
    let schema = schema.open_api_v3_schema.as_mut().unwrap();
    let spec = schema.properties.as_mut().unwrap().get_mut("spec").unwrap();
    let color = spec.properties.as_mut().unwrap().get_mut("color").unwrap();
    color.enum_ = None;
    let client = shared().client();
    shared().install_crds([crd]).await.unwrap();

    let mut webhooks = Webhooks::new();
    webhooks.defaulter(Lamps).unwrap().validator(Lamps).unwrap();
    let certificates = Certificates::self_signed(["127.0.0.1"]).unwrap();
    let listener = Listener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .tls(certificates.clone());
    let url = format!("https://{}", listener.address());
    let server = tokio::spawn(listener.serve(webhooks, std::future::pending()));
    let [mutating, validating] = ["mutate", "validate"]
        .map(|verb| configuration(&format!("/{verb}-lamps-example-com-v1-lamp"), &url, &certificates));
    let mutating: MutatingWebhookConfiguration = serde_json::from_value(mutating).unwrap();
    let validating: ValidatingWebhookConfiguration = serde_json::from_value(validating).unwrap();
    let params = PostParams::default();
    Api::all(client.clone()).create(&params, &mutating).await.unwrap();
    Api::all(client.clone())
        .create(&params, &validating)
        .await
        .unwrap();

    let lamps: Api<DynamicObject> = Api::namespaced_with(client.clone(), "default", &Lamp::api_resource());
    let lamp = |spec: Value| -> DynamicObject {
        serde_json::from_value(json!({
            "apiVersion": "lamps.example.com/v1",
            "kind": "Lamp",
            "metadata": { "generateName": "lamp-" },
            "spec": spec,
        }))
        .unwrap()
    };
    let refused = async |spec: Value| match lamps.create(&params, &lamp(spec)).await {
        Err(kube::Error::Api(status)) => {
            let causes = status.details.clone().unwrap().causes;
            let fields: BTreeSet<_> = causes.into_iter().map(|cause| cause.field).collect();
            (status.code, status.message, fields)
        }
        other => panic!("{other:?}"),
    };
    let fields = |fields: &[&str]| {
        fields
            .iter()
            .map(|field| (*field).to_owned())
            .collect::<BTreeSet<_>>()
    };
    // Both webhooks are called from now on.
    eventually("that webhooks are called", async || {
        let defaulted = lamps.create(&params, &lamp(json!({ "watts": 3 }))).await.ok()?;
        let mut odd = lamp(json!({ "watts": 3, "color": "Purple" }));
        odd.metadata.generate_name = Some("probe-".to_owned());
        let denied = lamps.create(&params, &odd).await.is_err();
        (defaulted.data["spec"]["color"] == "Green" && denied).then_some(())
    })
    .await;

    // The defaulter passes it, and the API server names every field.
    let (code, message, named) = refused(json!({ "watts": "many", "color": 5 })).await;
    assert_eq!(code, 422, "{message}");
    assert!(!message.contains("admission webhook"), "{message}");
    assert_eq!(named, fields(&["spec.color", "spec.watts"]), "{message}");

    // The schema passes it, and the validator names the field.
    let (code, message, named) = refused(json!({ "watts": 3, "color": "Purple" })).await;
    assert_eq!(code, 422, "{message}");
    let text = "spec.color: Invalid value: unknown variant `Purple`, expected `Red` or `Green`";
    assert!(
        message.starts_with("admission webhook \"lamps.example.com\" denied the request"),
        "{message}"
    );
    assert!(message.ends_with(text), "{message}");
    assert_eq!(named, fields(&["spec.color"]), "{message}");

    // Whoever sends it is told that the defaulter has passed it.
    let body = lamp(json!({ "watts": 3, "color": "Purple" }));
    let request = http::Request::post("/apis/lamps.example.com/v1/namespaces/default/lamps")
        .header("Content-Type", "application/json")
        .body(serde_json::to_vec(&body).unwrap().into())
        .unwrap();
    let answer = client.send(request).await.unwrap();
    let warning = answer.headers()["Warning"].to_str().unwrap();
    assert!(
        warning.contains("passed a webhook that cannot decode it: spec.color"),
        "{warning}"
    );
    server.abort();
}
