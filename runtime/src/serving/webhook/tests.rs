//! Reviews as the API server sends them, and as nobody should.

use bytes::Bytes;
use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::{Value, json};

use super::*;

struct Keys;

impl Defaulter for Keys {
    type Object = ConfigMap;

    async fn default(&self, object: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
        let data = object.data.get_or_insert_default();
        if data.contains_key("panic") {
            panic!("as asked for");
        }
        data.entry(String::from("key"))
            .or_insert_with(|| String::from("default"));
        Ok(())
    }
}

impl Validator for Keys {
    type Object = ConfigMap;

    async fn validate_create(&self, new: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        let key = new.data.as_ref().and_then(|data| data.get("key"));
        match key.map(String::as_str) {
            Some("bad") => Err(vec![
                FieldError::invalid("data[key]", "bad", "must be good"),
                FieldError::required("data[other]", ""),
            ]
            .into()),
            Some("forbidden") => Err(Refusal::forbidden("not for you")),
            Some("unknown") => Err(Refusal::failed("no answer from the database")),
            Some(_) => Ok(Warnings::new()),
            None => Ok(vec![String::from("a key will be needed soon")]),
        }
    }

    async fn validate_update(
        &self,
        new: &ConfigMap,
        old: &ConfigMap,
        request: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        if new.data.is_none() && old.data.is_some() {
            return Err(FieldError::forbidden("data", "may not be removed").into());
        }
        self.validate_create(new, request).await
    }

    async fn validate_delete(&self, old: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        match old.metadata.name.as_deref() {
            Some("kept") => Err(Refusal::forbidden("kept for ever")),
            Some(_) | None => Ok(Warnings::new()),
        }
    }
}

fn webhooks() -> Webhooks {
    let mut webhooks = Webhooks::new();
    webhooks.defaulter(Keys).unwrap().validator(Keys).unwrap();
    webhooks
}

const MUTATE: &str = "/mutate--v1-configmap";
const VALIDATE: &str = "/validate--v1-configmap";

fn review(operation: &str, object: Value, old: Value) -> Value {
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "0c9a8d74",
            "kind": { "group": "", "version": "v1", "kind": "ConfigMap" },
            "resource": { "group": "", "version": "v1", "resource": "configmaps" },
            "name": "sample",
            "namespace": "default",
            "operation": operation,
            "userInfo": { "username": "alice" },
            "object": object,
            "oldObject": old,
            "dryRun": false,
        },
    })
}

fn config_map(data: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "sample" }, "data": data })
}

async fn send(webhooks: &Webhooks, path: &str, body: impl Into<Bytes>) -> (u16, String) {
    let request = http::Request::post(path)
        .header("Content-Type", "application/json")
        .body(body.into())
        .unwrap();
    let response = webhooks.handle(request).await;
    let text = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), text)
}

