//! Files that nobody has changed, although their text is not that of a template: `create api` and `init` made it from a CRD.

use std::fs;
use std::path::Path;

use kubewright_core::crd::Crd;

use crate::commands::errors::{Stop, failure};
use crate::commands::open::Session;
use crate::commands::{Context, sample, untyped};
use crate::plan::Plan;
use crate::plugins::Chain;
use crate::project::{Project, Resource};

/// Lets the plan that deletes a resource remove such files.
pub(super) fn expect(
    plan: &mut Plan,
    resource: &Resource,
    session: &Session,
    chain: &Chain,
    cx: &Context<'_, '_>,
) -> Result<(), Stop> {
    let project = &session.file.project;
    let crds = crds(project, cx.directory);
    sample::expect(plan, &crds.iter().collect::<Vec<_>>())?;
    if let Some(file) = resource.type_file(project)
        && let Some(text) = type_of(resource, &crds)
    {
        untyped::written(plan, Path::new(&file), &text);
    }
    let external = untyped::as_external(project, |other| other.identity == resource.identity);
    let external = external.whole(chain, &session.settings).map_err(failure)?;
    untyped::expect(plan, &external, cx.directory);
    Ok(())
}

/// The CRDs of the project. One that is wrong cannot tell what was written.
fn crds(project: &Project, directory: &Path) -> Vec<Crd> {
    let paths = project.crds().into_iter();
    let texts = paths.filter_map(|path| fs::read_to_string(directory.join(path)).ok());
    let documents = texts.filter_map(|text| kubewright_import::read(&text).ok());
    documents.flat_map(|documents| documents.crds).collect()
}

/// The type that `create api --from-crd` would make now. It is the one that it has made if the CRD is still the same.
fn type_of(resource: &Resource, crds: &[Crd]) -> Option<String> {
    let identity = &resource.identity;
    let is_of_kind =
        |crd: &&Crd| crd.spec.names.kind == identity.kind && crd.spec.group == identity.qualified_group();
    let crd = crds.iter().find(is_of_kind)?.clone();
    let made = untyped::type_of(&untyped::of_version(crd, &identity.version)?).ok()?;
    Some(untyped::imported(&made.text, ""))
}
