//! `kubewright manifests`: generates CRDs, roles and webhook configurations from source.

mod breaking;
mod documents;
mod listed;
mod scope;
mod stale;

use std::path::Path;

use super::{Context, FAILURE, SUCCESS};
use crate::cli::{self, MessageFormat};
use crate::options::{Generator, Options, Rule};
use crate::plan::Plan;
use crate::report::{Diagnostic, Level};

use documents::Made;
pub(super) use scope::{Scope, project};
use stale::Stale;

/// Where the role of the manager is.
pub(super) const ROLE: &str = "config/rbac/role.yaml";

/// The manifests of a whole project, unless it has errors. `role` is written if the manager's role is empty.
pub(super) fn of_project(directory: &Path, role: Option<&str>) -> (Option<Plan>, Vec<Diagnostic>) {
    let errors = |problems: Vec<_>| (None, problems.into_iter().map(Diagnostic::error).collect());
    let options = match Options::parse(&[]) {
        Ok(options) => options,
        Err(problems) => return errors(problems),
    };
    let scope = match Scope::of_call(&options, false, directory) {
        Ok(scope) => scope,
        Err(problem) => return errors(vec![problem]),
    };
    let mut made = documents::generate(&options, &scope, false, directory);
    if made.has_errors() {
        return (None, made.diagnostics);
    }
    let mut plan = Plan::default();
    for file in std::mem::take(&mut made.files) {
        if let Rule::Folder(folder) = options.outputs.rule(file.generator) {
            plan.write(folder.join(&file.name), file.text);
        }
    }
    if let Rule::Folder(folder) = options.outputs.rule(Generator::Crd) {
        let stale = remove_stale(&mut plan, &folder, &scope, &made, false, directory);
        made.diagnostics.extend(stale.into_iter().map(Diagnostic::note));
    }
    let path = Path::new(ROLE);
    if let Some(role) = role.filter(|_| !plan.writes(path) && directory.join(path).exists()) {
        plan.write(path.to_owned(), role.to_owned());
    }
    (Some(plan), made.diagnostics)
}

pub(super) fn run(args: &cli::Manifests, mut cx: Context<'_, '_>) -> u8 {
    let format = args.messages.message_format;
    let options = match Options::parse(&args.options) {
        Ok(options) => options,
        Err(problems) => return cx.usage(&problems, "manifests"),
    };
    let elsewhere = args.mode.stdout || options.states_all_outputs();
    let scope = match Scope::of_call(&options, elsewhere, cx.directory) {
        Ok(scope) => scope,
        Err(problem) => {
            cx.report(vec![Diagnostic::error(problem)], format);
            return FAILURE;
        }
    };
    let mut made = documents::generate(&options, &scope, args.prune, cx.directory);
    let warnings = options.warnings.iter().cloned().map(Diagnostic::warning);
    made.diagnostics.extend(warnings);
    if args.mode.check && options.crd.is_some() && scope.is_project() && !made.has_errors() {
        made.diagnostics.extend(listed::diagnostics(&made.files, &cx));
    }
    let mut plan = Plan::default();
    let mut printed = String::new();
    for file in std::mem::take(&mut made.files) {
        match options.outputs.rule(file.generator) {
            _ if args.mode.stdout => printed.push_str(&file.text),
            Rule::Stdout => printed.push_str(&file.text),
            Rule::Nowhere => {}
            Rule::Folder(folder) => {
                let path = folder.join(&file.name);
                if !plan.write(path.clone(), file.text) {
                    let message = format!(
                        "`{}` is written twice; give each generator a folder",
                        path.display()
                    );
                    made.diagnostics.push(Diagnostic::error(message));
                }
            }
        }
    }
    if let (Some(_), Rule::Folder(folder)) = (&options.crd, options.outputs.rule(Generator::Crd))
        && !args.mode.stdout
        && !made.has_errors()
        && (scope.is_project() || args.prune)
    {
        let stale = remove_stale(&mut plan, &folder, &scope, &made, args.prune, cx.directory);
        let level = |message| match args.mode.check {
            true => Diagnostic::error(message),
            false => Diagnostic::note(message),
        };
        made.diagnostics.extend(stale.into_iter().map(level));
    }
    if !made.has_errors() || args.mode.check {
        made.diagnostics
            .extend(breaking::diagnostics(&plan, cx.directory, args.deny_breaking));
    }
    report_and_carry_out(plan, &printed, made, args.mode, format, cx)
}

fn report_and_carry_out(
    plan: Plan,
    printed: &str,
    made: Made,
    mode: cli::Mode,
    format: MessageFormat,
    mut cx: Context<'_, '_>,
) -> u8 {
    let is_right = cx.report(made.diagnostics, format);
    if !is_right && !mode.check {
        return FAILURE;
    }
    cx.printer.result(printed);
    if mode.stdout {
        return SUCCESS;
    }
    match cx.carry_out(plan, mode, format) {
        SUCCESS if !is_right => FAILURE,
        status => status,
    }
}

/// Removes CRDs whose kind is gone from a file that was read, or all that are stale, and says what stays and why.
///
/// A kind that is in no file that was read may be in one that was not.
fn remove_stale(
    plan: &mut Plan,
    folder: &Path,
    scope: &Scope,
    made: &Made,
    prune: bool,
    directory: &Path,
) -> Vec<kubewright_core::diagnostic::Message> {
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
