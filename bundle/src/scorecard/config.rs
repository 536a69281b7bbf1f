//! `tests/scorecard/config.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// Which tests run, and in what order.
///
/// ```
/// use kubewright_bundle::scorecard::Config;
///
/// let value = serde_json::json!({
///     "apiVersion": "scorecard.operatorframework.io/v1alpha3", "kind": "Configuration",
///     "stages": [{"parallel": true, "tests": [{"image": "a/b:c", "entrypoint": ["scorecard-test", "basic-check-spec"]}]}],
/// });
/// let config = Config::parse(&value)?;
/// assert_eq!(config.stages[0].tests[0].builtin(), Some("basic-check-spec"));
/// # Ok::<(), kubewright_bundle::scorecard::Malformed>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Config {
    /// The stages, one after the other.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// The service account of Pods.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serviceaccount: String,
}

/// Tests that run together, if they may.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Stage {
    /// Whether they run at the same time.
    #[serde(default)]
    pub parallel: bool,
    /// The tests.
    #[serde(default)]
    pub tests: Vec<Test>,
}

/// A test: a program, with its labels.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    /// The image of the program.
    #[serde(default)]
    pub image: String,
    /// The program and its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrypoint: Vec<String>,
    /// The labels that selectors match.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What distinguishes it from a test that is the same otherwise.
    #[serde(default, rename = "uniqueID", skip_serializing_if = "String::is_empty")]
    pub unique_id: String,
    /// Where the test stores files.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub storage: Value,
}

/// A file that is no configuration of the scorecard.
#[derive(Debug, Error)]
#[error("this is not a configuration of the scorecard: {0}")]
pub struct Malformed(String);

const API_VERSION: &str = "scorecard.operatorframework.io/v1alpha3";

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// If it is of another kind or version, or a field has the wrong type.
    pub fn parse(value: &Value) -> Result<Self, Malformed> {
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        if text("kind") != "Configuration" || text("apiVersion") != API_VERSION {
            let found = format!(
                "`{} {}` instead of `{API_VERSION} Configuration`",
                text("apiVersion"),
                text("kind")
            );
            return Err(Malformed(found));
        }
        Self::deserialize(value).map_err(|error| Malformed(error.to_string()))
    }
}

impl Test {
    /// The test of the list that every scorecard has, if it is one of them.
    #[must_use]
    pub fn builtin(&self) -> Option<&str> {
        match &self.entrypoint[..] {
            [program, name, ..] if program.ends_with("scorecard-test") => Some(name),
            _ => None,
        }
    }

    /// The name that reports show.
    #[must_use]
    pub fn name(&self) -> &str {
        let label = self.labels.get("test").map(String::as_str);
        label
            .or_else(|| self.builtin())
            .or_else(|| self.entrypoint.first().map(String::as_str))
            .unwrap_or(&self.image)
    }
}
