//! Metrics of the operator, beside those of its controllers.

use std::time::Duration;

use kubewright_runtime::metrics::{
    Metrics,
    prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge},
};

type Labels = [(&'static str, &'static str); 2];

/// The helm processes so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    count: Family<Labels, Counter>,
    seconds: Family<Labels, Counter<f64, std::sync::atomic::AtomicU64>>,
}

impl Runs {
    pub(crate) fn register(&self, metrics: &Metrics) {
        metrics.register(|registry| {
            let help = "Helm processes by action and result";
            registry.register("helm_operator_helm_runs", help, self.count.clone());
            let help = "Seconds that helm processes took, by action and result";
            registry.register("helm_operator_helm_run_seconds", help, self.seconds.clone());
            let build = Family::<[(&'static str, &'static str); 1], Gauge>::default();
            build
                .get_or_create(&[("version", env!("CARGO_PKG_VERSION"))])
                .set(1);
            let help = "The version of the operator, as a label";
            registry.register("helm_operator_build_info", help, build);
        });
    }

    pub(crate) fn count(&self, action: &'static str, succeeded: bool, took: Duration) {
        let result = if succeeded { "success" } else { "error" };
        let labels = [("action", action), ("result", result)];
        self.count.get_or_create(&labels).inc();
        self.seconds.get_or_create(&labels).inc_by(took.as_secs_f64());
    }
}
