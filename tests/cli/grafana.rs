//! The Grafana dashboards ask Prometheus for metrics that an operator exports, in `PromQL` that Prometheus parses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::project::{Project, overwrites};

const CHECKOUT: &str = env!("CARGO_MANIFEST_DIR");

/// The dashboards of a new project, by their paths.
fn dashboards() -> Vec<(String, Value)> {
    let project = Project::empty();
    let said = project.run(&["init", "--project-name", "demo", "--plugins", "rust/v1,grafana"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let files = project.files().into_iter();
    let dashboards = files.filter(|(path, _)| path.extension().is_some_and(|extension| extension == "json"));
    dashboards
        .filter(|(path, _)| path.starts_with("grafana"))
        .map(|(path, text)| (path.display().to_string(), serde_json::from_str(&text).unwrap()))
        .collect()
}

fn queries() -> BTreeSet<String> {
    let mut queries = BTreeSet::new();
    for (_, dashboard) in dashboards() {
        for panel in dashboard["panels"].as_array().unwrap() {
            for target in panel["targets"].as_array().unwrap() {
                queries.insert(target["expr"].as_str().unwrap().to_owned());
            }
        }
    }
    queries
}

/// Prometheus' verdict is recorded: `go run .` in `testdata/promql` asks it again.
#[test]
fn prometheus_parses_every_query() {
    let folder = Path::new(CHECKOUT).join("testdata/promql");
    let queries: Vec<_> = queries().into_iter().collect();
    if overwrites() {
        fs::write(folder.join("queries.txt"), queries.join("\n") + "\n").unwrap();
    }
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("queries.txt").lines().collect::<Vec<_>>(), queries);
    let parsed = read("parsed.txt");
    assert_eq!(
        parsed.lines().count(),
        queries.len(),
        "run `go run .` in testdata/promql"
    );
    for (parsed, query) in parsed.lines().zip(&queries) {
        let squeezed = |text: &str| {
            text.replace("$__rate_interval", "5m")
                .replace([' ', '(', ')'], "")
        };
        assert_eq!(
            squeezed(parsed),
            squeezed(query),
            "run `go run .` in testdata/promql"
        );
    }
}

/// `docs/src/reference/metrics.md` is made from what an operator serves.
#[test]
fn every_metric_is_one_that_operators_export() {
    let known = fs::read_to_string(Path::new(CHECKOUT).join("docs/src/reference/metrics.md")).unwrap();
    let known: BTreeSet<&str> = known.split('`').collect();
    let mut shown = BTreeSet::new();
    for query in queries() {
        let words = query.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
        let metrics = words.filter(|word| word.contains('_') && !word.starts_with("__"));
        for metric in metrics.filter(|word| !["histogram_quantile"].contains(word)) {
            let metric = metric.strip_suffix("_bucket").unwrap_or(metric);
            assert!(known.contains(metric), "{metric} in {query}");
            shown.insert(metric.to_owned());
        }
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|name| {
            let prefixes = ["controller_runtime_", "workqueue_", "kubewright_", "process_"];
            prefixes
                .iter()
                .any(|prefix| name.starts_with(prefix) && name.len() > prefix.len())
        })
        .filter(|name| !shown.contains(**name))
        .collect();
    assert!(missing.is_empty(), "no panel shows {missing:?}");
}

/// What Grafana needs of a dashboard: panels on its grid of 24 columns, each with its own number, and variables that exist.
#[test]
fn dashboards_are_whole() {
    let dashboards = dashboards();
    assert_eq!(dashboards.len(), 4);
    for (path, dashboard) in dashboards {
        let mut numbers = BTreeSet::new();
        let mut places = BTreeSet::new();
        for panel in dashboard["panels"].as_array().unwrap() {
            let grid = &panel["gridPos"];
            assert!(
                grid["x"].as_u64().unwrap() + grid["w"].as_u64().unwrap() <= 24,
                "{path}"
            );
            assert!(places.insert((grid["x"].as_u64(), grid["y"].as_u64())), "{path}");
            assert!(numbers.insert(panel["id"].as_u64()), "{path}");
        }
        let variables = dashboard["templating"]["list"].as_array().unwrap();
        let names: Vec<_> = variables
            .iter()
            .map(|variable| variable["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["job", "namespace", "pod"], "{path}");
    }
}
