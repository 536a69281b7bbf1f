use std::sync::Arc;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Secret, Service};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::kube::api::{DeleteParams, Patch, PatchParams};
use kubewright_runtime::prelude::*;
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{apply, finalizer};

/// A cache.
/// +kubebuilder:resource:path=caches
#[derive(CustomResource, Clone, Debug, PartialEq)]
#[resource(group = "example.com", version = "v1")]
pub struct Cache {
    pub metadata: ObjectMeta,
    pub spec: CacheSpec,
}

#[derive(Schema, Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
pub struct CacheSpec {}

pub struct CacheReconciler {
    client: Client,
    events: Recorder,
}

impl Reconciler for CacheReconciler {
    type Object = Cache;

    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=list;watch
    async fn reconcile(&self, cache: Arc<Cache>) -> Result<Action> {
        let finalizer::State::Active(_) = finalizer::ensure(&self.client, &*cache, "example.com/f").await? else {
            return Ok(Action::await_change());
        };
        let deployment = Deployment::default();
        self.client.apply(&deployment, "cache").await?;
        let services = self.client.kind::<Service>();
        services.update(&Service::default()).await?;
        let map: Option<ConfigMap> = self.client.get_live(&cache.key()).await?;
        if map.is_none() {
            apply::create_or_update(&self.client, ConfigMap::default(), |_| Ok(())).await?;
        }
        self.client.delete::<Job>(&cache.key(), &DeleteParams::default()).await?;
        self.client.change_status(&*cache, |status| *status = Default::default()).await?;
        self.client.dynamic(&DynamicKind::default()).get(&cache.key()).await?;
        Ok(Action::await_change())
    }
}

pub fn register(manager: &mut Manager) -> Result<()> {
    let jobs = manager.cache().index("owner", |job: &Job| vec![job.key().to_string()])?;
    let reconciler = CacheReconciler {
        client: manager.client(),
        events: manager.recorder("cache"),
    };
    Controller::of(reconciler)
        .owns::<Deployment>()
        .watches(|secret: Arc<Secret>| vec![secret.key()])
        .add_to(manager)?;
    Ok(())
}

pub async fn run(options: ManagerOptions) {
    let mut manager = Manager::connect(options).await.unwrap();
    register(&mut manager).unwrap();
}

/// Flags decide about the election and the metrics.
pub async fn run_with(args: ManagerArgs, options: ManagerOptions) {
    let mut manager = Manager::from_args(args, "lease", options).await.unwrap();
    register(&mut manager).unwrap();
}

pub struct Store {
    services: KindClient<Service>,
}

impl Store {
    pub async fn first(&self) {
        struct Inner;
        impl Inner {
            fn nothing(&self) {}
        }
        Inner.nothing();
    }

    /// The block that this is in was left for another one.
    pub async fn second(&self) {
        self.services.delete("one", &DeleteParams::default()).await.ok();
    }
}
