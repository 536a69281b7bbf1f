//! API servers that are not there, do not let anybody in, or come later.

use std::{
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
    reconcile::Result,
};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::world::{Late, World, eventually, logged};

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

struct Runs {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ManagerError>>,
}

impl Runs {
    fn start(manager: Manager) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(manager.run_until(async { stopped.await.unwrap_or_default() }));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

fn options(namespace: &str, sync_timeout: Duration) -> ManagerOptions {
    ManagerOptions {
        cache: CacheOptions {
            namespaces: Namespaces::these([namespace]),
            sync_timeout,
            ..CacheOptions::default()
        },
        ..ManagerOptions::default()
    }
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
    assert!(!runs.task.is_finished());

    let _killed = Killed(again.spawn().unwrap());
    eventually("it answers again", async || {
        live.create(&map("after")).await.is_ok()
    })
    .await;
    eventually("what came since is copied", async || copied("after").await).await;
    runs.stop().await;
}
