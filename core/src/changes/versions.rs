//! Changes of versions: which exist, which are served, which one is stored, and what belongs to each.

use super::{Change, Rule, schemas};
use crate::crd::{Crd, CrdVersion};

pub(super) fn compare(old: &Crd, new: &Crd) -> Vec<Change> {
    let mut changes = Vec::new();
    for version in &old.spec.versions {
        match find(new, &version.name) {
            Some(after) => of_version(version, after, &mut changes),
            None => {
                let reason = "the version is removed; the API server rejects that while `status.storedVersions` lists it";
                changes.push(Change::of_version(&version.name, Rule::VersionRemoved, reason));
            }
        }
    }
    for version in &new.spec.versions {
        if find(old, &version.name).is_none() {
            changes.push(Change::of_version(
                &version.name,
                Rule::VersionAdded,
                "the version is added",
            ));
        }
    }
    changes.extend(storage(old, new));
    changes.extend(unconverted(new).filter(|_| unconverted(old).is_none()));
    changes
}

fn storage(old: &Crd, new: &Crd) -> Option<Change> {
    let stored = |crd: &Crd| {
        let mut versions = crd.spec.versions.iter();
        versions
            .find(|version| version.storage)
            .map(|version| version.name.clone())
    };
    let (from, to) = (stored(old)?, stored(new)?);
    if from == to {
        return None;
    }
    let moves = format!("the stored version moves from `{from}` to `{to}`");
    let (before, after) = (find(old, &from)?, find(new, &to)?);
    Some(if converts(new) || schemas::same(before, after) {
        let reason = format!("{moves}; stored objects stay in `{from}` until they are written again");
        Change::of_kind(Rule::StorageConverted, reason)
    } else {
        let reason = format!("{moves}, whose schema differs, without a conversion webhook");
        Change::of_kind(Rule::StorageMoved, reason)
    })
}

/// The versions of a CRD that differ and are not converted.
///
/// The API server then only changes `apiVersion`, and drops the fields that the other version does not have.
#[must_use]
pub fn unconverted(crd: &Crd) -> Option<Change> {
    if converts(crd) {
        return None;
    }
    let mut versions = crd.spec.versions.iter();
    let first = versions.next()?;
    let other = versions.find(|other| !schemas::same(first, other))?;
    Some(Change::of_kind(
        Rule::NoConversion,
        format!(
            "`{}` and `{}` have different schemas and no conversion webhook; the API server drops the fields that one of them does not have",
            first.name, other.name
        ),
    ))
}

fn of_version(old: &CrdVersion, new: &CrdVersion, changes: &mut Vec<Change>) {
    let mut add = |rule, reason: String| changes.push(Change::of_version(&old.name, rule, reason));
    match (old.served, new.served) {
        (true, false) => add(
            Rule::VersionNotServed,
            "the version is no longer served; clients that use it get 404".to_owned(),
        ),
        (false, true) => add(Rule::VersionServed, "the version is served again".to_owned()),
        (true, true) | (false, false) => {}
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => add(
            Rule::Deprecation,
            "the version becomes deprecated; clients get a warning".to_owned(),
        ),
        (true, false) => add(
            Rule::Deprecation,
            "the version is no longer deprecated".to_owned(),
        ),
        _ if old.deprecation_warning != new.deprecation_warning => {
            add(Rule::Deprecation, "the deprecation warning changes".to_owned());
        }
        _ => {}
    }
    subresources(old, new, &mut add);
    let paths = |version: &CrdVersion| -> Vec<String> {
        let fields = version.selectable_fields.iter();
        fields.map(|field| field.json_path.clone()).collect()
    };
    let (before, after) = (paths(old), paths(new));
    for path in before.iter().filter(|path| !after.contains(path)) {
        add(
            Rule::SelectorRemoved,
            format!("`{path}` is no longer a selectable field; the API server rejects selectors with it"),
        );
    }
    for path in after.iter().filter(|path| !before.contains(path)) {
        add(
            Rule::SelectorAdded,
            format!("`{path}` becomes a selectable field"),
        );
    }
    if old.additional_printer_columns != new.additional_printer_columns {
        add(Rule::Columns, "the columns of `kubectl get` change".to_owned());
    }
    changes.extend(schemas::compare(old, new));
}

fn subresources(old: &CrdVersion, new: &CrdVersion, add: &mut impl FnMut(Rule, String)) {
    let of = |version: &CrdVersion| version.subresources.clone().unwrap_or_default();
    let (before, after) = (of(old), of(new));
    match (before.status.is_some(), after.status.is_some()) {
        (true, false) => add(
            Rule::SubresourceRemoved,
            "the subresource `status` is removed; controllers that write it get 404".to_owned(),
        ),
        (false, true) => add(
            Rule::Subresource,
            "the subresource `status` is added; other requests no longer change `status`".to_owned(),
        ),
        (true, true) | (false, false) => {}
    }
    match (&before.scale, &after.scale) {
        (Some(_), None) => add(
            Rule::SubresourceRemoved,
            "the subresource `scale` is removed; autoscalers and `kubectl scale` get 404".to_owned(),
        ),
        (None, Some(_)) => add(Rule::Subresource, "the subresource `scale` is added".to_owned()),
        (before, after) if before != after => {
            add(
                Rule::Subresource,
                "the paths of the subresource `scale` change".to_owned(),
            );
        }
        _ => {}
    }
}

fn find<'c>(crd: &'c Crd, name: &str) -> Option<&'c CrdVersion> {
    crd.spec.versions.iter().find(|version| version.name == name)
}

fn converts(crd: &Crd) -> bool {
    let conversion = crd.spec.conversion.as_ref();
    conversion.is_some_and(|conversion| conversion["strategy"] == "Webhook")
}
