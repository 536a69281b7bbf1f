//! `kubewright validate`: objects as the API server judges them.

mod builtin;
mod input;
mod kinds;
mod report;
mod unmatched;

use std::collections::BTreeMap;

use kubewright_core::suggest::nearest;
use kubewright_validation::{Kind, Step, Verdict, yaml::Place};

use super::errors::{Stop, fail};
use super::open::project;
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use input::Object;
use kinds::Kinds;
use unmatched::Unmatched;

/// Where the samples of a project are.
const SAMPLES: &str = "config/samples";

/// What is wrong with an object.
struct Finding<'a> {
    file: &'a str,
    object: &'a Object,
    place: Place,
    /// The field as the API server prints it.
    field: String,
    reason: &'static str,
    message: String,
}

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
    for input in inputs.iter().chain(&old) {
        kinds.add_text(input)?;
        kinds.add_builtin(input);
    }
    let mut unchecked: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    let (mut checked, mut of_kubernetes, mut crds, mut rejected) = (0, 0, 0, 0);
    for input in &inputs {
        for object in &input.objects {
            let Some(kind) = kinds.of(object) else {
                if object.is_crd() {
                    crds += 1;
                    continue;
                }
                if object.is_of_a_tool() {
                    continue;
                }
                match unmatched(&kinds, object) {
                    Unmatched::Unchecked(why) => *unchecked.entry(why).or_default() += 1,
                    Unmatched::Refused { key, message } => {
                        checked += 1;
                        rejected += 1;
                        findings.push(Finding {
                            file: &input.name,
                            object,
                            place: object.place(&[Step::Key(key.to_owned())]),
                            field: key.to_owned(),
                            reason: "NoKindMatch",
                            message,
                        });
                    }
                }
                continue;
            };
            checked += 1;
            of_kubernetes += usize::from(kind.is_only_fields());
            let before = findings.len();
            let former = old
                .iter()
                .flat_map(|input| &input.objects)
                .find(|former| former.is_same(object));
            let verdict = match former {
                None => kind.create(object.value()),
                Some(former) if args.status => kind.update_status(object.value(), former.value()),
                Some(former) => kind.update(object.value(), former.value()),
            };
            collect(&input.name, object, kind, &verdict, &mut findings);
            rejected += usize::from(findings.len() > before);
        }
    }
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
    if crds > 0 {
        let crds = if crds == 1 {
            "1 CRD"
        } else {
            &format!("{crds} CRDs")
        };
        cx.printer.status(&format!(
            "note: {crds} not checked: `kubewright manifests` checks those that it writes"
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

/// What is known about an object whose kind is not.
fn unmatched(kinds: &Kinds, object: &Object) -> Unmatched {
    match (object.text("/apiVersion"), object.text("/kind")) {
        (_, "") => Unmatched::Unchecked("`kind` is missing".to_owned()),
        ("", _) => Unmatched::Unchecked("`apiVersion` is missing".to_owned()),
        (api_version, kind) => unmatched::judge(kinds, api_version, kind),
    }
}

/// The findings of an object, in the order of their places.
fn collect<'a>(
    file: &'a str,
    object: &'a Object,
    kind: &Kind,
    verdict: &Verdict,
    findings: &mut Vec<Finding<'a>>,
) {
    let mut new = Vec::new();
    for (field, place) in object.duplicates() {
        new.push(Finding {
            file,
            object,
            place,
            reason: "DuplicateField",
            message: format!("duplicate field \"{field}\""),
            field,
        });
    }
    for unknown in &verdict.unknown {
        new.push(Finding {
            file,
            object,
            place: object.place(&unknown.at),
            reason: "UnknownField",
            message: format!("unknown field \"{}\"{}", unknown.field, hint(kind, &unknown.at)),
            field: unknown.field.clone(),
        });
    }
    for cause in &verdict.causes {
        new.push(Finding {
            file,
            object,
            place: object.place(&cause.at),
            field: cause.field.clone(),
            reason: cause.reason.name(),
            message: cause.to_string(),
        });
    }
    new.sort_by(|one, other| (one.place, &one.message).cmp(&(other.place, &other.message)));
    findings.extend(new);
}

/// The name that was probably meant.
fn hint(kind: &Kind, at: &[Step]) -> String {
    let Some(Step::Key(written)) = at.last() else {
        return String::new();
    };
    match nearest(written, kind.names_beside(at)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}
