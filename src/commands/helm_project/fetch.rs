//! The chart that a call names: on this machine, or downloaded by helm.

use std::path::Path;
use std::process::{Command, Stdio};

use kubewright_charts::Chart;

use crate::cli;
use crate::commands::Context;
use crate::commands::errors::{Stop, fail, failure, misuse};
use crate::plan;

pub(super) fn chart(args: &cli::HelmChart, cx: &Context<'_, '_>) -> Result<Option<Chart>, Stop> {
    let Some(name) = &args.helm_chart else {
        return Ok(None);
    };
    let path = cx.directory.join(name);
    if path.exists() {
        if args.helm_chart_repo.is_some() || args.helm_chart_version.is_some() {
            return Err(misuse(
                format!("`{name}` is on this machine, so it has no repository and no other version"),
                "remove `--helm-chart-repo` and `--helm-chart-version`",
            ));
        }
        return Ok(Some(Chart::read(&path).map_err(|error| {
            fail(
                here(&error.to_string(), cx),
                "name a folder with a `Chart.yaml`, a `.tgz` file, or a chart of a repository",
            )
        })?));
    }
    let is_url = name.contains("://");
    let is_remote = is_url || name.contains('/') || args.helm_chart_repo.is_some();
    // Not a name in a repository, although it has a slash.
    let is_file = !is_url && (name.starts_with(['/', '.', '~']) || name.ends_with(".tgz"));
    if is_file || !is_remote {
        return Err(fail(
            format!("the chart `{name}` does not exist here"),
            "name a folder or a `.tgz` file, a URL, `REPOSITORY/NAME`, or a name with `--helm-chart-repo`",
        ));
    }
    let folder = tempfile::tempdir().map_err(failure)?;
    pull(name, args, folder.path(), cx)?;
    let mut files = folder.path().read_dir().map_err(failure)?;
    match files.next() {
        Some(Ok(file)) => Ok(Some(Chart::read(&file.path()).map_err(failure)?)),
        _ => Err(fail(
            format!("helm downloaded nothing for `{name}`"),
            "download the chart yourself, and name its file",
        )),
    }
}

/// The text with paths from the project's folder.
pub(super) fn here(text: &str, cx: &Context<'_, '_>) -> String {
    let folder = cx.directory.display().to_string();
    text.replace(&format!("{}/", folder.trim_end_matches('/')), "")
}

fn pull(name: &str, args: &cli::HelmChart, folder: &Path, cx: &Context<'_, '_>) -> Result<(), Stop> {
    let program = (cx.variables)("HELM").filter(|program| !program.is_empty());
    let mut helm = Command::new(program.unwrap_or_else(|| "helm".into()));
    helm.args(["pull", name, "--destination"]).arg(folder);
    for (flag, value) in [
        ("--repo", &args.helm_chart_repo),
        ("--version", &args.helm_chart_version),
    ] {
        if let Some(value) = value {
            helm.args([flag, value]);
        }
    }
    let output = helm.current_dir(cx.directory).stdin(Stdio::null()).output();
    let output = output.map_err(|error| {
        fail(
            format!(
                "`helm` cannot be started to download `{name}`: {}",
                plan::reason(&error)
            ),
            "install Helm, name it in the variable `HELM`, or download the chart and name its file",
        )
    })?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let text = String::from_utf8_lossy(&output.stderr);
            let error = text.rsplit("Error: ").next().unwrap_or_default().trim();
            Err(fail(
                format!("helm cannot download `{name}`: {error}"),
                "check the name, `--helm-chart-repo` and `--helm-chart-version`",
            ))
        }
    }
}
