//! JUnit's XML: one test case for each rule.

use std::fmt::Write as _;
use std::path::Path;

use super::{Described, line};
use crate::finding::{Finding, Severity};

pub(super) fn report(findings: &[Finding], folder: &Path, rules: &[Described]) -> String {
    let mut rules: Vec<_> = rules.iter().map(|(id, _)| *id).collect();
    rules.extend(findings.iter().map(|finding| finding.rule));
    let mut seen = Vec::new();
    rules.retain(|rule| {
        let first = !seen.contains(rule);
        seen.push(*rule);
        first
    });
    let of = |rule: &str, severity| {
        let of_rule = findings
            .iter()
            .filter(move |finding| finding.severity == severity);
        let rule = rule.to_owned();
        of_rule.filter(move |finding| finding.rule == rule)
    };
    let failed = rules
        .iter()
        .filter(|rule| of(rule, Severity::Error).next().is_some())
        .count();
    let folder_text = escape(&folder.display().to_string());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"{folder_text}\" tests=\"{}\" failures=\"{failed}\">\n",
        rules.len()
    );
    for rule in rules {
        let mut content = String::new();
        for finding in of(rule, Severity::Error) {
            let message = escape(&line(finding, folder));
            let _ = writeln!(content, "      <failure message=\"{message}\"/>");
        }
        // Warnings do not fail a test, but belong into its report.
        let warnings: Vec<_> = of(rule, Severity::Warning)
            .map(|finding| escape(&line(finding, folder)))
            .collect();
        if !warnings.is_empty() {
            let _ = writeln!(content, "      <system-out>{}</system-out>", warnings.join("\n"));
        }
        let _ = match content.as_str() {
            "" => writeln!(
                text,
                "    <testcase classname=\"{folder_text}\" name=\"{rule}\"/>"
            ),
            content => writeln!(
                text,
                "    <testcase classname=\"{folder_text}\" name=\"{rule}\">\n{content}    </testcase>"
            ),
        };
    }
    text + "  </testsuite>\n</testsuites>\n"
}

/// A text in an attribute or between tags.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            // Not a character of XML.
            other if other.is_control() && other != '\t' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
