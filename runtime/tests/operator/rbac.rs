//! What the manager asks of its own rights.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use k8s_openapi::api::{
    apps::v1::Deployment,
    core::v1::{ConfigMap, Node, Pod, Secret},
    rbac::v1::{ClusterRole, RoleBinding},
};
use kube::{Api, api::PostParams, core::PartialObjectMeta};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Controller, Manager, ManagerOptions, Rbac, Reconciler,
    cache::KindOptions,
    controller::Watch,
    enqueue::Owner,
    manager::{ManagerError, Stage},
    rbac::Missing,
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
    world.manager_options()
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
    let marker = |text: &str| format!("its marker `+kubebuilder:rbac:{text}`");
    let missing: Vec<_> = missing
        .0
        .iter()
        .map(|missing| {
            (
                missing.verbs.join(","),
                &*missing.thing,
                missing.granted_by.clone(),
            )
        })
        .collect();
    let expected = [
        (
            "watch".to_owned(),
            "configmaps in namespace rbac-missing",
            marker("groups=core,resources=configmaps,verbs=get;list;watch"),
        ),
        (
            "update".to_owned(),
            "configmaps/status in namespace rbac-missing",
            marker("groups=core,resources=configmaps/status,verbs=update"),
        ),
    ];
    assert_eq!(missing, expected, "{text}");
    let start = "the program lacks permissions: it may not watch configmaps in namespace rbac-missing (needed by \
                 operator::rbac::Counts, granted by its marker \
                 `+kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list;watch`); update ";
    assert!(
        text.starts_with(start) && text.ends_with("`--rbac-preflight=false`"),
        "{text}"
    );
}

/// What the manager of a user without rights ends with: verbs, thing, who needs it and what grants it.
async fn lacks(mut manager: Manager) -> Vec<[String; 4]> {
    let error = manager.run().await.unwrap_err();
    let ManagerError::Rights(missing) = error else {
        panic!("{error}")
    };
    let words = missing.0.into_iter().map(|missing| {
        let Missing {
            verbs,
            thing,
            needed_by,
            granted_by,
        } = missing;
        [verbs.join(","), thing, needed_by, granted_by]
    });
    words.collect()
}

#[tokio::test]
async fn kinds_that_are_watched_and_events_need_rights() {
    let world = World::new("rbac-kinds").await;
    let mut manager = Manager::new(user(&world, json!([])).await, options(&world));
    manager
        .cache()
        .configure(KindOptions::<Secret>::default().fields("metadata.name=settings"))
        .unwrap();
    manager.recorder("counts");
    Controller::of(Counts(Arc::default()))
        .owns::<Deployment>()
        .watches(|_: &Secret| None)
        .watches_async(|_: Arc<Pod>| async { Ok(None) })
        .watch(Watch::<PartialObjectMeta<Node>>::new(
            Owner::<ConfigMap>::controller(),
        ))
        .named("counts")
        .add_to(&mut manager)
        .unwrap();
    let lacks = lacks(manager).await;
    let marker = |group: &str, resources: &str, verbs: &str| {
        format!("a marker `+kubebuilder:rbac:groups={group},resources={resources},verbs={verbs}`")
    };
    let watch = |group, resources| marker(group, resources, "get;list;watch");
    let expected = [
        [
            "list,watch",
            "deployments.apps in namespace rbac-kinds",
            "`owns::<Deployment>(…)` of controller `counts`",
        ],
        [
            "create,patch",
            "events.events.k8s.io in namespace rbac-kinds",
            "`recorder(\"counts\")`",
        ],
        ["list,watch", "nodes", "`watch::<Node>(…)` of controller `counts`"],
        [
            "list,watch",
            "secrets named settings in namespace rbac-kinds",
            "`watches::<Secret>(…)` of controller `counts`",
        ],
        [
            "list,watch",
            "pods in namespace rbac-kinds",
            "`watches_async::<Pod>(…)` of controller `counts`",
        ],
        [
            "list,watch",
            "configmaps in namespace rbac-kinds",
            "the kind ConfigMap of controller `counts`",
        ],
    ];
    let grants = [
        watch("apps", "deployments"),
        marker("events.k8s.io", "events", "create;patch"),
        watch("core", "nodes"),
        watch("core", "secrets"),
        watch("core", "pods"),
        watch("core", "configmaps"),
    ];
    let expected: Vec<[String; 4]> = std::iter::zip(expected, grants)
        .map(|([verbs, thing, by], grant)| [verbs.into(), thing.into(), by.into(), grant])
        .collect();
    assert_eq!(lacks, expected);
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
        let options = options(&world).rbac_preflight(rbac_preflight);
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
    let warning = "cannot check all permissions that the program needs";
    let text = logged();
    let is_warned =
        |line: &str| line.contains("WARN") && line.contains(warning) && line.contains("system:anonymous");
    assert!(text.lines().any(is_warned), "{text}");
}
