//! The versions of a kind, joined to one CRD.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Definition, merge};

use super::Made;
use super::found::Wrong;
use super::merged::{Named, Stored};
use crate::quoted::quoted;
use crate::source::ItemId;

/// A version of a kind, and its type.
type Version = (ItemId, Definition);

/// Joins the versions of every kind. Of the kinds in `partial`, versions are missing that have errors of their own: what is wrong with
/// the others may come of that, and is not reported.
pub(super) fn kinds(
    found: Vec<Version>,
    strict: bool,
    merged: &Stored,
    partial: &BTreeSet<(&str, &str)>,
) -> (Vec<Made>, Vec<Wrong>) {
    let mut joined: BTreeMap<(String, String), Vec<Version>> = BTreeMap::new();
    for (id, definition) in found {
        let names = &definition.crd.spec;
        let key = (names.group.clone(), names.names.kind.clone());
        joined.entry(key).or_default().push((id, definition));
    }
    let (mut made, mut wrong) = (Vec::new(), Vec::new());
    for ((group, kind), versions) in joined {
        match join(versions, strict, merged) {
            Ok(kind) => made.push(kind),
            Err(_) if partial.contains(&(group.as_str(), kind.as_str())) => {}
            Err(error) => wrong.push(error),
        }
    }
    (made, wrong)
}

fn join(mut versions: Vec<Version>, strict: bool, merged: &Stored) -> Result<Made, Wrong> {
    let item = versions[0].0;
    let repairs = { versions.iter_mut() }
        .map(|(id, definition)| {
            let version = definition.crd.spec.versions.first();
            let name = version.map(|version| version.name.clone()).unwrap_or_default();
            (*id, name, std::mem::take(&mut definition.repairs))
        })
        .collect();
    let crd = match versions.len() {
        1 => versions.remove(0).1.crd,
        _ => {
            check(&versions)?;
            let stored = stored(&versions, merged)?;
            merge_into(&stored, versions)?
        }
    };
    Ok(Made {
        item,
        crd,
        strict,
        repairs,
    })
}

fn merge_into(stored: &str, versions: Vec<Version>) -> Result<Crd, Wrong> {
    let item = versions[0].0;
    let crds: Vec<_> = versions
        .into_iter()
        .map(|(_, definition)| definition.crd)
        .collect();
    let kind = crds[0].spec.names.kind.clone();
    let names = crds.iter().flat_map(|crd| &crd.spec.versions);
    let known = quoted(names.map(|version| version.name.as_str()));
    merge(crds, stored).ok_or_else(|| {
        let message = Message::new(format!(
            "`merge_crds` stores objects of `{kind}` in `{stored}`, which is not one of its versions"
        ));
        Wrong::of_item(item, message.help(format!("name one of {known} in that call")))
    })
}

/// Checks that the versions have names of their own and the same scope.
fn check(versions: &[Version]) -> Result<(), Wrong> {
    let (item, Definition { crd: first, .. }) = &versions[0];
    let kind = &first.spec.names.kind;
    let names = versions
        .iter()
        .flat_map(|(_, definition)| &definition.crd.spec.versions);
    let mut names: Vec<_> = names.map(|version| &version.name).collect();
    names.sort();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = Message::new(format!("`{kind}` has the version `{}` twice", pair[0]));
        return Err(Wrong::of_item(
            *item,
            message.help("rename one of the types or its version"),
        ));
    }
    let differs = |(_, definition): &&Version| definition.crd.spec.scope != first.spec.scope;
    if let Some((other, _)) = versions.iter().find(differs) {
        let message = Message::new(format!(
            "one version of `{kind}` is namespaced, and another is not"
        ));
        return Err(Wrong::of_item(
            *other,
            message.help("set `namespaced` on each, or on none"),
        ));
    }
    Ok(())
}

/// The version in which objects are stored: the one that calls of `merge_crds` or a marker name, or the only one that has `storage`.
fn stored(versions: &[Version], merged: &Stored) -> Result<String, Wrong> {
    let version = |definition: &Definition| definition.crd.spec.versions.first().cloned();
    let has_storage = |(_, definition): &&Version| version(definition).is_some_and(|found| found.storage);
    let by_marker: Vec<_> = versions
        .iter()
        .filter(|(_, definition)| definition.stored)
        .collect();
    let by_attribute: Vec<_> = versions.iter().filter(has_storage).collect();
    let stated = match (&by_marker[..], &by_attribute[..]) {
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
        Named::None => stated,
    };
    stored.ok_or_else(|| {
        let (item, definition) = &versions[0];
        let kind = &definition.crd.spec.names.kind;
        let message = Message::new(format!(
            "it is not known in which version objects of `{kind}` are stored"
        ));
        let marker = "put `+kubebuilder:storageversion` in the doc comment of one version";
        let help = match is_unread {
            true => format!("{marker}, because the calls of `merge_crds` name several or cannot be read"),
            false => format!("{marker}, or `storage = false` on the others"),
        };
        Wrong::of_item(*item, message.help(help))
    })
}
