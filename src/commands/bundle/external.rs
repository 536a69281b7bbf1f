//! Programs of others that check a bundle.

use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_bundle::finding::{Finding, Severity};
use serde::Deserialize;
use serde_json::Value;

use super::super::Context;
use super::super::errors::{Stop, fail, misuse};
use crate::plan;

/// What such a program prints.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ManifestResult {
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "a field of their format; the findings name their place themselves"
    )]
    name: String,
    #[serde(default)]
    errors: Option<Vec<One>>,
    #[serde(default)]
    warnings: Option<Vec<One>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct One {
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    #[expect(dead_code, reason = "the list that it is in says the same")]
    level: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    #[expect(dead_code, reason = "the detail names it")]
    bad_value: Value,
    #[serde(default)]
    detail: String,
}

/// The programs in a list that is separated by `:`.
pub(super) fn programs(list: Option<&str>, cx: &Context<'_, '_>) -> Result<Vec<PathBuf>, Stop> {
    let Some(list) = list else {
        return Ok(Vec::new());
    };
    let mut programs = Vec::new();
    for given in list.split(':').filter(|given| !given.is_empty()) {
        let program = cx.directory.join(given);
        if !program.is_file() {
            return Err(misuse(
                format!("`{given}` is not a program"),
                "name executable files, separated by `:`",
            ));
        }
        programs.push(program);
    }
    Ok(programs)
}

/// Runs a program on a bundle.
pub(super) fn run(program: &Path, bundle: &Path) -> Result<Vec<Finding>, Stop> {
    let name = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let output = Command::new(program).arg(bundle).output();
    let output = output.map_err(|error| {
        let text = format!("cannot run `{name}`: {}", plan::reason(&error));
        fail(text, "make it executable")
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().lines().last().unwrap_or_default();
        let text = format!("`{name}` failed with {}: {said}", output.status);
        return Err(fail(text, "it must end with 0, also if the bundle is not valid"));
    }
    let result: ManifestResult = serde_json::from_slice(&output.stdout).map_err(|error| {
        let text = format!("`{name}` did not print the result of a check: {error}");
        fail(text, "print one JSON object with `Name`, `Errors` and `Warnings`")
    })?;
    let name = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let finding = |severity, one: One| {
        let what = [one.r#type, one.field, one.detail];
        let what: Vec<_> = what.into_iter().filter(|part| !part.is_empty()).collect();
        Finding {
            rule: "external",
            severity,
            file: None,
            line: None,
            message: format!("`{name}`: {}", what.join(": ")),
            help: String::new(),
        }
    };
    let errors = result
        .errors
        .unwrap_or_default()
        .into_iter()
        .map(|one| finding(Severity::Error, one));
    let warnings = result
        .warnings
        .unwrap_or_default()
        .into_iter()
        .map(|one| finding(Severity::Warning, one));
    Ok(errors.chain(warnings).collect())
}
