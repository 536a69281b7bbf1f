//! The resource that a call is about: its group, version and kind.

use super::Context;
use super::errors::{Stop, fail, misuse};
use super::external_types;
use super::open::Session;
use crate::cli;
use crate::project::{Identity, Project, Resource, core_domain, core_group, rules};

/// The identity that the flags give, without a domain. Asks for missing flags, if somebody can answer.
pub(super) fn ask(named: &cli::Named, cx: &mut Context<'_, '_>) -> Result<Identity, Stop> {
    let group = match (&named.group, cx.printer.asks()) {
        (Some(group), _) => group.clone(),
        (None, true) => cx.answer("Group:")?,
        (None, false) => String::new(),
    };
    let mut needed = |value: &Option<String>, flag: &str, question: &str| match value {
        Some(value) => Ok(value.clone()),
        None if cx.printer.asks() => cx.answer(question),
        None => Err(misuse(
            format!("the {flag} is missing"),
            format!("add `--{flag}`"),
        )),
    };
    Ok(Identity {
        version: needed(&named.version, "version", "Version:")?,
        kind: needed(&named.kind, "kind", "Kind:")?,
        group,
        domain: String::new(),
    })
}

/// The resource that a call adds a type to: an existing one, or a new one.
pub(super) fn with_type(asked: &Identity, project: &Project) -> Result<Resource, Stop> {
    rules::identity::check(asked, project)?;
    let own = project.own(asked);
    let mut resources = project.resources.iter();
    let existing = resources.find(|resource| resource.identity == own);
    Ok(existing.cloned().unwrap_or_else(|| Resource::new(own)))
}

/// The resource that a call adds other parts to: one of the project, or one whose type is defined elsewhere.
///
/// `instead` says what to do if Kubernetes does not have it.
pub(super) fn without_type(
    asked: &Identity,
    external: &cli::ExternalType,
    project: &Project,
    instead: &str,
) -> Result<Resource, Stop> {
    rules::identity::check(asked, project)?;
    if external_types::is_given(external) {
        return external_types::of_crate(asked.clone(), external, project);
    }
    if let Some(existing) = find(asked, project) {
        return Ok(existing.clone());
    }
    let asked = &with_short_group(asked);
    check_group(asked, instead)?;
    match core_domain(&asked.group) {
        Some(domain) => {
            let domain = domain.to_owned();
            external_types::of_kubernetes(
                Identity {
                    domain,
                    ..asked.clone()
                },
                instead,
            )
        }
        None => Ok(Resource::new(project.own(asked))),
    }
}

/// Without a group, the kinds of a project have none. Kubernetes' first kinds have none either, and go by `core`.
fn check_group(asked: &Identity, instead: &str) -> Result<(), Stop> {
    let in_core = Identity {
        group: "core".to_owned(),
        ..asked.clone()
    };
    match asked.group.is_empty() && external_types::of_kubernetes(in_core, instead).is_ok() {
        true => Err(fail(
            format!("the project has no type `{}` without a group", asked.kind),
            format!("for the {} of Kubernetes, pass `--group core`", asked.kind),
        )),
        false => Ok(()),
    }
}

/// The resource of a project. Kubernetes' groups may be written in full.
fn find<'p>(asked: &Identity, project: &'p Project) -> Option<&'p Resource> {
    let find = |identity: &Identity| project.find(&project.own(identity));
    find(asked).or_else(|| find(&with_short_group(asked)))
}

/// The identity with the short name of Kubernetes' group, as `PROJECT` has it.
fn with_short_group(asked: &Identity) -> Identity {
    let group = core_group(&asked.group).unwrap_or(&asked.group);
    Identity {
        group: group.to_owned(),
        ..asked.clone()
    }
}

/// The existing resource of a call.
pub(super) fn existing(
    named: &cli::Named,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<Resource, Stop> {
    let project = &session.file.project;
    let asked = ask(named, cx)?;
    match find(&asked, project) {
        Some(resource) => Ok(resource.clone()),
        None => Err(fail(format!("the project has no {asked}"), session.resources())),
    }
}
