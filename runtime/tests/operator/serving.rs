use std::sync::Arc;

use clap::{CommandFactory as _, Parser};
use k8s_openapi::api::{
    admissionregistration::v1::ValidatingWebhookConfiguration,
    coordination::v1::Lease,
    core::v1::{ConfigMap, Secret},
    events::v1::Event,
};
use kube::{
    Api,
    api::{DeleteParams, ListParams, PostParams},
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Controller, Manager, ManagerOptions, ObjectKey, Reconciler,
    cache::KindOptions,
    manager::{ManagerArgs, ManagerError, OnUndecodable, Stage},
    reconcile::Result,
    webhook::{AdmissionRequest, Defaulter, Refusal},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use crate::world::{Runs, Widget, World, eventually, logged};

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
}

struct Nothing;

impl Reconciler for Nothing {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        Ok(Action::await_change())
    }
}

impl Defaulter for Nothing {
    type Object = ConfigMap;

    async fn default(&self, _: &mut ConfigMap, _: &AdmissionRequest) -> std::result::Result<(), Refusal> {
        Ok(())
    }
}

/// A manager with these flags, for the namespace of the test.
async fn manager(world: &World, flags: &[&str]) -> Manager {
    manager_with(world, flags, world.manager_options()).await
}

async fn manager_with(world: &World, flags: &[&str], options: ManagerOptions) -> Manager {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    Environment::shared()
        .unwrap()
        .write_kubeconfig(&kubeconfig)
        .unwrap();
    let kubeconfig = format!("--kubeconfig={}", kubeconfig.display());
    let args = Args::parse_from([&["operator", &*kubeconfig], flags].concat());
    Manager::from_args(args.manager, &world.namespace, options)
        .await
        .unwrap()
}

/// An address on which nobody listens.
async fn free() -> String {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

/// What is answered, or nothing if nobody listens.
async fn get(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

#[tokio::test]
async fn a_manager_serves_and_elects_as_its_flags_say() {
    let world = World::new("manager-serves").await;
    world.client().create(&world.config_map("a", "1")).await.unwrap();
    let (metrics, probes) = (free().await, free().await);
    let flags = [
        format!("--metrics-bind-address={metrics}"),
        format!("--health-probe-bind-address={probes}"),
    ];
    let mut flags: Vec<_> = flags.iter().map(String::as_str).collect();
    flags.extend(["--metrics-secure=false", "--leader-elect"]);
    let mut manager = manager(&world, &flags).await;
    Controller::of(Nothing).add_to(&mut manager).unwrap();
    let (stop, stopped) = oneshot::channel();
    let run = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));

    let is_ok = |answer: Option<String>| answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 200 OK"));
    eventually("it is ready", async || {
        is_ok(get(&probes, "/readyz/caches").await)
    })
    .await;
    assert!(is_ok(get(&probes, "/healthz").await));
    let lines = [
        "controller_runtime_reconcile_total{controller=\"configmap\",result=\"success\"} 1\n",
        "controller_runtime_max_concurrent_reconciles{controller=\"configmap\"} 1",
        "workqueue_adds_total{name=\"configmap\",controller=\"configmap\"} 1\n",
        "leader_election_master_status{name=\"manager-serves\"} 1\n",
        "rest_client_requests_total{",
    ];
    let text = async || get(&metrics, "/metrics").await.unwrap_or_default();
    eventually("metrics tell of it", async || text().await.contains(lines[0])).await;
    let text = text().await;
    for line in lines {
        assert!(text.contains(line), "{line}{text}");
    }
    let leases = Api::<Lease>::namespaced(world.kube.clone(), "default");
    let holder = async || {
        let lease = leases.get("manager-serves").await.unwrap();
        lease
            .spec
            .and_then(|spec| spec.holder_identity)
            .filter(|holder| !holder.is_empty())
    };
    assert!(holder().await.is_some());
    stop.send(()).unwrap();
    run.await.unwrap().unwrap();
    assert_eq!(holder().await, None);
    assert_eq!(get(&probes, "/healthz").await, None);
}

