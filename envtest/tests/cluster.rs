//! What a cluster does that an API server alone does not. `ENVTEST_REAL_CONTROLLERS=true` runs this with Kubernetes' own programs.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet};
use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node, NodeCondition, Pod, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, RoleBinding};
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::config::AuthInfo;
use kube::core::{ApiResource, GroupVersionKind};
use kube::{Client, Config};
use kubewright_envtest::{Binary, Crds, Environment, EnvironmentBuilder, Shared};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const WIDGETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crds/widgets.yaml");

static CLUSTER: Shared = Shared::new(|| Environment::builder().cluster());

fn cluster() -> &'static Environment {
    CLUSTER.get().unwrap()
}

fn object<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Asks until the answer is right.
async fn eventually<F: Future<Output = Result<(), String>>>(what: &str, mut ask: impl FnMut() -> F) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while let Err(answer) = ask().await {
        assert!(Instant::now() < deadline, "{what}: {answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A namespace of this test's own, in which Pods can be made.
async fn namespace(name: &str, labels: &[(&str, &str)]) -> Client {
    let client = cluster().client();
    let labels: BTreeMap<_, _> = labels.iter().copied().collect();
    let namespace: Namespace = object(json!({ "metadata": { "name": name, "labels": labels } }));
    Api::all(client.clone())
        .create(&PostParams::default(), &namespace)
        .await
        .unwrap();
    let accounts = Api::<ServiceAccount>::namespaced(client.clone(), name);
    eventually("a namespace has the service account default", async || {
        accounts
            .get("default")
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    })
    .await;
    client
}

fn pod_spec() -> Value {
    json!({ "containers": [{ "name": "main", "image": "example.com/none" }] })
}

fn deployment(name: &str, replicas: i32) -> Deployment {
    let labels = json!({ "app": name });
    object(json!({
        "metadata": { "name": name },
        "spec": {
            "replicas": replicas,
            "selector": { "matchLabels": labels },
            "template": { "metadata": { "labels": labels }, "spec": pod_spec() },
        },
    }))
}

async fn has_ready(deployments: &Api<Deployment>, name: &str, replicas: i32) {
    eventually("the Deployment has its ready replicas", async || {
        let status = deployments
            .get_status(name)
            .await
            .unwrap()
            .status
            .unwrap_or_default();
        let (ready, all) = (status.ready_replicas.unwrap_or(0), status.replicas.unwrap_or(0));
        let wanted = (ready, all) == (replicas, replicas);
        wanted.then_some(()).ok_or(format!("{ready} of {all} are ready"))
    })
    .await;
}

async fn is_gone<T>(api: &Api<T>, name: &str)
where
    T: Clone + DeserializeOwned + std::fmt::Debug,
{
    eventually("it is gone", async || match api.get_opt(name).await.unwrap() {
        None => Ok(()),
        Some(_) => Err(format!("{name} is there")),
    })
    .await;
}

#[tokio::test]
async fn deployments_become_ready_and_scale() {
    let client = namespace("scale", &[]).await;
    let deployments = Api::<Deployment>::namespaced(client.clone(), "scale");
    deployments
        .create(&PostParams::default(), &deployment("web", 3))
        .await
        .unwrap();
    has_ready(&deployments, "web", 3).await;
    let pods = Api::<Pod>::namespaced(client, "scale")
        .list(&ListParams::default())
        .await
        .unwrap();
    for pod in pods {
        assert_eq!(pod.spec.unwrap().node_name.as_deref(), Some("node"));
        assert!(pod.status.unwrap().pod_ip.unwrap().starts_with("10.1."));
    }
    for replicas in [5, 1] {
        let patch = json!({ "spec": { "replicas": replicas } });
        deployments
            .patch_scale("web", &PatchParams::default(), &Patch::Merge(patch))
            .await
            .unwrap();
        has_ready(&deployments, "web", replicas).await;
    }
}

#[tokio::test]
async fn jobs_succeed() {
    let jobs = Api::<Job>::namespaced(namespace("jobs", &[]).await, "jobs");
    let mut template = pod_spec();
    template["restartPolicy"] = json!("Never");
    let job: Job =
        object(json!({ "metadata": { "name": "once" }, "spec": { "template": { "spec": template } } }));
    jobs.create(&PostParams::default(), &job).await.unwrap();
    eventually("the Job has succeeded", async || {
        let status = jobs.get_status("once").await.unwrap().status.unwrap_or_default();
        let done = status.succeeded == Some(1) && status.completion_time.is_some();
        done.then_some(()).ok_or(format!("{status:?}"))
    })
    .await;
}

#[tokio::test]
async fn what_is_owned_goes_with_its_owner() {
    let client = namespace("owners", &[]).await;
    let deployments = Api::<Deployment>::namespaced(client.clone(), "owners");
    deployments
        .create(&PostParams::default(), &deployment("web", 2))
        .await
        .unwrap();
    has_ready(&deployments, "web", 2).await;
    deployments
        .delete("web", &DeleteParams::background())
        .await
        .unwrap();
    let sets = Api::<ReplicaSet>::namespaced(client.clone(), "owners");
    let pods = Api::<Pod>::namespaced(client, "owners");
    eventually("nothing of the Deployment is left", async || {
        let left = sets.list(&ListParams::default()).await.unwrap().items.len()
            + pods.list(&ListParams::default()).await.unwrap().items.len();
        (left == 0)
            .then_some(())
            .ok_or(format!("{left} objects are left"))
    })
    .await;
}

#[tokio::test]
async fn what_a_custom_resource_owns_goes_with_it_at_once() {
    let client = namespace("custom", &[]).await;
    // On a cluster that runs, where the controllers would look for new kinds only twice a minute.
    cluster()
        .install_crds(Crds::read(WIDGETS).unwrap())
        .await
        .unwrap();
    let start = Instant::now();
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Widget"));
    let widgets = Api::<DynamicObject>::namespaced_with(client.clone(), "custom", &resource);
    let config_maps = Api::<ConfigMap>::namespaced(client, "custom");
    for policy in [DeleteParams::background(), DeleteParams::foreground()] {
        let widget = object(json!({
            "apiVersion": "example.com/v1", "kind": "Widget", "metadata": { "name": "w" }, "spec": { "size": 1 },
        }));
        let widget = widgets.create(&PostParams::default(), &widget).await.unwrap();
        let owner = json!({
            "apiVersion": "example.com/v1", "kind": "Widget", "name": "w", "uid": widget.metadata.uid,
            "blockOwnerDeletion": true,
        });
        let owned: ConfigMap = object(json!({ "metadata": { "name": "owned", "ownerReferences": [owner] } }));
        config_maps.create(&PostParams::default(), &owned).await.unwrap();
        widgets.delete("w", &policy).await.unwrap();
        is_gone(&config_maps, "owned").await;
        is_gone(&widgets, "w").await;
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[tokio::test]
async fn deleted_namespaces_go_with_all_that_is_in_them() {
    let client = namespace("doomed", &[]).await;
    let config_maps = Api::<ConfigMap>::namespaced(client.clone(), "doomed");
    let config_map: ConfigMap = object(json!({ "metadata": { "name": "inside" } }));
    config_maps
        .create(&PostParams::default(), &config_map)
        .await
        .unwrap();
    let namespaces = Api::<Namespace>::all(client);
    namespaces
        .delete("doomed", &DeleteParams::default())
        .await
        .unwrap();
    is_gone(&namespaces, "doomed").await;
    assert!(config_maps.get_opt("inside").await.unwrap().is_none());
}

#[tokio::test]
async fn tokens_of_service_accounts_have_the_rights_of_their_roles() {
    let client = namespace("accounts", &[]).await;
    let accounts = Api::<ServiceAccount>::namespaced(client.clone(), "accounts");
    let account: ServiceAccount = object(json!({ "metadata": { "name": "robot" } }));
    accounts.create(&PostParams::default(), &account).await.unwrap();
    let request = TokenRequest {
        spec: Some(TokenRequestSpec::default()),
        ..TokenRequest::default()
    };
    let token = accounts
        .create_token_request("robot", &PostParams::default(), &request)
        .await
        .unwrap();
    let robot = with_token(&token.status.unwrap().token.unwrap());

    let config_maps = Api::<ConfigMap>::namespaced(robot.clone(), "accounts");
    let error = config_maps
        .list(&ListParams::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("User \"system:serviceaccount:accounts:robot\" cannot list resource \"configmaps\""),
        "{error}"
    );
    // A role that is empty until a controller has filled it.
    let binding: RoleBinding = object(json!({
        "metadata": { "name": "robot" },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view" },
        "subjects": [{ "kind": "ServiceAccount", "name": "robot", "namespace": "accounts" }],
    }));
    Api::namespaced(client.clone(), "accounts")
        .create(&PostParams::default(), &binding)
        .await
        .unwrap();
    eventually("the role gives its rights", async || {
        config_maps
            .list(&ListParams::default())
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    })
    .await;
    let config_map: ConfigMap = object(json!({ "metadata": { "name": "written" } }));
    let error = config_maps
        .create(&PostParams::default(), &config_map)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("cannot create resource"), "{error}");
    let elsewhere = Api::<ConfigMap>::namespaced(robot, "default");
    elsewhere.list(&ListParams::default()).await.unwrap_err();
}

fn with_token(token: &str) -> Client {
    let mut config: Config = cluster().admin().config();
    config.auth_info = AuthInfo {
        token: Some(token.into()),
        ..AuthInfo::default()
    };
    Client::try_from(config).unwrap()
}

#[tokio::test]
async fn roles_that_are_aggregated_are_filled() {
    let roles = Api::<ClusterRole>::all(cluster().client());
    eventually("the role admin has rules", async || {
        let rules = roles.get("admin").await.unwrap().rules.unwrap_or_default();
        (!rules.is_empty())
            .then_some(())
            .ok_or(String::from("it has none"))
    })
    .await;
}

#[tokio::test]
async fn pod_security_is_enforced() {
    let labels = [("pod-security.kubernetes.io/enforce", "restricted")];
    let pods = Api::<Pod>::namespaced(namespace("secure", &labels).await, "secure");
    let mut spec = pod_spec();
    let pod = |spec: &Value| object::<Pod>(json!({ "metadata": { "name": "p" }, "spec": spec }));
    let error = pods
        .create(&PostParams::default(), &pod(&spec))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("violates PodSecurity \"restricted:latest\""),
        "{error}"
    );

    spec["containers"][0]["securityContext"] = json!({
        "allowPrivilegeEscalation": false,
        "capabilities": { "drop": ["ALL"] },
        "runAsNonRoot": true,
        "seccompProfile": { "type": "RuntimeDefault" },
    });
    pods.create(&PostParams::default(), &pod(&spec)).await.unwrap();
}

/// How long Pods are watched; `make soak` sets ten minutes.
fn soak() -> Duration {
    let seconds = std::env::var("CLUSTER_SOAK_SECONDS").map_or(3, |seconds| seconds.parse().unwrap());
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn pods_stay_ready_as_long_as_a_test_may_take() {
    let client = namespace("soak", &[]).await;
    let deployments = Api::<Deployment>::namespaced(client.clone(), "soak");
    let pods = Api::<Pod>::namespaced(client.clone(), "soak");
    let nodes = Api::<Node>::all(client);
    deployments
        .create(&PostParams::default(), &deployment("web", 3))
        .await
        .unwrap();
    has_ready(&deployments, "web", 3).await;
    let (start, mut looks) = (Instant::now(), 0);
    while start.elapsed() < soak() {
        let node = nodes.get("node").await.unwrap().status.unwrap();
        assert_eq!(
            ready(&node.conditions),
            "True",
            "the node after {:?}",
            start.elapsed()
        );
        for pod in pods.list(&ListParams::default()).await.unwrap() {
            assert_eq!(pod_ready(&pod), "True", "a Pod after {:?}", start.elapsed());
        }
        looks += 1;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    println!(
        "3 Pods and their node were ready in {looks} looks over {:?}",
        start.elapsed()
    );
}

/// Why the node's grace period is what it is: nobody renews a lease for it.
#[tokio::test]
async fn a_node_that_may_not_be_silent_takes_its_pods_down() {
    let environment = Environment::builder()
        .cluster()
        .controller_manager_argument("--node-monitor-period=200ms")
        .controller_manager_argument("--node-monitor-grace-period=1s")
        .start()
        .await
        .unwrap();
    let pods = Api::<Pod>::default_namespaced(environment.client());
    let pod: Pod = object(json!({ "metadata": { "name": "p" }, "spec": pod_spec() }));
    pods.create(&PostParams::default(), &pod).await.unwrap();
    eventually("the Pod is not ready", async || {
        let pod = pods.get("p").await.unwrap();
        (pod_ready(&pod) == "False").then_some(()).ok_or(pod_ready(&pod))
    })
    .await;
}

fn pod_ready(pod: &Pod) -> String {
    let conditions = pod.status.as_ref().and_then(|status| status.conditions.as_ref());
    let ready = conditions
        .into_iter()
        .flatten()
        .find(|condition| condition.type_ == "Ready");
    ready.map_or(String::from("absent"), |condition| condition.status.clone())
}

fn ready(conditions: &Option<Vec<NodeCondition>>) -> String {
    let ready = conditions
        .iter()
        .flatten()
        .find(|condition| condition.type_ == "Ready");
    ready.map_or(String::from("absent"), |condition| condition.status.clone())
}

#[test]
fn a_cluster_ends_with_a_panic() {
    ends_with_a_panic(Environment::builder().cluster());
}

#[test]
fn a_cluster_with_the_real_controllers_ends_with_a_panic() {
    ends_with_a_panic(Environment::builder().real_controllers());
}

fn ends_with_a_panic(builder: EnvironmentBuilder) {
    let expected: BTreeSet<_> = builder.binaries().iter().map(Binary::name).collect();
    let environment = builder.start_blocking().unwrap();
    let ids = environment.process_ids();
    let folder = environment.folder().to_owned();
    assert_eq!(ids.keys().copied().collect::<BTreeSet<_>>(), expected);
    assert!(ids.values().all(|&id| runs(id)));
    let test = std::thread::spawn(move || panic!("a test with {environment:?} fails"));
    test.join().unwrap_err();
    assert!(!ids.values().any(|&id| runs(id)));
    assert!(!folder.exists());
}

fn runs(id: u32) -> bool {
    std::process::Command::new("/bin/sh")
        .args(["-c", &format!("kill -0 {id} 2>/dev/null")])
        .status()
        .unwrap()
        .success()
}
