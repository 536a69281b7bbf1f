//! One version of a kind with kube's derive.

use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_kube_types::{
    Cache, Defined, Definition, Era, Item, Kind, Problem, Schemas, Wanted, definition,
};

use super::Reading;
use super::files::Files;
use super::found::{Found, Wrong};
use super::printed::without_markers;
use super::shared::Place;
use crate::source::{FileId, ItemId, PackageId};

/// A kind, and the versions of kube and schemars in its package.
pub(super) struct Task<'k> {
    pub(super) item: ItemId,
    pub(super) kind: &'k Kind,
    pub(super) package: PackageId,
    pub(super) era: Era,
}

/// The CRD of one version, or what is wrong with it.
pub(super) fn read(
    files: &Files<'_>,
    task: &Task<'_>,
    cache: Option<&Cache>,
    reading: &Reading,
    found: &mut Found,
) {
    let item: Rc<Item<Place>> = match files.item(task.item) {
        Ok(item) => item,
        Err(message) => {
            found.unparsable = unparsable(files, task.item);
            found.wrong.push(Wrong::of_item(task.item, message));
            return;
        }
    };
    let wanted = Wanted {
        cache,
        era: task.era,
        schemas: reading.schemas,
        stated: &reading.stated,
    };
    match definition(files, &item, wanted) {
        Ok(Some(Defined {
            definition: mut made,
            notes,
            used,
        })) => {
            if reading.repairs && wanted.schemas == Schemas::Exact {
                let strict = Wanted {
                    schemas: Schemas::Strict,
                    ..wanted
                };
                if let Ok(Some(strict)) = definition(files, &item, strict) {
                    made.repairs = strict.definition.repairs;
                }
            }
            found.used.extend(used);
            found.remarks.extend(wrong(files, task, notes));
            found.versions.push((task.item, made));
        }
        Ok(None) => {}
        Err(problems) => {
            if let Some(mut printed) = answer(task.kind, wanted.schemas, reading) {
                found.printed = true;
                match without_markers(&mut printed.crd) {
                    Ok(()) => found.versions.push((task.item, printed)),
                    Err(message) => found.wrong.push(Wrong::of_item(task.item, message)),
                }
                return;
            }
            found.unparsable = unparsable(files, task.item);
            found.wrong.extend(wrong(files, task, problems));
        }
    }
}

/// Problems, as errors of the kind.
fn wrong(
    files: &Files<'_>,
    task: &Task<'_>,
    problems: impl IntoIterator<Item = Problem<Place>>,
) -> impl Iterator<Item = Wrong> {
    let of_item = |Problem { place, span, message }| Wrong {
        item: task.item,
        message,
        place: files.range(&place, span),
    };
    problems.into_iter().map(of_item)
}

/// Files that could not be parsed: what is missing for a kind may be in one of them.
fn unparsable(files: &Files<'_>, item: ItemId) -> BTreeMap<FileId, Wrong> {
    let each = files.unparsable().into_iter().map(|(file, found)| {
        let wrong = Wrong {
            item,
            message: found.message,
            place: Some((file, found.range)),
        };
        (file, wrong)
    });
    each.collect()
}

/// What the program has printed for a kind; it knows no strict schemas.
fn answer(kind: &Kind, schemas: Schemas, reading: &Reading) -> Option<Definition> {
    let key = (kind.group.clone(), kind.kind.clone(), kind.version.clone());
    let crd = reading.answers.get(&key).filter(|_| schemas == Schemas::Exact)?;
    Some(Definition {
        crd: crd.clone(),
        stored: false,
        repairs: Vec::new(),
    })
}
