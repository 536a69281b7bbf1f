//! A type among the others of the project: groups, files, names and scope.

use std::collections::BTreeSet;

use kubewright_core::crd::{Claims, Clash, Names, Role};
use kubewright_core::diagnostic::Message;

use crate::project::names::module;
use crate::project::{Identity, Project, Resource};
use kubewright_analysis::quoted::quoted;

/// Checks a type that is added, or that is created again. `namespaced` is its scope.
pub(crate) fn check(resource: &Resource, namespaced: bool, project: &Project) -> Result<(), Message> {
    group(resource, project)?;
    file(resource, project)?;
    folder(resource, project)?;
    names(resource, project)?;
    versions(resource, namespaced, project)?;
    let exists_with = resource.api.as_ref().map(|api| api.namespaced);
    match exists_with.is_none_or(|other| other == namespaced) {
        true => Ok(()),
        false => Err(
            Message::new(format!("{} already exists with another scope", resource.identity))
                .help("remove `--namespaced`, or delete it first with `kubewright delete api`"),
        ),
    }
}

/// The other types of the project.
fn others<'p>(identity: &'p Identity, project: &'p Project) -> impl Iterator<Item = &'p Resource> {
    let types = project.types();
    types.filter(|other| other.identity != *identity)
}

/// Without `multigroup`, all types are of one group.
fn group(resource: &Resource, project: &Project) -> Result<(), Message> {
    let group = &resource.identity.group;
    let mut others = others(&resource.identity, project);
    match others.find(|other| other.identity.group != *group) {
        Some(other) if !project.multigroup => {
            let text = match (other.identity.group.as_str(), group.as_str()) {
                ("", group) => format!("the types of the project have no group, and this one has `{group}`"),
                (other, "") => {
                    format!("the types of the project have the group `{other}`, and this one has none")
                }
                (other, group) => {
                    format!("the project has a single group, `{other}`, but `{group}` is another")
                }
            };
            Err(Message::new(text).help("allow several groups with `kubewright edit --multigroup`"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Kinds that differ only in case would share a file.
fn file(resource: &Resource, project: &Project) -> Result<(), Message> {
    let identity = &resource.identity;
    let file = module(&identity.kind);
    let shares = |other: &&Resource| {
        other.identity.is_in_group_of(identity)
            && other.identity.version == identity.version
            && module(&other.identity.kind) == file
    };
    match others(identity, project).find(shares) {
        Some(other) => Err(Message::new(format!(
            "{} and {identity} would share the file `{file}.rs`",
            other.identity
        ))
        .help("choose another kind")),
        None => Ok(()),
    }
}

/// Groups that differ only in punctuation would share a folder.
fn folder(resource: &Resource, project: &Project) -> Result<(), Message> {
    let group = &resource.identity.group;
    let folder = module(group);
    let shares =
        |other: &&Resource| other.identity.group != *group && module(&other.identity.group) == folder;
    match others(&resource.identity, project).find(shares) {
        Some(other) if project.multigroup => Err(Message::new(format!(
            "the groups `{}` and `{group}` would share the folder `{folder}`",
            other.identity.group
        ))
        .help("choose another group")),
        Some(_) | None => Ok(()),
    }
}

/// The API server serves each name for one kind of a group.
fn names(resource: &Resource, project: &Project) -> Result<(), Message> {
    let identity = &resource.identity;
    let is_another =
        |other: &&Resource| other.identity.is_in_group_of(identity) && other.identity.kind != identity.kind;
    for other in others(identity, project).filter(is_another) {
        if let Some(clash) = clash(other, resource) {
            return Err(taken(&clash, other).help(match clash.second_role {
                Role::Plural => "choose another with `--plural`",
                Role::Singular | Role::ShortName | Role::Kind | Role::ListKind => "choose another kind",
            }));
        }
    }
    Ok(())
}

/// The name that two kinds of a group would have.
fn clash(first: &Resource, second: &Resource) -> Option<Clash> {
    let names = |resource: &Resource| Names {
        plural: resource.plural(),
        ..Names::of(&resource.identity.kind)
    };
    let mut claims = Claims::default();
    // The group is the same, and which one it is does not matter.
    claims.claim("", &names(first)).ok()?;
    claims.claim("", &names(second)).err()
}

/// The error for a name that another kind has already.
fn taken(clash: &Clash, other: &Resource) -> Message {
    let Clash {
        name,
        first_role,
        second_role,
        ..
    } = clash;
    Message::new(match first_role == second_role {
        true => format!("{} already has the {first_role} `{name}`", other.identity),
        false => format!(
            "the {second_role} `{name}` is already the {first_role} of {}",
            other.identity
        ),
    })
}

/// The versions of a kind share plural and scope.
fn versions(resource: &Resource, namespaced: bool, project: &Project) -> Result<(), Message> {
    let others = others(&resource.identity, project);
    for other in others.filter(|other| other.identity.is_kind_of(&resource.identity)) {
        let plural = other.plural();
        if plural != resource.plural() {
            return Err(Message::new(format!(
                "{} has the plural `{plural}`, which all versions of a kind share",
                other.identity
            ))
            .help(format!("use `--plural {plural}`")));
        }
        if other.api.as_ref().map(|api| api.namespaced) != Some(namespaced) {
            return Err(Message::new(format!(
                "{} has another scope, but all versions of a kind share it",
                other.identity
            ))
            .help("remove `--namespaced`"));
        }
    }
    Ok(())
}

/// Checks that a new version of a kind has the derive of the others.
pub(crate) fn derive(identity: &Identity, is_kube: bool, project: &Project) -> Result<(), Message> {
    let mut versions = project.versions(identity);
    let differs = |version: &&Resource| version.api.is_some() && project.has_kube_derive(version) != is_kube;
    let Some(other) = versions.find(differs) else {
        return Ok(());
    };
    let (derive, fix) = match is_kube {
        true => ("kubewright's", "add `--style kubewright`"),
        false => ("kube's", "add `--style kube`"),
    };
    Err(Message::new(format!(
        "{} has {derive} derive, and all versions of a kind need the same",
        other.identity
    ))
    .help(fix))
}

/// The fix if the types of several groups do not fit into one folder.
pub(crate) const DELETE_OTHER_GROUPS: &str =
    "delete the APIs of the other groups first, with `kubewright delete api`";

/// Checks that the types of a project are of one group.
pub(crate) fn one_group(project: &Project) -> Result<(), Message> {
    let groups: BTreeSet<_> = project.types().map(|resource| &resource.identity.group).collect();
    if groups.len() < 2 {
        return Ok(());
    }
    Err(Message::new(format!(
        "the groups {} of the project cannot share a folder",
        quoted(groups)
    ))
    .help(DELETE_OTHER_GROUPS))
}

/// Checks the new name of a kind, and the new plural of its versions in `after`, against the other kinds.
pub(crate) fn renamed(old: &Identity, kind: &str, before: &Project, after: &Project) -> Result<(), Message> {
    let renamed = after
        .resources
        .iter()
        .find(|resource| resource.identity.kind == kind && resource.identity.version == old.version);
    let shares_files = |other: &&Resource| other.identity.group == old.group || !before.multigroup;
    let others = before.resources.iter();
    let others = others.filter(|other| !other.identity.is_kind_of(old));
    for other in others.filter(shares_files) {
        if module(&other.identity.kind) == module(kind) {
            return Err(Message::new(format!(
                "{} already has the name or the file `{}.rs`",
                other.identity,
                module(kind)
            ))
            .help("give another name with `--to`"));
        }
        let clash = renamed.and_then(|renamed| clash(other, renamed));
        if let Some(clash) = clash
            && other.api.is_some()
            && other.identity.is_in_group_of(old)
        {
            return Err(taken(&clash, other).help(match clash.second_role {
                Role::Plural => "give another with `--plural`",
                Role::Singular | Role::ShortName | Role::Kind | Role::ListKind => {
                    "give another name with `--to`"
                }
            }));
        }
    }
    Ok(())
}
