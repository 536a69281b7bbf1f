//! The kinds of the crate as resources of the project.

use std::collections::BTreeMap;

use kubewright_core::names as kubernetes;

use super::names;
use super::webhooks::{self, Served};
use crate::project::{Api, Identity, Project, Resource};
use kubewright_analysis::Analysis;

/// Adds the kinds that the project does not have. Those of groups outside of its domain are external: somebody else installs their CRDs.
pub(super) fn add(project: &mut Project, analysis: &Analysis) {
    let served = Served::of(analysis);
    for crd in analysis.kube_crds() {
        let spec = &crd.spec;
        let mut names: Vec<&str> = spec
            .versions
            .iter()
            .map(|version| version.name.as_str())
            .collect();
        names.sort_unstable();
        for (at, version) in names.into_iter().enumerate() {
            let own = names::group(&spec.group, &project.domain);
            let Some(identity) = missing(project, &spec.group, version, &spec.names.kind) else {
                continue;
            };
            let plural = &spec.names.plural;
            let webhooks = served.of_kind(&spec.group, plural, version);
            let differs = *plural != kubernetes::plural(&spec.names.kind);
            project.resources.push(Resource {
                identity,
                plural: if differs { plural.clone() } else { String::new() },
                api: own.map(|_| Api {
                    crd_version: "v1".to_owned(),
                    namespaced: spec.scope == "Namespaced",
                    other: BTreeMap::new(),
                }),
                external: own.is_none(),
                webhooks: match own {
                    Some(_) => webhooks::with_conversion(webhooks, crd, version),
                    None => webhooks,
                },
                // A controller watches one version.
                controller: at == 0 && analysis.has_controller(&spec.names.kind),
                ..Resource::default()
            });
        }
    }
    // Nothing but their names is needed of kinds that somebody else installs.
    for kind in analysis.kube_names() {
        let is_own = names::group(&kind.group, &project.domain).is_some();
        if let Some(identity) = missing(project, &kind.group, &kind.version, &kind.kind).filter(|_| !is_own) {
            project.resources.push(Resource {
                identity,
                plural: kind.plural.clone().unwrap_or_default(),
                external: true,
                ..Resource::default()
            });
        }
    }
}

/// The identity of a version of a kind that the project does not have.
fn missing(project: &Project, whole: &str, version: &str, kind: &str) -> Option<Identity> {
    let (group, domain) = match names::group(whole, &project.domain) {
        Some(group) => (group, project.domain.as_str()),
        None => whole.split_once('.').unwrap_or((whole, "")),
    };
    let is_known = |resource: &Resource| {
        let identity = &resource.identity;
        identity.qualified_group() == whole && identity.version == version && identity.kind == kind
    };
    let is_missing = !project.resources.iter().any(is_known);
    is_missing.then(|| Identity {
        group: group.to_owned(),
        domain: domain.to_owned(),
        version: version.to_owned(),
        kind: kind.to_owned(),
    })
}
