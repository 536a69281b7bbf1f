//! Types with kube's own derive: their CRDs are those that the program's `crd()` gives.

mod external;
mod merged;
mod scope;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::{Errors, Message};
use kubewright_kube_types::{
    Cache, Defined, Definition, Era, Item, Keys, Kind, Problem, Repair, Schemas, Stated, Wanted, definition,
    merge,
};

use super::item::Items;
use super::{Analysis, Stretch};
use crate::diagnostic::{Diagnostic, Level};
use crate::source::kept::held;
use crate::source::{ItemId, PackageId, Source};
use crate::threads;

pub use external::External;
use merged::{Named, Stored};
pub(super) use scope::{Files, Place, Shared};

/// A kind with kube's derive, all of its versions joined.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// The type of one version.
    pub(super) item: ItemId,
    /// The CRD.
    pub(super) crd: Crd,
    /// Whether its schemas are strict.
    pub(super) strict: bool,
    /// The versions with what strict schemas repair in each.
    pub(super) repairs: Vec<(ItemId, String, Vec<Repair>)>,
}

/// CRDs that the program has printed, by group, kind and version.
pub type Answers = BTreeMap<(String, String, String), Crd>;

/// A kind whose CRD cannot be known from the source.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The path of its file.
    pub file: std::path::PathBuf,
    /// The inline modules around it.
    pub modules: Vec<String>,
    /// The name of the generated struct.
    pub name: String,
}

/// The kinds with kube's derive in `paths`.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds {
    /// Those whose CRDs are known.
    pub(super) made: Vec<Made>,
    /// Those whose CRDs are not known, and should be.
    pub(super) unknown: Vec<Unknown>,
    /// The names of each version of all kinds.
    pub(super) names: Vec<Kind>,
    /// What they need of what is stated, if all of them could be read.
    pub(super) used: Option<Keys>,
}

/// How kinds with kube's derive are read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What the program has printed.
    pub answers: Answers,
    /// What the source does not show.
    pub stated: Stated,
    /// The schemas.
    pub schemas: Schemas,
    /// Whether the repairs of strict schemas are wanted even if exact schemas are written.
    pub repairs: bool,
    /// The kinds that get no CRD.
    pub external: External,
}

/// What is wrong, and the type where it is.
struct Wrong {
    item: ItemId,
    message: Message,
    /// The file and the byte range, if the place is smaller than the type.
    place: Option<(crate::source::FileId, std::ops::Range<usize>)>,
}

/// What was read of all kinds.
#[derive(Default)]
struct Found {
    /// The CRD of each version.
    versions: Vec<(ItemId, Definition)>,
    wrong: Vec<Wrong>,
    merged: Stored,
    /// What is uncertain.
    notes: Vec<Message>,
    /// What is accepted, although it has no effect.
    remarks: Vec<Wrong>,
    /// What was needed of what is stated.
    used: Keys,
    /// Whether the program has printed one of the CRDs, so that its types were not read to the end.
    printed: bool,
}

