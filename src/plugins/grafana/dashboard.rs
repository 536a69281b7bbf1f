//! A dashboard in Grafana's JSON format.

use serde_json::{Value, json};

/// A dashboard.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dashboard<'d> {
    /// The file name, without its extension.
    pub(super) file: &'d str,
    /// The title, without the name of the project.
    pub(super) title: &'d str,
    /// The panels, from left to right and from top to bottom.
    pub(super) panels: &'d [Panel<'d>],
}

/// A time series panel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel<'d> {
    /// The title.
    pub(super) title: &'d str,
    /// The unit of the axis.
    pub(super) unit: Unit<'d>,
    /// The name of each line: a template of labels.
    pub(super) legend: &'d str,
    query: Query<'d>,
}

/// What is queried.
#[derive(Clone, Copy, Debug)]
enum Query<'d> {
    None,
    Aggregate {
        function: &'d str,
        metric: &'d str,
        by: &'d str,
    },
    Rate {
        metric: &'d str,
        by: &'d str,
    },
    Quantiles {
        metric: &'d str,
        by: &'d str,
    },
    Given(&'d str),
}

/// A unit of Grafana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit<'d> {
    /// A number.
    Count,
    /// Events in a second.
    PerSecond,
    /// A duration in seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Processors in use.
    Cores,
    /// A moment, in seconds since 1970.
    Time,
    /// Another one, by Grafana's name for it.
    Named(&'d str),
}

/// The labels that the variables of a dashboard select.
const SELECTOR: &str = r#"{job=~"$job", namespace=~"$namespace", pod=~"$pod"}"#;

const COLUMNS: usize = 2;
const WIDTH: usize = 24 / COLUMNS;
const HEIGHT: usize = 8;

impl<'d> Panel<'d> {
    /// Creates a panel without a query.
    pub(super) const fn new(title: &'d str, unit: Unit<'d>, legend: &'d str) -> Self {
        Self {
            title,
            unit,
            legend,
            query: Query::None,
        }
    }

    /// Shows how fast a counter grows.
    pub(super) const fn rate(self, metric: &'d str, by: &'d str) -> Self {
        Self {
            query: Query::Rate { metric, by },
            ..self
        }
    }

    /// Shows the sum of a gauge.
    pub(super) const fn sum(self, metric: &'d str, by: &'d str) -> Self {
        Self {
            query: Query::Aggregate {
                function: "sum",
                metric,
                by,
            },
            ..self
        }
    }

    /// Shows the largest value of a gauge.
    pub(super) const fn max(self, metric: &'d str, by: &'d str) -> Self {
        Self {
            query: Query::Aggregate {
                function: "max",
                metric,
                by,
            },
            ..self
        }
    }

    /// Shows the quantiles 0.5, 0.9 and 0.99 of a histogram.
    pub(super) const fn quantiles(self, metric: &'d str, by: &'d str) -> Self {
        Self {
            query: Query::Quantiles { metric, by },
            ..self
        }
    }

    /// Shows a query as it is.
    pub(super) const fn query(self, query: &'d str) -> Self {
        Self {
            query: Query::Given(query),
            ..self
        }
    }

    /// The queries in `PromQL`, each with the name of its lines.
    pub(super) fn queries(&self) -> Vec<(String, String)> {
        let legend = self.legend.to_owned();
        match self.query {
            Query::None => Vec::new(),
            Query::Given(query) => vec![(query.to_owned(), legend)],
            Query::Aggregate { function, metric, by } => {
                vec![(format!("{function} by ({by}) ({metric}{SELECTOR})"), legend)]
            }
            Query::Rate { metric, by } => {
                let rate = format!("sum by ({by}) (rate({metric}{SELECTOR}[$__rate_interval]))");
                vec![(rate, legend)]
            }
            Query::Quantiles { metric, by } => {
                let quantile = |(quantile, name): (&str, &str)| {
                    let rate =
                        format!("sum by ({by}, le) (rate({metric}_bucket{SELECTOR}[$__rate_interval]))");
                    (
                        format!("histogram_quantile({quantile}, {rate})"),
                        format!("{legend} {name}"),
                    )
                };
                [("0.5", "P50"), ("0.9", "P90"), ("0.99", "P99")]
                    .map(quantile)
                    .into()
            }
        }
    }