#[tokio::test]
async fn the_lease_may_be_in_another_namespace() {
    let world = World::new("manager-lease-elsewhere").await;
    let metrics = free().await;
    let address = format!("--metrics-bind-address={metrics}");
    let flags = [
        &*address,
        "--health-probe-bind-address=0",
        "--metrics-secure=false",
        "--leader-elect",
    ];
    let options = world
        .manager_options()
        .election_namespace(world.namespace.clone());
    let manager = manager_with(&world, &flags, options).await;
    let (stop, stopped) = oneshot::channel();
    let run = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));
    let leads = "leader_election_master_status{name=\"manager-lease-elsewhere\"} 1\n";
    eventually("it leads", async || {
        get(&metrics, "/metrics")
            .await
            .is_some_and(|text| text.contains(leads))
    })
    .await;
    let leases = Api::<Lease>::namespaced(world.kube.clone(), &world.namespace);
    assert!(leases.get("manager-lease-elsewhere").await.is_ok());
    stop.send(()).unwrap();
    run.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_ends_the_manager_by_name() {
    let world = World::new("manager-port-taken").await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let manager = manager(
        &world,
        &[
            &format!("--metrics-bind-address={address}"),
            "--health-probe-bind-address=0",
        ],
    )
    .await;
    let error = manager
        .run_until(std::future::pending())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("metrics server fails: ") && error.contains(&address.to_string()),
        "{error}"
    );
}

#[tokio::test]
async fn webhooks_without_a_certificate_end_the_manager_by_name() {
    let world = World::new("manager-no-certificate").await;
    let mut manager = manager(
        &world,
        &[
            "--webhook-cert-path=/nowhere",
            "--webhook-port=0",
            "--health-probe-bind-address=0",
        ],
    )
    .await;
    manager.webhooks().defaulter(Nothing).unwrap();
    let error = manager
        .run_until(std::future::pending())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("webhook server fails: ") && error.contains("/nowhere/tls.crt"),
        "{error}"
    );
}

#[tokio::test]
async fn webhooks_that_are_not_wanted_need_no_certificate() {
    let world = World::new("manager-no-webhooks").await;
    let mut manager = manager(
        &world,
        &[
            "--enable-webhooks=false",
            "--webhook-cert-path=/nowhere",
            "--health-probe-bind-address=0",
        ],
    )
    .await;
    manager.webhooks().defaulter(Nothing).unwrap();
    manager.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test]
async fn a_kubeconfig_that_is_not_there_is_named() {
    let args = Args::parse_from(["operator", "--kubeconfig=/nowhere/kubeconfig"]);
    let error = Manager::from_args(args.manager, "nobody", ManagerOptions::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("no cluster to work for: ") && error.matches("/nowhere/kubeconfig").count() == 1,
        "{error}"
    );
}

#[tokio::test]
async fn a_manager_keeps_the_certificate_of_its_webhooks_itself_if_flags_say_so() {
    let world = World::new("manager-own-certificate").await;
    let client_config = json!({ "service": { "name": "hooks", "namespace": "default" } });
    let configuration = json!({
        "metadata": { "name": "manager-own-certificate" },
        "webhooks": [{
            "name": "manager.own.certificate",
            "clientConfig": client_config,
            "objectSelector": { "matchLabels": { "no": "object" } },
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
        }],
    });
    let configurations = Api::<ValidatingWebhookConfiguration>::all(world.kube.clone());
    configurations
        .create(
            &PostParams::default(),
            &serde_json::from_value(configuration).unwrap(),
        )
        .await
        .unwrap();
    let mut manager = manager(
        &world,
        &[
            "--webhook-cert-secret=manager-own-certificate",
            "--webhook-service=hooks",
            "--mutating-webhook-configuration=not-there",
            "--validating-webhook-configuration=manager-own-certificate",
            "--webhook-port=0",
            "--health-probe-bind-address=0",
        ],
    )
    .await;
    manager.webhooks().defaulter(Nothing).unwrap();
    let (stop, stopped) = oneshot::channel();
    let run = tokio::spawn(async move { manager.run_until(async { stopped.await.unwrap() }).await });
    eventually("the API server trusts it", async || {
        let configuration = configurations.get("manager-own-certificate").await.unwrap();
        let webhook = configuration.webhooks.unwrap_or_default().remove(0);
        webhook.client_config.ca_bundle.is_some()
    })
    .await;
    stop.send(()).unwrap();
    run.await.unwrap().unwrap();
    let secrets = Api::<Secret>::namespaced(world.kube.clone(), "default");
    assert!(secrets.get("manager-own-certificate").await.is_ok());
}