/// The CRDs of all kinds with kube's derive in `paths`.
pub(super) fn made(source: &mut Source<Items>, reading: &Reading, errors: &mut Errors<Diagnostic>) -> Kinds {
    let kinds: Vec<(ItemId, Kind)> = source
        .selected_items()
        .filter_map(|(id, item)| Some((id, item.data.as_ref()?.kube.clone()?)))
        .filter(|(_, kind)| !kind.disabled)
        .collect();
    if kinds.is_empty() {
        return Kinds {
            used: Some(Keys::default()),
            ..Kinds::default()
        };
    }
    let external: BTreeSet<ItemId> = kinds
        .iter()
        .filter(|(_, kind)| reading.external.has(&kind.group, &kind.kind))
        .map(|(id, _)| *id)
        .collect();
    let Found {
        versions: found,
        wrong,
        merged,
        notes,
        remarks,
        used,
        printed,
    } = versions(source, &kinds, reading).unwrap_or_else(|message| Found {
        wrong: vec![Wrong::of_item(kinds[0].0, message)],
        ..Found::default()
    });
    let used = (wrong.is_empty() && !printed).then_some(used);
    let unknown: BTreeSet<ItemId> = wrong.iter().map(|wrong| wrong.item).collect();
    let mut report = |level: Level, wrong: Wrong| {
        if external.contains(&wrong.item) {
            return;
        }
        let (file, range) = wrong.place.unwrap_or_else(|| {
            let item = source.item(wrong.item);
            (item.file, item.range.clone())
        });
        let file = source.file(file);
        errors.push(Diagnostic {
            level,
            ..Diagnostic::at(&file.path, file.text.clone(), range, wrong.message)
        });
    };
    wrong.into_iter().for_each(|wrong| report(Level::Error, wrong));
    remarks.into_iter().for_each(|wrong| report(Level::Note, wrong));
    let mut made = Vec::new();
    let mut joined: BTreeMap<(String, String), Vec<(ItemId, Definition)>> = BTreeMap::new();
    for (id, definition) in found {
        let names = &definition.crd.spec;
        let key = (names.group.clone(), names.names.kind.clone());
        joined.entry(key).or_default().push((id, definition));
    }
    let strict = reading.schemas == Schemas::Strict;
    for versions in joined.into_values() {
        match join(versions, strict, &merged) {
            Ok(kind) => made.push(kind),
            Err(wrong) => report(Level::Error, wrong),
        }
    }
    for note in notes {
        errors.push(Diagnostic::note(note));
    }
    let unmade = kinds
        .iter()
        .filter(|(id, _)| unknown.contains(id) && !external.contains(id))
        .map(|(id, kind)| {
            let (file, modules) = source.place_of(source.item(*id).module);
            Unknown {
                file: source.file(file).disk().to_owned(),
                modules,
                name: kind.root.clone().unwrap_or_else(|| kind.kind.clone()),
            }
        });
    let unmade = unmade.collect();
    Kinds {
        made,
        unknown: unmade,
        names: kinds.into_iter().map(|(_, kind)| kind).collect(),
        used,
    }
}

impl Wrong {
    fn of_item(item: ItemId, message: Message) -> Self {
        Self {
            item,
            message,
            place: None,
        }
    }
}

/// The fewest kinds that another thread is woken up for.
const SHARE: usize = 8;

/// A kind, and the versions of kube and schemars in its package.
struct Task<'k> {
    item: ItemId,
    kind: &'k Kind,
    package: PackageId,
    era: Era,
}

/// The CRD of each version, by itself.
fn versions(
    source: &mut Source<Items>,
    kinds: &[(ItemId, Kind)],
    reading: &Reading,
) -> Result<Found, Message> {
    let shared = Shared::new(source);
    let files = Files::new(shared.clone());
    let mut found = Found::default();
    let mut eras: BTreeMap<PackageId, Option<Era>> = BTreeMap::new();
    let mut tasks = Vec::new();
    for (item, kind) in kinds {
        let package = files.package(*item);
        let era = *eras.entry(package).or_insert_with(|| match files.era(package) {
            Ok((era, note)) => {
                found.notes.extend(note);
                Some(era)
            }
            // Said once for each package.
            Err(message) => {
                found.wrong.push(Wrong::of_item(*item, message));
                None
            }
        });
        tasks.extend(era.map(|era| Task {
            item: *item,
            kind,
            package,
            era,
        }));
    }
    let caches: BTreeMap<PackageId, Cache> =
        eras.keys().map(|package| (*package, Cache::default())).collect();
    let threads: Vec<_> = tasks.iter().map(|task| files.thread(task.item)).collect();
    let homes: Vec<_> = tasks.iter().map(|task| files.file(task.item)).collect();
    let share = |share: &Vec<usize>| {
        held(|| {
            let files = Files::new(shared.clone());
            let last: BTreeMap<_, _> = share.iter().map(|&number| (homes[number], number)).collect();
            let read = |number: usize| {
                let task = &tasks[number];
                let mut found = Found::default();
                read(&files, task, caches.get(&task.package), reading, &mut found);
                if last[&homes[number]] == number {
                    files.drop_types(homes[number]);
                }
                (number, found)
            };
            share.iter().copied().map(read).collect::<Vec<_>>()
        })
    };
    let shares = shares(&threads, threads::size()?);
    let mut parts: Vec<_> = { threads::on_each(&shares, Vec::is_empty, share)? }
        .into_iter()
        .flatten()
        .collect();
    parts.sort_by_key(|(number, _)| *number);
    for (_, part) in parts {
        found.versions.extend(part.versions);
        found.wrong.extend(part.wrong);
        found.remarks.extend(part.remarks);
        found.used.extend(part.used);
        found.printed |= part.printed;
    }
    let names: BTreeSet<_> = kinds.iter().map(|(_, kind)| (&kind.group, &kind.kind)).collect();
    if names.len() < kinds.len() {
        found.merged = threads::apart(|| merged::stored(&Files::new(shared.clone())))?;
    }
    Ok(found)
}

