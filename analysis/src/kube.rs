//! Types with kube's own derive: their CRDs are those that the program's `crd()` gives.

mod external;
mod files;
mod found;
mod join;
mod merged;
mod module;
mod printed;
mod queries;
mod shared;
mod version;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Errors;
use kubewright_kube_types::{Keys, Kind, Repair, Schemas, Stated};

use super::item::Items;
use crate::diagnostic::{Diagnostic, Level};
use crate::source::{ItemId, Source};

pub use external::External;
pub(super) use files::Files;
use found::{Found, Wrong};
pub(super) use shared::{Place, Shared};
use versions::versions;

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
    let found = versions(source, &kinds, reading).unwrap_or_else(|message| Found {
        wrong: vec![Wrong::of_item(kinds[0].0, message)],
        ..Found::default()
    });
    let wrong: BTreeSet<ItemId> = found.wrong.iter().map(|wrong| wrong.item).collect();
    let partial = kinds.iter().filter(|(id, _)| wrong.contains(id));
    let partial = partial
        .map(|(_, kind)| (kind.group.as_str(), kind.kind.as_str()))
        .collect();
    let is_strict = reading.schemas == Schemas::Strict;
    let (made, clashes) = join::kinds(found.versions, is_strict, &found.merged, &partial);
    let is_known = found.wrong.is_empty() && !found.printed;
    let external: BTreeSet<ItemId> = kinds
        .iter()
        .filter(|(_, kind)| reading.external.has(&kind.group, &kind.kind))
        .map(|(id, _)| *id)
        .collect();
    let is_own = |wrong: &Wrong| !external.contains(&wrong.item);
    let unmade: BTreeSet<ItemId> = { found.wrong.iter() }
        .filter(|wrong| is_own(wrong))
        .map(|wrong| wrong.item)
        .collect();
    let unknown = kinds.iter().filter(|(id, _)| unmade.contains(id));
    let unknown = unknown.map(|(id, kind)| unknown_at(*id, kind, source)).collect();
    for (level, all) in [
        (Level::Error, found.wrong),
        (Level::Note, found.remarks),
        (Level::Error, clashes),
    ] {
        let own = all.into_iter().filter(is_own);
        errors.extend(own.map(|wrong| wrong.diagnostic(level, source)));
    }
    errors.extend(found.notes.into_iter().map(Diagnostic::note));
    Kinds {
        made,
        unknown,
        names: kinds.into_iter().map(|(_, kind)| kind).collect(),
        used: is_known.then_some(found.used),
    }
}

fn unknown_at(id: ItemId, kind: &Kind, source: &Source<Items>) -> Unknown {
    let (file, modules) = source.place_of(source.item(id).module);
    Unknown {
        file: source.file(file).disk().to_owned(),
        modules,
        name: kind.root.clone().unwrap_or_else(|| kind.kind.clone()),
    }
}
