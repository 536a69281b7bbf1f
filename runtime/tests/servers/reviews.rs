//! An API server that asks webhooks who a user is and what they may do.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use k8s_openapi::api::authentication::v1::UserInfo;
use k8s_openapi::api::authorization::v1::SubjectAccessReviewSpec;
use kubewright_envtest::Environment;
use kubewright_runtime::server::Listener;
use kubewright_runtime::tls::Certificates;
use kubewright_runtime::webhook::{Authenticated, Authenticator, Authorizer, BoxError, Decision, Webhooks};

use crate::web;

struct Staff;

impl Authenticator for Staff {
    async fn authenticate(&self, token: &str, _: &[String]) -> Result<Option<Authenticated>, BoxError> {
        let user = token.strip_prefix("token-of-").map(|name| UserInfo {
            username: Some(name.to_owned()),
            groups: Some(vec![String::from("staff")]),
            ..UserInfo::default()
        });
        Ok(user.map(|user| Authenticated {
            user,
            audiences: Vec::new(),
        }))
    }
}

impl Authorizer for Staff {
    async fn authorize(&self, asked: &SubjectAccessReviewSpec) -> Result<Decision, BoxError> {
        let resource = asked.resource_attributes.as_ref();
        let resource = resource.and_then(|about| about.resource.as_deref());
        let staff = asked.groups.iter().flatten().any(|group| group == "staff");
        Ok(match resource {
            Some("configmaps") if staff => Decision::Allow,
            Some("secrets") => Decision::Deny(String::from("secrets are nobody's affair")),
            Some(_) | None => Decision::NoOpinion(String::new()),
        })
    }
}

fn kubeconfig(url: &str, pem: &str) -> String {
    let authority = BASE64_STANDARD.encode(pem);
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: webhook\n\
         clusters: [{{name: webhook, cluster: {{server: \"{url}\", certificate-authority-data: {authority}}}}}]\n\
         contexts: [{{name: webhook, context: {{cluster: webhook, user: server}}}}]\n\
         users: [{{name: server, user: {{}}}}]\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_are_known_and_allowed_by_webhooks() {
    let mut webhooks = Webhooks::new();
    webhooks.authentication("/authenticate", Staff).unwrap();
    webhooks.authorization("/authorize", Staff).unwrap();
    let certificates = Certificates::self_signed(["127.0.0.1"]).unwrap();
    let listener = Listener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .tls(certificates.clone());
    let url = format!("https://{}", listener.address());
    let server = tokio::spawn(listener.serve(webhooks, std::future::pending()));

    let folder = tempfile::tempdir().unwrap();
    let file = |path: &str| {
        let file = folder.path().join(path);
        std::fs::write(&file, kubeconfig(&format!("{url}/{path}"), &certificates.pem())).unwrap();
        file.display().to_string()
    };
    let environment = Environment::builder()
        .apiserver_argument(format!(
            "--authentication-token-webhook-config-file={}",
            file("authenticate")
        ))
        .apiserver_argument("--authentication-token-webhook-version=v1")
        .apiserver_argument("--authorization-mode=Webhook") // besides RBAC
        .apiserver_argument(format!(
            "--authorization-webhook-config-file={}",
            file("authorize")
        ))
        .apiserver_argument("--authorization-webhook-version=v1")
        .start()
        .await
        .unwrap();

    let config = environment.admin().config();
    let address: SocketAddr = config.cluster_url.authority().unwrap().as_str().parse().unwrap();
    let authority = config.root_cert.unwrap().remove(0);
    let get = async |path: &str, token: &str| {
        let trusting = web::trusting_der(authority.clone().into());
        let stream = web::connect(address, "127.0.0.1", trusting).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}");
        web::exchange(stream, &head, b"").await
    };
    let maps = "/api/v1/namespaces/default/configmaps";
    let secrets = "/api/v1/namespaces/default/secrets";
    assert_eq!(get(maps, "token-of-alice").await.0, 200);
    assert_eq!(get(maps, "nonsense").await.0, 401);
    let (status, text) = get(secrets, "token-of-alice").await;
    assert_eq!(status, 403);
    assert!(
        text.contains("User \\\"alice\\\" cannot list resource \\\"secrets\\\""),
        "{text}"
    );
    assert!(text.contains("secrets are nobody's affair"), "{text}");
    server.abort();
}
