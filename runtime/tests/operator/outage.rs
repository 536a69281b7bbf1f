//! API servers that are not there, do not let anybody in, or come later.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clap::Parser;
use k8s_openapi::api::{
    core::v1::{ConfigMap, Secret},
    rbac::v1::{Role, RoleBinding},
};
use kube::{Api, CustomResourceExt as _, api::PostParams};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Client, Controller, Manager, ManagerOptions, Reconciler,
    cache::{CacheOptions, Namespaces},
    manager::{ManagerArgs, ManagerError},
    queue::Backoff,
    reconcile::Result,
};
use serde_json::{Value, json};

use crate::{
    gate::Gate,
    world::{Late, Runs, World, eventually, eventually_within, logged},
};

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
}

/// Copies what is in each object to another.
struct Copies(Client);

impl Reconciler for Copies {
    type Object = ConfigMap;

    async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
        let secret: Secret = serde_json::from_value(json!({
            "metadata": { "name": map.metadata.name, "namespace": map.metadata.namespace },
            "stringData": map.data,
        }))?;
        self.0.apply(&secret, "copies").await?;
        Ok(Action::await_change())
    }
}

fn options(namespace: &str, sync_timeout: Duration) -> ManagerOptions {
    let cache = CacheOptions::default()
        .namespaces(Namespaces::these([namespace]))
        .sync_timeout(sync_timeout);
    ManagerOptions::default().cache(cache)
}

/// A manager that copies, with this kubeconfig, whose first lists come within a second or never.
async fn manager(kubeconfig: &Path) -> Result<Manager, ManagerError> {
    let kubeconfig = format!("--kubeconfig={}", kubeconfig.display());
    let flags = ["operator", &kubeconfig, "--health-probe-bind-address=0"];
    let args = Args::parse_from(flags);
    let options = options("default", Duration::from_secs(1));
    let mut manager = Manager::from_args(args.manager, "nobody", options).await?;
    let copies = Copies(manager.client());
    Controller::of(copies).add_to(&mut manager).unwrap();
    Ok(manager)
}

fn written(folder: &Path, kubeconfig: &str) -> PathBuf {
    let path = folder.join("kubeconfig");
    std::fs::write(&path, kubeconfig).unwrap();
    path
}

#[tokio::test]
async fn a_kubeconfig_that_is_none_is_named_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Environment::shared().unwrap().kubeconfig();
    for (text, wrong) in [
        ("apiVersion: [", "YAML"),
        ("apiVersion: v1\nkind: Config\n", "current context"),
        (
            &whole.replace("current-context: envtest", "current-context: other"),
            "other",
        ),
        (
            &whole.replace("client-key-data: ", "client-key-data: ="),
            "base64",
        ),
    ] {
        let path = written(folder.path(), text);
        let error = manager(&path).await.err().unwrap().to_string();
        assert!(
            error.starts_with(&format!("no cluster to work for: {}: ", path.display())),
            "{error}"
        );
        assert!(error.contains(wrong) && !error.contains('\n'), "{error}");
    }
}

#[tokio::test]
async fn servers_that_cannot_be_trusted_or_reached_end_the_manager_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let whole = Environment::shared().unwrap().kubeconfig();
    let line = |text: &str, name: &str| {
        let start = format!("{name}: ");
        let line = text.lines().find(|line| line.trim_start().starts_with(&start));
        line.unwrap().trim().to_owned()
    };
    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, other.cert.pem());
    let authority = "certificate-authority-data";
    let wrong_authority = whole.replace(&line(&whole, authority), &format!("{authority}: {encoded}"));
    let nobody = whole.replace(&line(&whole, "server"), "server: https://127.0.0.1:1");
    for (kubeconfig, reason) in [
        (&wrong_authority, "UnknownIssuer"),
        (&nobody, "Connection refused"),
    ] {
        let path = written(folder.path(), kubeconfig);
        let manager = manager(&path).await.unwrap();
        let error = manager.run_until(std::future::pending()).await.unwrap_err();
        let error = error.to_string();
        let start = "cache fails: the cache has no list of ConfigMap.v1 after 1 s: ";
        assert!(error.starts_with(start) && error.contains(reason), "{error}");
    }
}

struct Nothing(Arc<AtomicUsize>);

impl Reconciler for Nothing {
    type Object = Late;

