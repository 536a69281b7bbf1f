//! What tests report.

use serde::{Deserialize, Serialize};

use super::Test;

/// Whether a test passed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It did.
    Pass,
    /// It did not.
    Fail,
    /// It could not run.
    Error,
}

/// One result of a test.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Result {
    /// What was tested.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Details for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub log: String,
    /// Whether it passed.
    pub state: State,
    /// What is wrong.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// What could be better.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
    /// When it was tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_timestamp: Option<String>,
}

/// What a test writes to stdout.
///
/// ```
/// use kubewright_bundle::scorecard::{State, Status};
///
/// let status: Status = serde_json::from_str(r#"{"results": [{"name": "a", "state": "pass", "errors": null}]}"#)?;
/// assert_eq!(status.results[0].state, State::Pass);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The results.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<Result>,
}

/// A test with its results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestRun {
    /// The kind.
    pub kind: &'static str,
    /// The API version.
    #[serde(rename = "apiVersion")]
    pub api_version: &'static str,
    /// The test.
    pub spec: Test,
    /// The results.
    pub status: Status,
}

/// Everything that ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestList {
    /// The kind.
    pub kind: &'static str,
    /// The API version.
    #[serde(rename = "apiVersion")]
    pub api_version: &'static str,
    /// The tests.
    pub items: Vec<TestRun>,
}

const API_VERSION: &str = "scorecard.operatorframework.io/v1alpha3";

/// Go writes an empty list as null.
fn list<'de, D, T>(deserializer: D) -> std::result::Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Result {
    /// A result that passed so far.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            log: String::new(),
            state: State::Pass,
            errors: Vec::new(),
            suggestions: Vec::new(),
            creation_timestamp: None,
        }
    }

    /// Something is wrong.
    pub fn fail(&mut self, error: impl Into<String>) {
        self.state = State::Fail;
        self.errors.push(error.into());
    }

    /// Something could be better.
    pub fn suggest(&mut self, suggestion: impl Into<String>) {
        self.suggestions.push(suggestion.into());
    }
}

impl Status {
    /// Reads a `TestList`, and returns the results of each test.
    ///
    /// ```
    /// use kubewright_bundle::scorecard::Status;
    ///
    /// let list = br#"{"kind": "TestList", "items": [{"spec": {}, "status": {"results": []}}]}"#;
    /// assert_eq!(Status::of_list(list)?, [Status::default()]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is no such list.
    pub fn of_list(json: &[u8]) -> std::result::Result<Vec<Self>, serde_json::Error> {
        #[derive(Deserialize)]
        struct List {
            items: Vec<Run>,
        }
        #[derive(Deserialize)]
        struct Run {
            status: Status,
        }
        let list: List = serde_json::from_slice(json)?;
        Ok(list.items.into_iter().map(|run| run.status).collect())
    }

    /// Reads what a test wrote to stdout. If it is no status, that is a failure of the test.
    #[must_use]
    pub fn parse(name: &str, output: &[u8]) -> Self {
        serde_json::from_slice(output).unwrap_or_else(|error| {
            let mut result = Result::new(name);
            result.fail(format!("the test did not print its status as JSON: {error}"));
            result.log = String::from_utf8_lossy(output).into_owned();
            Self {
                results: vec![result],
            }
        })
    }

    /// Whether every result passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.results.iter().all(|result| result.state == State::Pass)
    }
}

impl TestList {
    /// Lists tests with their results.
    #[must_use]
    pub fn new(runs: impl IntoIterator<Item = (Test, Status)>) -> Self {
        let run = |(spec, status)| TestRun {
            kind: "Test",
            api_version: API_VERSION,
            spec,
            status,
        };
        let items = runs.into_iter().map(run).collect();
        Self {
            kind: "TestList",
            api_version: API_VERSION,
            items,
        }
    }

    /// Whether every test passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.items.iter().all(|run| run.status.passed())
    }
}
