//! Names and files that conflict with the new kind.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::commands::moves::Sources;
use crate::commands::rename::words;
use crate::project::{Identity, Project, Resource, rules};

/// Fails if the new names are taken, or if the source does not match `PROJECT`.
pub(super) fn check(
    args: &cli::RenameApi,
    old: &Resource,
    before: &Project,
    after: &Project,
    sources: &Sources,
) -> Result<(), Stop> {
    if args.kind == args.to {
        return Err(fail(
            format!("the kind already is `{}`", args.to),
            "give another name with `--to`",
        ));
    }
    not_adopted(args, old, before)?;
    rules::types::renamed(&old.identity, &args.to, before, after)?;
    of_source(args, old, before, &sources.files)
}

/// The author of an adopted type renames it: nobody else knows where its name is used.
fn not_adopted(args: &cli::RenameApi, old: &Resource, before: &Project) -> Result<(), Stop> {
    let mut versions = before.versions(&old.identity);
    let Some(adopted) = versions.find(|version| version.is_adopted()) else {
        return Ok(());
    };
    let Identity { group, version, .. } = &adopted.identity;
    let group = match group.as_str() {
        "" => String::new(),
        group => format!("--group {group} "),
    };
    Err(fail(
        format!("`create api` did not write the type of {}", adopted.identity),
        format!(
            "rename it in the source, run `kubewright delete api {group}--version {version} --kind {}`, and then `kubewright adopt`",
            args.kind
        ),
    ))
}

/// Types of the source: the old one must exist, and the new ones must not.
fn of_source(
    args: &cli::RenameApi,
    old: &Resource,
    before: &Project,
    sources: &BTreeMap<PathBuf, String>,
) -> Result<(), Stop> {
    // kube's derive makes the type from that of its spec.
    let of_kind = match before.has_kube_derive(old) {
        true => format!("{}Spec", args.kind),
        false => args.kind.clone(),
    };
    let names = ["", "Spec", "Status", "Reconciler", "List"];
    let taken = sources.iter().find_map(|(path, text)| {
        let declared = words::declared(text);
        let mut new = names.iter().map(|suffix| format!("{}{suffix}", args.to));
        Some((path, new.find(|name| declared.contains(name))?))
    });
    for version in before
        .versions(&old.identity)
        .filter(|version| version.api.is_some())
    {
        let path = PathBuf::from(version.type_file(before).unwrap_or_default());
        let text = sources.get(&path).map(String::as_str);
        if text.is_some_and(|text| words::declared(text).contains(&of_kind)) {
            continue;
        }
        let reason = match (text, &taken) {
            (_, Some((path, name))) => format!("`{}` already has `{name}`", path.display()),
            (None, None) => "the file does not exist".to_owned(),
            (Some(_), None) => "the type is not in it".to_owned(),
        };
        return Err(fail(
            format!(
                "`PROJECT` has {}, but `{}` has no `struct {of_kind}`: {reason}",
                version.identity,
                path.display(),
            ),
            format!(
                "undo what was renamed by hand, so that the file and the type have the name `{}` again, and run this again",
                args.kind
            ),
        ));
    }
    match taken {
        Some((path, name)) => Err(fail(
            format!("`{}` already has a type `{name}`", path.display()),
            "rename that one first, or give another name with `--to`",
        )),
        None => Ok(()),
    }
}