    async fn reconcile(&self, _: Arc<Late>) -> Result<Action> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn a_crd_may_come_later() {
    let world = World::new("outage-crd").await;
    let mut manager = Manager::new(world.kube.clone(), options("outage-crd", Duration::from_secs(60)));
    let calls = Arc::<AtomicUsize>::default();
    Controller::of(Nothing(calls.clone()))
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    eventually("the missing CRD is named", async || {
        logged().contains("the API server has no lates.outage.example.com; install its CRD")
    })
    .await;
    let environment = Environment::shared().unwrap();
    environment.install_crds(Late::crd()).await.unwrap();
    let late = Late {
        metadata: serde_json::from_value(json!({ "name": "a", "namespace": "outage-crd" })).unwrap(),
    };
    world.client().create(&late).await.unwrap();
    eventually("it is reconciled", async || calls.load(Ordering::SeqCst) > 0).await;
    runs.stop().await;
}

async fn allow(world: &World, rules: Value) {
    let name = "outage-forbidden";
    let role: Role = serde_json::from_value(json!({ "metadata": { "name": name }, "rules": rules })).unwrap();
    let roles = Api::<Role>::namespaced(world.kube.clone(), &world.namespace);
    if roles.get_opt(name).await.unwrap().is_none() {
        roles.create(&PostParams::default(), &role).await.unwrap();
    } else {
        roles.replace(name, &PostParams::default(), &role).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_forbidden_is_tried_again_until_it_is_allowed() {
    let world = World::new("outage-forbidden").await;
    let reads = json!({ "apiGroups": [""], "resources": ["configmaps"], "verbs": ["list", "watch"] });
    let writes = json!({ "apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "patch"] });
    allow(&world, json!([reads])).await;
    let binding: RoleBinding = serde_json::from_value(json!({
        "metadata": { "name": "outage-forbidden" },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "outage-forbidden" },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "outage-forbidden" }],
    }))
    .unwrap();
    let bindings = Api::<RoleBinding>::namespaced(world.kube.clone(), &world.namespace);
    bindings.create(&PostParams::default(), &binding).await.unwrap();
    world.client().create(&world.config_map("a", "1")).await.unwrap();

    let user = Environment::shared()
        .unwrap()
        .user("outage-forbidden", ["operators"])
        .unwrap();
    let mut manager = Manager::new(
        user.client(),
        options("outage-forbidden", Duration::from_secs(60)),
    );
    let copies = Copies(manager.client());
    Controller::of(copies).add_to(&mut manager).unwrap();
    let runs = Runs::start(manager);
    eventually("the refusal is said", async || {
        let text = logged();
        let said = "cannot patch Secret.v1 outage-forbidden/a: secrets ";
        let mut lines = text.lines().filter(|line| line.contains(said));
        lines.any(|line| line.contains("cannot patch resource"))
    })
    .await;
    allow(&world, json!([reads, writes])).await;
    let live = world.client();
    eventually("it is copied", async || {
        live.get_live::<Secret>(&world.key("a")).await.unwrap().is_some()
    })
    .await;
    runs.stop().await;
}

/// A process that ends with the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Ends the API server; how to start it again.
fn kill_apiserver(environment: &Environment) -> Command {
    let id = environment.process_ids()["kube-apiserver"];
    let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap();
    let mut words = line
        .split(|byte| *byte == 0)
        .map(|word| std::str::from_utf8(word).unwrap());
    let mut command = Command::new(words.next().unwrap());
    command.args(words.filter(|word| !word.is_empty()));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let kill = Command::new("/bin/sh")
        .args(["-c", &format!("kill -KILL {id}")])
        .status();
    assert!(kill.unwrap().success());
    command
}

#[tokio::test]
async fn an_api_server_that_goes_for_a_while_is_waited_for() {
    let environment = Environment::start().await.unwrap();
    let kube = environment.client();
    let live = {
        let cache = kubewright_runtime::Cache::new(kube.clone(), CacheOptions::default());
        Client::new(kube.clone(), cache)
    };
    let map = |name: &str| -> ConfigMap {
        let metadata = json!({ "name": name, "namespace": "default" });
        serde_json::from_value(json!({ "metadata": metadata, "data": { "key": "1" } })).unwrap()
    };
    let copied = async |name: &str| {
        let secrets = Api::<Secret>::namespaced(kube.clone(), "default");
        secrets.get_opt(name).await.ok().flatten().is_some()
    };
    let mut manager = Manager::new(kube.clone(), options("default", Duration::from_secs(60)));
    let copies = Copies(manager.client());
    let (send, keys) = tokio::sync::mpsc::channel(1);
    Controller::of(copies)
        .triggered_by(keys)
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    live.create(&map("before")).await.unwrap();
    eventually("it is copied", async || copied("before").await).await;

    let mut again = kill_apiserver(&environment);
    let key = kubewright_runtime::ObjectKey::namespaced("default", "before");
    send.send(key).await.unwrap();
    eventually("what cannot be done is said", async || {
        logged().contains("cannot patch Secret.v1 default/before: ")
    })
    .await;
    eventually("the watch that fails is said", async || {
        let text = logged();
        let mut lines = text
            .lines()
            .filter(|line| line.contains("the watch fails and is tried again"));
        lines.any(|line| line.contains("Connection refused"))
    })
    .await;
    assert!(!runs.have_ended());

    let _killed = Killed(again.spawn().unwrap());
    eventually("it answers again", async || {
        live.create(&map("after")).await.is_ok()
    })
    .await;
    eventually("what came since is copied", async || copied("after").await).await;
    runs.stop().await;
}

/// What was logged about the watch of `ConfigMap`s in a namespace, from this text on.
fn said(namespace: &str, text: &str) -> Vec<String> {
    let namespace = format!("namespace=\"{namespace}\"");
    let lines = logged();
    let lines = lines
        .lines()
        .filter(|line| line.contains("kind=\"ConfigMap.v1\""));
    lines
        .filter(|line| line.contains(&namespace))
        .filter_map(|line| Some(line[line.find(text)?..].to_owned()))
        .collect()
}

/// For three seconds with times between tries that are as much shorter, or for as many seconds as `OUTAGE_SECONDS` says
/// with those that operators have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_outage_loses_nothing_and_makes_no_storm() {
    let world = World::new("outage-long").await;
    let seconds = std::env::var("OUTAGE_SECONDS").ok();
    let whole = Duration::from_secs(seconds.as_ref().map_or(3, |text| text.parse().unwrap()));
    let mut cache = options("outage-long", Duration::from_secs(60)).cache;
    if seconds.is_none() {
        cache.retry = Backoff::default()
            .base(Duration::from_millis(40))
            .max(Duration::from_millis(1500));
    }
    let longest = cache.retry.max;
    let mut config = Environment::shared().unwrap().admin().config();
    let gate = Gate::start(config.cluster_url.authority().unwrap().to_string()).await;
    config.cluster_url = format!("https://{}", gate.address()).parse().unwrap();
    let manager_options = ManagerOptions::default().cache(cache);
    let mut manager = Manager::new(kube::Client::try_from(config).unwrap(), manager_options);
    let copies = Copies(manager.client());
    let (send, keys) = tokio::sync::mpsc::channel(1);
    Controller::of(copies)
        .owns::<Secret>()
        .triggered_by(keys)
        .add_to(&mut manager)
        .unwrap();
    let runs = Runs::start(manager);
    let live = world.client();
    let copied = async |name: &str| {
        let secret = live.get_live::<Secret>(&world.key(name)).await.unwrap()?;
        String::from_utf8(secret.data?.remove("key")?.0).ok()
    };
    for name in ["a", "b"] {
        live.create(&world.config_map(name, "before")).await.unwrap();
    }
    eventually("both are copied", async || {
        copied("a").await.is_some() && copied("b").await.is_some()
    })
    .await;

    gate.shut();
    let start = tokio::time::Instant::now();
    send.send(world.key("a")).await.unwrap();
    live.create(&world.config_map("c", "during")).await.unwrap();
    live.apply(&world.config_map("b", "during"), "test")
        .await
        .unwrap();
    tokio::time::sleep_until(start + whole).await;
    let turned_away = gate.turned_away();
    let warned = said("outage-long", "the watch fails and is tried again");
    assert!(!runs.have_ended());
    assert_eq!(copied("c").await, None);

    gate.open();
    // No longer than the longest time between two tries, with what chance adds.
    eventually_within(
        longest * 3 / 2 + Duration::from_secs(30),
        "what happened meanwhile is copied",
        async || {
            copied("b").await.as_deref() == Some("during") && copied("c").await.as_deref() == Some("during")
        },
    )
    .await;
    let after = start.elapsed() - whole;
    let warnings = warned.len();
    println!(
        "{whole:?}: {turned_away} connections in vain, {warnings} warnings, all done {after:?} after it"
    );
    // Two watches and one object, each ever later: about ten tries each.
    assert!((4..80).contains(&turned_away), "{turned_away} connections");
    // Each way in which connections fail is said once.
    assert!(!warned.is_empty());
    let different: BTreeSet<_> = warned.iter().collect();
    assert_eq!(different.len(), warnings, "{warned:#?}");
    assert_eq!(said("outage-long", "the watch works again").len(), 1);
    runs.stop().await;
}

#[tokio::test]
#[ignore = "a part of the next, which runs it as a process"]
async fn connects_to_what_there_is() {
    let error = Manager::connect(ManagerOptions::default()).await.err();
    println!("{}", error.unwrap());
}

#[test]
fn a_program_that_no_cluster_is_named_to_says_how() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "outage::connects_to_what_there_is",
            "--ignored",
            "--nocapture",
        ])
        .env_remove("KUBECONFIG")
        .env_remove("KUBERNETES_SERVICE_HOST")
        .env("HOME", "/nowhere")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("no cluster to work for: "));
    let line = line.unwrap_or_else(|| panic!("{text}"));
    let end = "; set KUBECONFIG to a kubeconfig, or run in a Pod with a service account";
    assert!(line.ends_with(end), "{line}");
}
