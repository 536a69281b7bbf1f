//! `create api --from-crd`: a type made from a CRD.

use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::crd::{Crd, CrdSpec};

use super::New;
use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::commands::open::Session;
use crate::commands::{Context, sample, untyped};
use crate::plan::{Change, Plan, reason};
use crate::plugins::{Chain, Request};
use crate::project::{Project, Resource};
use kubewright_analysis::quoted::quoted;

/// The marker of the stored version, which the command puts above the anchor.
const STORED: &str = "/// +kubebuilder:storageversion\n";
const SAMPLES: &str = "config/samples";
const ANCHOR: &str = "// +kubebuilder:scaffold:markers\n";

/// The type of a CRD, and the call that creates it.
pub(super) struct Source {
    pub(super) args: cli::CreateApi,
    text: String,
    /// Whether the API server does not serve the version.
    unserved: bool,
    /// The CRD, with the chosen version alone.
    crd: Crd,
    pub(super) notes: Vec<String>,
}

/// Reads the CRD that the flags name.
pub(super) fn read(
    args: &cli::CreateApi,
    project: &Project,
    cx: &Context<'_, '_>,
) -> Result<Option<Source>, Stop> {
    let Some(file) = &args.from_crd else {
        return Ok(None);
    };
    let crd = crd(file, cx)?;
    let shown = file.display();
    let group = group(&crd, project, file)?;
    let stored = crd.spec.versions.iter().find(|version| version.storage);
    let chosen = match (&args.named.version, stored) {
        (Some(version), _) => version.clone(),
        (None, Some(stored)) => stored.name.clone(),
        (None, None) => {
            return Err(fail(
                format!("{shown}: no version is stored"),
                "pass one with `--version`",
            ));
        }
    };
    let mut args = args.clone();
    agree("group", &mut args.named.group, group, file)?;
    agree("kind", &mut args.named.kind, crd.spec.names.kind.clone(), file)?;
    args.plural = Some(crd.spec.names.plural.clone());
    args.namespaced = Some(crd.spec.scope == "Namespaced");
    args.resource = Some(true);
    args.named.version = Some(chosen.clone());

    let versions: Vec<String> = crd
        .spec
        .versions
        .iter()
        .map(|version| version.name.clone())
        .collect();
    let Some(one) = untyped::of_version(crd, &chosen) else {
        return Err(fail(
            format!("{shown}: the CRD has no version `{chosen}`"),
            format!("its versions are {}", quoted(&versions)),
        ));
    };
    let unserved = one.spec.versions.iter().any(|version| !version.served);
    if unserved {
        check_served(&one.spec, &chosen, project, file)?;
    }
    let made = untyped::type_of(&one).map_err(|problem| {
        fail(
            format!("{shown}: {problem}"),
            "write the type by hand, without `--from-crd`",
        )
    })?;
    let others: Vec<&String> = versions.iter().filter(|version| **version != chosen).collect();
    let mut notes = made.notes;
    if !others.is_empty() {
        notes.push(format!(
            "the CRD also has {}; run the command again with `--version` to create the type of another version",
            quoted(others)
        ));
    }
    Ok(Some(Source {
        args,
        text: made.text,
        unserved,
        crd: one,
        notes,
    }))
}

/// Checks that the project has another version of a kind, so that one without requests can be added.
fn check_served(spec: &CrdSpec, chosen: &str, project: &Project, file: &Path) -> Result<(), Stop> {
    let kind = &spec.names.kind;
    let is_other = |resource: &Resource| {
        let identity = &resource.identity;
        resource.api.is_some()
            && identity.kind == *kind
            && identity.qualified_group() == spec.group
            && identity.version != chosen
    };
    match project.resources.iter().any(is_other) {
        true => Ok(()),
        false => Err(fail(
            format!(
                "{}: `{chosen}` is not served, and the project has no other version of `{kind}`",
                file.display()
            ),
            "create the type of a served version first, with `--version`",
        )),
    }
}

fn crd(file: &Path, cx: &Context<'_, '_>) -> Result<Crd, Stop> {
    let shown = file.display();
    let text = fs::read_to_string(cx.directory.join(file)).map_err(|error| {
        fail(
            format!("`{shown}` cannot be read: {}", reason(&error)),
            "name a file with a CRD",
        )
    })?;
    let documents = kubewright_import::read(&text)
        .map_err(|problem| fail(format!("{shown}: {problem}"), "name a file with a CRD"))?;
    match <[Crd; 1]>::try_from(documents.crds) {
        Ok([crd]) => Ok(crd),
        Err(crds) => Err(fail(
            format!("`{shown}` has {} CRDs", crds.len()),
            "name a file with one; `kubewright import` takes many",
        )),
    }
}

/// The group of the CRD without the project's domain.
fn group(crd: &Crd, project: &Project, file: &Path) -> Result<String, Stop> {
    let whole = &crd.spec.group;
    let group = whole
        .strip_suffix(&project.domain)
        .and_then(|group| group.strip_suffix('.'));
    group.map(str::to_owned).ok_or_else(|| {
        fail(
            format!(
                "{}: the group `{whole}` is not one of this project, whose domain is `{}`",
                file.display(),
                project.domain
            ),
            "`kubewright import` writes types for the CRDs of others",
        )
    })
}

/// Sets a part of the identity, unless a flag says something else.
fn agree(what: &str, flag: &mut Option<String>, value: String, file: &Path) -> Result<(), Stop> {
    match flag {
        Some(given) if *given != value => Err(fail(
            format!(
                "{}: the {what} of the CRD is `{value}`, and `--{what}` is `{given}`",
                file.display()
            ),
            format!("leave out `--{what}`"),
        )),
        _ => {
            *flag = Some(value);
            Ok(())
        }
    }
}

/// Puts the type into the plan, and skeletons that use none of its fields. Returns notes about the sample.
pub(super) fn place(
    source: &Source,
    plan: &mut Plan,
    new: &New,
    session: &Session,
    chain: &Chain,
) -> Result<Vec<String>, Stop> {
    let is_type = |change: &Change| matches!(change, Change::Create { template, .. } if template.starts_with("rust/api/") && template.ends_with("__kind__.rs.tera"));
    let text = untyped::imported(&source.text, &session.settings.header);
    let files: Vec<PathBuf> = plan
        .changes()
        .filter(|(_, changes)| changes.iter().any(is_type))
        .map(|(path, _)| path.clone())
        .collect();
    for path in files {
        untyped::add_dependency(plan, &path, &text);
        let stored = plan
            .of(&path)
            .iter()
            .find_map(Change::created)
            .is_some_and(|old| old.contains(STORED));
        match stored && !text.contains(STORED) {
            true => untyped::set(
                plan,
                &path,
                &text.replacen(ANCHOR, &format!("{STORED}{ANCHOR}"), 1),
            ),
            false => untyped::set(plan, &path, &text),
        };
    }
    let external = untyped::as_external(&new.project, |resource| {
        resource.identity == new.resource.identity
    });
    let parts = external.parts();
    let named: Vec<String> = new.parts().iter().map(|part| part.id()).collect();
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| named.contains(&part.id()))
        .collect();
    let request = Request {
        parts: &parts,
        force: source.args.scaffold.force,
        settings: &session.settings,
    };
    let external = chain.plan(&request, &external)?;
    untyped::replace(plan, &external, std::iter::once(&new.resource));
    if source.unserved {
        // The API server would reject an object of this version.
        plan.leave(Path::new(SAMPLES));
        return Ok(vec![format!(
            "no sample is written, because `{}` is not served",
            new.resource.identity.version
        )]);
    }
    sample::fill(plan, &[&source.crd])
}
