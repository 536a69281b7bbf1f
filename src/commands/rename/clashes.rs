//! Names and files that conflict with the new kind.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::commands::moves::Sources;
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
        let name = names
            .iter()
            .find(|suffix| declares(text, &format!("{}{suffix}", args.to)))?;
        Some((path, format!("{}{name}", args.to)))
    });
    for version in before
        .versions(&old.identity)
        .filter(|version| version.api.is_some())
    {
        let below = version.path.split_once("::").map_or("", |(_, below)| below);
        let path = PathBuf::from(format!("src/{}.rs", below.replace("::", "/")));
        let text = sources.get(&path).map(String::as_str);
        if text.is_some_and(|text| declares(text, &of_kind)) {
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

fn declares(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| line.split(|c| !is_word(c)).filter(|word| !word.is_empty()));
    let words: Vec<_> = words.collect();
    words
        .windows(2)
        .any(|pair| ["struct", "enum", "type", "trait"].contains(&pair[0]) && pair[1] == name)
}
