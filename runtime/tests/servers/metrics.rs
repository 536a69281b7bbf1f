//! Metrics, read by service accounts.

use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::api::{ApiResource, DynamicObject, PostParams};
use kube::client::ClientBuilder;
use kube::{Api, Client};
use kubewright_runtime::metrics::{Metrics, MetricsServer};
use kubewright_runtime::server::{self, Request};
use kubewright_runtime::tls::Certificates;
use serde_json::{Value, json};

use crate::{eventually, shared, web};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub(crate) async fn token(client: &Client, account: &str) -> String {
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), "default");
    let account_object = read(json!({ "metadata": { "name": account } }));
    accounts
        .create(&PostParams::default(), &account_object)
        .await
        .unwrap();
    let path = format!("/api/v1/namespaces/default/serviceaccounts/{account}/token");
    let request = http::Request::post(path)
        .body(serde_json::to_vec(&json!({ "spec": { "audiences": [] } })).unwrap())
        .unwrap();
    let answer: Value = client.request(request).await.unwrap();
    answer["status"]["token"].as_str().unwrap().to_owned()
}

pub(crate) async fn allow(client: &Client, account: &str) {
    let role: ClusterRole = read(json!({
        "metadata": { "name": account },
        "rules": [{ "nonResourceURLs": ["/metrics", "/extra"], "verbs": ["get"] }],
    }));
    let binding: ClusterRoleBinding = read(json!({
        "metadata": { "name": account },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": account },
        "subjects": [{ "kind": "ServiceAccount", "namespace": "default", "name": account }],
    }));
    let params = PostParams::default();
    Api::all(client.clone()).create(&params, &role).await.unwrap();
    Api::all(client.clone()).create(&params, &binding).await.unwrap();
    eventually("the right to read metrics", async || {
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "metadata": {},
            "spec": {
                "user": format!("system:serviceaccount:default:{account}"),
                "nonResourceAttributes": { "path": "/metrics", "verb": "get" },
            },
        });
        let request = http::Request::post("/apis/authorization.k8s.io/v1/subjectaccessreviews")
            .body(serde_json::to_vec(&review).unwrap())
            .unwrap();
        let answer: Value = client.request(request).await.unwrap();
        (answer["status"]["allowed"] == true).then_some(())
    })
    .await;
}

#[tokio::test]
async fn only_who_may_reads_them() {
    let client = shared().client();
    let (reader, stranger) = (
        token(&client, "servers-reader").await,
        token(&client, "servers-stranger").await,
    );
    allow(&client, "servers-reader").await;

    let metrics = Metrics::new();
    metrics.set_leader("memcached", true);
    let certificates = Certificates::self_signed(["localhost"]).unwrap();
    let extra = |_: Request| async { server::text(http::StatusCode::OK, "more") };
    let listener = MetricsServer::secure(metrics, client)
        .unwrap()
        .certificates(certificates.clone())
        .route("/extra", extra)
        .bind("127.0.0.1:0")
        .await
        .unwrap();
    let address = listener.address();
    let server = tokio::spawn(listener.serve(std::future::pending()));
    let pem = certificates.pem();
    let get = async |path: &str, token: Option<&str>| web::get(address, &pem, path, token).await;

    for token in [None, Some("nonsense"), Some("")] {
        let (status, text) = get("/metrics", token).await;
        assert_eq!(status, 401, "{text}");
        assert!(!text.contains("leader_election"), "{text}");
    }
    // Twice, because the second is answered from memory.
    for _ in 0..2 {
        let (status, text) = get("/metrics", Some(&stranger)).await;
        assert_eq!(status, 403, "{text}");
        assert!(
            text.contains("system:serviceaccount:default:servers-stranger may not read"),
            "{text}"
        );
        let (status, text) = get("/metrics", Some(&reader)).await;
        assert_eq!(status, 200, "{text}");
        assert!(
            text.contains("leader_election_master_status{name=\"memcached\"} 1"),
            "{text}"
        );
        assert!(text.contains("certwatcher_read_certificate_total 1"), "{text}");
    }
    assert_eq!(get("/extra", Some(&reader)).await.0, 200);
    assert_eq!(get("/extra", None).await.0, 401);
    // Bound for two paths, not for this one.
    assert_eq!(get("/other", Some(&reader)).await.0, 403);
    server.abort();
}

#[tokio::test]
async fn an_operator_that_may_not_ask_lets_nobody_read() {
    let client = shared().client();
    let token = token(&client, "servers-unasked").await;
    let powerless = shared().user("powerless-operator", ["nobody"]).unwrap();
    let certificates = Certificates::self_signed(["localhost"]).unwrap();
    let listener = MetricsServer::secure(Metrics::new(), powerless.client())
        .unwrap()
        .certificates(certificates.clone())
        .bind("127.0.0.1:0")
        .await
        .unwrap();
    let address = listener.address();
    let server = tokio::spawn(listener.serve(std::future::pending()));
    let (status, text) = web::get(address, &certificates.pem(), "/metrics", Some(&token)).await;
    assert_eq!(status, 500, "{text}");
    server.abort();
}

#[tokio::test]
async fn plain_ones_are_read_by_all() {
    let listener = MetricsServer::plain(Metrics::new())
        .bind("127.0.0.1:0")
        .await
        .unwrap();
    let address = listener.address();
    let server = tokio::spawn(listener.serve(std::future::pending()));
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (status, text) = web::exchange(stream, "GET /metrics HTTP/1.1", b"").await;
    assert_eq!(status, 200);
    assert!(
        text.ends_with("# EOF\n") && text.contains("application/openmetrics-text"),
        "{text}"
    );
    server.abort();
}

#[tokio::test]
async fn requests_of_a_client_are_counted() {
    let metrics = Metrics::new();
    let config = shared().admin().config();
    let host = config.cluster_url.authority().unwrap().to_string();
    let requests = metrics.requests(&config);
    let client = ClientBuilder::try_from(config)
        .unwrap()
        .with_layer(&requests)
        .build();
    client.apiserver_version().await.unwrap();
    let resource = ApiResource::erase::<ServiceAccount>(&());
    let accounts: Api<DynamicObject> = Api::namespaced_with(client, "default", &resource);
    accounts.get("not-there").await.unwrap_err();
    let text = metrics.encode();
    for code in ["200", "404"] {
        let line =
            format!("rest_client_requests_total{{code=\"{code}\",method=\"GET\",host=\"{host}\"}} 1\n");
        assert!(text.contains(&line), "no {line} in {text}");
    }
}
