//! `kubewright import`: Rust types for CRDs that somebody else wrote.

mod crds;
mod notes;
pub(super) mod tree;

use std::path::PathBuf;

use kubewright_core::diagnostic::Message;
use kubewright_import::{Module, Options, modules};
use rayon::prelude::*;

use super::errors::{Stop, failure};
use super::{Context, SUCCESS, open};
use crate::cli::{self, MessageFormat};
use crate::plan::{Change, IfExists, Plan};
use crds::Found;

pub(super) fn run(args: &cli::Import, mut cx: Context<'_, '_>) -> u8 {
    let result = imported(args, &mut cx);
    cx.end(result)
}

fn imported(args: &cli::Import, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let found = crds::find(&args.files, cx)?;
    let options = Options::default().map(args.map.into()).docs(!args.no_docs);
    let made = made(&found, &options)?;
    let left_out: Vec<Message> = made.iter().flat_map(|module| module.notes.clone()).collect();
    let project = open::project(cx.directory).map_err(Stop::from)?;
    let groups = project.is_some_and(|project| project.multigroup);
    let placed = tree::placed(made, &args.output_dir, groups);
    if args.mode.stdout {
        let texts = placed
            .iter()
            .map(|(path, module)| format!("// {}\n\n{}", path.display(), module.text));
        cx.printer.result(&texts.collect::<Vec<_>>().join("\n"));
        cx.notes(&left_out);
        return Ok(SUCCESS);
    }
    let mut plan = Plan::default();
    if args.output_dir.is_absolute() {
        plan.allow(args.output_dir.clone());
    }
    let if_exists = if args.force {
        IfExists::Replace
    } else {
        IfExists::Fail
    };
    for (path, text) in tree::lists(&placed, &args.output_dir, cx.directory).map_err(failure)? {
        plan.write(path, text);
    }
    let mut notes = left_out;
    notes.extend(notes::notes(&placed, &args.output_dir, cx.directory));
    for (path, Module { text, .. }) in placed {
        let template = "";
        plan.change(
            path,
            Change::Create {
                text,
                if_exists,
                template,
            },
        );
    }
    let status = cx.carry_out(plan, args.mode, MessageFormat::Human);
    if status == SUCCESS {
        cx.notes(&notes);
    }
    Ok(status)
}

/// The modules of all CRDs; what is wrong with any of them is reported for all.
fn made(found: &[Found], options: &Options) -> Result<Vec<Module>, Stop> {
    let results: Vec<_> = found
        .par_iter()
        .map(|found| modules(&found.crd, options).map_err(|problem| message(&found.file, &problem)))
        .collect();
    let mut made = Vec::new();
    let mut problems: Vec<Message> = Vec::new();
    for result in results {
        match result {
            Ok(modules) => made.extend(modules),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(made),
        false => Err(problems.into()),
    }
}

fn message(file: &str, problem: &kubewright_import::Problem) -> Message {
    Message::new(format!("{file}: {problem}"))
}

/// A path, and the module there.
type Placed = (PathBuf, Module);
