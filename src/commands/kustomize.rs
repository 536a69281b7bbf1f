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

/// The reason in kubectl's log line, or its first line.
fn reason(stderr: &str) -> String {
    let quoted = stderr
        .split_once("err=\"")
        .and_then(|(_, rest)| rest.rsplit_once('"'));
    match quoted {
        Some((reason, _)) => reason.replace("\\\"", "\""),
        None => first_line(stderr),
    }
}

/// The first line of another program's message.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty());
    line.unwrap_or_default().trim().to_owned()
}
