//! What an environment promises, on the real servers.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

#[path = "environment/defaults.rs"]
mod defaults;

use std::io::{BufRead as _, BufReader, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, DynamicObject, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::{ApiResource, GroupVersionKind};
use kube::{Client, Config};
use kubewright_envtest::{Crds, Environment, Error, KUBERNETES_VERSION, User};
use serde_json::{Value, json};

const WIDGETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crds/widgets.yaml");

fn shared() -> &'static Environment {
    Environment::shared().unwrap()
}

fn runs(id: u32) -> bool {
    Command::new("/bin/sh")
        .args(["-c", &format!("kill -0 {id} 2>/dev/null")])
        .status()
        .unwrap()
        .success()
}

fn crd(group: &str, schema: &Value) -> CustomResourceDefinition {
    serde_json::from_value(json!({
        "metadata": { "name": format!("gadgets.{group}") },
        "spec": {
            "group": group,
            "names": { "kind": "Gadget", "plural": "gadgets" },
            "scope": "Namespaced",
            "versions": [
                { "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": schema } },
            ],
        },
    }))
    .unwrap()
}

fn objects(user: &User, group: &str, version: &str, kind: &str) -> Api<DynamicObject> {
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
    Api::default_namespaced_with(user.client(), &resource)
}

fn object(text: Value) -> DynamicObject {
    serde_json::from_value(text).unwrap()
}

#[tokio::test]
async fn the_server_is_the_release_that_is_pinned() {
    let version = shared().client().apiserver_version().await.unwrap();
    assert_eq!(version.git_version, format!("v{KUBERNETES_VERSION}"));
    assert_eq!(format!("{}.{}", version.major, version.minor), "1.37");
    assert_eq!(version.emulation_minor.as_deref(), Some("37"));
}

#[tokio::test]
async fn objects_are_stored_and_read_back() {
    let config_maps = Api::<ConfigMap>::default_namespaced(shared().client());
    let wanted: ConfigMap =
        serde_json::from_value(json!({ "metadata": { "name": "round-trip" }, "data": { "key": "value" } }))
            .unwrap();
    let created = config_maps.create(&PostParams::default(), &wanted).await.unwrap();
    let read = config_maps.get("round-trip").await.unwrap();
    assert_eq!(read.data, wanted.data);
    assert_eq!(read.metadata.uid, created.metadata.uid);
}

#[tokio::test]
async fn programs_connect_by_the_kubeconfig() {
    let kubeconfig = Kubeconfig::from_yaml(&shared().kubeconfig()).unwrap();
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .unwrap();
    assert_eq!(config.default_namespace, "default");
    Client::try_from(config).unwrap().list_api_groups().await.unwrap();
}

#[test]
fn kubectl_connects_by_the_kubeconfig() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    shared().write_kubeconfig(&kubeconfig).unwrap();
    let mut kubectl = Command::new("kubectl");
    kubectl
        .arg("--kubeconfig")
        .arg(&kubeconfig)
        .args(["get", "--raw", "/readyz"]);
    let output = match kubectl.output() {
        // Not every machine that can run these tests has it.
        Err(error) if error.kind() == ErrorKind::NotFound => return println!("no kubectl on PATH"),
        result => result.unwrap(),
    };
    let (out, error) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!((&*out, &*error), ("ok", ""));
}

#[tokio::test]
async fn crds_of_a_file_are_served_in_each_version_when_the_call_returns() {
    shared().install_crds(Crds::read(WIDGETS).unwrap()).await.unwrap();
    let widgets = objects(shared().admin(), "example.com", "v1beta1", "Widget");
    let text = json!({
        "apiVersion": "example.com/v1beta1", "kind": "Widget", "metadata": { "name": "w" }, "spec": { "size": 1 },
    });
    widgets
        .create(&PostParams::default(), &object(text))
        .await
        .unwrap();
    let read = objects(shared().admin(), "example.com", "v1", "Widget")
        .get("w")
        .await
        .unwrap();
    // `yes` is true to the server's YAML reader, which is the one that counts.
    assert_eq!(read.data["spec"], json!({ "size": 1, "enabled": true }));
}

#[tokio::test]
async fn the_first_object_of_a_kind_is_not_held_up() {
    let group = "prompt.example.com";
    shared()
        .install_crds(crd(group, &json!({ "type": "object" })))
        .await
        .unwrap();
    // The server keeps back what is created within two seconds of this time.
    let crds = Api::<CustomResourceDefinition>::all(shared().client());
    let status = serde_json::to_value(crds.get("gadgets.prompt.example.com").await.unwrap().status).unwrap();
    let conditions = status["conditions"].as_array().unwrap();
    let established = conditions
        .iter()
        .find(|condition| condition["type"] == "Established")
        .unwrap();
    assert_eq!(established["lastTransitionTime"], "2000-01-01T00:00:00Z");
}

