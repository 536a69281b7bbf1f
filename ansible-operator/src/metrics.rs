//! Metrics of the operator, beside those of its controllers.

mod custom;

use std::time::Duration;

use kubewright_runtime::kube::core::GroupVersionKind;
use kubewright_runtime::metrics::{
    Metrics,
    prometheus_client::metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
};

pub(crate) use custom::{Custom, Request};

type Kind = [(&'static str, String); 1];
type Result = [(&'static str, String); 2];

/// The runs so far.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    results: Family<Result, Counter>,
    seconds: Family<Kind, Histogram, fn() -> Histogram>,
    active: Gauge,
    unreadable: Counter,
}

fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.5, 2.0, 12))
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            results: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            active: Gauge::default(),
            unreadable: Counter::default(),
        }
    }
}

impl Runs {
    pub(crate) fn register(&self, metrics: &Metrics) {
        metrics.register(|registry| {
            let help = "Runs by kind and result";
            registry.register("ansible_operator_reconcile_result", help, self.results.clone());
            let help = "Seconds of runs by kind";
            registry.register("ansible_operator_reconciles", help, self.seconds.clone());
            let help = "Runs that are active now";
            registry.register("ansible_operator_active_runs", help, self.active.clone());
            let help = "Events of ansible-runner that could not be read";
            registry.register(
                "ansible_operator_unreadable_events",
                help,
                self.unreadable.clone(),
            );
            let build = Family::<[(&'static str, &'static str); 1], Gauge>::default();
            build
                .get_or_create(&[("version", env!("CARGO_PKG_VERSION"))])
                .set(1);
            let help = "The version of the operator, as a label";
            registry.register("ansible_operator_build_info", help, build);
        });
    }

    /// Counts a run as active until the guard is dropped.
    pub(crate) fn start(&self) -> Active {
        self.active.inc();
        Active(self.active.clone())
    }

    pub(crate) fn count(&self, kind: &GroupVersionKind, succeeded: bool, took: Duration, unreadable: u64) {
        let name = format!("{}/{}/{}", kind.group, kind.version, kind.kind);
        let result = if succeeded { "succeeded" } else { "failed" };
        let labels = [("GVK", name.clone()), ("result", result.to_owned())];
        self.results.get_or_create(&labels).inc();
        self.seconds
            .get_or_create(&[("GVK", name)])
            .observe(took.as_secs_f64());
        self.unreadable.inc_by(unreadable);
    }
}

/// What runs have read through the proxy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads(Family<[(&'static str, &'static str); 1], Counter>);

impl Reads {
    pub(crate) fn register(&self, metrics: &Metrics) {
        metrics.register(|registry| {
            let help = "Reads of runs by the source of the answer: cache or apiserver";
            registry.register("ansible_operator_reads", help, self.0.clone());
        });
    }

    /// Counts an answer from the cache.
    pub(crate) fn cached(&self) {
        self.count("cache");
    }

    /// Counts an answer of the API server.
    pub(crate) fn live(&self) {
        self.count("apiserver");
    }

    fn count(&self, source: &'static str) {
        self.0.get_or_create(&[("source", source)]).inc();
    }
}

/// A run that is active.
pub(crate) struct Active(Gauge);

impl Drop for Active {
    fn drop(&mut self) {
        self.0.dec();
    }
}
