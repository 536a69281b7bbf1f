//! `kubewright generate kustomize manifests`: the base `ClusterServiceVersion` of a project.

mod described;
mod facts;

use std::path::Path;

use kubewright_core::yaml;
use serde_json::Value;

use super::errors::{Stop, fail, failure};
use super::manifests::reading;
use super::{Context, FAILURE, SUCCESS, content};
use crate::cli::{self, MessageFormat};
use crate::line_ends;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::yaml as edited;
use kubewright_analysis::{Analysis, Described, Level};

pub(super) fn run(args: &cli::GenerateBase, mut cx: Context<'_, '_>) -> u8 {
    let result = base(args, &mut cx);
    cx.end(result)
}

fn base(args: &cli::GenerateBase, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let session = cx.open()?;
    let project = &session.file.project;
    let package = args.package.clone().unwrap_or_else(|| project.name.clone());
    let name = format!("bases/{package}.clusterserviceversion.yaml");
    let text = existing(&args.input_dir.join(&name), cx.directory)?;
    let Some(kinds) = kinds(args, project, cx)? else {
        return Ok(FAILURE);
    };
    let mut csv = match &text {
        Some(text) => parsed(&args.input_dir.join(&name), text)?,
        None => facts::new(&package, &session, cx).base(),
    };
    let asks = args.interactive.unwrap_or(text.is_none()) && cx.printer.asks();
    facts::say(&args.texts, asks, &mut csv, cx)?;
    described::describe(&mut csv, &kinds);
    let new = match &text {
        Some(text) => edited::revise(text, &csv, identity).map_err(failure)?,
        None => yaml::to_string(&csv).map_err(failure)?,
    };
    write(args, &name, new, cx)
}

/// The kinds and what their types say about them; `None` if the source has errors, which are printed.
fn kinds(
    args: &cli::GenerateBase,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<Option<Vec<Described>>, Stop> {
    if project.content().is_some() {
        if args.apis_dir.is_some() {
            content::check_has_rust("--apis-dir", Some(project), |_| "leave it out")?;
        }
        return Ok(Some(project.types().map(described::untyped).collect()));
    }
    let paths = match &args.apis_dir {
        Some(folder) => vec![format!("./{}/...", folder.display())],
        None => project.paths(),
    };
    let reading = reading(Some(project), cx.directory)?;
    let problems = match Analysis::read(cx.directory, &paths, &reading) {
        Ok((analysis, mut errors)) => {
            let problems = errors.take();
            if problems.iter().all(|problem| problem.level != Level::Error) {
                cx.report(problems, MessageFormat::Human);
                return Ok(Some(analysis.described()));
            }
            problems
        }
        Err(problems) => problems,
    };
    cx.report(problems, MessageFormat::Human);
    Ok(None)
}

/// The text of the base, if it exists.
fn existing(path: &Path, directory: &Path) -> Result<Option<String>, Stop> {
    plan::if_exists(line_ends::read(&directory.join(path))).map_err(|error| {
        let reason = plan::reason(&error);
        fail(
            format!("`{}` cannot be read: {reason}", path.display()),
            "make it a readable text file, or remove it",
        )
    })
}

fn parsed(path: &Path, text: &str) -> Result<Value, Stop> {
    let csv: Value = yaml::from_str(text).map_err(|error| {
        failure(format!(
            "`{}` is not YAML: {}",
            path.display(),
            error.first_line()
        ))
    })?;
    match csv["kind"] == "ClusterServiceVersion" {
        true => Ok(csv),
        false => Err(fail(
            format!("`{}` has no ClusterServiceVersion", path.display()),
            "remove it, so that a new one is written",
        )),
    }
}

/// The name of an item of a list, so that items keep their comments when others come and go.
fn identity(index: usize, item: &Value) -> String {
    let keys = ["path", "kind", "name", "version", "type", "url"];
    let parts: Vec<_> = keys.iter().filter_map(|key| item[key].as_str()).collect();
    match parts.is_empty() {
        true => index.to_string(),
        false => parts.join("/"),
    }
}

fn write(args: &cli::GenerateBase, name: &str, text: String, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let folder = args.output_dir.as_ref().unwrap_or(&args.input_dir);
    let mut plan = Plan::default();
    plan.write(folder.join(name), text);
    if folder.is_absolute() || folder.starts_with("..") {
        plan.allow(folder.clone());
    }
    let edits = plan::resolve(plan, cx.directory)?.edits;
    plan::write(&edits, cx.directory).map_err(failure)?;
    cx.print_written(&edits);
    let kustomization = folder.join("kustomization.yaml");
    if !cx.directory.join(&kustomization).exists() {
        let next = "`kubewright edit --plugins olm` adds it, with targets for make";
        cx.notes(&[format!("there is no `{}` yet; {next}", kustomization.display())]);
    }
    Ok(SUCCESS)
}
