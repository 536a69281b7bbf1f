//! `kubewright manifests`: generates CRDs, roles and webhook configurations from source.

mod adjusted;
mod breaking;
mod committed;
mod costs;
mod documents;
mod listed;
mod probe;
mod repairs;
mod scope;
mod stale;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;

use super::{Context, FAILURE, SUCCESS, without_rust};
use crate::cli;
use crate::options::{Generator, Options, Rule};
use crate::plan::Plan;
use crate::project::{ROLE, file};
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::{Diagnostic, Level};

use documents::{Made, Wanted};
pub(super) use probe::reading;
pub(super) use scope::Scope;
use stale::Stale;

/// The manifests of a whole project, unless it has errors. `empty_role` is written if the manager needs no permissions.
pub(super) fn of_project(directory: &Path, empty_role: Option<&str>) -> (Option<Plan>, Vec<Diagnostic>) {
    let errors = |problems: Vec<_>| (None, problems.into_iter().map(Diagnostic::error).collect());
    let options = match Options::parse(&[]) {
        Ok(options) => options,
        Err(problems) => return errors(problems),
    };
    let scope = match Scope::of_call(&options, false, directory) {
        Ok(scope) => scope,
        Err(problem) => return errors(vec![problem]),
    };
    let options = match scope.options(&[], options) {
        Ok(options) => options,
        Err(problems) => return errors(problems),
    };
    let mut made = documents::generate(&options, &scope, Wanted::default(), directory);
    if made.has_errors() {
        return (None, made.diagnostics);
    }
    let mut files = files(&options, false, &mut made);
    if let Rule::Folder(folder) = options.outputs.rule(Generator::Crd) {
        let stale = remove_stale(&mut files.plan, &folder, &scope, &made, false, directory);
        made.diagnostics.extend(stale.into_iter().map(Diagnostic::note));
    }
    let breaks = breaking::diagnostics(&files, scope.project(), directory, false);
    made.diagnostics.extend(breaks);
    let mut plan = files.plan;
    let path = Path::new(ROLE);
    if let Some(role) = empty_role.filter(|_| !plan.writes(path) && directory.join(path).exists()) {
        plan.write(path.to_owned(), role.to_owned());
    }
    (Some(plan), made.diagnostics)
}

pub(super) fn run(args: &cli::Manifests, mut cx: Context<'_, '_>) -> u8 {
    let options = match Options::parse(&args.options) {
        Ok(options) => options,
        Err(problems) => return cx.usage(&problems, "manifests"),
    };
    if args.mode.stdout
        && let Err(problem) = options.outputs.check_stdout()
    {
        return cx.usage(&[problem], "manifests");
    }
    let elsewhere = args.mode.stdout || options.states_all_outputs();
    let scope = match Scope::of_call(&options, elsewhere, cx.directory) {
        Ok(scope) => scope,
        Err(problem) => {
            cx.report(vec![Diagnostic::error(problem)], args.messages.message_format);
            return FAILURE;
        }
    };
    let options = match scope.options(&args.options, options) {
        Ok(options) => options,
        Err(problems) => {
            let problems = problems.into_iter().map(Diagnostic::error).collect();
            cx.report(problems, args.messages.message_format);
            return FAILURE;
        }
    };
    if let Some((project, content)) = scope
        .project()
        .and_then(|project| Some((project, project.content()?)))
    {
        return without_rust::manifests(content, project, args, cx);
    }
    let mut made = check(args, &options, &scope, &cx);
    let lost = made.lint.take();
    let keeps_all = lost.as_ref().is_some_and(Vec::is_empty);
    made.diagnostics.extend(lost.into_iter().flatten());
    // What follows compares manifests with files; manifests of a source with errors are not those that will be written.
    if made.has_errors() {
        cx.report(made.diagnostics, args.messages.message_format);
        return FAILURE;
    }
    if keeps_all {
        cx.printer
            .status("the API server keeps everything that kinds with kube's derive declare\n");
    }
    if made.unprobed {
        cx.printer
            .status("every CRD is known without running the program, so nothing was compiled\n");
    }
    let files = plan(args, &options, &scope, &mut made, &cx);
    write(args, files, made, cx)
}

/// Generates the documents, and collects everything that is wrong with the source.
fn check(args: &cli::Manifests, options: &Options, scope: &Scope, cx: &Context<'_, '_>) -> Made {
    let wanted = Wanted {
        prune: args.prune,
        costs: args.explain_cost,
        repairs: args.explain,
        lint: args.lint,
        probe: args.probe,
    };
    let mut made = documents::generate(options, scope, wanted, cx.directory);
    let warnings = options.warnings.iter().cloned().map(Diagnostic::warning);
    made.diagnostics.extend(warnings);
    if scope.project().is_none() && made.files.is_empty() && !made.has_errors() {
        made.diagnostics
            .push(Diagnostic::note(nothing_found(&scope.paths)));
    }
    made
}

