//! Metrics of webhooks.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::{Histograms, Labels, registered, wide_histogram};

#[derive(Debug)]
pub(super) struct Families {
    latency: Histograms,
    requests: Family<Labels, Counter>,
    in_flight: Family<Labels, Gauge>,
    panics: Counter,
    conversion_panics: Counter,
}

impl Families {
    pub(super) fn register(registry: &mut Registry) -> Self {
        Self {
            latency: registered(
                registry,
                "controller_runtime_webhook_latency_seconds",
                "Latency of webhook requests, by webhook",
                Family::new_with_constructor(wide_histogram),
            ),
            requests: registered(
                registry,
                "controller_runtime_webhook_requests",
                "Number of webhook requests, by webhook and HTTP status code",
                Family::default(),
            ),
            in_flight: registered(
                registry,
                "controller_runtime_webhook_requests_in_flight",
                "Number of webhook requests in progress, by webhook",
                Family::default(),
            ),
            panics: registered(
                registry,
                "controller_runtime_webhook_panics",
                "Number of webhook calls that panicked",
                Counter::default(),
            ),
            conversion_panics: registered(
                registry,
                "controller_runtime_conversion_webhook_panics",
                "Number of conversions that panicked",
                Counter::default(),
            ),
        }
    }

    pub(super) fn of(&self, path: &str) -> WebhookMetrics {
        let labels = vec![("webhook", path.to_owned())];
        WebhookMetrics {
            path: path.to_owned(),
            latency: self.latency.get_or_create_owned(&labels),
            requests: self.requests.clone(),
            in_flight: self.in_flight.get_or_create_owned(&labels),
            panics: self.panics.clone(),
            conversion_panics: self.conversion_panics.clone(),
        }
    }
}

/// The metrics of one webhook.
///
/// ```
/// use kubewright_runtime::metrics::Metrics;
///
/// let metrics = Metrics::new();
/// metrics.webhook("/mutate").begin().end(200);
/// let text = metrics.encode();
/// assert!(text.contains("controller_runtime_webhook_requests_total{webhook=\"/mutate\",code=\"200\"} 1\n"));
/// ```
#[derive(Clone, Debug)]
pub struct WebhookMetrics {
    path: String,
    latency: Histogram,
    requests: Family<Labels, Counter>,
    in_flight: Gauge,
    panics: Counter,
    conversion_panics: Counter,
}

impl WebhookMetrics {
    /// Counts a request that starts now.
    pub fn begin(&self) -> Reviewing {
        self.in_flight.inc();
        Reviewing {
            metrics: self.clone(),
            begun: Instant::now(),
        }
    }
}

/// A request that is being answered, until this is dropped.
///
/// ```
/// use kubewright_runtime::metrics::{Metrics, Reviewing};
///
/// let metrics = Metrics::new();
/// let reviewing: Reviewing = metrics.webhook("/validate").begin();
/// reviewing.panicked();
/// reviewing.end(500);
/// assert!(metrics.encode().contains("controller_runtime_webhook_panics_total 1\n"));
/// ```
#[derive(Debug)]
#[must_use = "the request ends when this is dropped"]
pub struct Reviewing {
    metrics: WebhookMetrics,
    begun: Instant,
}

impl Reviewing {
    /// Counts a panic of the webhook. Call it before [`end`](Self::end).
    pub fn panicked(&self) {
        self.metrics.panics.inc();
    }

    /// Counts a panic of the conversion. Call it before [`end`](Self::end).
    pub fn conversion_panicked(&self) {
        self.metrics.conversion_panics.inc();
    }

    /// Counts the answer by its status code.
    pub fn end(self, code: u16) {
        let labels = vec![("webhook", self.metrics.path.clone()), ("code", code.to_string())];
        self.metrics.requests.get_or_create(&labels).inc();
    }
}

impl Drop for Reviewing {
    fn drop(&mut self) {
        self.metrics.in_flight.dec();
        self.metrics.latency.observe(self.begun.elapsed().as_secs_f64());
    }
}
