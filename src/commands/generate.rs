//! `kubewright alpha generate`: a project from what `PROJECT` says, in another folder.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::errors::{Stop, fail, failure};
use super::{Context, SUCCESS, kube_crates, without_rust};
use crate::cli;
use crate::plan::{self, Change, Plan};
use crate::project::file;

pub(super) fn run(args: &cli::Generate, cx: Context<'_, '_>) -> u8 {
    let (input, output) = (
        cx.directory.join(&args.input_dir),
        cx.directory.join(&args.output_dir),
    );
    let mut cx = Context {
        directory: &input,
        ..cx
    };
    let planned = check(&input, &output, args).and_then(|()| plan(args, &mut cx));
    let mut cx = Context {
        directory: &output,
        ..cx
    };
    let result = planned.and_then(|plan| write(plan, &mut cx));
    cx.end(result)
}

/// Checks that there is a project, and that nothing is overwritten.
fn check(input: &Path, output: &Path, args: &cli::Generate) -> Result<(), Stop> {
    if !input.join(file::NAME).is_file() {
        return Err(fail(
            format!("`{}` has no `PROJECT`", args.input_dir.display()),
            "pass the folder of a project to `--input-dir`",
        ));
    }
    let shown = args.output_dir.display();
    let is_empty = match fs::read_dir(output) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => {
            let reason = plan::reason(&error);
            return Err(fail(
                format!("`{shown}` cannot be read: {reason}"),
                "name another folder",
            ));
        }
    };
    match is_empty {
        true => Ok(()),
        false => Err(fail(
            format!("`{shown}` is not empty, and this command overwrites nothing"),
            "name an empty folder, or one that does not exist",
        )),
    }
}

fn plan(args: &cli::Generate, cx: &mut Context<'_, '_>) -> Result<Plan, Stop> {
    let mut session = cx.open()?;
    if let Some(runtime) = &args.runtime {
        session.settings.runtime = runtime.clone();
    }
    let project = &session.file.project;
    let (chain, external) = cx.built_in(project)?;
    let mut plan = project.whole(&chain, &session.settings)?;
    if let Some(content) = project.content() {
        without_rust::carry_over(content, &mut plan, project, cx)?;
    }
    let mut notes = Vec::new();
    if kube_crates::are_needed(project) {
        let created = plan.of(Path::new("Cargo.toml")).iter().find_map(Change::created);
        let manifest = created.unwrap_or_default().to_owned();
        notes.extend(kube_crates::add(&mut plan, &manifest));
    }
    for key in external {
        notes.push(format!(
            "`{key}` is an external plugin: its files are not written"
        ));
    }
    for folder in project.places().api_crates.into_values() {
        if folder.starts_with("..") {
            plan.leave(Path::new(&folder));
            notes.push(format!(
                "`{folder}` is outside of the project: its files are not written"
            ));
        }
    }
    let outside = plan.changes().map(|(path, _)| path.clone());
    let outside: Vec<_> = outside.filter(|path| path.starts_with("..")).collect();
    for path in outside {
        plan.leave(&path);
        notes.push(format!(
            "`{}` is outside of the project: it is not written",
            path.display()
        ));
    }
    cx.notes(&notes);
    plan.finally(file::NAME.into(), session.file.with(project));
    Ok(plan)
}

fn write(plan: Plan, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    fs::create_dir_all(cx.directory).map_err(failure)?;
    let edits = plan::resolve(plan, cx.directory)?.edits;
    plan::write(&edits, cx.directory).map_err(failure)?;
    let status = cx.write_manifests(None)?;
    if status == SUCCESS {
        cx.printer
            .status("next: compare the folder with your project, for example with `diff -r`");
    }
    Ok(status)
}
