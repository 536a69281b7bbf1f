//! Metrics of controllers, with controller-runtime's names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::{Histograms, Labels, Metrics, registered, wide_histogram};
use crate::watching::cache::Cache;
use crate::working::observe::{ControllerStats, Observed, Observer, Outcome, Reconciled};
use crate::working::queue::Priority;

const BUCKETS: [f64; 40] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25,
    1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0,
    50.0, 60.0,
];

/// The number of priorities with their own depth. Each is a time series.
const PRIORITIES: usize = 25;
const OTHER_PRIORITIES: &str = "exceeded_cardinality_limit";

/// Who has labels: a controller, or its queue.
#[derive(Clone, Copy)]
enum Of {
    Controller,
    Queue,
}

impl Of {
    fn labels(self, name: &str) -> Labels {
        match self {
            Self::Controller => vec![("controller", name.to_owned())],
            Self::Queue => vec![("name", name.to_owned()), ("controller", name.to_owned())],
        }
    }
}

/// A metric that is read from the stats of each controller.
struct Count {
    name: &'static str,
    help: &'static str,
    of: Of,
    value: Value,
}

/// Where the value comes from.
enum Value {
    Counter(fn(&ControllerStats) -> u64),
    Gauge(fn(&ControllerStats) -> f64),
}

const COUNTS: [Count; 10] = [
    Count {
        name: "controller_runtime_reconcile_errors",
        help: "Number of reconciles that failed",
        of: Of::Controller,
        value: Value::Counter(errors),
    },
    Count {
        name: "controller_runtime_terminal_reconcile_errors",
        help: "Number of reconciles that failed and are not retried",
        of: Of::Controller,
        value: Value::Counter(|stats| ended(stats, Outcome::Terminal)),
    },
    Count {
        name: "controller_runtime_reconcile_panics",
        help: "Number of reconciles that panicked",
        of: Of::Controller,
        value: Value::Counter(|stats| ended(stats, Outcome::Panic)),
    },
    Count {
        name: "controller_runtime_reconcile_timeouts",
        help: "Number of reconciles that timed out",
        of: Of::Controller,
        value: Value::Counter(|stats| ended(stats, Outcome::Timeout)),
    },
    Count {
        name: "controller_runtime_max_concurrent_reconciles",
        help: "Maximum number of concurrent reconciles",
        of: Of::Controller,
        value: Value::Gauge(|stats| stats.workers as f64),
    },
    Count {
        name: "controller_runtime_active_workers",
        help: "Number of reconciles in progress",
        of: Of::Controller,
        value: Value::Gauge(|stats| stats.active as f64),
    },
    Count {
        name: "workqueue_adds",
        help: "Number of objects added to the queue",
        of: Of::Queue,
        value: Value::Counter(|stats| stats.queue.adds),
    },
    Count {
        name: "workqueue_retries",
        help: "Number of objects added to the queue again after an error",
        of: Of::Queue,
        value: Value::Counter(|stats| stats.queue.retries),
    },
    Count {
        name: "workqueue_unfinished_work_seconds",
        help: "Total time that reconciles in progress have been running",
        of: Of::Queue,
        value: Value::Gauge(|stats| stats.queue.unfinished.as_secs_f64()),
    },
    Count {
        name: "workqueue_longest_running_processor_seconds",
        help: "How long the longest running reconcile has been running",
        of: Of::Queue,
        value: Value::Gauge(|stats| stats.queue.longest_running.as_secs_f64()),
    },
];

fn ended(stats: &ControllerStats, outcome: Outcome) -> u64 {
    stats.outcomes.get(&outcome).copied().unwrap_or_default()
}

fn errors(stats: &ControllerStats) -> u64 {
    let failures = [
        Outcome::Error,
        Outcome::Terminal,
        Outcome::Panic,
        Outcome::Timeout,
    ];
    failures.into_iter().map(|outcome| ended(stats, outcome)).sum()
}

