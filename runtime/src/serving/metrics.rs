//! Metrics: controller-runtime's names, those of the process, and the operator's own.
//!
//! Dashboards and alerts made for operators in Go read these as they are.

mod access;
#[cfg(feature = "controller")]
mod cache;
mod client;
#[cfg(feature = "controller")]
mod controller;
mod process;
mod server;
mod webhook;

use std::sync::{Arc, Mutex, PoisonError};

pub use prometheus_client;
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};

pub use access::{Access, AccessError};
pub use client::{Counted, RequestMetrics};
pub use server::{MetricsListener, MetricsServer};
pub use webhook::{Reviewing, WebhookMetrics};

use crate::serving::tls::Certificates;

type Labels = Vec<(&'static str, String)>;
type Histograms = Family<Labels, Histogram, fn() -> Histogram>;

/// The metrics registry of a process. Clones share it.
///
/// A label set is an array of pairs, so metrics with labels need no dependency on `prometheus-client` either:
///
/// ```
/// use kubewright_runtime::metrics::Metrics;
/// use kubewright_runtime::metrics::prometheus_client::metrics::counter::Counter;
///
/// let metrics = Metrics::new();
/// let backups = Counter::<u64>::default();
/// metrics.register(|registry| registry.register("backups", "Backups taken", backups.clone()));
/// backups.inc();
/// assert!(metrics.encode().contains("backups_total 1\n"));
/// ```
///
/// A label set is an array of pairs, so metrics with labels need no dependency on `prometheus-client` either:
///
/// ```
/// use kubewright_runtime::metrics::Metrics;
/// use kubewright_runtime::metrics::prometheus_client::metrics::{counter::Counter, family::Family};
///
/// let metrics = Metrics::new();
/// let backups = Family::<[(&str, String); 1], Counter>::default();
/// metrics.register(|registry| registry.register("backups", "Backups taken", backups.clone()));
/// backups.get_or_create(&[("result", "success".to_owned())]).inc();
/// assert!(metrics.encode().contains("backups_total{result=\"success\"} 1\n"));
/// ```
///
/// A manager that is given them counts its controllers there:
///
/// ```
/// # #[cfg(feature = "controller")] {
/// use kubewright_runtime::ManagerOptions;
/// use kubewright_runtime::metrics::Metrics;
/// use std::sync::Arc;
///
/// let metrics = Metrics::new();
/// let options = ManagerOptions::default().observer(Arc::new(metrics.clone()));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Metrics {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    registry: Mutex<Registry>,
    #[cfg(feature = "controller")]
    controllers: controller::Families,
    #[cfg(feature = "controller")]
    caches: cache::Caches,
    webhooks: webhook::Families,
    requests: Family<Labels, Counter>,
    leader: Family<Labels, Gauge>,
}

impl Metrics {
    /// Creates an empty registry.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let requests = registered(
            &mut registry,
            "rest_client_requests",
            "Requests to the API server by status code, method and host",
            Family::default(),
        );
        let leader = registered(
            &mut registry,
            "leader_election_master_status",
            "Whether this process leads (1) or follows (0), by lease",
            Family::default(),
        );
        let shared = Shared {
            #[cfg(feature = "controller")]
            controllers: controller::Families::register(&mut registry),
            #[cfg(feature = "controller")]
            caches: cache::Caches::register(&mut registry),
            webhooks: webhook::Families::register(&mut registry),
            requests,
            leader,
            registry: Mutex::new(registry),
        };
        let metrics = Self {
            shared: Arc::new(shared),
        };
        metrics.register(|registry| registry.register_collector(Box::new(process::Process)));
        metrics
    }

    /// Registers the operator's own metrics.
    pub fn register<T>(&self, add: impl FnOnce(&mut Registry) -> T) -> T {
        add(&mut self
            .shared
            .registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns all metrics as `OpenMetrics` text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut buffer = String::new();
        let registry = self
            .shared
            .registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = text::encode(&mut buffer, &registry) {
            tracing::error!(%error, "cannot write the metrics");
        }
        buffer
    }

    /// Returns the metrics of the webhook at a path.
    #[must_use]
    pub fn webhook(&self, path: &str) -> WebhookMetrics {
        self.shared.webhooks.of(path)
    }

    /// Records whether this process leads by a lease.
    pub fn set_leader(&self, lease: &str, leads: bool) {
        let labels = vec![("name", lease.to_owned())];
        self.shared.leader.get_or_create(&labels).set(i64::from(leads));
    }

    /// Returns a layer that counts the requests of a client with this configuration.
    ///
    /// ```no_run
    /// # fn example(config: kube::Config) -> Result<(), kube::Error> {
    /// use kubewright_runtime::kube::client::ClientBuilder;
    /// use kubewright_runtime::metrics::Metrics;
    ///
    /// let metrics = Metrics::new();
    /// let requests = metrics.requests(&config);
    /// let client = ClientBuilder::try_from(config)?.with_layer(&requests).build();
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn requests(&self, config: &kube::Config) -> RequestMetrics {
        // A client adds the host only after its layers.
        let host = config.cluster_url.authority();
        let host = host.map(ToString::to_string).unwrap_or_default();
        RequestMetrics::new(self.shared.requests.clone(), host)
    }

    /// Counts how often these certificates were read, and how often that failed. Only the certificates of the last call have
    /// these metrics.
    pub fn watch_certificates(&self, certificates: &Certificates) {
        let collector = process::Reads(certificates.clone());
        self.register(|registry| registry.register_collector(Box::new(collector)));
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// Has the registry show a metric that is counted here.
fn registered<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}

/// From ten nanoseconds up to 1000 s, as client-go's queues have them.
fn wide_histogram() -> Histogram {
    Histogram::new(prometheus_client::metrics::histogram::exponential_buckets(
        1e-8, 10.0, 12,
    ))
}

#[cfg(test)]
mod tests;
