//! A dashboard for the metrics that a project lists in `grafana/custom-metrics/config.yaml`.

use kubewright_core::yaml;
use serde::Deserialize;
use thiserror::Error;

use super::dashboard::{Dashboard, Panel, Unit};

/// The file that lists a project's own metrics. Its format is kubebuilder's.
pub(crate) const CONFIG: &str = "grafana/custom-metrics/config.yaml";

/// The dashboard of these metrics.
pub(super) const DASHBOARD: &str = "grafana/custom-metrics/custom-metrics-dashboard.json";

pub(super) const EXAMPLE: &str = "\
# The metrics of this project. After a change, run `kubewright edit --plugins grafana` again:
# it writes custom-metrics-dashboard.json.
#
# customMetrics:
# - metric: backup_size_bytes # the name; required
#   type: gauge               # counter, gauge or histogram; required
#   unit: bytes               # a unit of Grafana; by default, from the name
#   expr: max(backup_size_bytes) # a PromQL query, instead of the default for the type
customMetrics: []
";

/// Why the metrics cannot be shown.
#[derive(Debug, Error)]
pub(super) enum CustomError {
    /// The file is not YAML, or has the wrong structure.
    #[error("`{CONFIG}` cannot be read: {0}")]
    Form(String),
    /// A metric has no name that Prometheus accepts.
    #[error("`{CONFIG}`: `{0}` is not a metric name; use letters, digits and `_`")]
    Name(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Config {
    #[serde(default)]
    custom_metrics: Option<Vec<Metric>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metric {
    metric: String,
    r#type: Type,
    #[serde(default)]
    expr: String,
    #[serde(default)]
    unit: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    Counter,
    Gauge,
    Histogram,
}

/// The dashboard for the metrics in the text of [`CONFIG`]; `None` if it lists none.
pub(super) fn dashboard(config: &str) -> Result<Option<String>, CustomError> {
    let form = |error: yaml::YamlError| CustomError::Form(error.first_line().to_owned());
    let config: Config = yaml::from_str(config).map_err(form)?;
    let metrics = config.custom_metrics.unwrap_or_default();
    if metrics.is_empty() {
        return Ok(None);
    }
    let panels: Vec<_> = metrics.iter().map(Metric::panel).collect::<Result<_, _>>()?;
    let dashboard = Dashboard {
        file: "custom-metrics-dashboard",
        title: "Custom metrics",
        panels: &panels,
    };
    Ok(Some(dashboard.json()))
}

impl Metric {
    fn panel(&self) -> Result<Panel<'_>, CustomError> {
        let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | ':');
        let starts = self
            .metric
            .chars()
            .next()
            .is_some_and(|first| !first.is_ascii_digit());
        if !starts || !self.metric.chars().all(allowed) {
            return Err(CustomError::Name(self.metric.clone()));
        }
        let unit = match (self.unit.as_str(), self.r#type) {
            ("", Type::Counter) => Unit::PerSecond,
            ("", _) if self.metric.contains("_seconds") => Unit::Seconds,
            ("", _) if self.metric.contains("_bytes") => Unit::Bytes,
            ("", _) => Unit::Count,
            (unit, _) => Unit::Named(unit),
        };
        let panel = Panel::new(&self.metric, unit, "{{pod}}");
        Ok(match (self.expr.as_str(), self.r#type) {
            ("", Type::Counter) => panel.rate(&self.metric, "pod"),
            ("", Type::Gauge) => panel.sum(&self.metric, "pod"),
            ("", Type::Histogram) => panel.quantiles(&self.metric, "pod"),
            (expr, _) => panel.query(expr),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_lists_none_and_its_comment_one() {
        assert!(dashboard(EXAMPLE).unwrap().is_none());
        let lines = EXAMPLE.lines().skip_while(|line| !line.contains("customMetrics"));
        let example: Vec<_> = lines.filter_map(|line| line.strip_prefix("# ")).collect();
        let shown = dashboard(&example.join("\n")).unwrap().unwrap();
        assert!(shown.contains("\"max(backup_size_bytes)\""), "{shown}");
    }

    #[test]
    fn each_type_has_a_query() {
        for (kind, query) in [
            ("counter", "sum by (pod) (rate(a_total{job"),
            ("gauge", "sum by (pod) (a_total{job"),
            (
                "histogram",
                "histogram_quantile(0.9, sum by (pod, le) (rate(a_total_bucket{job",
            ),
        ] {
            let config = format!("customMetrics:\n- metric: a_total\n  type: {kind}\n");
            let shown = dashboard(&config).unwrap().unwrap();
            assert!(shown.contains(&format!("\"{query}")), "{shown}");
        }
    }

    #[test]
    fn odd_metrics_are_errors() {
        for config in [
            "customMetrics:\n- metric: a-b\n  type: gauge\n",
            "customMetrics:\n- metric: a\n  type: summary\n",
            "customMetrics:\n- metric: a\n",
            "customMetrics:\n- metric: a\n  type: gauge\n  units: s\n",
            "customMetrics: [\n",
        ] {
            assert!(dashboard(config).is_err(), "{config}");
        }
    }
}
