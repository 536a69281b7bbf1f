//! `kubewright manifests`: CRDs, roles and webhook configurations from source.

mod breaking;
mod documents;
mod listed;
mod stale;

use std::path::Path;

use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::options::{Generator, Options, Rule};
use crate::plan::Plan;
use crate::report::{self, Diagnostic, Level};

/// Where the role of the manager is.
pub(super) const ROLE: &str = "config/rbac/role.yaml";

/// The manifests of a whole project, unless there are errors. `role` takes the place of a role that nothing is granted.
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
    let unlisted = match args.mode.check && options.crd.is_some() && options.paths.is_empty() {
        true => listed::diagnostics(&files, &cx),
        false => Vec::new(),
    };
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
        // With some of the paths only, kinds of the others are not gone.
        stale::remove(&mut plan, &folder, cx.directory);
    }
    let breaking = breaking::diagnostics(&plan, cx.directory, args.deny_breaking);
    if !cx.report(breaking, format) {
        return FAILURE;
    }
    let status = cx.carry_out(plan, args.mode, format);
    match report::print(unlisted, format, &mut cx.printer) {
        0 => status,
        _ => FAILURE,
    }
}
