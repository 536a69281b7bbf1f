//! Runs `kubectl kustomize`.

use std::path::Path;
use std::process::Command;

use kubewright_core::diagnostic::Message;
use serde_json::Value;

use super::Variables;
use crate::{chart, plan};

/// The name of kubectl's program.
pub(super) fn kubectl(variables: Variables<'_>) -> String {
    variables("KUBECTL")
        .filter(|value| !value.is_empty())
        .and_then(|value| value.into_string().ok())
        .unwrap_or_else(|| "kubectl".to_owned())
}

/// The objects of a kustomization. `shown` is its folder in messages, and `instead` what else users can do.
pub(super) fn build(kubectl: &str, folder: &Path, shown: &str, instead: &str) -> Result<Vec<Value>, Message> {
    let output = Command::new(kubectl).arg("kustomize").arg(folder).output();
    let output = output.map_err(|error| {
        let reason = plan::reason(&error);
        Message::new(format!("`{kubectl}` cannot be run: {reason}"))
            .help(format!("install kubectl, set `KUBECTL`, or {instead}"))
    })?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(
            Message::new(format!("`kubectl kustomize {shown}` failed: {}", reason(&text)))
                .help(format!("fix `{shown}`, or {instead}")),
        );
    }
    let text = String::from_utf8_lossy(&output.stdout);
    chart::read(&text).map_err(|error| {
        Message::new(format!(
            "`kubectl kustomize` printed something else than YAML: {error}"
        ))
    })
}

/// The reason in kubectl's log line, which has several lines if the reason has, or else the first line.
fn reason(stderr: &str) -> String {
    let between = |start: &str, end: &str| {
        let (_, rest) = stderr.split_once(start)?;
        rest.rsplit_once(end).map(|(reason, _)| reason)
    };
    let quoted = between("err=\"", "\"").map(|reason| reason.replace("\\\"", "\""));
    let lines = || Some(in_one_line(between("err=<\n", "\n >")?));
    quoted.or_else(lines).unwrap_or_else(|| first_line(stderr))
}

/// The lines of another program's message in one.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first line of another program's message.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty());
    line.unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_found_in_the_log_lines_of_kubectl() {
        let head = "E1130 16:37:44.018224    8739 run.go:72] \"command failed\" err=";
        for (log, expected) in [
            (
                format!("{head}\"no matches for \\\"B/a\\\"\"\n"),
                "no matches for \"B/a\"",
            ),
            (
                format!("{head}<\n\ttrouble with `\n\tpath: nope.yaml\n\t`: no \"such\" file\n >\n"),
                "trouble with ` path: nope.yaml `: no \"such\" file",
            ),
            ("\nerror: unknown flag\nusage\n".to_owned(), "error: unknown flag"),
        ] {
            assert_eq!(reason(&log), expected);
        }
    }
}
