//! What the manager asks of its own rights.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use k8s_openapi::api::{
    core::v1::ConfigMap,
    rbac::v1::{ClusterRole, RoleBinding},
};
use kube::{Api, api::PostParams};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Controller, Manager, ManagerOptions, Rbac, Reconciler,
    cache::{CacheOptions, Namespaces},
    manager::{ManagerError, Stage},
    reconcile::Result,
};
use serde_json::json;
use tokio::sync::oneshot;

use crate::world::{World, eventually, logged};

/// +kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list;watch
/// +kubebuilder:rbac:groups=core,resources=configmaps/status,verbs=update
/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=create;get
/// +kubebuilder:rbac:groups=apps,resources=daemonsets,verbs=get,roleName=somebody-else
#[derive(Rbac)]
struct Counts(Arc<AtomicUsize>);

impl Reconciler for Counts {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Action::await_change())
    }
}

/// A user with the rights of these rules, in the namespace of the test.
async fn user(world: &World, rules: serde_json::Value) -> kube::Client {
    let name = world.namespace.as_str();
    let role: ClusterRole =
        serde_json::from_value(json!({ "metadata": { "name": name }, "rules": rules })).unwrap();
    let binding: RoleBinding = serde_json::from_value(json!({
        "metadata": { "name": name },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": name }],
    }))
    .unwrap();
    let params = PostParams::default();
    Api::all(world.kube.clone()).create(&params, &role).await.unwrap();
    Api::namespaced(world.kube.clone(), name)
        .create(&params, &binding)
        .await
        .unwrap();
    let user = Environment::shared().unwrap().user(name, ["operators"]).unwrap();
    user.client()
}

fn options(world: &World) -> ManagerOptions {
    ManagerOptions {
        cache: CacheOptions {
            namespaces: Namespaces::these([world.namespace.clone()]),
            ..CacheOptions::default()
        },
        ..ManagerOptions::default()
    }
}

#[tokio::test]
async fn missing_rights_end_the_manager_before_anything_runs() {
    let world = World::new("rbac-missing").await;
    let rules = json!([
        { "apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"] },
        { "apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["*"] },
    ]);
    let client = user(&world, rules).await;
    let mut manager = Manager::new(client, options(&world));
    manager.add("part", Stage::Servers, |_| async { panic!("it runs") });
    Controller::of(Counts(Arc::default()))
        .rbac_preflight()
        .add_to(&mut manager)
        .unwrap();
    let error = manager.run_until(std::future::pending()).await.unwrap_err();
    let text = error.to_string();
    let ManagerError::Rights(missing) = error else {
        panic!("{text}")
    };
    let missing: Vec<_> = missing
        .0
        .iter()
        .map(|missing| (missing.verbs.join(","), missing.thing.as_str(), missing.marker))
        .collect();
    let expected = [
        (
            "watch".to_owned(),
            "configmaps in namespace rbac-missing",
            "groups=core,resources=configmaps,verbs=get;list;watch",
        ),
        (
            "update".to_owned(),
            "configmaps/status in namespace rbac-missing",
            "groups=core,resources=configmaps/status,verbs=update",
        ),
    ];
    assert_eq!(missing, expected, "{text}");
    let start = "the program has not the rights that its markers ask for: it may not watch configmaps in namespace \
                 rbac-missing (`+kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list;watch` on \
                 operator::rbac::Counts), update ";
    assert!(
        text.starts_with(start) && text.ends_with("--rbac-preflight=false"),
        "{text}"
    );
}

#[tokio::test]
async fn a_program_with_its_rights_runs_as_one_that_does_not_ask() {
    let world = World::new("rbac-there").await;
    world.client().create(&world.config_map("a", "1")).await.unwrap();
    let rules = json!([
        { "apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list", "watch"] },
        { "apiGroups": [""], "resources": ["configmaps/status"], "verbs": ["update"] },
        { "apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create", "get"] },
    ]);
    let may = user(&world, rules).await;
    let stranger = Environment::shared()
        .unwrap()
        .user("rbac-stranger", ["operators"])
        .unwrap();
    for (client, rbac_preflight, reconciles) in [(may, true, true), (stranger.client(), false, false)] {
        let options = ManagerOptions {
            rbac_preflight,
            ..options(&world)
        };
        let mut manager = Manager::new(client, options);
        let count = Arc::<AtomicUsize>::default();
        Controller::of(Counts(count.clone()))
            .rbac_preflight()
            .add_to(&mut manager)
            .unwrap();
        let started = Arc::<AtomicUsize>::default();
        let tell = started.clone();
        manager.add("part", Stage::Servers, |mut running| async move {
            tell.fetch_add(1, Ordering::SeqCst);
            running.ready();
            Ok(())
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let run = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));
        eventually("it runs", async || started.load(Ordering::SeqCst) == 1).await;
        if reconciles {
            eventually("it reconciles", async || count.load(Ordering::SeqCst) == 1).await;
        }
        stop.send(()).unwrap();
        run.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn who_may_not_ask_is_warned_and_runs() {
    let world = World::new("rbac-unasked").await;
    let mut config = Environment::shared().unwrap().admin().config();
    config.auth_info = kube::config::AuthInfo::default();
    let anonymous = kube::Client::try_from(config).unwrap();
    let mut manager = Manager::new(anonymous, options(&world));
    manager.rbac_preflight::<Counts>();
    let (stop, stopped) = oneshot::channel::<()>();
    manager.add("part", Stage::Others, |_| async {
        stop.send(()).unwrap();
        Ok(())
    });
    manager.run_until(async { stopped.await.unwrap() }).await.unwrap();
    let warning = "cannot ask for all rights that the program's markers name";
    let text = logged();
    let line = text.lines().find(|line| line.contains(warning)).unwrap();
    assert!(
        line.contains("WARN") && line.contains("system:anonymous"),
        "{line}"
    );
}
