//! Objects, and what is wrong with each.

use std::collections::BTreeMap;

use kubewright_validation::{Kind, Step, Verdict, yaml::Place};

use super::definition::{self, Definition};
use super::input::{Input, Object};
use super::kinds::{Kinds, hint};
use super::unmatched::{self, Unmatched};
use crate::commands::errors::Stop;

/// What is wrong with an object.
pub(super) struct Finding<'a> {
    pub(super) file: &'a str,
    pub(super) object: &'a Object,
    pub(super) place: Place,
    /// The field as the API server prints it.
    pub(super) field: String,
    pub(super) reason: &'static str,
    pub(super) message: String,
}

/// What is known about all objects.
#[derive(Default)]
pub(super) struct Judged<'a> {
    pub(super) findings: Vec<Finding<'a>>,
    /// The reasons why objects were not checked, and how many there are of each.
    pub(super) unchecked: BTreeMap<String, usize>,
    pub(super) checked: usize,
    /// How many of the checked ones are of Kubernetes' own kinds.
    pub(super) of_kubernetes: usize,
    pub(super) rejected: usize,
}

/// Judges objects; those that are among the old ones too are changes, of which `status` are changes of the status.
///
/// # Errors
///
/// If an old object is in a version that cannot be converted here.
pub(super) fn judge<'a>(
    inputs: &'a [Input],
    old: &'a [Input],
    mut kinds: Kinds,
    status: bool,
) -> Result<Judged<'a>, Stop> {
    // In the order of the files, so that the second loop meets them in the same order.
    let mut definitions: Vec<Definition> = crds_of(inputs).map(definition::judge).collect();
    let of_old: Vec<Definition> = crds_of(old).map(definition::judge).collect();
    for crd in definitions
        .iter()
        .chain(&of_old)
        .filter_map(|definition| definition.crd.as_ref())
    {
        kinds.add_found(crd);
    }
    for input in inputs.iter().chain(old) {
        kinds.add_builtin(input);
    }
    let mut definitions = definitions.drain(..);
    let mut judged = Judged::default();
    for input in inputs {
        for object in &input.objects {
            let Some(kind) = kinds.of(object) else {
                if object.is_crd() {
                    judged.checked += 1;
                    let definition = definitions.next().unwrap_or_default();
                    judged.rejected += usize::from(collect_of_crd(
                        &input.name,
                        object,
                        definition,
                        &mut judged.findings,
                    ));
                    continue;
                }
                if object.is_of_a_tool() {
                    continue;
                }
                match unmatched(&kinds, &input.name, object) {
                    Unmatched::Unchecked(why) => *judged.unchecked.entry(why).or_default() += 1,
                    Unmatched::Refused { key, message } => {
                        judged.checked += 1;
                        judged.rejected += 1;
                        judged.findings.push(Finding {
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
            judged.checked += 1;
            judged.of_kubernetes += usize::from(kind.is_only_fields());
            let before = judged.findings.len();
            let former = old
                .iter()
                .flat_map(|input| &input.objects)
                .find(|former| former.is_same(object));
            let former = former.map(|former| kinds.converted(former, object)).transpose()?;
            let verdict = match former.as_deref() {
                None => kind.create(object.value()),
                Some(former) if status => kind.update_status(object.value(), former),
                Some(former) => kind.update(object.value(), former),
            };
            collect(&input.name, object, kind, &verdict, &mut judged.findings);
            judged.rejected += usize::from(judged.findings.len() > before);
        }
    }
    Ok(judged)
}

/// The CRDs among the objects of files.
fn crds_of(inputs: &[Input]) -> impl Iterator<Item = &serde_json::Value> {
    let objects = inputs.iter().flat_map(|input| &input.objects);
    objects.filter(|object| object.is_crd()).map(Object::value)
}

/// What is known about an object whose kind is not.
fn unmatched(kinds: &Kinds, file: &str, object: &Object) -> Unmatched {
    let key = match (object.text("/apiVersion"), object.text("/kind")) {
        (_, "") => "kind",
        ("", _) => "apiVersion",
        (api_version, kind) => return unmatched::judge(kinds, api_version, kind),
    };
    // Files of tools, such as values of charts, have one of the two at most, and no metadata.
    let other = ["/apiVersion", "/kind"]
        .iter()
        .any(|key| !object.text(key).is_empty());
    if other && object.value()["metadata"].is_object() {
        let message = format!("`{key}` is missing");
        return Unmatched::Refused { key, message };
    }
    Unmatched::Unchecked(format!("`{key}` is missing in `{file}`"))
}

/// The findings of an object, in the order of their places.
fn collect<'a>(
    file: &'a str,
    object: &'a Object,
    kind: &Kind,
    verdict: &Verdict,
    findings: &mut Vec<Finding<'a>>,
) {
    let mut new = duplicates(file, object);
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
    add_sorted(new, findings);
}

/// The findings of a CRD, in the order of their places. Returns whether there are any.
fn collect_of_crd<'a>(
    file: &'a str,
    object: &'a Object,
    definition: Definition,
    findings: &mut Vec<Finding<'a>>,
) -> bool {
    let mut new = duplicates(file, object);
    new.extend(definition.problems.into_iter().map(|problem| Finding {
        file,
        object,
        place: object.place(&problem.at),
        field: problem.field,
        reason: problem.reason,
        message: problem.message,
    }));
    let found = !new.is_empty();
    add_sorted(new, findings);
    found
}

/// The keys that are written twice.
fn duplicates<'a>(file: &'a str, object: &'a Object) -> Vec<Finding<'a>> {
    let duplicates = object.duplicates().into_iter();
    duplicates
        .map(|(field, place)| Finding {
            file,
            object,
            place,
            reason: "DuplicateField",
            message: format!("duplicate field \"{field}\""),
            field,
        })
        .collect()
}

fn add_sorted<'a>(mut new: Vec<Finding<'a>>, findings: &mut Vec<Finding<'a>>) {
    new.sort_by(|one, other| (one.place, &one.message).cmp(&(other.place, &other.message)));
    findings.extend(new);
}
