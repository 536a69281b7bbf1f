//! Changes outside of versions: scope, names, metadata and conversion.

use std::collections::BTreeMap;

use super::{Change, Rule};
use crate::crd::{Crd, Names};

pub(super) fn compare(old: &Crd, new: &Crd) -> Vec<Change> {
    let mut changes = Vec::new();
    let (from, to) = (&old.spec.scope, &new.spec.scope);
    if from != to {
        changes.push(Change::of_kind(
            Rule::Scope,
            format!("the scope changes from `{from}` to `{to}`; the API server rejects that, so delete the CRD and its objects first"),
        ));
    }
    names(&old.spec.names, &new.spec.names, &mut changes);
    metadata(
        "annotation",
        &old.metadata.annotations,
        &new.metadata.annotations,
        &mut changes,
    );
    metadata("label", &old.metadata.labels, &new.metadata.labels, &mut changes);
    conversion(old, new, &mut changes);
    changes
}

fn names(old: &Names, new: &Names, changes: &mut Vec<Change>) {
    if old.kind != new.kind {
        changes.push(Change::of_kind(
            Rule::KindRenamed,
            format!(
                "the kind changes from `{}` to `{}`; the API server rejects that",
                old.kind, new.kind
            ),
        ));
    }
    for (what, before, after) in [
        ("list kind", &old.list_kind, &new.list_kind),
        ("singular name", &old.singular, &new.singular),
    ] {
        if before != after {
            let reason = format!("the {what} changes from `{before}` to `{after}`");
            changes.push(Change::of_kind(Rule::NameRemoved, reason));
        }
    }
    for (what, before, after) in [
        ("short name", &old.short_names, &new.short_names),
        ("category", &old.categories, &new.categories),
    ] {
        for name in before.iter().filter(|name| !after.contains(name)) {
            changes.push(Change::of_kind(
                Rule::NameRemoved,
                format!("the {what} `{name}` is removed"),
            ));
        }
        for name in after.iter().filter(|name| !before.contains(name)) {
            changes.push(Change::of_kind(
                Rule::NameAdded,
                format!("the {what} `{name}` is added"),
            ));
        }
        let same = |one: &[String], other: &[String]| one.iter().all(|name| other.contains(name));
        if before != after && same(before, after) && same(after, before) {
            changes.push(Change::of_kind(
                Rule::NameAdded,
                format!("the order of the {what} list changes"),
            ));
        }
    }
}

fn metadata(
    what: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    changes: &mut Vec<Change>,
) {
    let keys: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let happens = match (old.get(key), new.get(key)) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(_), Some(_)) => "changes",
            (Some(_), None) => "is removed",
            (None, _) => "is added",
        };
        changes.push(Change::of_kind(
            Rule::Metadata,
            format!("the {what} `{key}` {happens}"),
        ));
    }
}

fn conversion(old: &Crd, new: &Crd, changes: &mut Vec<Change>) {
    let strategy = |crd: &Crd| {
        let conversion = crd.spec.conversion.as_ref();
        let strategy = conversion.and_then(|conversion| conversion["strategy"].as_str());
        strategy.unwrap_or("None").to_owned()
    };
    let (before, after) = (strategy(old), strategy(new));
    if before != after {
        let reason = format!("the conversion strategy changes from `{before}` to `{after}`");
        changes.push(Change::of_kind(Rule::Conversion, reason));
    } else if after != "None" && old.spec.conversion != new.spec.conversion {
        changes.push(Change::of_kind(
            Rule::Conversion,
            "the conversion webhook changes",
        ));
    }
}
