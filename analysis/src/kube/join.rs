//! The versions of a kind, joined to one CRD.

use std::collections::BTreeMap;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Definition, merge};

use super::Made;
use super::found::Wrong;
use super::merged::{Named, Stored};
use crate::source::ItemId;

/// A version of a kind, and its type.
type Version = (ItemId, Definition);

/// Joins the versions of every kind.
pub(super) fn kinds(found: Vec<Version>, strict: bool, merged: &Stored) -> (Vec<Made>, Vec<Wrong>) {
    let mut joined: BTreeMap<(String, String), Vec<Version>> = BTreeMap::new();
    for (id, definition) in found {
        let names = &definition.crd.spec;
        let key = (names.group.clone(), names.names.kind.clone());
        joined.entry(key).or_default().push((id, definition));
    }
    let (mut made, mut wrong) = (Vec::new(), Vec::new());
    for versions in joined.into_values() {
        match join(versions, strict, merged) {
            Ok(kind) => made.push(kind),
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
        1 => versions.pop().map(|(_, definition)| definition.crd),
        _ => {
            check(&versions)?;
            let stored = stored(&versions, merged)?;
            merge(
                versions
                    .into_iter()
                    .map(|(_, definition)| definition.crd)
                    .collect(),
                &stored,
            )
        }
    };
    match crd {
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