#[test]
fn two_sources_of_a_certificate_are_too_many() {
    let parse = |flags: &[&str]| Args::try_parse_from([&["operator"], flags].concat());
    assert!(parse(&["--webhook-cert-secret=a", "--webhook-service=b"]).is_ok());
    assert!(parse(&["--webhook-cert-secret=a"]).is_err());
    assert!(
        parse(&[
            "--webhook-cert-secret=a",
            "--webhook-service=b",
            "--webhook-cert-path=/c"
        ])
        .is_err()
    );
}

#[tokio::test]
async fn namespaces_are_named_by_flag_or_variable() {
    let args =
        |flags: &[&str]| Args::parse_from([&["operator", "--health-probe-bind-address=0"], flags].concat());
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    let environment = tokio::task::spawn_blocking(|| Environment::shared().unwrap())
        .await
        .unwrap();
    environment.write_kubeconfig(&kubeconfig).unwrap();
    let kubeconfig = format!("--kubeconfig={}", kubeconfig.display());
    let manager = async |flags: &[&str]| {
        let options = ManagerOptions::default().namespaced(true);
        Manager::from_args(args(&[flags, &[&kubeconfig]].concat()).manager, "nobody", options).await
    };

    let both = manager(&["--watch-namespaces=kube-system, default,"])
        .await
        .unwrap();
    for namespace in ["kube-system", "default"] {
        let key = ObjectKey::namespaced(namespace, "nobody");
        assert!(both.client().get::<ConfigMap>(&key).await.unwrap().is_none());
    }
    let key = ObjectKey::namespaced("kube-public", "nobody");
    let error = both
        .client()
        .get::<ConfigMap>(&key)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("ConfigMap.v1 is not cached in namespace kube-public;"),
        "{error}"
    );

    let error = manager(&[]).await.err().unwrap().to_string();
    assert_eq!(
        error,
        "no namespace to watch; name those of the program's roles by --watch-namespaces or WATCH_NAMESPACE"
    );
    let command = Args::command();
    let flag = command
        .get_arguments()
        .find(|flag| flag.get_id() == "watch_namespaces")
        .unwrap();
    assert_eq!(flag.get_env().unwrap(), "WATCH_NAMESPACE");
}

#[tokio::test]
async fn events_that_were_recorded_are_sent_before_the_manager_ends() {
    let world = World::new("manager-events").await;
    let map = world.client().create(&world.config_map("a", "1")).await.unwrap();
    let mut manager = manager(&world, &["--health-probe-bind-address=0"]).await;
    let (events, same) = (manager.recorder("teller"), manager.recorder("teller"));
    let (stop, stopped) = oneshot::channel();
    manager.add("teller", Stage::Others, |_| async move {
        events.normal(&map, "Told", "Tell", "first");
        same.warning(&map, "Told", "Tell", "second");
        stop.send(()).unwrap();
        Ok(())
    });
    manager.run_until(async { stopped.await.unwrap() }).await.unwrap();
    let events = Api::<Event>::namespaced(world.kube.clone(), "manager-events");
    let mut told: Vec<_> = events
        .list(&ListParams::default())
        .await
        .unwrap()
        .into_iter()
        .map(|event| {
            (
                event.note.unwrap(),
                event.type_.unwrap(),
                event.reporting_controller.unwrap(),
            )
        })
        .collect();
    told.sort();
    let expected = [("first", "Normal"), ("second", "Warning")];
    assert_eq!(
        told,
        expected.map(|(note, kind)| (note.into(), kind.into(), "teller".into()))
    );
}