async fn ask(path: &str, review: Value) -> Value {
    let (status, text) = send(&webhooks(), path, review.to_string()).await;
    assert_eq!(status, 200, "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["apiVersion"], review["apiVersion"]);
    assert_eq!(answer["kind"], "AdmissionReview");
    assert_eq!(answer["response"]["uid"], "0c9a8d74");
    answer["response"].clone()
}

fn patch(response: &Value) -> Value {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    assert_eq!(response["patchType"], "JSONPatch");
    let patch = BASE64_STANDARD
        .decode(response["patch"].as_str().unwrap())
        .unwrap();
    serde_json::from_slice(&patch).unwrap()
}

#[tokio::test]
async fn defaults_are_patched_in_and_unknown_fields_stay() {
    let mut object = config_map(json!({ "a": "b" }));
    object["fromTheFuture"] = json!({ "x": 1 });
    let response = ask(MUTATE, review("CREATE", object, Value::Null)).await;
    assert_eq!(response["allowed"], true);
    let expected = json!([{ "op": "add", "path": "/data/key", "value": "default" }]);
    assert_eq!(patch(&response), expected);
}

#[tokio::test]
async fn without_a_change_there_is_no_patch() {
    let object = config_map(json!({ "key": "mine" }));
    let response = ask(MUTATE, review("UPDATE", object.clone(), object)).await;
    assert_eq!(response, json!({ "uid": "0c9a8d74", "allowed": true }));
}

#[tokio::test]
async fn what_is_deleted_is_not_defaulted() {
    let response = ask(MUTATE, review("DELETE", Value::Null, config_map(json!({})))).await;
    assert_eq!(response, json!({ "uid": "0c9a8d74", "allowed": true }));
}

#[tokio::test]
async fn either_version_is_answered_in_kind() {
    let mut question = review("CREATE", config_map(json!({ "key": "a" })), Value::Null);
    question["apiVersion"] = json!("admission.k8s.io/v1beta1");
    assert_eq!(ask(VALIDATE, question).await["allowed"], true);
}

#[tokio::test]
async fn wrong_fields_come_out_as_causes() {
    let response = ask(
        VALIDATE,
        review("CREATE", config_map(json!({ "key": "bad" })), Value::Null),
    )
    .await;
    assert_eq!(response["allowed"], false);
    let expected = json!({
        "status": "Failure",
        "code": 422,
        "reason": "Invalid",
        "message": "ConfigMap \"sample\" is invalid: [data[key]: Invalid value: \"bad\": must be good, \
                    data[other]: Required value]",
        "details": {
            "name": "sample",
            "group": "",
            "kind": "ConfigMap",
            "causes": [
                {
                    "reason": "FieldValueInvalid",
                    "message": "Invalid value: \"bad\": must be good",
                    "field": "data[key]",
                },
                { "reason": "FieldValueRequired", "message": "Required value", "field": "data[other]" },
            ],
        },
    });
    assert_eq!(response["status"], expected);
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    for (key, code, reason) in [("forbidden", 403, "Forbidden"), ("unknown", 500, "InternalError")] {
        let response = ask(
            VALIDATE,
            review("CREATE", config_map(json!({ "key": key })), Value::Null),
        )
        .await;
        assert_eq!(response["allowed"], false);
        assert_eq!(response["status"]["code"], code);
        assert_eq!(response["status"]["reason"], reason);
    }
}

#[tokio::test]
async fn updates_see_the_old_object_and_deletes_only_that() {
    let (new, old) = (
        json!({ "metadata": { "name": "sample" } }),
        config_map(json!({ "key": "a" })),
    );
    let response = ask(VALIDATE, review("UPDATE", new, old)).await;
    assert_eq!(response["status"]["details"]["causes"][0]["field"], "data");
    let kept = json!({ "metadata": { "name": "kept" } });
    let response = ask(VALIDATE, review("DELETE", Value::Null, kept)).await;
    assert_eq!(response["status"]["message"], "kept for ever");
    let other = json!({ "metadata": { "name": "other" } });
    assert_eq!(
        ask(VALIDATE, review("DELETE", Value::Null, other)).await["allowed"],
        true
    );
}

#[tokio::test]
async fn warnings_are_passed_on() {
    let response = ask(VALIDATE, review("CREATE", config_map(json!({})), Value::Null)).await;
    assert_eq!(response["warnings"], json!(["a key will be needed soon"]));
}

#[tokio::test]
async fn a_kind_that_is_not_the_webhooks_is_refused() {
    let mut question = review("CREATE", config_map(json!({})), Value::Null);
    question["request"]["kind"]["kind"] = json!("Secret");
    let response = ask(VALIDATE, question).await;
    assert_eq!(response["allowed"], false);
    assert_eq!(response["status"]["code"], 400);
    let message = response["status"]["message"].as_str().unwrap();
    assert!(
        message.contains("ConfigMap of /v1, not Secret of /v1"),
        "{message}"
    );
}

/// Undecodable.
fn malformed() -> Value {
    config_map(json!({ "size": 3 }))
}

const CAUSE: &str = "Invalid value: invalid type: integer `3`, expected a string";

#[tokio::test]
async fn a_defaulter_passes_what_it_cannot_decode() {
    let response = ask(MUTATE, review("CREATE", malformed(), Value::Null)).await;
    assert_eq!(response["allowed"], true);
    assert_eq!(response["patch"], Value::Null);
    let warning = format!("passed a webhook that cannot decode it: data.size: {CAUSE}");
    assert_eq!(response["warnings"], json!([warning]));
}

#[tokio::test]
async fn a_validator_refuses_what_it_cannot_decode_with_the_field_as_cause() {
    let question = review("CREATE", malformed(), Value::Null);
    let status = ask(VALIDATE, question).await["status"].clone();
    assert_eq!(
        status,
        json!({
            "status": "Failure",
            "code": 422,
            "reason": "Invalid",
            "message": format!("ConfigMap \"sample\" is invalid: data.size: {CAUSE}"),
            "details": {
                "name": "sample",
                "group": "",
                "kind": "ConfigMap",
                "causes": [{ "reason": "FieldValueTypeInvalid", "message": CAUSE, "field": "data.size" }],
            },
        })
    );
}

#[tokio::test]
async fn each_webhook_decides_about_what_it_cannot_decode() {
    struct Other;

    impl Defaulter for Other {
        type Object = ConfigMap;
        const UNDECODABLE: UndecodablePolicy = UndecodablePolicy::Deny;

        async fn default(&self, _: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
            Ok(())
        }
    }

    impl Validator for Other {
        type Object = ConfigMap;
        const UNDECODABLE: UndecodablePolicy = UndecodablePolicy::Allow;

        async fn validate_create(&self, _: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
            Ok(Warnings::new())
        }

        async fn validate_update(
            &self,
            _: &ConfigMap,
            _: &ConfigMap,
            _: &AdmissionRequest,
        ) -> Result<Warnings, Refusal> {
            Ok(Warnings::new())
        }
    }

    let mut webhooks = Webhooks::new();
    webhooks.defaulter(Other).unwrap().validator(Other).unwrap();
    for (path, allowed) in [(MUTATE, false), (VALIDATE, true)] {
        let question = review("CREATE", malformed(), Value::Null).to_string();
        let (_, text) = send(&webhooks, path, question).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["response"]["allowed"], allowed, "{path}");
    }
}

