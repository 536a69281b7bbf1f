//! Projects whose operator is made of Helm charts or Ansible roles: what their commands share.

mod flags;
pub(super) mod manifest;
pub(super) mod watches;

use std::path::Path;

use super::errors::{Stop, fail};
use super::{Context, identity};
use crate::cli;
use crate::plan::{self, Plan};
use crate::project::{Api, Content, Project, Resource, rules};

pub(super) use flags::{check_create, check_edit, check_init, check_manifests};

/// Refuses webhooks, which need code.
pub(super) fn check_no_webhooks(project: &Project) -> Result<(), Stop> {
    let Some(content) = project.content() else {
        return Ok(());
    };
    let check = match content {
        Content::Charts => "let `values.schema.json` check the values",
        Content::Roles => "check the variables in the role",
    };
    Err(fail(
        format!("an operator that is made of {} has no webhooks", content.noun()),
        format!("{check}; webhooks need an operator in Rust"),
    ))
}

/// Refuses a command that reads or writes sources in Rust.
pub(super) fn check_has_rust(
    command: &str,
    project: Option<&Project>,
    fix: impl Fn(Content) -> &'static str,
) -> Result<(), Stop> {
    match project.and_then(Project::content) {
        Some(content) => Err(fail(
            format!(
                "`{command}` is for operators in Rust, and this one is made of {}",
                content.noun()
            ),
            fix(content),
        )),
        None => Ok(()),
    }
}

/// The resource of a call of `create api`.
pub(super) fn resource(
    named: &cli::Named,
    args: &cli::CreateApi,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<Resource, Stop> {
    let asked = identity::ask(named, cx)?;
    let mut resource = identity::with_type(&asked, project)?;
    if let Some(plural) = &args.plural {
        rules::identity::set_plural(&mut resource, plural)?;
    }
    let namespaced = args.namespaced.unwrap_or(true);
    rules::types::check(&resource, namespaced, project)?;
    resource.api = Some(Api {
        crd_version: "v1".to_owned(),
        namespaced,
        ..resource.api.take().unwrap_or_default()
    });
    Ok(resource)
}

/// Adds the files of a folder to a plan, as they are, except those that it has.
pub(super) fn copy(plan: &mut Plan, folder: &Path, directory: &Path) -> Result<(), Stop> {
    let unreadable = |error: std::io::Error| unreadable(folder, &error);
    let Some(entries) = plan::if_exists(std::fs::read_dir(directory.join(folder))).map_err(unreadable)?
    else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            copy(plan, &path, directory)?;
        } else if plan.of(&path).is_empty() {
            let text = std::fs::read_to_string(entry.path());
            plan.write(
                path.clone(),
                text.map_err(|error| self::unreadable(&path, &error))?,
            );
        }
    }
    Ok(())
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    fail(
        format!("`{}` cannot be read: {}", path.display(), plan::reason(error)),
        "make it a readable text file, or remove it",
    )
}