/// By controller-runtime's label `result`. Its `requeue` is for a way to ask that does not exist here.
fn results(stats: &ControllerStats) -> [(&'static str, u64); 4] {
    [
        ("error", errors(stats)),
        ("requeue", 0),
        ("requeue_after", ended(stats, Outcome::RequeueAfter)),
        ("success", ended(stats, Outcome::Success)),
    ]
}

/// The controllers of a process, by name.
#[derive(Clone, Default)]
struct Controllers(Arc<Mutex<BTreeMap<String, Known>>>);

struct Known {
    controller: Arc<dyn Observed>,
    /// Those that have a depth of their own.
    priorities: BTreeSet<Priority>,
}

impl Known {
    /// By label: of priorities that are not there now too, so that their depth goes back to nothing.
    fn depths(&mut self, stats: &ControllerStats) -> BTreeMap<String, usize> {
        let mut depths = BTreeMap::new();
        for (priority, depth) in &stats.queue.depth {
            if self.priorities.len() < PRIORITIES {
                self.priorities.insert(*priority);
            }
            let label = match self.priorities.contains(priority) {
                true => priority.0.to_string(),
                false => OTHER_PRIORITIES.to_owned(),
            };
            *depths.entry(label).or_default() += depth;
        }
        for priority in &self.priorities {
            depths.entry(priority.0.to_string()).or_default();
        }
        depths
    }
}

impl fmt::Debug for Controllers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let controllers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        formatter.debug_set().entries(controllers.keys()).finish()
    }
}

impl Collector for Controllers {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut controllers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<_> = controllers
            .iter_mut()
            .map(|(name, known)| {
                let stats = known.controller.stats();
                let depths = known.depths(&stats);
                (name, stats, depths)
            })
            .collect();

        for Count {
            name,
            help,
            of,
            value,
        } in COUNTS
        {
            let kind = match value {
                Value::Counter(_) => MetricType::Counter,
                Value::Gauge(_) => MetricType::Gauge,
            };
            let mut metric = encoder.encode_descriptor(name, help, None, kind)?;
            for (controller, stats, _) in &all {
                let labels = of.labels(controller);
                let series = metric.encode_family(&labels)?;
                match value {
                    Value::Counter(value) => ConstCounter::new(value(stats)).encode(series)?,
                    Value::Gauge(value) => ConstGauge::new(value(stats)).encode(series)?,
                }
            }
        }

        let name = "controller_runtime_reconcile";
        let mut metric =
            encoder.encode_descriptor(name, "Number of reconciles, by result", None, MetricType::Counter)?;
        for (controller, stats, _) in &all {
            for (result, count) in results(stats) {
                let mut labels = Of::Controller.labels(controller);
                labels.push(("result", result.to_owned()));
                ConstCounter::new(count).encode(metric.encode_family(&labels)?)?;
            }
        }

        let name = "workqueue_depth";
        let mut metric = encoder.encode_descriptor(
            name,
            "Number of objects in the queue, by priority",
            None,
            MetricType::Gauge,
        )?;
        for (controller, _, depths) in &all {
            for (priority, depth) in depths {
                let mut labels = Of::Queue.labels(controller);
                labels.push(("priority", priority.clone()));
                ConstGauge::new(*depth as f64).encode(metric.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct Families {
    controllers: Controllers,
    time: Histograms,
    queued: Histograms,
    worked: Histograms,
}

impl Families {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let controllers = Controllers::default();
        registry.register_collector(Box::new(controllers.clone()));
        let mut histograms = |name, help, make: fn() -> Histogram| -> Histograms {
            registered(registry, name, help, Family::new_with_constructor(make))
        };
        Self {
            controllers,
            time: histograms(
                "controller_runtime_reconcile_time_seconds",
                "Duration of reconciles",
                || Histogram::new(BUCKETS),
            ),
            queued: histograms(
                "workqueue_queue_duration_seconds",
                "How long objects wait in the queue",
                wide_histogram,
            ),
            worked: histograms(
                "workqueue_work_duration_seconds",
                "How long the processing of an object takes",
                wide_histogram,
            ),
        }
    }
}

/// For [`ManagerOptions::observer`](crate::ManagerOptions::observer).
impl Observer for Metrics {
    fn started(&self, controller: Arc<dyn Observed>) {
        let known = Known {
            controller: controller.clone(),
            priorities: BTreeSet::new(),
        };
        let controllers = &self.shared.controllers.controllers;
        let mut controllers = controllers.0.lock().unwrap_or_else(PoisonError::into_inner);
        controllers.insert(controller.name().to_owned(), known);
    }

    fn reconciled(&self, controller: &str, reconciled: Reconciled) {
        let Families {
            controllers: _,
            time,
            queued,
            worked,
        } = &self.shared.controllers;
        let (took, waited) = (reconciled.took.as_secs_f64(), reconciled.queued.as_secs_f64());
        time.get_or_create(&Of::Controller.labels(controller))
            .observe(took);
        queued
            .get_or_create(&Of::Queue.labels(controller))
            .observe(waited);
        worked.get_or_create(&Of::Queue.labels(controller)).observe(took);
    }

    fn cache(&self, cache: &Cache) {
        self.shared.caches.add(cache);
    }
}