/// Which tasks each thread has: those whose syntax it has, but not many more than the others.
fn shares(owners: &[Option<usize>], threads: usize) -> Vec<Vec<usize>> {
    let mut shares = vec![Vec::new(); threads];
    let most = owners.len().div_ceil(threads).max(SHARE) * 3 / 2;
    let mut others = Vec::new();
    for (task, owner) in owners.iter().enumerate() {
        match owner.and_then(|owner| shares.get_mut(owner)) {
            Some(share) if share.len() < most => share.push(task),
            Some(_) | None => others.push(task),
        }
    }
    // Tasks that stand beside each other are often of one file.
    for chunk in others.chunks(others.len().div_ceil(threads).max(SHARE)) {
        if let Some(least) = shares.iter_mut().min_by_key(|share| share.len()) {
            least.extend(chunk);
        }
    }
    shares
}

/// The CRD of one version, or what is wrong with it.
fn read(files: &Files<'_>, task: &Task<'_>, cache: Option<&Cache>, reading: &Reading, found: &mut Found) {
    let item: Rc<Item<Place>> = match files.item(task.item) {
        Ok(item) => item,
        Err(message) => {
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
            if let Some(printed) = answer(task.kind, wanted.schemas, reading) {
                found.printed = true;
                found.versions.push((task.item, printed));
                return;
            }
            found.wrong.extend(wrong(files, task, problems));
        }
    }
}

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

/// Joins the versions of a kind. Objects are stored in the one that a marker names, or in the only one that has `storage`.
fn join(mut versions: Vec<(ItemId, Definition)>, strict: bool, merged: &Stored) -> Result<Made, Wrong> {
    let item = versions[0].0;
    let repairs: Vec<_> = versions
        .iter_mut()
        .map(|(id, definition)| {
            let version = definition.crd.spec.versions.first();
            let name = version.map(|version| version.name.clone()).unwrap_or_default();
            (*id, name, std::mem::take(&mut definition.repairs))
        })
        .collect();
    if versions.len() == 1
        && let Some((item, definition)) = versions.pop()
    {
        let crd = definition.crd;
        return Ok(Made {
            item,
            crd,
            strict,
            repairs,
        });
    }
    let version = |definition: &Definition| definition.crd.spec.versions.first().cloned();
    let has_storage =
        |(_, definition): &&(ItemId, Definition)| version(definition).is_some_and(|found| found.storage);
    let by_marker: Vec<_> = versions
        .iter()
        .filter(|(_, definition)| definition.stored)
        .collect();
    let by_attribute: Vec<_> = versions.iter().filter(has_storage).collect();
    let stored = match (&by_marker[..], &by_attribute[..]) {
        ([(_, only)], _) | ([], [(_, only)]) => version(only).map(|version| version.name),
        _ => None,
    };
    let named = match by_marker.is_empty() {
        true => merged.named(versions.iter().map(|(id, _)| *id)),
        false => Named::None,
    };
    let is_unread = matches!(named, Named::Unknown);
    let stored = match named {
        Named::One(version) => Some(version),
        Named::Unknown => None,
        Named::None => stored,
    };
    let crds: Vec<(ItemId, Crd)> = versions
        .into_iter()
        .map(|(id, definition)| (id, definition.crd))
        .collect();
    let kind = crds[0].1.spec.names.kind.clone();
    let names = crds.iter().flat_map(|(_, crd)| &crd.spec.versions);
    let mut names: Vec<_> = names.map(|version| &version.name).collect();
    names.sort();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = Message::new(format!("`{kind}` has the version `{}` twice", pair[0]));
        return Err(Wrong::of_item(
            item,
            message.help("rename one of the types or its version"),
        ));
    }
    if let Some((other, _)) = crds
        .iter()
        .find(|(_, crd)| crd.spec.scope != crds[0].1.spec.scope)
    {
        let message = Message::new(format!(
            "one version of `{kind}` is namespaced, and another is not"
        ));
        return Err(Wrong::of_item(
            *other,
            message.help("set `namespaced` on each, or on none"),
        ));
    }
    let Some(stored) = stored else {
        let message = Message::new(format!(
            "it is not known in which version objects of `{kind}` are stored"
        ));
        let marker = "put `+kubebuilder:storageversion` in the doc comment of one version";
        let help = match is_unread {
            true => format!("{marker}, because the calls of `merge_crds` name several or cannot be read"),
            false => format!("{marker}, or `storage = false` on the others"),
        };
        return Err(Wrong::of_item(item, message.help(help)));
    };
    match merge(crds.into_iter().map(|(_, crd)| crd).collect(), &stored) {
        Some(crd) => Ok(Made {
            item,
            crd,
            strict,
            repairs,
        }),
        None => Err(Wrong::of_item(
            item,
            Message::new("the versions cannot be joined"),
        )),
    }
}

