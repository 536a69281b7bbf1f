//! All versions of the kinds with kube's derive, on several threads.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Cache, Era, Kind};

use super::Reading;
use super::files::Files;
use super::found::{Found, Wrong};
use super::merged;
use super::shared::Shared;
use super::version::{Task, read};
use crate::item::Items;
use crate::source::kept::held;
use crate::source::{ItemId, PackageId, Source};
use crate::threads;

/// The fewest kinds that another thread is woken up for.
const SHARE: usize = 8;

/// The CRD of each version, by itself.
pub(super) fn versions(
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
        found.unparsable.extend(part.unparsable);
    }
    let names: BTreeSet<_> = kinds.iter().map(|(_, kind)| (&kind.group, &kind.kind)).collect();
    if names.len() < kinds.len() {
        found.merged = threads::apart(|| merged::stored(&Files::new(shared.clone())))?;
    }
    found
        .wrong
        .extend(std::mem::take(&mut found.unparsable).into_values());
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
