//! Types that `PROJECT` lists and the source does not have: somebody renamed or removed them by hand.

use kubewright_core::diagnostic::Message;

use super::documents::GroupKind;
use crate::project::{Project, Resource, file};
use crate::report::Diagnostic;

/// An error for each type of the project's package that is not among the kinds for which a CRD was made.
pub(super) fn diagnostics(project: &Project, kinds: &[GroupKind]) -> Vec<Diagnostic> {
    let package = format!("{}::", project.crate_name());
    let listed = project
        .types()
        .filter(|resource| resource.path.starts_with(&package));
    let missing = listed.filter(|resource| !kinds.contains(&GroupKind::of(resource)));
    missing
        .map(|resource| Diagnostic {
            path: Some(file::NAME.into()),
            ..Diagnostic::error(message(resource, kinds, project))
        })
        .collect()
}

fn message(resource: &Resource, kinds: &[GroupKind], project: &Project) -> Message {
    let identity = &resource.identity;
    let (group, version, kind) = (&identity.group, &identity.version, &identity.kind);
    let listed: Vec<_> = project.resources.iter().map(GroupKind::of).collect();
    let qualified = identity.qualified_group();
    let mut unlisted = kinds
        .iter()
        .filter(|other| other.group == qualified && !listed.contains(other));
    let flags = format!("--group {group} --kind {kind}");
    let help = match (unlisted.next(), unlisted.next()) {
        (Some(GroupKind { kind: to, .. }), None) => format!(
            "to rename it to `{to}`, name the type `{kind}` again and run `kubewright rename api {flags} --to {to}`"
        ),
        _ => format!("restore the type, or run `kubewright delete api {flags} --version {version}`"),
    };
    let text = format!("`PROJECT` lists {identity}, but no type of the source has this group and kind");
    Message::new(text).help(help)
}