#[tokio::test]
async fn readiness_names_the_kinds_that_have_no_list_and_undecodable_objects() {
    let world = World::new("serving-unsynced").await;
    let manager = world.manager();
    manager
        .cache()
        .configure(KindOptions::<Widget>::default())
        .unwrap();
    let probes = manager.probes().clone();
    let runs = Runs::start(manager);
    let reason = "no list yet of Widget.missing.example.com/v1: \
                  the API server has no widgets.missing.example.com; install its CRD";
    eventually("the kind and the reason are logged", async || {
        !probes.ready().await && logged().contains(reason)
    })
    .await;
    runs.stop().await;

    let client = world.client();
    client.create(&world.config_map("bad", "three")).await.unwrap();
    let options = world
        .manager_options()
        .undecodable(OnUndecodable::default().unready(true));
    let manager = Manager::new(world.kube.clone(), options);
    manager
        .cache()
        .configure(KindOptions::<crate::undecodable::Sizes>::default())
        .unwrap();
    let (probes, cache) = (manager.probes().clone(), manager.cache().clone());
    let runs = Runs::start(manager);
    eventually("the list has come", async || {
        cache.sizes().get("ConfigMap.v1") == Some(&Some(1))
    })
    .await;
    assert!(!probes.ready().await);
    client
        .delete::<ConfigMap>(&world.key("bad"), &DeleteParams::default())
        .await
        .unwrap();
    eventually("it is ready", async || probes.ready().await).await;
    runs.stop().await;
}

#[tokio::test]
async fn flags_need_rights_that_are_asked_for() {
    let world = World::new("serving-rights").await;
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    let user = Environment::shared()
        .unwrap()
        .user("serving-stranger", ["nobody"])
        .unwrap();
    user.write_kubeconfig(&kubeconfig).unwrap();
    let args = Args::parse_from([
        "operator",
        &format!("--kubeconfig={}", kubeconfig.display()),
        "--leader-elect",
        "--metrics-bind-address=127.0.0.1:0",
        "--health-probe-bind-address=0",
        "--webhook-cert-secret=webhook-server-cert",
        "--webhook-service=webhook-service",
        "--mutating-webhook-configuration=mutates",
        "--validating-webhook-configuration=validates",
    ]);
    let mut manager = Manager::from_args(args.manager, "lease", world.manager_options())
        .await
        .unwrap();
    manager.webhooks().defaulter(Nothing).unwrap();
    let error = manager.run().await.unwrap_err();
    let ManagerError::Rights(missing) = error else {
        panic!("{error}")
    };
    let missing: Vec<_> = missing
        .0
        .iter()
        .map(|missing| {
            let verbs = missing.verbs.join(",");
            let thing = missing.thing.replace(" in namespace default", "");
            (missing.needed_by.as_str(), format!("{verbs} {thing}"))
        })
        .collect();
    let expected = [
        ("`--leader-elect`", "create leases.coordination.k8s.io"),
        (
            "`--leader-elect`",
            "get,update leases.coordination.k8s.io named lease",
        ),
        (
            "`--metrics-secure`",
            "create subjectaccessreviews.authorization.k8s.io",
        ),
        ("`--metrics-secure`", "create tokenreviews.authentication.k8s.io"),
        (
            "`--webhook-cert-secret`",
            "get,patch mutatingwebhookconfigurations.admissionregistration.k8s.io named mutates",
        ),
        ("`--webhook-cert-secret`", "create secrets"),
        (
            "`--webhook-cert-secret`",
            "get,update secrets named webhook-server-cert",
        ),
        (
            "`--webhook-cert-secret`",
            "get,patch validatingwebhookconfigurations.admissionregistration.k8s.io named validates",
        ),
    ];
    let mut missing = missing;
    missing.sort();
    let mut expected = expected.map(|(by, right)| (by, right.to_owned()));
    expected.sort();
    assert_eq!(missing, expected);
}
