//! Objects whose kind is not known: those that no API server takes, and those of which nothing is known.

use std::collections::BTreeSet;

use kubewright_core::suggest::nearest;

use super::builtin;
use super::kinds::Kinds;

/// What an `apiVersion` and a `kind` mean that are no known kind together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unmatched {
    /// The group is known, and does not have the kind in this version.
    Refused {
        /// The key whose value is wrong.
        key: &'static str,
        /// The message of the API server's clients, and the fix.
        message: String,
    },
    /// Nothing is known about the group, for this reason.
    Unchecked(String),
}

/// Decides about an object whose kind is not known.
pub(super) fn judge(kinds: &Kinds, api_version: &str, kind: &str) -> Unmatched {
    let group = group_of(api_version);
    let named = format!("`{kind}` in `{api_version}`");
    if builtin::is_of_an_earlier_minor(api_version, kind) {
        let minor = builtin::MINOR;
        return Unmatched::Unchecked(format!(
            "Kubernetes {minor} does not have {named}, only earlier versions do"
        ));
    }
    let all = kinds.names();
    let of_group = |(version, _): &&(String, String)| group_of(version) == group;
    let mut in_group: BTreeSet<(String, String)> = all.iter().filter(of_group).cloned().collect();
    in_group.extend(builtin::names(group));
    if in_group.is_empty() {
        let mut groups: Vec<&str> = builtin::groups().collect();
        groups.extend(all.iter().map(|(version, _)| group_of(version)));
        let near = nearest(group, groups);
        let hint = near.map(|near| format!("; did you mean the group `{near}`?"));
        return Unmatched::Unchecked(format!("there is no CRD for {named}{}", hint.unwrap_or_default()));
    }
    let (key, fix) = fix(kinds, &in_group, api_version, kind);
    Unmatched::Refused {
        key,
        message: format!("no matches for kind \"{kind}\" in version \"{api_version}\"; {fix}"),
    }
}

/// The key that is probably wrong, and what to do.
fn fix(
    kinds: &Kinds,
    in_group: &BTreeSet<(String, String)>,
    api_version: &str,
    kind: &str,
) -> (&'static str, String) {
    let versions = versions_of(in_group, kind);
    if !versions.is_empty() {
        let fix = if kinds.is_unserved(api_version, kind) {
            format!("its CRD serves only {versions}")
        } else {
            format!("`{kind}` is in {versions}")
        };
        return ("apiVersion", fix);
    }
    let beside = in_group.iter().filter(|(version, _)| version == api_version);
    if let Some(near) = nearest(kind, beside.map(|(_, kind)| kind.as_str())) {
        return ("kind", format!("did you mean `{near}`?"));
    }
    if let Some(near) = nearest(kind, in_group.iter().map(|(_, kind)| kind.as_str())) {
        let versions = versions_of(in_group, near);
        return ("kind", format!("did you mean `{near}`, which is in {versions}?"));
    }
    let mut elsewhere = kinds.names();
    elsewhere.extend(builtin::groups().flat_map(builtin::names));
    let versions = versions_of(&elsewhere, kind);
    if !versions.is_empty() {
        return ("apiVersion", format!("`{kind}` is in {versions}"));
    }
    let fix = if builtin::groups().any(|group| group == group_of(api_version)) {
        format!("Kubernetes {} has no kind of this name", builtin::MINOR)
    } else {
        "if it has a CRD, add that to the files or to `--crds`".to_owned()
    };
    ("kind", fix)
}

/// The versions that have a kind, as text.
fn versions_of(names: &BTreeSet<(String, String)>, kind: &str) -> String {
    let having = names.iter().filter(|(_, name)| name == kind);
    let versions: Vec<_> = having.map(|(version, _)| format!("`{version}`")).collect();
    match versions.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}
