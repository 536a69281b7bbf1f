//! Types that `PROJECT` lists and the source does not have: somebody renamed or removed them by hand.

use kubewright_core::diagnostic::Message;

use super::documents::Kind;
use crate::project::{Project, Resource};

/// What to say of each type of the project's package for which no version of a CRD was made.
pub(super) fn messages(project: &Project, kinds: &[Kind]) -> Vec<Message> {
    let package = format!("{}::", project.crate_name());
    let listed = project
        .types()
        .filter(|resource| resource.path.starts_with(&package));
    let exists = |resource: &Resource| {
        let identity = &resource.identity;
        let mut kinds = kinds.iter().filter(|kind| kind.is_of(identity));
        kinds.any(|kind| kind.versions.contains(&identity.version))
    };
    let missing = listed.filter(|resource| !exists(resource));
    missing
        .map(|resource| message(resource, kinds, project))
        .collect()
}

fn message(resource: &Resource, kinds: &[Kind], project: &Project) -> Message {
    let identity = &resource.identity;
    let (group, version, kind) = (&identity.group, &identity.version, &identity.kind);
    let qualified = identity.qualified_group();
    let is_listed = |kind: &Kind| {
        let mut resources = project.resources.iter();
        resources.any(|resource| kind.is_of(&resource.identity))
    };
    let mut unlisted = kinds
        .iter()
        .filter(|kind| kind.group == qualified && !is_listed(kind));
    let flags = match group.as_str() {
        "" => format!("--kind {kind}"),
        group => format!("--group {group} --kind {kind}"),
    };
    let help = match (unlisted.next(), unlisted.next()) {
        (Some(Kind { kind: to, .. }), None) => format!(
            "to rename it to `{to}`, name the type `{kind}` again and run `kubewright rename api {flags} --to {to}`"
        ),
        _ => format!("restore the type, or run `kubewright delete api {flags} --version {version}`"),
    };
    let text =
        format!("`PROJECT` lists {identity}, but no type of the source has this group, version and kind");
    Message::new(text).help(help)
}