impl Analysis {
    /// The CRDs of all kinds with kube's derive, by group and kind.
    pub fn kube_crds(&self) -> impl Iterator<Item = &Crd> {
        self.kube.made.iter().map(|made| &made.crd)
    }

    /// The names of all kinds with kube's derive, once for each version, also of those whose CRD is not known.
    pub fn kube_names(&self) -> &[Kind] {
        &self.kube.names
    }

    /// What strict schemas repair, or would repair: the CRD, the version, and the repair with the place of the type. With `open`, only
    /// of kinds whose schemas are not strict.
    pub fn repairs(&self, open: bool) -> impl Iterator<Item = (&str, &str, &Repair, ItemId)> {
        let kinds = self.kube.made.iter().filter(move |made| !(open && made.strict));
        kinds.flat_map(|made| {
            let versions = made.repairs.iter();
            versions.flat_map(move |(id, version, repairs)| {
                let each = repairs.iter();
                each.map(move |repair| (made.crd.metadata.name.as_str(), version.as_str(), repair, *id))
            })
        })
    }

    /// The file with kube's derive for a version of a kind.
    pub fn kube_file(&self, group: &str, version: &str, kind: &str) -> Option<&std::path::Path> {
        let is_it = |known: &Kind| known.group == group && known.version == version && known.kind == kind;
        let mut items = self.source.selected_items();
        let (_, item) = items.find(|(_, item)| {
            let data = item.data.as_ref();
            data.and_then(|data| data.kube.as_ref()).is_some_and(is_it)
        })?;
        Some(&self.source.file(item.file).path)
    }

    /// Whether a file with a controller names the kind.
    pub fn has_controller(&self, kind: &str) -> bool {
        let names = [format!("Api<{kind}>"), format!("Api::<{kind}>")];
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| {
            file.text.contains("Controller::new") && names.iter().any(|name| file.text.contains(name))
        })
    }

    /// Whether the source reads admission requests.
    pub fn has_admission(&self) -> bool {
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| {
            ["AdmissionReview<", "AdmissionRequest<"]
                .iter()
                .any(|name| file.text.contains(name))
        })
    }

    /// Whether the source has markers for permissions.
    pub fn has_rbac(&self) -> bool {
        let mut files = self.source.files().filter(|(_, file)| file.selected);
        files.any(|(_, file)| file.text.contains("+kubebuilder:rbac"))
    }

    /// The place of a kind with kube's derive.
    pub fn at_kube(&self, id: ItemId, message: Message) -> Diagnostic {
        let item = self.source.item(id);
        let place = Stretch {
            range: item.range.clone(),
            part: None,
        };
        self.at(item.file, message.at(place))
    }
}
