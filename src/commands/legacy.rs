//! Commands of operator-sdk before version 1.0: says what does the same today, and does it with `--run`.

use std::fs;
use std::path::Path;

use super::errors::{Stop, fail, misuse};
use super::{Context, FAILURE, SUCCESS, USAGE, Variables, run_with};
use crate::cli::Color;
use crate::legacy::{Call, Legacy, Step, Today, shell};
use crate::plan;
use crate::printer::{Printer, Streams};
use crate::project::file::{self, ProjectFile};
use kubewright_analysis::quoted::quoted;

pub(super) fn run(
    old: &Legacy,
    mut call: Call,
    directory: &Path,
    variables: Variables<'_>,
    mut streams: Streams<'_>,
) -> u8 {
    let runs = call.switch("run");
    let today = translate(old, &mut call, directory).and_then(|today| match runs {
        true => can_run(&today).map(|()| today),
        false => Ok(today),
    });
    let mut cx = Context {
        directory,
        variables,
        args: Vec::new(),
        printer: Printer::new(streams.reborrow(), false, Color::Auto),
    };
    match today {
        Err(stop) => cx.end(Err(stop)),
        Ok(today) if runs && !today.steps.is_empty() => run_all(&today, directory, variables, streams),
        Ok(today) => {
            cx.printer.error(&shown(old, &today));
            match today.steps.is_empty() {
                true => SUCCESS,
                false => USAGE,
            }
        }
    }
}

/// The translation, if all arguments have one.
fn translate(old: &Legacy, call: &mut Call, directory: &Path) -> Result<Today, Stop> {
    let name = old.words.join(" ");
    let today = (old.today)(call)
        .map_err(|error| misuse(format!("`kubewright {name}`: {}", error.problem), error.help))?;
    let rest = call.rest();
    if !rest.is_empty() && !today.steps.is_empty() {
        return Err(misuse(
            format!("`kubewright {name}`: {} has no counterpart today", quoted(rest)),
            "leave it out",
        ));
    }
    if let Some(wanted) = today.domain.as_deref().filter(|domain| !domain.is_empty())
        && let Some(domain) = domain(directory)
        && domain != wanted
    {
        return Err(fail(
            format!("the domain of this project is `{domain}`, that of the API `{wanted}`"),
            "use an API version whose group ends with the domain of the project",
        ));
    }
    Ok(today)
}

/// The domain of the project in a folder.
fn domain(directory: &Path) -> Option<String> {
    let text = fs::read_to_string(directory.join(file::NAME)).ok()?;
    Some(ProjectFile::parse(&text).ok()?.project.domain)
}

/// What is run or shown for a step.
fn line(step: &Step) -> String {
    match step {
        Step::Own(words) => {
            let words: Vec<_> = words.iter().map(|word| shell(word)).collect();
            format!("kubewright {}", words.join(" "))
        }
        Step::Other(line) => line.clone(),
    }
}

fn shown(old: &Legacy, today: &Today) -> String {
    let name = format!("`kubewright {}`", old.words.join(" "));
    let note = today.note;
    if today.steps.is_empty() {
        return format!("{name} is not needed any more: {}", note.unwrap_or_default());
    }
    let mut text = format!("{name} is an old command of operator-sdk; today it is:\n\n");
    if let Some(folder) = &today.folder {
        let folder = shell(folder);
        text.push_str(&format!("  mkdir {folder} && cd {folder}\n"));
    }
    for step in &today.steps {
        text.push_str(&format!("  {}\n", line(step)));
    }
    if let Some(note) = note {
        text.push_str(&format!("\nnote: {note}\n"));
    }
    if today.steps.iter().all(|step| matches!(step, Step::Own(_))) {
        text.push_str("\nadd `--run` to do this now\n");
    }
    text
}

/// Refuses to run other programs, and what changes a cluster.
fn can_run(today: &Today) -> Result<(), Stop> {
    let others = today.steps.iter().filter(|step| matches!(step, Step::Other(_)));
    let others: Vec<_> = others.map(line).collect();
    match others.is_empty() {
        true => Ok(()),
        false => Err(misuse(
            format!("`--run` does not run {}", quoted(others)),
            "run it yourself",
        )),
    }
}

/// Runs the steps until one fails.
fn run_all(today: &Today, directory: &Path, variables: Variables<'_>, mut streams: Streams<'_>) -> u8 {
    let folder = match &today.folder {
        Some(folder) => directory.join(folder),
        None => directory.to_path_buf(),
    };
    if let Err(error) = fs::create_dir_all(&folder) {
        let shown = folder.strip_prefix(directory).unwrap_or(&folder).display();
        let mut printer = Printer::new(streams, false, Color::Auto);
        let reason = plan::reason(&error);
        printer.error(&format!(
            "error: the folder `{shown}` cannot be created: {reason}"
        ));
        return FAILURE;
    }
    for step in &today.steps {
        let Step::Own(words) = step else { continue };
        Printer::new(streams.reborrow(), false, Color::Auto).status(&line(step));
        let args = std::iter::once("kubewright").chain(words.iter().map(String::as_str));
        let status = run_with(args, &folder, variables, streams.reborrow());
        if status != SUCCESS {
            return status;
        }
    }
    SUCCESS
}
