//! Findings as text, JSON, SARIF and JUnit.

mod junit;
mod sarif;

pub(crate) use junit::escape;
pub use sarif::document as sarif;

use std::path::Path;
use std::str::FromStr;

use serde_json::{Value, json};
use thiserror::Error;

use crate::finding::{Finding, Severity};

/// The form of findings.
///
/// ```
/// use kubewright_bundle::output::Output;
///
/// let text = "sarif".parse::<Output>()?.render(&[], "bundle".as_ref(), &[]);
/// assert!(text.contains("2.1.0"));
/// # Ok::<(), kubewright_bundle::output::Unknown>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// As compilers print errors.
    #[default]
    Text,
    /// One JSON object with everything that is known of each finding.
    Json,
    /// The JSON object of operator-sdk.
    JsonAlpha1,
    /// For code scanning.
    Sarif,
    /// For test reports.
    Junit,
}

/// A name that is no form.
#[derive(Debug, Error)]
#[error("`{0}` is not an output; use one of `{names}`", names = Output::NAMES.join("`, `"))]
pub struct Unknown(String);

/// A rule, as outputs describe it: its identifier, and what it finds.
pub type Described = (&'static str, &'static str);

impl FromStr for Output {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        let all = [Self::Text, Self::Json, Self::JsonAlpha1, Self::Sarif, Self::Junit];
        let named = all.into_iter().zip(Self::NAMES).find(|(_, name)| *name == text);
        named
            .map(|(output, _)| output)
            .ok_or_else(|| Unknown(text.to_owned()))
    }
}

impl Output {
    /// The names of all forms.
    pub const NAMES: [&str; 5] = ["text", "json", "json-alpha1", "sarif", "junit"];

    /// Renders findings in the files below a folder, which is shown in front of each path.
    #[must_use]
    pub fn render(self, findings: &[Finding], folder: &Path, rules: &[Described]) -> String {
        match self {
            Self::Text => findings.iter().map(|finding| text(finding, folder)).collect(),
            Self::Json => outputs(findings, |finding| full(finding, folder)),
            Self::JsonAlpha1 => outputs(
                findings,
                |finding| json!({"type": level(finding.severity), "message": line(finding, folder)}),
            ),
            Self::Sarif => pretty(&sarif::log(findings, folder, rules)),
            Self::Junit => junit::report(findings, folder, rules),
        }
    }
}

/// The first finding, in one line.
#[must_use]
pub fn first_line(findings: &[Finding], folder: &Path) -> Option<String> {
    findings.first().map(|finding| line(finding, folder))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The path of a finding, as a user would write it.
fn path(finding: &Finding, folder: &Path) -> Option<String> {
    Some(folder.join(finding.file.as_ref()?).display().to_string())
}

/// The place of a finding: the path, and the line if it is known.
fn place(finding: &Finding, folder: &Path) -> Option<String> {
    let path = path(finding, folder)?;
    Some(match finding.line {
        Some(line) => format!("{path}:{line}"),
        None => path,
    })
}

fn text(finding: &Finding, folder: &Path) -> String {
    let Finding {
        rule, message, help, ..
    } = finding;
    let place = place(finding, folder).unwrap_or_else(|| folder.display().to_string());
    let help = match help.as_str() {
        "" => String::new(),
        help => format!("  = help: {help}\n"),
    };
    format!(
        "{}[{rule}]: {message}\n --> {place}\n{help}\n",
        level(finding.severity)
    )
}

fn line(finding: &Finding, folder: &Path) -> String {
    let place = place(finding, folder)
        .map(|place| format!("{place}: "))
        .unwrap_or_default();
    let help = match finding.help.as_str() {
        "" => String::new(),
        help => format!("; {help}"),
    };
    format!("{place}{}{help} [{}]", finding.message, finding.rule)
}

fn full(finding: &Finding, folder: &Path) -> Value {
    let mut value = json!({
        "type": level(finding.severity),
        "rule": finding.rule,
        "message": finding.message,
        "help": finding.help,
    });
    if let Some(path) = path(finding, folder) {
        value["file"] = path.into();
    }
    if let Some(line) = finding.line {
        value["line"] = line.into();
    }
    value
}

fn outputs(findings: &[Finding], one: impl Fn(&Finding) -> Value) -> String {
    let passed = findings.iter().all(|finding| finding.severity != Severity::Error);
    let outputs: Vec<_> = findings.iter().map(one).collect();
    pretty(&json!({"passed": passed, "outputs": outputs}))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
