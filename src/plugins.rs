//! What writes a project: plugins, and which of them are asked.

mod chain;
mod external;
mod key;
mod kustomize;
mod naming;
mod runtime;
mod rust;
mod settings;

use crate::plan::{Item, Plan};
use crate::project::{Project, Resource};
use crate::templates::TemplateError;

pub use chain::{Chain, ChainError, DEFAULT, resolve};
pub use external::{Call, External, find as find_external};
pub use key::{Key, KeyError};
pub(crate) use naming::type_module;
pub use runtime::Runtime;
pub(crate) use rust::is_shared;
pub use settings::Settings;
pub(crate) use settings::{OWN_CERTIFICATES, own_certificates};

/// A part of a project. A command asks for some; what a project has, is all of its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part<'p> {
    /// What each project has.
    Init,
    /// The type of a resource.
    Types(&'p Resource),
    /// A controller of a resource, by its name; the one without a name goes by its kind.
    Controller(&'p Resource, &'p str),
    /// The parts of webhooks that all kinds of webhooks share.
    Webhooks(&'p Resource),
    /// A webhook that sets defaults.
    Defaulting(&'p Resource),
    /// A webhook that validates.
    Validation(&'p Resource),
    /// The version that others are converted through.
    Hub(&'p Resource),
    /// A version that is converted through another.
    Spoke(&'p Resource, &'p Resource),
}

/// What plugins are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The parts that are wanted.
    pub parts: &'r [Part<'r>],
    /// Whether files of these parts that are there, with another text, are replaced.
    pub force: bool,
    /// What is not in the project and not asked for.
    pub settings: &'r Settings,
}

/// Plans a part of a project. Nothing is read and nothing is written.
pub trait Plugin {
    /// Its name and version.
    fn key(&self) -> Key;
    /// What it is for.
    fn about(&self) -> &'static str;
    /// What it would write; nothing if it is not concerned.
    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError>;
}

/// The plugins that are built in.
pub static ALL: &[&(dyn Plugin + Sync)] = &[&kustomize::V2, &rust::V1];

/// Plugins that go by one name.
pub struct Bundle {
    /// The name and version.
    pub key: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The plugins, in order.
    pub members: &'static [&'static str],
}

/// The bundles that are built in.
pub static BUNDLES: &[Bundle] = &[Bundle {
    key: "rust.kubewright.dev/v1",
    about: "An operator in Rust: kustomize/v2 and base.rust/v1",
    members: &[
        "kustomize.common.kubebuilder.io/v2",
        "base.rust.kubewright.dev/v1",
    ],
}];

impl Part<'_> {
    /// What tells a part from others, whatever else its resource has.
    #[must_use]
    pub fn id(&self) -> String {
        let of = |noun: &str, resource: &Resource| {
            let identity = &resource.identity;
            format!("{noun} {} {identity}", identity.domain)
        };
        match self {
            Self::Init => "init".to_owned(),
            Self::Types(resource) => of("types", resource),
            Self::Controller(resource, name) => {
                let kind = resource.identity.kind.to_lowercase();
                let name = if name.is_empty() { &kind } else { *name };
                format!("{} {name}", of("controller", resource))
            }
            Self::Webhooks(resource) => of("webhooks", resource),
            Self::Defaulting(resource) => of("defaulting", resource),
            Self::Validation(resource) => of("validation", resource),
            Self::Hub(resource) => of("hub", resource),
            Self::Spoke(hub, spoke) => format!("{} {}", of("spoke", hub), spoke.identity.version),
        }
    }
}

impl Project {
    /// What would make all of it anew.
    pub fn whole(&self, chain: &Chain, settings: &Settings) -> Result<Plan, TemplateError> {
        let parts = self.parts();
        let request = Request {
            parts: &parts,
            force: false,
            settings,
        };
        let mut plan = chain.plan(&request, self)?;
        // A hub may stand before its spokes, and inserts into files that are theirs.
        for (_, changes) in plan.each() {
            changes.sort_by_key(|change| change.created().is_none());
        }
        Ok(plan)
    }

    /// All parts that there are.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = vec![Part::Init];
        for resource in &self.resources {
            parts.extend(resource_parts(resource, self));
        }
        parts
    }
}

impl Chain {
    /// What the plugins that are built in would write for some parts.
    pub fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        for plugin in &self.built_in {
            plan.extend(plugin.plan(request, project)?);
        }
        Ok(plan)
    }

    /// What they would write for all that a project has, part by part.
    pub fn items(&self, project: &Project, settings: &Settings) -> Result<Vec<Item>, TemplateError> {
        let mut items = Vec::new();
        for part in project.parts() {
            let request = Request {
                parts: &[part],
                force: false,
                settings,
            };
            let plan = self.plan(&request, project)?;
            for (path, changes) in plan.changes() {
                items.extend(changes.iter().map(|change| Item {
                    part: part.id(),
                    path: path.clone(),
                    change: change.clone(),
                }));
            }
        }
        Ok(items)
    }
}

/// The parts that a resource has.
fn resource_parts<'p>(resource: &'p Resource, project: &'p Project) -> Vec<Part<'p>> {
    let mut parts = Vec::new();
    if resource.api.is_some() {
        parts.push(Part::Types(resource));
    }
    if resource.controller {
        parts.push(Part::Controller(resource, ""));
    }
    parts.extend(
        resource
            .controllers
            .iter()
            .map(|controller| Part::Controller(resource, &controller.name)),
    );
    let Some(webhooks) = resource.webhooks.as_ref().filter(|webhooks| !webhooks.is_empty()) else {
        return parts;
    };
    parts.push(Part::Webhooks(resource));
    if webhooks.defaulting {
        parts.push(Part::Defaulting(resource));
    }
    if webhooks.validation {
        parts.push(Part::Validation(resource));
    }
    if webhooks.conversion {
        parts.push(Part::Hub(resource));
        let spokes = webhooks.spoke.iter().filter_map(|version| {
            project.resources.iter().find(|other| {
                let mut identity = resource.identity.clone();
                identity.version.clone_from(version);
                other.identity == identity
            })
        });
        parts.extend(spokes.map(|spoke| Part::Spoke(resource, spoke)));
    }
    parts
}
