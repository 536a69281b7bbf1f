//! Results as text, JSON and JUnit's XML.

use std::fmt::Write as _;
use std::str::FromStr;

use thiserror::Error;

use super::{State, TestList, TestRun};
use crate::output::escape;

/// The form of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// For people.
    #[default]
    Text,
    /// A `TestList`.
    Json,
    /// JUnit's XML.
    Xunit,
}

/// A name that is no form.
#[derive(Debug, Error)]
#[error("`{0}` is not an output; use one of `text`, `json`, `xunit`")]
pub struct Unknown(String);

impl FromStr for Output {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "xunit" => Ok(Self::Xunit),
            other => Err(Unknown(other.to_owned())),
        }
    }
}

impl Output {
    /// Renders tests with their results.
    #[must_use]
    pub fn render(self, list: &TestList) -> String {
        match self {
            Self::Text => list.items.iter().map(text).collect(),
            Self::Json => {
                let value = serde_json::to_value(list).unwrap_or_default();
                format!("{value:#}\n")
            }
            Self::Xunit => xunit(list),
        }
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Pass => "pass",
        State::Fail => "fail",
        State::Error => "error",
    }
}

fn text(run: &TestRun) -> String {
    let rule = "-".repeat(80);
    let mut all = format!("{rule}\n");
    let test = &run.spec;
    if !test.image.is_empty() {
        let _ = writeln!(all, "Image:      {}", test.image);
    }
    if !test.entrypoint.is_empty() {
        let _ = writeln!(all, "Entrypoint: [{}]", test.entrypoint.join(" "));
    }
    if !test.labels.is_empty() {
        all.push_str("Labels:\n");
        for (key, value) in &test.labels {
            let _ = writeln!(all, "\t\"{key}\":\"{value}\"");
        }
    }
    if !run.status.results.is_empty() {
        all.push_str("Results:\n");
    }
    for result in &run.status.results {
        let _ = writeln!(all, "\tName: {}\n\tState: {}\n", result.name, state(result.state));
        for (title, lines) in [("Suggestions", &result.suggestions), ("Errors", &result.errors)] {
            if !lines.is_empty() {
                let _ = writeln!(all, "\t{title}:\n\t\t{}", lines.join("\n\t\t"));
            }
        }
        if !result.log.is_empty() {
            let _ = writeln!(
                all,
                "\tLog:\n\t\t{}",
                result.log.trim_end().replace('\n', "\n\t\t")
            );
        }
        all.push('\n');
    }
    all
}

fn xunit(list: &TestList) -> String {
    let mut all =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"scorecard\">\n");
    for run in &list.items {
        let results = &run.status.results;
        let count = |wanted: State| results.iter().filter(|result| result.state == wanted).count();
        let name = escape(run.spec.name());
        let _ = writeln!(
            all,
            "  <testsuite name=\"{name}\" tests=\"{}\" skipped=\"0\" failures=\"{}\" errors=\"{}\">\n    <properties>",
            results.len(),
            count(State::Fail),
            count(State::Error),
        );
        let entrypoint = run.spec.entrypoint.join(" ");
        let label = run.spec.labels.get("test").cloned().unwrap_or_default();
        for (key, value) in [
            ("spec.image", &run.spec.image),
            ("spec.entrypoint", &entrypoint),
            ("labels.test", &label),
        ] {
            let _ = writeln!(
                all,
                "      <property name=\"{key}\" value=\"{}\"/>",
                escape(value)
            );
        }
        all.push_str("    </properties>\n");
        for result in results {
            let case = escape(&result.name);
            let lines: Vec<_> = result
                .errors
                .iter()
                .chain(&result.suggestions)
                .map(String::as_str)
                .collect();
            let message = escape(&lines.join("\n"));
            let _ = match result.state {
                State::Pass => writeln!(all, "    <testcase name=\"{case}\"/>"),
                State::Fail => writeln!(
                    all,
                    "    <testcase name=\"{case}\">\n      <failure message=\"{message}\"/>\n    </testcase>"
                ),
                State::Error => writeln!(
                    all,
                    "    <testcase name=\"{case}\">\n      <error message=\"{message}\"/>\n    </testcase>"
                ),
            };
        }
        all.push_str("  </testsuite>\n");
    }
    all + "</testsuites>\n"
}