/// A project without kinds is new; in other code somebody expects them.
fn nothing_found(paths: &[String]) -> Message {
    let place = match paths {
        [] => "this crate".to_owned(),
        paths => quoted(paths),
    };
    Message::new(format!("nothing to write: no kinds and no markers in {place}"))
        .help("only default features are on, and kinds with `#[kube(schema = \"disabled\")]` have no CRD")
}

/// Where the documents go: into files, or to stdout.
#[derive(Default)]
struct Files {
    plan: Plan,
    printed: String,
    /// The CRDs whose versions differ and are not converted.
    lossy: BTreeMap<PathBuf, Crd>,
}

/// Plans the files to write and to remove, and reports changes that break stored objects.
fn plan(
    args: &cli::Manifests,
    options: &Options,
    scope: &Scope,
    made: &mut Made,
    cx: &Context<'_, '_>,
) -> Files {
    let mut files = files(options, args.mode.stdout, made);
    let level = |message| match args.mode.check {
        true => Diagnostic::error(message),
        false => Diagnostic::note(message),
    };
    if let Some(project) = scope.project()
        && options.crd.is_some()
    {
        let missing = listed::messages(project, &made.kinds).into_iter();
        made.diagnostics.extend(missing.map(|message| Diagnostic {
            path: Some(file::NAME.into()),
            ..level(message)
        }));
    }
    if let (Some(_), Rule::Folder(folder)) = (&options.crd, options.outputs.rule(Generator::Crd))
        && !args.mode.stdout
        && (scope.project().is_some() || args.prune)
    {
        let stale = remove_stale(&mut files.plan, &folder, scope, made, args.prune, cx.directory);
        made.diagnostics.extend(stale.into_iter().map(level));
    }
    let breaks = breaking::diagnostics(&files, scope.project(), cx.directory, args.deny_breaking);
    made.diagnostics.extend(breaks);
    files
}

/// Sends each document where the options say.
fn files(options: &Options, to_stdout: bool, made: &mut Made) -> Files {
    let mut files = Files::default();
    for file in std::mem::take(&mut made.files) {
        match options.outputs.rule(file.generator) {
            _ if to_stdout => files.printed.push_str(&file.text),
            Rule::Stdout => files.printed.push_str(&file.text),
            Rule::Nowhere => {}
            Rule::Folder(folder) => {
                let path = folder.join(&file.name);
                files.lossy.extend(file.lossy.map(|crd| (path.clone(), crd)));
                if !files.plan.write(path.clone(), file.text) {
                    let message = format!(
                        "`{}` is written twice; give each generator a folder",
                        path.display()
                    );
                    made.diagnostics.push(Diagnostic::error(message));
                }
            }
        }
    }
    files
}

fn write(args: &cli::Manifests, files: Files, made: Made, mut cx: Context<'_, '_>) -> u8 {
    let format = args.messages.message_format;
    let table = args.explain_cost.then(|| costs::table(&made.costs));
    let is_right = cx.report(made.diagnostics, format);
    cx.printer.result(&table.unwrap_or_default());
    if let Some(repairs) = &made.repairs {
        cx.printer.result(repairs);
        if repairs.is_empty() {
            cx.printer.status("strict schemas repair nothing here\n");
        }
    }
    if !is_right && !args.mode.check {
        return FAILURE;
    }
    cx.printer.result(&files.printed);
    if args.mode.stdout {
        return SUCCESS;
    }
    match cx.carry_out(files.plan, args.mode, format) {
        SUCCESS if !is_right => FAILURE,
        status => status,
    }
}

/// Removes stale CRDs, and returns messages about those that stay.
///
/// Without `prune`, a CRD is removed only if the file of its type was read: other types may be in files that were not.
fn remove_stale(
    plan: &mut Plan,
    folder: &Path,
    scope: &Scope,
    made: &Made,
    prune: bool,
    directory: &Path,
) -> Vec<Message> {
    let mut left = Vec::new();
    for stale in stale::find(plan, folder, directory) {
        let Stale { path, group, kind } = &stale;
        if prune || scope.was_in(&made.read, directory, group, kind) {
            plan.remove(path.clone());
        } else {
            left.push(stale.message(&scope.owner(group, kind)));
        }
    }
    left
}

impl Made {
    fn has_errors(&self) -> bool {
        let mut levels = self.diagnostics.iter().map(|diagnostic| diagnostic.level);
        levels.any(|level| level == Level::Error)
    }
}
