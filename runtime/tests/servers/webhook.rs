//! Webhooks, called by the API server.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{DeleteParams, PostParams};
use kube::{Api, Client};
use kubewright_runtime::server::Listener;
use kubewright_runtime::tls::Certificates;
use kubewright_runtime::webhook::{
    AdmissionRequest, AdmissionResponse, Defaulter, FieldError, Refusal, Validator, Warnings, Webhooks,
};
use serde_json::{Value, json};

use crate::{eventually, shared};

struct Keys;

impl Defaulter for Keys {
    type Object = ConfigMap;

    async fn default(&self, object: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
        let data = object.data.get_or_insert_default();
        data.entry(String::from("size"))
            .or_insert_with(|| String::from("3"));
        Ok(())
    }
}

impl Validator for Keys {
    type Object = ConfigMap;

    async fn validate_create(&self, new: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        let size = |map: &ConfigMap| map.data.as_ref()?.get("size")?.parse::<i32>().ok();
        match size(new) {
            None => Err(FieldError::required("data[size]", "name a number").into()),
            Some(size) if size < 0 => Err(Refusal::Invalid(vec![
                FieldError::invalid("data[size]", size, "must not be negative"),
                FieldError::not_supported("data[mode]", "x", ["fast", "safe"]),
            ])),
            Some(size) if size > 100 => Ok(vec![format!("{size} is much")]),
            Some(13) => panic!("as asked for"),
            Some(_) => Ok(Warnings::new()),
        }
    }

    async fn validate_update(
        &self,
        new: &ConfigMap,
        old: &ConfigMap,
        request: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        if new.data.as_ref().map(|data| &data["size"]) < old.data.as_ref().map(|data| &data["size"]) {
            return Err(FieldError::forbidden("data[size]", "may only grow").into());
        }
        self.validate_create(new, request).await
    }