#[tokio::test]
async fn a_stored_object_that_cannot_be_decoded_can_be_corrected() {
    let response = ask(VALIDATE, review("UPDATE", config_map(json!({})), malformed())).await;
    assert_eq!(response["allowed"], true, "{response}");
    let warning = response["warnings"][0].as_str().unwrap();
    assert!(warning.starts_with("validated as a new object"), "{warning}");
    assert!(warning.ends_with(&format!("data.size: {CAUSE}")), "{warning}");

    let response = ask(VALIDATE, review("DELETE", Value::Null, malformed())).await;
    assert_eq!(response["allowed"], false);
    assert_eq!(
        response["warnings"],
        json!(["correct the object by an update, then delete it"])
    );
}

#[tokio::test]
async fn finalizers_of_an_object_that_cannot_be_decoded_can_be_removed() {
    let mut old = malformed();
    old["metadata"]["finalizers"] = json!(["example.com/a"]);
    let response = ask(VALIDATE, review("UPDATE", malformed(), old.clone())).await;
    assert_eq!(response["allowed"], false, "it is not being deleted");

    let mut new = malformed();
    for object in [&mut old, &mut new] {
        object["metadata"]["deletionTimestamp"] = json!("2026-01-01T12:00:00Z");
    }
    let response = ask(VALIDATE, review("UPDATE", new.clone(), old.clone())).await;
    assert_eq!(response["allowed"], true);
    new["data"]["other"] = json!("changed");
    let response = ask(VALIDATE, review("UPDATE", new, old)).await;
    assert_eq!(response["allowed"], false, "its data change");
}

