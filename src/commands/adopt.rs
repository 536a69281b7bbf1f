//! `kubewright adopt`: a project from a crate that uses kube's own derives.

mod base;
mod files;
mod names;
mod request;
mod resources;
mod webhooks;

use kubewright_core::diagnostic::Message;

use super::errors::{Stop, fail, failure};
use super::plugin_discovery::Selected;
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::cli::MessageFormat;
use crate::plan::{self, Plan};
use crate::project::{self, Project};
use crate::report;
use kubewright_analysis::{Analysis, Diagnostic, Level};

use request::Request;
use webhooks::Served;

pub(super) fn run(args: &cli::Adopt, mut cx: Context<'_, '_>) -> u8 {
    let result = adopt(args, &mut cx);
    cx.end(result)
}

fn adopt(args: &cli::Adopt, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let request = request::ask(args, cx.directory)?;
    let (analysis, problems) = match Analysis::read(cx.directory, &[], &request.reading) {
        Ok((analysis, mut errors)) => (analysis, errors.take()),
        Err(diagnostics) => {
            report::print(diagnostics, MessageFormat::Human, &mut cx.printer);
            return Ok(FAILURE);
        }
    };
    let Selected { chain, .. } = cx.selected(&[], &[], None)?;
    let kinds = analysis.kube_names();
    // Which kinds are external decides which errors matter.
    let base = match kinds.is_empty() {
        true => None,
        false => Some(base::project(args, &request, kinds, &chain.layout)?),
    };
    if !is_right(args, problems, &analysis, cx) {
        return Ok(FAILURE);
    }
    let Some(base) = base else {
        return Err(fail(
            "this crate has no kind with kube's `#[derive(CustomResource)]`",
            "create a project with `kubewright init`, or run this in the folder of the crate that has the kinds",
        ));
    };
    let new = check(args, base, &request, &analysis, cx);
    if !new.is_new && request.known() == Some(&new.project) {
        cx.printer.status("nothing to do: PROJECT has all kinds");
        return Ok(SUCCESS);
    }
    let (plan, notes) = files::plan(args, &request, &new, (&chain, &analysis), cx)?;
    cx.notes(&notes);
    write(args, plan, &analysis, cx)
}

/// How to adopt a crate with kinds whose CRDs are not known.
const UNKNOWN: &str = "`kubewright adopt --schema strict` makes strict schemas; \
    `kubewright manifests paths=./... crd --stdout --probe` asks the program once for the CRDs that its source does not show, \
    and `kubewright adopt` then uses them";

/// The kustomization of every project.
const DEPLOYED: &str = "config/default/kustomization.yaml";

/// The project after the call.
struct New {
    /// The project without the kinds that are new.
    base: Project,
    project: Project,
    /// Whether the files of every project are missing.
    is_new: bool,
}

/// Prints what is wrong with the source. Returns whether none of it is an error.
fn is_right(
    args: &cli::Adopt,
    mut problems: Vec<Diagnostic>,
    analysis: &Analysis,
    cx: &mut Context<'_, '_>,
) -> bool {
    let is_right = problems.iter().all(|problem| problem.level != Level::Error);
    if !is_right && !analysis.unknown().is_empty() {
        problems.push(Diagnostic::note(Message::new(UNKNOWN)));
    }
    // Once files are written, the manifests come with the same notes.
    if !is_right || args.preview.dry_run || args.preview.diff {
        report::print(problems, MessageFormat::Human, &mut cx.printer);
    }
    is_right
}

/// Adds the kinds of the crate to the project.
fn check(
    args: &cli::Adopt,
    base: Project,
    request: &Request,
    analysis: &Analysis,
    cx: &Context<'_, '_>,
) -> New {
    let mut project = base.clone();
    if let Some(schemas) = &args.schema {
        project::set_schemas(&mut project, schemas);
    }
    resources::add(&mut project, analysis);
    // A file that states defaults or schemas alone does not make a project.
    let is_new = request.file.is_none() || !cx.directory.join(DEPLOYED).is_file();
    New {
        base,
        project,
        is_new,
    }
}

fn write(args: &cli::Adopt, plan: Plan, analysis: &Analysis, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let resolved = plan::resolve(plan, cx.directory)?;
    if args.preview.diff {
        cx.print_patch(&resolved.edits);
        return Ok(SUCCESS);
    }
    if args.preview.dry_run {
        cx.print_planned(&resolved.edits);
        return Ok(SUCCESS);
    }
    plan::write(&resolved.edits, cx.directory).map_err(failure)?;
    cx.print_written(&resolved.edits);
    let status = cx.write_manifests(None)?;
    let mut notes = Vec::new();
    if !analysis.has_rbac() {
        notes.push("the crate has no `+kubebuilder:rbac` markers, so the manager has no permissions; `kubewright rbac suggest` prints them");
    }
    if analysis.has_admission() && Served::of(analysis).is_empty() {
        notes.push("the crate reads admission requests and has no `+kubebuilder:webhook` markers, so no webhook is configured; write one above each handler, and delete PROJECT to adopt them");
    }
    cx.notes(&notes);
    Ok(status)
}
