//! `kubewright validate`: objects as the API server judges them.

mod builtin;
mod definition;
mod input;
mod judged;
mod kinds;
mod report;
mod unmatched;

use super::errors::{Stop, fail};
use super::open::project;
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use judged::Judged;
use kinds::Kinds;

/// Where the samples of a project are.
const SAMPLES: &str = "config/samples";

pub(super) fn run(args: &cli::Validate, mut cx: Context<'_, '_>) -> u8 {
    let result = validate(args, &mut cx);
    cx.end(result)
}

fn validate(args: &cli::Validate, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let project = project(cx.directory)?;
    let files = match args.files.as_slice() {
        [] if project.is_none() => {
            let help = "name files or folders with objects, or `-` for stdin";
            return Err(fail("there is no `PROJECT` here, so there are no samples", help));
        }
        [] if !cx.directory.join(SAMPLES).exists() => {
            cx.printer.status(&format!("no samples: there is no `{SAMPLES}`"));
            return Ok(SUCCESS);
        }
        [] => vec![SAMPLES.to_owned()],
        files => files.to_vec(),
    };
    let inputs = input::read(&files, cx)?;
    let old: Vec<_> = args.old.iter().map(|path| path.display().to_string()).collect();
    let old = input::read(&old, cx)?;
    let mut kinds = Kinds::default();
    if args.crds.is_empty() {
        if let Some(project) = &project {
            kinds.add_all(super::diff::crds_now(project, cx)?);
        }
    } else {
        for path in &args.crds {
            let given = path.display().to_string();
            let found = super::diff::crds_in(&given, project.as_ref(), cx)?;
            if found.is_empty() {
                return Err(fail(
                    format!("`{given}` has no CRD"),
                    "name a file or folder with CRDs",
                ));
            }
            kinds.add_all(found);
        }
    }
    let Judged {
        findings,
        unchecked,
        checked,
        of_kubernetes,
        rejected,
    } = judged::judge(&inputs, &old, kinds, args.status)?;
    cx.printer.result(&report::render(&findings, args.output));
    for (why, count) in unchecked {
        let objects = if count == 1 { "object" } else { "objects" };
        cx.printer
            .status(&format!("note: {count} {objects} not checked: {why}"));
    }
    if of_kubernetes > 0 {
        let minor = builtin::MINOR;
        let objects = if of_kubernetes == 1 { "object" } else { "objects" };
        cx.printer.status(&format!(
            "note: of {of_kubernetes} {objects} of Kubernetes' own kinds, only the names and types of fields are checked, as Kubernetes {minor} has them"
        ));
    }
    if rejected > 0 {
        let objects = if checked == 1 { "object" } else { "objects" };
        let are = if rejected == 1 { "is" } else { "are" };
        cx.printer.error(&format!(
            "error: {rejected} of {checked} {objects} {are} invalid; the API server rejects what is listed above"
        ));
        return Ok(FAILURE);
    }
    cx.printer.status(&match checked {
        0 => "no object was checked".to_owned(),
        1 => "1 object is valid".to_owned(),
        _ => format!("{checked} objects are valid"),
    });
    Ok(SUCCESS)
}