#[tokio::test]
async fn a_panic_is_answered_and_the_next_request_too() {
    let question = review("CREATE", config_map(json!({ "panic": "" })), Value::Null);
    let response = ask(MUTATE, question).await;
    assert_eq!(response["allowed"], false);
    assert_eq!(response["status"]["code"], 500);
    let question = review("CREATE", config_map(json!({})), Value::Null);
    assert_eq!(ask(MUTATE, question).await["allowed"], true);
}

#[tokio::test]
async fn what_is_no_review_is_refused() {
    let mut other_kind = review("CREATE", Value::Null, Value::Null);
    other_kind["kind"] = json!("ConversionReview");
    let mut other_version = review("CREATE", Value::Null, Value::Null);
    other_version["apiVersion"] = json!("admission.k8s.io/v2");
    let cases = [
        (String::new(), "no JSON"),
        (String::from("{\"kind\":"), "no JSON"),
        (String::from("[]"), "is answered here"),
        (String::from("{}"), "is answered here"),
        (
            other_kind.to_string(),
            "is answered here, not \"ConversionReview\"",
        ),
        (other_version.to_string(), "of \"admission.k8s.io/v2\""),
        (
            json!({ "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview" }).to_string(),
            "request: ",
        ),
        (
            review("DANCE", Value::Null, Value::Null).to_string(),
            "unknown variant `DANCE`",
        ),
    ];
    for (body, expected) in cases {
        for path in [MUTATE, VALIDATE] {
            let (status, text) = send(&webhooks(), path, body.clone()).await;
            assert_eq!(status, 400, "{body}");
            assert!(text.contains(expected), "{body}: {text}");
        }
    }
    // Deeper than any reader follows.
    let (status, _) = send(&webhooks(), MUTATE, "[".repeat(1_000_000)).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn only_posted_json_at_a_known_path_is_read() {
    let webhooks = webhooks();
    let (status, text) = send(&webhooks, "/mutate-nothing", "{}").await;
    assert_eq!((status, text.as_str()), (404, "no webhook at /mutate-nothing"));
    let get = http::Request::get(MUTATE).body(Bytes::new()).unwrap();
    assert_eq!(webhooks.handle(get).await.status().as_u16(), 405);
    let text = http::Request::post(MUTATE)
        .header("Content-Type", "text/plain")
        .body(Bytes::new());
    assert_eq!(webhooks.handle(text.unwrap()).await.status().as_u16(), 415);
}

#[test]
fn a_path_is_given_once() {
    let mut webhooks = webhooks();
    let error = webhooks.validator(Keys).unwrap_err();
    assert!(
        error.to_string().contains("at /validate--v1-configmap already"),
        "{error}"
    );
    webhooks.validator_at("/my-own", Keys).unwrap();
    let paths: Vec<_> = webhooks.paths().collect();
    assert_eq!(paths, [MUTATE, "/my-own", VALIDATE]);
}

struct Alice;

impl Authenticator for Alice {
    async fn authenticate(&self, token: &str, _: &[String]) -> Result<Option<Authenticated>, BoxError> {
        let user = serde_json::from_value(json!({ "username": "alice", "groups": ["staff"] }))?;
        let audiences = vec![String::from("vault")];
        match token {
            "alice" => Ok(Some(Authenticated { user, audiences })),
            "broken" => Err("no database".into()),
            "panic" => panic!("as asked for"),
            _ => Ok(None),
        }
    }
}

impl Authorizer for Alice {
    async fn authorize(
        &self,
        asked: &k8s_openapi::api::authorization::v1::SubjectAccessReviewSpec,
    ) -> Result<Decision, BoxError> {
        let staff = asked.groups.iter().flatten().any(|group| group == "staff");
        match asked.user.as_deref() {
            _ if staff => Ok(Decision::Allow),
            Some("mallory") => Ok(Decision::Deny(String::from("never"))),
            Some("broken") => Err("no database".into()),
            Some(_) | None => Ok(Decision::NoOpinion(String::from("who is that"))),
        }
    }
}

async fn status(kind: &str, api_version: &str, spec: Value) -> Value {
    let mut webhooks = Webhooks::new();
    webhooks.authentication("/authenticate", Alice).unwrap();
    webhooks.authorization("/authorize", Alice).unwrap();
    let path = match kind {
        "TokenReview" => "/authenticate",
        _ => "/authorize",
    };
    let body = json!({ "apiVersion": api_version, "kind": kind, "spec": spec });
    let (status, text) = send(&webhooks, path, body.to_string()).await;
    assert_eq!(status, 200, "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["apiVersion"], api_version);
    answer["status"].clone()
}

#[tokio::test]
async fn tokens_are_reviewed() {
    for version in ["authentication.k8s.io/v1", "authentication.k8s.io/v1beta1"] {
        let known = status("TokenReview", version, json!({ "token": "alice" })).await;
        let expected = json!({
            "authenticated": true,
            "user": { "username": "alice", "groups": ["staff"] },
            "audiences": ["vault"],
        });
        assert_eq!(known, expected);
    }
    for (token, error) in [
        ("stranger", Value::Null),
        ("broken", json!("no database")),
        ("panic", json!("the webhook panicked; its log says more")),
        ("", json!("the token is empty")),
    ] {
        let answer = status(
            "TokenReview",
            "authentication.k8s.io/v1",
            json!({ "token": token }),
        )
        .await;
        assert_eq!(answer["authenticated"], false, "{token}");
        assert_eq!(answer["error"], error, "{token}");
    }
}

#[tokio::test]
async fn rights_are_reviewed() {
    let review = |version, spec| status("SubjectAccessReview", version, spec);
    let v1 = "authorization.k8s.io/v1";
    let beta = "authorization.k8s.io/v1beta1";
    let staff = json!({ "allowed": true });
    assert_eq!(
        review(v1, json!({ "user": "a", "groups": ["staff"] })).await,
        staff
    );
    assert_eq!(
        review(beta, json!({ "user": "a", "group": ["staff"] })).await,
        staff
    );
    let denied = json!({ "allowed": false, "denied": true, "reason": "never" });
    assert_eq!(review(v1, json!({ "user": "mallory" })).await, denied);
    let none = json!({ "allowed": false, "reason": "who is that" });
    assert_eq!(review(v1, json!({ "user": "bob" })).await, none);
    let failed = json!({ "allowed": false, "evaluationError": "no database" });
    assert_eq!(review(v1, json!({ "user": "broken" })).await, failed);
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn requests_are_counted() {
    let metrics = crate::serving::metrics::Metrics::new();
    let mut webhooks = webhooks();
    webhooks.metrics(metrics.clone());
    for key in ["good", "bad"] {
        let question = review("CREATE", config_map(json!({ "key": key })), Value::Null);
        send(&webhooks, VALIDATE, question.to_string()).await;
    }
    let question = review("CREATE", config_map(json!({ "panic": "" })), Value::Null);
    send(&webhooks, MUTATE, question.to_string()).await;
    let text = metrics.encode();
    for line in [
        format!("controller_runtime_webhook_requests_total{{webhook=\"{VALIDATE}\",code=\"200\"}} 1"),
        format!("controller_runtime_webhook_requests_total{{webhook=\"{VALIDATE}\",code=\"422\"}} 1"),
        format!("controller_runtime_webhook_requests_total{{webhook=\"{MUTATE}\",code=\"500\"}} 1"),
        String::from("controller_runtime_webhook_panics_total 1"),
    ] {
        assert!(text.lines().any(|found| found == line), "no `{line}` in:\n{text}");
    }
}
