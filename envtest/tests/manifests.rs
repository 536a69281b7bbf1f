//! Roles and webhook configurations that we write are such that an API server takes them.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};

use kube::api::{Api, DynamicObject, PostParams};
use kube::core::{ApiResource, GroupVersionKind};
use kubewright_envtest::Environment;
use serde_json::json;

/// The documents that `core/tests/manifest_cases.rs` holds our output against.
fn goldens(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata")
        .join(kind);
    let cases = fs::read_dir(folder)
        .unwrap()
        .map(|case| case.unwrap().path().join("expected.yaml"));
    let mut goldens: Vec<PathBuf> = cases.filter(|golden| golden.exists()).collect();
    goldens.sort();
    assert!(goldens.len() > 4, "{kind}: {goldens:?}");
    goldens
}

/// What the server says against a document; nothing is stored.
async fn refusal(environment: &Environment, document: DynamicObject) -> Option<String> {
    let types = document.types.clone().unwrap();
    let resource = ApiResource::from_gvk(&GroupVersionKind::try_from(types).unwrap());
    let api: Api<DynamicObject> = match &document.metadata.namespace {
        Some(namespace) => Api::namespaced_with(environment.client(), namespace, &resource),
        None => Api::all_with(environment.client(), &resource),
    };
    let dry_run = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    api.create(&dry_run, &document)
        .await
        .err()
        .map(|error| error.to_string())
}

async fn refusals(kind: &str) -> Vec<String> {
    let environment = Environment::start().await.unwrap();
    for name in ["park", "zoo"] {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", "Namespace"));
        let api: Api<DynamicObject> = Api::all_with(environment.client(), &resource);
        api.create(
            &PostParams::default(),
            &serde_json::from_value(namespace).unwrap(),
        )
        .await
        .unwrap();
    }
    let mut refusals = Vec::new();
    for golden in goldens(kind) {
        let text = fs::read_to_string(&golden).unwrap();
        for document in serde_saphyr::from_multiple(&text).unwrap() {
            let refusal = refusal(&environment, document).await;
            refusals.extend(refusal.map(|refusal| format!("{}: {refusal}", golden.display())));
        }
    }
    refusals
}

#[tokio::test]
async fn roles_are_accepted() {
    assert_eq!(refusals("rbac").await, [""; 0]);
}

#[tokio::test]
async fn webhook_configurations_are_accepted() {
    assert_eq!(refusals("webhook").await, [""; 0]);
}

/// One change to a document that is accepted otherwise, each an error of ours as well.
#[tokio::test]
async fn the_server_refuses_what_we_refuse() {
    let webhook = json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": "all"},
        "webhooks": [{
            "name": "a.example.com",
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "clientConfig": {"service": {"name": "s", "namespace": "n", "path": "/a"}},
            "rules": [{"apiGroups": ["a"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["b"]}],
        }],
    });
    let role = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "all"},
        "rules": [{"apiGroups": ["a"], "resources": ["b"], "verbs": ["get"]}],
    });
    let rule = "/webhooks/0/rules/0";
    let changes = [
        (&webhook, "/webhooks/0/name".to_owned(), json!("example.com")),
        (&webhook, "/webhooks/0/name".to_owned(), json!("A.example.com")),
        (&webhook, "/webhooks/0/sideEffects".to_owned(), json!(null)),
        (&webhook, "/webhooks/0/sideEffects".to_owned(), json!("Some")),
        (
            &webhook,
            "/webhooks/0/admissionReviewVersions".to_owned(),
            json!([]),
        ),
        (
            &webhook,
            "/webhooks/0/admissionReviewVersions".to_owned(),
            json!(["v2"]),
        ),
        (&webhook, "/webhooks/0/clientConfig".to_owned(), json!({})),
        (
            &webhook,
            "/webhooks/0/clientConfig".to_owned(),
            json!({"url": "http://x"}),
        ),
        (
            &webhook,
            "/webhooks/0/clientConfig".to_owned(),
            json!({"url": "https://x/?q=1"}),
        ),
        (
            &webhook,
            "/webhooks/0/clientConfig/service/path".to_owned(),
            json!("a"),
        ),
        (
            &webhook,
            "/webhooks/0/clientConfig/service/path".to_owned(),
            json!("/a//b"),
        ),
        (
            &webhook,
            "/webhooks/0/clientConfig/service/path".to_owned(),
            json!("/A"),
        ),
        (&webhook, format!("{rule}/apiGroups"), json!([])),
        (&webhook, format!("{rule}/apiGroups"), json!(["*", "a"])),
        (&webhook, format!("{rule}/apiVersions"), json!(["*", "v1"])),
        (&webhook, format!("{rule}/operations"), json!(["*", "CREATE"])),
        (&webhook, format!("{rule}/operations"), json!(["CRETE"])),
        (&webhook, format!("{rule}/resources"), json!(["*/*", "b"])),
        (&webhook, format!("{rule}/resources"), json!([""])),
        (&role, "/rules/0/verbs".to_owned(), json!([])),
        (&role, "/rules/0/apiGroups".to_owned(), json!([])),
        (&role, "/rules/0/resources".to_owned(), json!([])),
        (
            &role,
            "/rules/0".to_owned(),
            json!({"apiGroups": ["a"], "nonResourceURLs": ["/b"], "verbs": ["get"]}),
        ),
        (&role, "/metadata/name".to_owned(), json!("a/b")),
        (&role, "/metadata/labels".to_owned(), json!({"-c": "1"})),
        (&role, "/metadata/labels".to_owned(), json!({"d": "é"})),
    ];
    let environment = Environment::start().await.unwrap();
    let mut taken = Vec::new();
    for (document, at, value) in changes {
        let mut changed = document.clone();
        changed["metadata"]["labels"] = json!({});
        *changed.pointer_mut(&at).unwrap() = value.clone();
        if refusal(&environment, serde_json::from_value(changed).unwrap())
            .await
            .is_none()
        {
            taken.push(format!("{at}: {value}"));
        }
    }
    assert_eq!(taken, [""; 0]);
    for document in [webhook, role] {
        assert_eq!(
            refusal(&environment, serde_json::from_value(document).unwrap()).await,
            None
        );
    }
}
