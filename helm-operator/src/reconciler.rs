//! Reconciles objects of one kind to releases of one chart.

mod actions;
mod attempts;
mod engine;
mod failure;
mod options;
mod outcome;
mod reconcile;
mod releases;
mod steps;
mod task;
mod triggers;
mod uninstall;

use std::{fmt, sync::Arc, time::Duration};

use kubewright_runtime::kube::core::{DynamicObject, Selector};
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{AnyKind, DynamicKind, Identified, Kind};
use serde_json::Value;

use crate::{Chart, Helm, Overrides, annotations::DryRun};
use options::Options;
pub use options::Released;

/// A controller that keeps one Helm release per object of a kind, with the name of the object.
///
/// It needs the permissions for its kind (also `status` and `finalizers`), for the kinds in the chart, and for Secrets: `get`,
/// `list`, `watch`, `create`, `update`, `patch`, `delete`.
///
/// ```no_run
/// # use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// # use kubewright_runtime::{CustomResource, Manager, Schema};
/// # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, Schema)]
/// # pub struct NginxSpec { pub replicas: i32 }
/// # #[derive(Clone, Debug, CustomResource)]
/// # #[resource(group = "demo.example.com", version = "v1alpha1")]
/// # pub struct Nginx { pub metadata: ObjectMeta, pub spec: NginxSpec }
/// use kubewright_helm_operator::{Chart, Helm, HelmReconciler};
/// use serde_json::json;
///
/// # fn register(manager: &mut Manager) -> anyhow::Result<()> {
/// HelmReconciler::of::<Nginx>(Chart::open("helm-charts/nginx")?, Helm::new("helm"))
///     .values(|nginx| Ok(json!({ "replicaCount": nginx.spec.replicas })))
///     .before(async |nginx| {
///         anyhow::ensure!(nginx.spec.replicas < 10, "no more than 9 replicas");
///         Ok(())
///     })
///     .after(async |nginx, released| {
///         println!("revision {} of {:?}", released.revision, nginx.metadata.name);
///         Ok(())
///     })
///     .add_to(manager)?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a reconciler does nothing before it is added to a manager"]
pub struct HelmReconciler<K = ()> {
    kind: DynamicKind,
    name: String,
    workers: usize,
    selector: Selector,
    watch_dependents: bool,
    options: Options<K>,
}

impl HelmReconciler<()> {
    /// Creates a reconciler for a kind. By default the values are the object's `spec`.
    pub fn of<K: Kind + Identified>(chart: Chart, helm: Helm) -> HelmReconciler<K> {
        HelmReconciler::new(DynamicKind::of::<K>(), chart, helm)
    }

    /// Creates a reconciler for a kind that is known only at run time.
    pub fn dynamic(kind: DynamicKind, chart: Chart, helm: Helm) -> HelmReconciler<DynamicObject> {
        HelmReconciler::new(kind, chart, helm)
    }
}

impl<K: AnyKind> HelmReconciler<K> {
    fn new(kind: DynamicKind, chart: Chart, helm: Helm) -> Self {
        let spec = |object: &K| {
            let mut object = serde_json::to_value(object)?;
            Ok(match object["spec"].take() {
                Value::Null => Value::Object(serde_json::Map::new()),
                spec => spec,
            })
        };
        Self {
            name: kind.resource().kind.to_lowercase(),
            kind,
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            selector: Selector::default(),
            watch_dependents: true,
            options: Options {
                chart,
                helm,
                values: Arc::new(spec),
                before: None,
                after: None,
                paused: None,
                overrides: Overrides::default(),
                suppress_overrides: false,
                period: Duration::from_secs(60),
                dry_run: DryRun::None,
                patience: Duration::from_secs(30),
            },
        }
    }

    /// Computes the chart's values from an object.
    pub fn values(mut self, values: impl Fn(&K) -> Result<Value> + Send + Sync + 'static) -> Self {
        self.options.values = Arc::new(values);
        self
    }

    /// Runs before each reconcile of an object that is not being deleted. An error stops the reconcile, which is retried.
    pub fn before<F>(mut self, hook: impl Fn(Arc<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.options.before = Some(Arc::new(move |object| Box::pin(hook(object))));
        self
    }

    /// Runs after each successful reconcile of an object that is not being deleted.
    pub fn after<F>(mut self, hook: impl Fn(Arc<K>, Released) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.options.after = Some(Arc::new(move |object, released| Box::pin(hook(object, released))));
        self
    }

    /// Leaves an object as it is while this returns `true`: nothing is installed, upgraded, repaired or uninstalled. The annotation
    /// `helm.sdk.operatorframework.io/paused` does the same.
    pub fn paused(mut self, paused: impl Fn(&K) -> bool + Send + Sync + 'static) -> Self {
        self.options.paused = Some(Arc::new(paused));
        self
    }

    /// Sets values that replace those of the objects.
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.options.overrides = overrides;
        self
    }

    /// Hides the override values in events.
    pub fn suppress_override_values(mut self, suppress: bool) -> Self {
        self.options.suppress_overrides = suppress;
        self
    }

    /// Reconciles only objects that a label selector matches.
    pub fn selector(mut self, selector: Selector) -> Self {
        self.selector = selector;
        self
    }

    /// Sets how often an object is reconciled without a change; zero for never. Default: one minute.
    pub fn period(mut self, period: Duration) -> Self {
        self.options.period = period;
        self
    }

    /// Sets whether the chart is rendered at every reconcile, for charts that use `lookup`. Default: no.
    pub fn dry_run(mut self, dry_run: DryRun) -> Self {
        self.options.dry_run = dry_run;
        self
    }

    /// Sets whether objects of the releases are watched. Default: yes.
    pub fn watch_dependents(mut self, watch: bool) -> Self {
        self.watch_dependents = watch;
        self
    }

    /// Sets how many objects are reconciled concurrently. Default: the number of CPUs.
    pub fn max_concurrent_reconciles(mut self, count: usize) -> Self {
        self.workers = count.max(1);
        self
    }

    /// Sets how long an action of Helm may be pending before it counts as interrupted, and the release is restored. Default: 30 s.
    pub fn pending_timeout(mut self, patience: Duration) -> Self {
        self.options.patience = patience;
        self
    }

    /// Sets the name in logs, metrics and events. Default: the kind in lower case.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl<K> fmt::Debug for HelmReconciler<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HelmReconciler")
            .field("kind", &self.kind)
            .field("chart", &self.options.chart)
            .finish_non_exhaustive()
    }
}
