//! `kubewright manifests`: generates CRDs, roles and webhook configurations from source.

mod documents;
mod stale;

use std::path::Path;

use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::options::{Generator, Options, Rule};
use crate::plan::Plan;
use crate::report::{Diagnostic, Level};

/// The path of the manager's role.
pub(super) const ROLE: &str = "config/rbac/role.yaml";

/// The manifests of a whole project, unless it has errors. `role` is written if the manager's role is empty.
pub(super) fn of_project(directory: &Path, role: Option<&str>) -> (Option<Plan>, Vec<Diagnostic>) {
    let options = match Options::parse(&[]) {
        Ok(options) => options,
        Err(problems) => return (None, problems.into_iter().map(Diagnostic::error).collect()),
    };
    let (files, diagnostics) = documents::generate(&options, directory);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.level == Level::Error)
    {
        return (None, diagnostics);
    }
    let mut plan = Plan::default();
    for file in files {
        if let Rule::Folder(folder) = options.outputs.rule(file.generator) {
            plan.write(folder.join(&file.name), file.text);
        }
    }
    if let Rule::Folder(folder) = options.outputs.rule(Generator::Crd) {
        stale::remove(&mut plan, &folder, directory);
    }
    let path = Path::new(ROLE);
    if let Some(role) = role.filter(|_| !plan.writes(path) && directory.join(path).exists()) {
        plan.write(path.to_owned(), role.to_owned());
    }
    (Some(plan), diagnostics)
}

pub(super) fn run(args: &cli::Manifests, mut cx: Context<'_, '_>) -> u8 {
    let format = args.messages.message_format;
    let options = match Options::parse(&args.options) {
        Ok(options) => options,
        Err(problems) => return cx.usage(&problems, "manifests"),
    };
    let (files, mut diagnostics) = documents::generate(&options, cx.directory);
    diagnostics.extend(options.warnings.iter().cloned().map(Diagnostic::warning));
    if !cx.report(diagnostics, format) {
        return FAILURE;
    }
    let mut plan = Plan::default();
    for file in files {
        match options.outputs.rule(file.generator) {
            _ if args.mode.stdout => cx.printer.result(&file.text),
            Rule::Stdout => cx.printer.result(&file.text),
            Rule::Nowhere => {}
            Rule::Folder(folder) => {
                let path = folder.join(&file.name);
                if !plan.write(path.clone(), file.text) {
                    let message = format!(
                        "`{}` is written twice; give each generator a folder",
                        path.display()
                    );
                    cx.report(vec![Diagnostic::error(message)], format);
                    return FAILURE;
                }
            }
        }
    }
    if args.mode.stdout {
        return SUCCESS;
    }
    if let (Some(_), Rule::Folder(folder)) = (&options.crd, options.outputs.rule(Generator::Crd))
        && options.paths.is_empty()
    {
        // If only some paths are read, a kind that is missing may be in the others.
        stale::remove(&mut plan, &folder, cx.directory);
    }
    cx.carry_out(plan, args.mode, format)
}
