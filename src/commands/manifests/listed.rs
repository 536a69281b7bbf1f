//! Types that `PROJECT` lists and the source does not have: somebody renamed or removed them by hand.

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;

use super::documents::File;
use crate::commands::Context;
use crate::options::Generator;
use crate::project::file::{self, ProjectFile};
use crate::project::{Project, Resource};
use crate::report::Diagnostic;

/// An error for each kind whose other files still have a name that no type has.
pub(super) fn diagnostics(files: &[File], cx: &Context<'_, '_>) -> Vec<Diagnostic> {
    let Ok(Some(text)) = cx.project_text() else {
        return Vec::new();
    };
    let Ok(file) = ProjectFile::parse(&text) else {
        return Vec::new();
    };
    let project = file.project;
    let crds = files.iter().filter(|file| file.generator == Generator::Crd);
    let crds: Vec<Crd> = crds.filter_map(|file| yaml::from_str(&file.text).ok()).collect();
    let is_own = |resource: &&Resource| {
        let own = format!("{}::", project.crate_name());
        resource.api.is_some() && resource.path.starts_with(&own)
    };
    let missing = project.resources.iter().filter(is_own);
    let missing = missing.filter(|resource| !crds.iter().any(|crd| is_of(crd, resource)));
    missing
        .map(|resource| Diagnostic {
            path: Some(file::NAME.into()),
            ..Diagnostic::error(message(resource, &crds, &project))
        })
        .collect()
}

fn is_of(crd: &Crd, resource: &Resource) -> bool {
    let identity = &resource.identity;
    crd.spec.group == identity.qualified_group() && crd.spec.names.kind == identity.kind
}

fn message(resource: &Resource, crds: &[Crd], project: &Project) -> Message {
    let identity = &resource.identity;
    let (group, version, kind) = (&identity.group, &identity.version, &identity.kind);
    let mut unlisted = crds.iter().filter(|crd| {
        let is_listed = project.resources.iter().any(|resource| is_of(crd, resource));
        crd.spec.group == identity.qualified_group() && !is_listed
    });
    let flags = format!("--group {group} --kind {kind}");
    let help = match (unlisted.next(), unlisted.next()) {
        (Some(new), None) => {
            let to = &new.spec.names.kind;
            format!(
                "to rename it to `{to}`, name the type `{kind}` again and run `kubewright rename api {flags} --to {to}`"
            )
        }
        _ => format!("restore the type, or run `kubewright delete api {flags} --version {version}`"),
    };
    let text = format!("`PROJECT` lists {identity}, but no type of the source has this group and kind");
    Message::new(text).help(help)
}