    async fn validate_delete(&self, old: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        match old.metadata.annotations.as_ref().and_then(|all| all.get("keep")) {
            Some(_) => Err(Refusal::forbidden("it is kept")),
            None => Ok(Warnings::new()),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Has config maps of this test's label reviewed.
async fn install(client: &Client, url: &str, pem: &str) {
    let webhook = |name: &str, path: &str| {
        json!({
            "name": format!("{name}.servers.example.com"),
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "clientConfig": { "url": format!("{url}{path}"), "caBundle": BASE64_STANDARD.encode(pem) },
            "objectSelector": { "matchLabels": { "servers": "webhook" } },
            "rules": [{
                "apiGroups": [""],
                "apiVersions": ["v1"],
                "resources": ["configmaps"],
                "operations": ["CREATE", "UPDATE", "DELETE"],
            }],
        })
    };
    let configuration = |webhook: Value| json!({ "metadata": { "name": "servers" }, "webhooks": [webhook] });
    let mutating: MutatingWebhookConfiguration =
        read(configuration(webhook("mutate", "/mutate--v1-configmap")));
    let mut validating = configuration(webhook("validate", "/validate--v1-configmap"));
    let raw = webhook("raw", "/raw");
    validating["webhooks"].as_array_mut().unwrap().push(raw);
    let validating: ValidatingWebhookConfiguration = read(validating);
    let params = PostParams::default();
    Api::all(client.clone()).create(&params, &mutating).await.unwrap();
    Api::all(client.clone())
        .create(&params, &validating)
        .await
        .unwrap();
}

fn config_map(name: &str, data: Value) -> ConfigMap {
    read(json!({ "metadata": { "name": name, "labels": { "servers": "webhook" } }, "data": data }))
}

#[tokio::test]
async fn the_api_server_asks_before_it_stores() {
    let client = shared().client();
    let mut webhooks = Webhooks::new();
    webhooks.defaulter(Keys).unwrap().validator(Keys).unwrap();
    webhooks
        .admission("/raw", |request: AdmissionRequest| async move {
            match request.object["data"]["raw"].as_str() {
                Some(_) => AdmissionResponse::refuse(&request, &Refusal::forbidden("no raw data")),
                None => AdmissionResponse::allow().audit("seen", "yes"),
            }
        })
        .unwrap();
    let certificates = Certificates::self_signed(["127.0.0.1"]).unwrap();
    let listener = Listener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .tls(certificates.clone());
    let url = format!("https://{}", listener.address());
    let server = tokio::spawn(listener.serve(webhooks, std::future::pending()));
    install(&client, &url, &certificates.pem()).await;

    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), "default");
    let params = PostParams::default();
    let dry_run = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    // Both are asked from now on.
    eventually("that webhooks are asked", async || {
        let defaulted = maps.create(&dry_run, &config_map("probe", json!({}))).await;
        let size = defaulted.ok()?.data?.remove("size")?;
        let refused = maps
            .create(&dry_run, &config_map("probe", json!({ "size": "-1" })))
            .await;
        let raw = maps
            .create(&dry_run, &config_map("probe", json!({ "raw": "" })))
            .await;
        (size == "3" && refused.is_err() && raw.is_err()).then_some(())
    })
    .await;

    // Defaults.
    let created = maps
        .create(&params, &config_map("servers-sample", json!({ "a": "b" })))
        .await
        .unwrap();
    let data = created.data.clone().unwrap();
    assert_eq!((data["a"].as_str(), data["size"].as_str()), ("b", "3"));

    // Wrong fields, each as a cause.
    let refused = maps
        .create(&params, &config_map("servers-bad", json!({ "size": "-1" })))
        .await;
    let Err(kube::Error::Api(status)) = refused else {
        panic!("stored")
    };
    assert_eq!((status.code, status.reason.as_str()), (422, "Invalid"));
    assert_eq!(
        status.message,
        "admission webhook \"validate.servers.example.com\" denied the request: ConfigMap \"servers-bad\" is invalid: \
         [data[size]: Invalid value: -1: must not be negative, \
         data[mode]: Unsupported value: \"x\": supported values: \"fast\", \"safe\"]"
    );
    let causes = status.details.clone().unwrap().causes;
    let causes: Vec<_> = causes
        .iter()
        .map(|cause| (cause.field.as_str(), cause.reason.as_str()))
        .collect();
    let expected = [
        ("data[size]", "FieldValueInvalid"),
        ("data[mode]", "FieldValueNotSupported"),
    ];
    assert_eq!(causes, expected);

    // Old and new object.
    let mut smaller = created.clone();
    smaller
        .data
        .as_mut()
        .unwrap()
        .insert(String::from("size"), String::from("2"));
    let refused = maps
        .replace("servers-sample", &params, &smaller)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("data[size]: Forbidden: may only grow"),
        "{refused}"
    );

    // Warnings come with the answer.
    let mut larger = created.clone();
    larger
        .data
        .as_mut()
        .unwrap()
        .insert(String::from("size"), String::from("400"));
    let mut body = serde_json::to_value(&larger).unwrap();
    body["metadata"]["annotations"] = json!({ "keep": "" });
    let request = http::Request::put("/api/v1/namespaces/default/configmaps/servers-sample")
        .header("Content-Type", "application/json")
        .body(serde_json::to_vec(&body).unwrap().into())
        .unwrap();
    let answer = client.send(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    let warning = answer.headers()["Warning"].to_str().unwrap();
    assert!(warning.contains("400 is much"), "{warning}");

    // Deletion.
    let refused = maps
        .delete("servers-sample", &DeleteParams::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("it is kept"), "{refused}");

    // A panic is an answer too, and the next one is as before.
    let refused = maps
        .create(&params, &config_map("servers-panic", json!({ "size": "13" })))
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("the webhook panicked"), "{refused}");
    maps.create(&params, &config_map("servers-after", json!({})))
        .await
        .unwrap();
    server.abort();
}