#[tokio::test]
async fn crds_are_replaced_when_they_are_there() {
    let group = "replaced.example.com";
    let schema = |field: &str| json!({ "type": "object", "properties": { field: { "type": "string" } } });
    shared().install_crds(crd(group, &schema("old"))).await.unwrap();
    shared().install_crds([crd(group, &schema("new"))]).await.unwrap();
    let crds = Api::<CustomResourceDefinition>::all(shared().client());
    let read = serde_json::to_value(crds.get("gadgets.replaced.example.com").await.unwrap().spec).unwrap();
    assert_eq!(read["versions"][0]["schema"]["openAPIV3Schema"], schema("new"));
}

/// As tests of one program do, each in a thread and runtime of its own, and tests of several programs on one cluster.
#[test]
fn many_tests_install_the_same_crds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    shared().write_kubeconfig(&kubeconfig).unwrap();
    let crds = |round: usize| -> Vec<CustomResourceDefinition> {
        let schema =
            |number: usize| json!({ "type": "object", "description": format!("round {}", number % 3) });
        (0..3)
            .map(|kind| crd(&format!("racing{kind}.example.com"), &schema(round)))
            .collect()
    };
    std::thread::scope(|scope| {
        for test in 0..12 {
            let (kubeconfig, crds) = (&kubeconfig, &crds);
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    let other;
                    let environment = if test % 2 == 0 {
                        shared()
                    } else {
                        let builder = Environment::builder().existing_cluster_of(kubeconfig);
                        other = builder.start().await.unwrap();
                        &other
                    };
                    for round in 0..4 {
                        environment.install_crds(crds(round + test)).await.unwrap();
                        let gadgets = objects(environment.admin(), "racing0.example.com", "v1", "Gadget");
                        gadgets.list(&kube::api::ListParams::default()).await.unwrap();
                    }
                });
            });
        }
    });
}

#[tokio::test]
async fn a_refused_crd_comes_with_the_message_of_the_server() {
    let schema = json!({ "type": "object", "properties": { "list": { "type": "array" } } });
    let error = shared()
        .install_crds(crd("refused.example.com", &schema))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    let error = error.to_string();
    assert!(
        error.contains("the API server refuses gadgets.refused.example.com: "),
        "{error}"
    );
    assert!(
        error.contains("properties[list].items: Required value: must be specified"),
        "{error}"
    );
}

#[tokio::test]
async fn unknown_fields_of_a_crd_are_refused() {
    let yaml = std::fs::read_to_string(WIDGETS)
        .unwrap()
        .replace("example.com", "strict.example.com");
    let yaml = yaml.replace("minimum: 1", "minimun: 1");
    let error = shared()
        .install_crds(Crds::parse(&yaml).unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("unknown field") && error.contains("minimun"),
        "{error}"
    );
}

#[tokio::test]
async fn users_have_no_rights_but_those_of_their_groups() {
    let user = shared()
        .user("alice \"the\" tester", ["readers", "others"])
        .unwrap();
    let config_maps = Api::<ConfigMap>::default_namespaced(user.client());
    let error = config_maps
        .list(&Default::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("User \"alice \\\"the\\\" tester\" cannot list resource \"configmaps\""),
        "{error}"
    );

    let name = json!({ "name": "list-config-maps" });
    let role: ClusterRole = serde_json::from_value(json!({
        "metadata": name,
        "rules": [{ "apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"] }],
    }))
    .unwrap();
    let binding: ClusterRoleBinding = serde_json::from_value(json!({
        "metadata": name,
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "list-config-maps" },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "others" }],
    }))
    .unwrap();
    Api::all(shared().client())
        .create(&PostParams::default(), &role)
        .await
        .unwrap();
    Api::all(shared().client())
        .create(&PostParams::default(), &binding)
        .await
        .unwrap();
    // The authorizer learns of the binding by a watch.
    let deadline = Instant::now() + Duration::from_secs(10);
    while let Err(error) = config_maps.list(&Default::default()).await {
        assert!(Instant::now() < deadline, "{error}");
    }
}

