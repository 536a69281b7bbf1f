//! The name of a controller.

use kubewright_core::names;

use super::resource::Wanted;
use crate::cli;
use crate::commands::stop::{Stop, fail, misuse};
use crate::project::names::module;
use crate::project::{Project, Resource};

/// The name of the new controller, if it needs one.
pub(super) fn name(
    args: &cli::CreateApi,
    wanted: &Wanted,
    project: &Project,
) -> Result<Option<String>, Stop> {
    let name = args.controller_name.as_deref();
    if !wanted.controller {
        return match name {
            Some(_) => Err(misuse(
                "`--controller-name` is given, but no controller is created",
                "remove it, or remove `--controller=false`",
            )),
            None => Ok(None),
        };
    }
    if let Some(name) = name {
        names::check_label("controller name", name).map_err(crate::commands::stop::failure)?;
    }
    let resource = &wanted.resource;
    let own = resource.controller_names();
    let kind = resource.identity.kind.to_lowercase();
    if let Some(same) = own.iter().find(|other| name.is_some_and(|name| name == *other)) {
        // The same controller again; its files show whether anything differs.
        return Ok((!resource.controller || *same != kind).then(|| same.clone()));
    }
    match name {
        None if resource.controller || own.is_empty() => {}
        None => {
            let names = own
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ");
            return Err(fail(
                format!("{} already has controllers: {names}", resource.identity),
                "name the new one with `--controller-name`",
            ));
        }
        Some(_) => {}
    }
    let new = name.unwrap_or(&kind);
    for other in &project.resources {
        let is_own = other.identity == resource.identity;
        if !is_own && project.multigroup && other.identity.group != resource.identity.group {
            continue;
        }
        let clash = other
            .controller_names()
            .into_iter()
            .find(|taken| letters(taken) == letters(new));
        if let Some(taken) = clash.filter(|_| !(is_own && name.is_none())) {
            let reason = if taken == new {
                "is already used"
            } else {
                "is too similar to the name"
            };
            let of = if taken == new {
                "by"
            } else {
                &format!("`{taken}` of")
            };
            return Err(fail(
                format!("the controller name `{new}` {reason} {of} {}", other.identity),
                "choose another with `--controller-name`",
            ));
        }
        if !is_own && shares_a_file(other, new, resource) {
            return Err(fail(
                format!("a controller of {} already uses the same file", other.identity),
                "name the new one with `--controller-name`",
            ));
        }
    }
    Ok(name.map(str::to_owned))
}

fn shares_a_file(other: &Resource, name: &str, resource: &Resource) -> bool {
    let file = |resource: &Resource, name: &str| {
        let unnamed = name == resource.identity.kind.to_lowercase();
        if unnamed {
            module(&resource.identity.kind)
        } else {
            module(name)
        }
    };
    other
        .controller_names()
        .iter()
        .any(|taken| file(other, taken) == file(resource, name))
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
