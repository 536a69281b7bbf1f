//! Metrics that roles set with the module `osdk_metric`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
    time::{SystemTime, UNIX_EPOCH},
};

use kubewright_runtime::metrics::{
    Metrics,
    prometheus_client::metrics::{
        counter::Counter,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
};
use serde::Deserialize;

/// What a task asks for.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Request {
    name: String,
    help: String,
    kind: String,
    action: String,
    #[serde(default)]
    value: f64,
}

enum Metric {
    Counter(Counter<f64, AtomicU64>),
    Gauge(Gauge<f64, AtomicU64>),
    Observations(Histogram),
}

/// The metrics so far; clones are the same.
#[derive(Clone)]
pub(crate) struct Custom {
    metrics: Metrics,
    known: Arc<Mutex<HashMap<String, Metric>>>,
}

impl Custom {
    pub(crate) fn new(metrics: &Metrics) -> Self {
        Self {
            metrics: metrics.clone(),
            known: Arc::default(),
        }
    }

    /// Does what a task asks for.
    ///
    /// # Errors
    ///
    /// If the metric is of another kind, or a counter would go down.
    pub(crate) fn apply(&self, request: &Request) -> Result<(), String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&request.name) {
            let metric = self.register(request)?;
            known.insert(request.name.clone(), metric);
        }
        let metric = &known[&request.name];
        let value = request.value;
        match (metric, request.kind.as_str(), request.action.as_str()) {
            (Metric::Counter(counter), "counter", "increment") => drop(counter.inc()),
            (Metric::Counter(_), "counter", _) if value < 0.0 => {
                return Err(format!("the counter `{}` cannot go down", request.name));
            }
            (Metric::Counter(counter), "counter", "add") => drop(counter.inc_by(value)),
            (Metric::Gauge(gauge), "gauge", "set") => drop(gauge.set(value)),
            (Metric::Gauge(gauge), "gauge", "increment") => drop(gauge.inc()),
            (Metric::Gauge(gauge), "gauge", "decrement") => drop(gauge.dec()),
            (Metric::Gauge(gauge), "gauge", "add") => drop(gauge.inc_by(value)),
            (Metric::Gauge(gauge), "gauge", "subtract") => drop(gauge.dec_by(value)),
            (Metric::Gauge(gauge), "gauge", "set_to_current_time") => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                gauge.set(now.as_secs_f64());
            }
            (Metric::Observations(histogram), "histogram" | "summary", "observe") => histogram.observe(value),
            _ => {
                return Err(format!(
                    "the metric `{}` cannot be used as a {} with `{}`",
                    request.name, request.kind, request.action
                ));
            }
        }
        Ok(())
    }

    fn register(&self, request: &Request) -> Result<Metric, String> {
        let valid = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == ':';
        let starts = request.name.starts_with(|char: char| !char.is_ascii_digit());
        if !starts || !request.name.chars().all(valid) {
            return Err(format!("`{}` is not a name of a metric", request.name));
        }
        // The registry writes the unit of a counter itself.
        let name = match request.kind.as_str() {
            "counter" => request.name.strip_suffix("_total").unwrap_or(&request.name),
            _ => request.name.as_str(),
        };
        let (name, help) = (name.to_owned(), request.help.trim_end_matches('.').to_owned());
        Ok(self.metrics.register(|registry| match request.kind.as_str() {
            "counter" => {
                let counter = Counter::default();
                registry.register(name, help, counter.clone());
                Metric::Counter(counter)
            }
            "gauge" => {
                let gauge = Gauge::default();
                registry.register(name, help, gauge.clone());
                Metric::Gauge(gauge)
            }
            _ => {
                let histogram = Histogram::new(exponential_buckets(0.005, 2.0, 14));
                registry.register(name, help, histogram.clone());
                Metric::Observations(histogram)
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn roles_count_set_and_observe() {
        let metrics = Metrics::new();
        let custom = Custom::new(&metrics);
        let apply = |name: &str, kind: &str, action: &str, value: f64| {
            let request =
                json!({ "name": name, "help": "Help.", "kind": kind, "action": action, "value": value });
            custom.apply(&serde_json::from_value(request).unwrap())
        };
        apply("backups_total", "counter", "increment", 0.0).unwrap();
        apply("backups_total", "counter", "add", 2.0).unwrap();
        apply("depth", "gauge", "set", 5.0).unwrap();
        apply("depth", "gauge", "decrement", 0.0).unwrap();
        apply("seconds", "summary", "observe", 1.5).unwrap();
        let text = metrics.encode();
        for line in [
            "backups_total 3.0",
            "depth 4.0",
            "seconds_sum 1.5",
            "# HELP depth Help.",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        for (name, kind, action, value, reason) in [
            (
                "depth",
                "counter",
                "increment",
                0.0,
                "cannot be used as a counter",
            ),
            ("backups_total", "counter", "add", -1.0, "cannot go down"),
            ("a b", "gauge", "set", 1.0, "is not a name"),
            ("9a", "gauge", "set", 1.0, "is not a name"),
        ] {
            let error = apply(name, kind, action, value).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