    fn json(&self, number: usize) -> Value {
        let targets: Vec<_> = self
            .queries()
            .into_iter()
            .zip('A'..='Z')
            .map(|((query, legend), id)| {
                json!({
                    "datasource": datasource(),
                    "editorMode": "code",
                    "expr": query,
                    "legendFormat": legend,
                    "range": true,
                    "refId": id.to_string(),
                })
            })
            .collect();
        json!({
            "datasource": datasource(),
            "fieldConfig": {
                "defaults": {
                    "custom": { "fillOpacity": 10, "showPoints": "never" },
                    "unit": self.unit.name(),
                },
                "overrides": [],
            },
            "gridPos": {
                "h": HEIGHT,
                "w": WIDTH,
                "x": number % COLUMNS * WIDTH,
                "y": number / COLUMNS * HEIGHT,
            },
            "id": number + 1,
            "options": {
                "legend": { "calcs": ["lastNotNull", "max"], "displayMode": "table", "placement": "bottom" },
                "tooltip": { "mode": "multi", "sort": "desc" },
            },
            "targets": targets,
            "title": self.title,
            "type": "timeseries",
        })
    }
}

impl Dashboard<'_> {
    /// The text of its file. Grafana asks for the data source when it is imported.
    pub(super) fn json(&self) -> String {
        let panels: Vec<_> = self
            .panels
            .iter()
            .enumerate()
            .map(|(number, panel)| panel.json(number))
            .collect();
        let metric = "process_start_time_seconds";
        let dashboard = json!({
            "__inputs": [{
                "description": "",
                "label": "Prometheus",
                "name": "DS_PROMETHEUS",
                "pluginId": "prometheus",
                "pluginName": "Prometheus",
                "type": "datasource",
            }],
            "__requires": [
                { "id": "grafana", "name": "Grafana", "type": "grafana", "version": "10.0.0" },
                { "id": "prometheus", "name": "Prometheus", "type": "datasource", "version": "1.0.0" },
                { "id": "timeseries", "name": "Time series", "type": "panel", "version": "" },
            ],
            "editable": true,
            "graphTooltip": 1,
            "panels": panels,
            "refresh": "30s",
            "schemaVersion": 39,
            "tags": ["operator"],
            "templating": { "list": [
                variable("job", &format!("label_values({metric}, job)")),
                variable("namespace", &format!("label_values({metric}{{job=~\"$job\"}}, namespace)")),
                variable(
                    "pod",
                    &format!("label_values({metric}{{job=~\"$job\", namespace=~\"$namespace\"}}, pod)"),
                ),
            ]},
            "time": { "from": "now-1h", "to": "now" },
            "timezone": "",
            "title": self.title,
            "uid": null,
        });
        let text = serde_json::to_string_pretty(&dashboard).unwrap_or_default();
        text + "\n"
    }
}

fn datasource() -> Value {
    json!({ "type": "prometheus", "uid": "${DS_PROMETHEUS}" })
}

fn variable(name: &str, query: &str) -> Value {
    json!({
        "current": { "selected": true, "text": ["All"], "value": ["$__all"] },
        "datasource": datasource(),
        "includeAll": true,
        "multi": true,
        "name": name,
        "query": { "query": query, "refId": "StandardVariableQuery" },
        "refresh": 2,
        "sort": 1,
        "type": "query",
    })
}

impl<'d> Unit<'d> {
    fn name(self) -> &'d str {
        match self {
            Self::Count | Self::Cores => "none",
            Self::PerSecond => "ops",
            Self::Seconds => "s",
            Self::Bytes => "bytes",
            Self::Time => "dateTimeFromNow",
            Self::Named(name) => name,
        }
    }
}
