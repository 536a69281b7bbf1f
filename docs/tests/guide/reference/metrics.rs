//! Metrics, from what an operator serves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use kubewright_guide::page::{pages, root};
use kubewright_runtime::cache::{Cache, CacheOptions, KindOptions};
use kubewright_runtime::k8s_openapi::api::core::v1::Pod;
use kubewright_runtime::kube;
use kubewright_runtime::metrics::Metrics;
use kubewright_runtime::observe::{ControllerStats, Observed, Observer as _, Outcome, Reconciled};
use kubewright_runtime::queue::{Priority, Stats};

use super::golden::{cell, is_page};

const PAGE: &str = "# Metrics

Generated from what an operator serves. Names, labels and buckets are those of controller-runtime, except for metrics that start with
`kubewright_`. Metrics of the process exist on Linux only. `rest_client_requests_total` has the labels `code`, `method` and `host`. An
operator that reads its certificates from a folder also serves `certwatcher_read_certificate_total` and
`certwatcher_read_certificate_errors_total`.

| metric | type | labels | meaning |
|---|---|---|---|
";

struct Controller;

impl Observed for Controller {
    fn name(&self) -> &str {
        "memcached"
    }

    fn stats(&self) -> ControllerStats {
        let depth = BTreeMap::from([(Priority::NORMAL, 1)]);
        let queue = Stats {
            depth,
            ..Stats::default()
        };
        ControllerStats {
            queue,
            ..ControllerStats::default()
        }
    }
}

#[derive(Default)]
struct Metric {
    kind: String,
    help: String,
    labels: BTreeSet<String>,
}

#[tokio::test]
async fn metrics() {
    let mut page = PAGE.to_owned();
    for (name, metric) in read(&served()) {
        let suffix = match metric.kind.as_str() {
            "counter" => "_total",
            _ => "",
        };
        let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let (kind, labels, help) = (&metric.kind, labels.join(", "), cell(&metric.help));
        let _ = writeln!(page, "| `{name}{suffix}` | {kind} | {labels} | {help} |");
    }
    is_page("metrics.md", &page);
}

/// What is there once something has been counted.
fn served() -> String {
    let metrics = Metrics::new();
    let took = Duration::from_millis(1);
    metrics.started(Arc::new(Controller));
    metrics.reconciled(
        "memcached",
        Reconciled {
            outcome: Outcome::Success,
            queued: took,
            took,
        },
    );
    metrics.webhook("/mutate").begin().end(200);
    metrics.set_leader("memcached", true);
    let config = kube::Config::new("http://127.0.0.1:1".parse().unwrap());
    let cache = Cache::new(kube::Client::try_from(config).unwrap(), CacheOptions::default());
    cache.configure(KindOptions::<Pod>::default()).unwrap();
    metrics.cache(&cache);
    metrics.encode()
}

fn read(text: &str) -> BTreeMap<String, Metric> {
    let mut all: BTreeMap<String, Metric> = BTreeMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words[..] {
            ["#", "HELP", name, help] => all.entry(name.to_owned()).or_default().help = help.to_owned(),
            ["#", "TYPE", name, kind] => all.entry(name.to_owned()).or_default().kind = kind.to_owned(),
            ["#", ..] => {}
            _ => {
                let (series, labels) = line.split_once('{').unwrap_or((line, ""));
                let its = all
                    .iter_mut()
                    .filter(|(name, _)| series.starts_with(name.as_str()));
                let (_, metric) = its.max_by_key(|(name, _)| name.len()).unwrap();
                metric.labels.extend(names(labels));
            }
        }
    }
    all
}

/// `controller` and `result` of `controller="memcached",result="error"} 0`, without the bounds of buckets.
fn names(labels: &str) -> impl Iterator<Item = String> {
    let Some((labels, _)) = labels.rsplit_once('}') else {
        return Vec::new().into_iter();
    };
    let pairs = labels.split(',').filter_map(|pair| pair.split_once('='));
    let names = pairs.map(|(name, _)| name.to_owned()).filter(|name| name != "le");
    names.collect::<Vec<_>>().into_iter()
}

#[test]
fn metrics_on_pages_exist() {
    let reference = fs::read_to_string(root().join("docs/src/reference/metrics.md")).unwrap();
    let families = [
        "certwatcher_",
        "controller_runtime_",
        "kubewright_cache_",
        "leader_election_master_",
        "process_",
        "rest_client_",
        "workqueue_",
    ];
    let mut found = BTreeSet::new();
    let others = pages().unwrap().into_iter();
    for page in others.filter(|page| !page.ends_with("reference/metrics.md")) {
        let text = fs::read_to_string(&page).unwrap();
        let names = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
        for name in names.filter(|name| families.iter().any(|family| name.starts_with(family))) {
            let name = name.strip_suffix("_bucket").unwrap_or(name);
            let is_listed = reference.contains(&format!("`{name}`"));
            assert!(is_listed, "{}: no metric has the name `{name}`", page.display());
            found.insert(name.to_owned());
        }
    }
    assert!(found.len() > 10, "{found:?}");
}