#[tokio::test]
async fn granted_rights_hold_when_the_call_returns_and_only_where_they_were_granted() {
    let rule = |resource: &str, verb: &str| PolicyRule {
        api_groups: Some(vec![String::new()]),
        resources: Some(vec![resource.to_owned()]),
        verbs: vec![verb.to_owned()],
        ..PolicyRule::default()
    };
    let paths = PolicyRule {
        non_resource_urls: Some(vec![String::from("/metrics")]),
        verbs: vec![String::from("get")],
        ..PolicyRule::default()
    };
    let user = shared().service_account("default", "granted").await.unwrap();
    // Again: it is there now.
    shared().service_account("default", "granted").await.unwrap();
    let list = async |namespace: &str| {
        let config_maps = Api::<ConfigMap>::namespaced(user.client(), namespace);
        config_maps.list(&Default::default()).await.map(drop)
    };
    list("default").await.unwrap_err();
    shared()
        .grant_in(
            "default",
            &user,
            [rule("services/proxy", "get"), rule("configmaps", "list")],
        )
        .await
        .unwrap();
    list("default").await.unwrap();
    list("kube-system").await.unwrap_err();
    shared()
        .grant(&user, [rule("configmaps", "list"), paths])
        .await
        .unwrap();
    list("kube-system").await.unwrap();
    let error = shared()
        .grant_in("nowhere", &user, [rule("pods", "get")])
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("namespaces \"nowhere\" not found"), "{error}");
}

#[tokio::test]
async fn the_api_server_can_be_away_and_come_back_with_all_that_it_had() {
    let mut environment = Environment::start().await.unwrap();
    let object: ConfigMap = serde_json::from_value(json!({ "metadata": { "name": "stays" } })).unwrap();
    let config_maps = Api::<ConfigMap>::default_namespaced(environment.client());
    config_maps.create(&PostParams::default(), &object).await.unwrap();
    let url = environment.url();

    environment.stop_api_server().unwrap();
    let address = url.trim_start_matches("https://").trim_end_matches('/');
    TcpStream::connect(address).unwrap_err();
    environment.restart_api_server().await.unwrap();
    assert_eq!(environment.url(), url);
    config_maps.get("stays").await.unwrap();
    let first = environment.process_ids()["kube-apiserver"];
    environment.restart_api_server().await.unwrap();
    assert_ne!(environment.process_ids()["kube-apiserver"], first);
    config_maps.get("stays").await.unwrap();
}

#[test]
fn the_builder_installs_crds_and_a_panic_leaves_nothing() {
    let environment = Environment::builder().crd_path(WIDGETS).start_blocking().unwrap();
    let ids = environment.process_ids();
    let folder = environment.folder().to_owned();
    assert_eq!(
        ids.keys().copied().collect::<Vec<_>>(),
        ["etcd", "kube-apiserver"]
    );
    assert!(ids.values().all(|&id| runs(id)));
    let test = std::thread::spawn(move || panic!("a test with {environment:?} fails"));
    test.join().unwrap_err();
    assert!(!ids.values().any(|&id| runs(id)));
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_server_that_does_not_start_says_why() {
    let error = Environment::builder()
        .apiserver_argument("--no-such-flag")
        .start()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("kube-apiserver ended with exit status: 1; "),
        "{error}"
    );
    assert!(error.contains("unknown flag: --no-such-flag"), "{error}");
}

#[tokio::test]
async fn a_server_that_finds_its_port_taken_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let secure_port = format!("--secure-port={}", address.port());
    let client_url = format!("--listen-client-urls=http://{address}");
    for builder in [
        Environment::builder().apiserver_argument(secure_port),
        Environment::builder().etcd_argument(client_url),
    ] {
        let error = builder.start().await.unwrap_err();
        // The words by which a start with other ports is tried.
        assert!(
            matches!(&error, Error::Ended { log, .. } if log.contains("address already in use")),
            "{error}"
        );
    }
}

#[test]
fn a_killed_program_leaves_nothing() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "shares_until_it_is_killed", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines
        .map(Result::unwrap)
        .find_map(|line| line.split_once("left: ").map(|(_, rest)| rest.to_owned()));
    let line = line.expect("the other program starts its environment");
    let (folder, ids) = line.split_once(' ').unwrap();
    let ids: Vec<u32> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
    assert!(ids.iter().all(|&id| runs(id)));
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while ids.iter().any(|&id| runs(id)) || Path::new(folder).exists() {
        assert!(Instant::now() < deadline, "{folder} {ids:?}");
    }
}

#[test]
#[ignore = "a part of a_killed_program_leaves_nothing, which runs and kills it"]
fn shares_until_it_is_killed() {
    let environment = shared();
    let ids: Vec<_> = environment.process_ids().values().map(u32::to_string).collect();
    println!("left: {} {}", environment.folder().display(), ids.join(" "));
    // Until the parent goes, should it fail before it kills this.
    std::io::stdin().lines().for_each(drop);
}
