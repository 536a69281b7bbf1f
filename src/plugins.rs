//! Plugins, which write the files of a project, and their selection.

mod ansible_project;
mod chain;
mod deploy_image;
mod external;
mod grafana;
mod helm_project;
mod key;
mod kustomize;
mod naming;
mod optional;
mod runtime;
mod rust;
mod settings;

use crate::plan::{Change, IfExists, Item, Plan};
use crate::project::{ANSIBLE_OPERATOR, HELM_OPERATOR, Project, Resource};
use crate::templates::TemplateError;

pub(crate) use ansible_project::content as ansible_content;
pub use chain::{Chain, ChainError, DEFAULT, resolve};
pub(crate) use deploy_image::take as take_deploy_image;
pub use deploy_image::{Deployed, KEY as DEPLOY_IMAGE};
pub use external::{Answered, Call, External, ExternalError, find as find_external};
pub(crate) use helm_project::of_init;
pub(crate) use key::nearest;
pub use key::{Key, KeyError};
pub(crate) use kustomize::webhooks_of_other_kinds;
pub(crate) use naming::type_module;
pub(crate) use optional::split;
pub use optional::{OPTIONAL, Optional, Refresh};
pub use runtime::Runtime;
pub(crate) use rust::is_shared;
pub use settings::{Adopted, Settings};

/// A part of a project. A command adds or removes some; a project consists of all its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part<'p> {
    /// The files of every project.
    Init,
    /// The type of a resource.
    Types(&'p Resource),
    /// A controller of a resource, by its name; a controller without a name is named after the kind.
    Controller(&'p Resource, &'p str),
    /// The parts that all types of webhooks share.
    Webhooks(&'p Resource),
    /// A defaulting webhook.
    Defaulting(&'p Resource),
    /// A validating webhook.
    Validation(&'p Resource),
    /// The version that others are converted to.
    Hub(&'p Resource),
    /// A version that is converted to the hub.
    Spoke(&'p Resource, &'p Resource),
    /// The files of an optional plugin.
    Optional(&'static Optional),
}

/// The input of plugins.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The requested parts.
    pub parts: &'r [Part<'r>],
    /// Whether existing files of these parts with another text are replaced.
    pub force: bool,
    /// Settings outside of the project and the flags.
    pub settings: &'r Settings,
}

/// Plans a part of a project. A plugin reads and writes no files.
pub trait Plugin {
    /// Its name and version.
    fn key(&self) -> Key;
    /// A description.
    fn about(&self) -> &'static str;
    /// The changes for a part; `None` if the plugin does not handle it.
    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError>;
}

/// The built-in plugins.
pub static ALL: &[&(dyn Plugin + Sync)] =
    &[&kustomize::V2, &rust::V1, &helm_project::V1, &ansible_project::V1];

/// A bundle of plugins with one name.
pub struct Bundle {
    /// The name and version.
    pub key: &'static str,
    /// A description.
    pub about: &'static str,
    /// The plugins, in order.
    pub members: &'static [&'static str],
}

/// The built-in bundles.
pub static BUNDLES: &[Bundle] = &[
    Bundle {
        key: "rust.kubewright.dev/v1",
        about: "An operator in Rust: kustomize/v2 and base.rust/v1",
        members: &[
            "kustomize.common.kubebuilder.io/v2",
            "base.rust.kubewright.dev/v1",
        ],
    },
    Bundle {
        key: HELM_OPERATOR[0],
        about: "An operator from Helm charts: kustomize/v2 and base.helm-operator/v1",
        members: &[
            "kustomize.common.kubebuilder.io/v2",
            "base.helm-operator.kubewright.dev/v1",
        ],
    },
    Bundle {
        key: ANSIBLE_OPERATOR[0],
        about: "An operator from Ansible roles: kustomize/v2 and base.ansible/v1",
        members: &[
            "kustomize.common.kubebuilder.io/v2",
            "base.ansible.kubewright.dev/v1",
        ],
    },
];

/// The plugins of layouts, bundles first: the key and the description of each.
pub(crate) fn of_layouts() -> impl Iterator<Item = (String, &'static str)> {
    let bundles = BUNDLES.iter().map(|bundle| (bundle.key.to_owned(), bundle.about));
    bundles.chain(
        ALL.iter()
            .map(|plugin| (plugin.key().to_string(), plugin.about())),
    )
}

impl Part<'_> {
    /// The identity of a part, regardless of the rest of its resource.
    #[must_use]
    pub fn id(&self) -> String {
        let of = |noun: &str, resource: &Resource| {
            let identity = &resource.identity;
            format!("{noun} {} {identity}", identity.domain)
        };
        match self {
            Self::Init => "init".to_owned(),
            Self::Optional(plugin) => plugin.key.to_owned(),
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
    /// The plan that would create all files from scratch.
    pub fn whole(&self, chain: &Chain, settings: &Settings) -> Result<Plan, TemplateError> {
        let parts = self.parts();
        let request = Request {
            parts: &parts,
            force: false,
            settings,
        };
        let mut plan = chain.plan(&request, self)?;
        // A hub may come before its spokes and inserts into their files.
        for (_, changes) in plan.each() {
            changes.sort_by_key(|change| change.created().is_none());
        }
        Ok(plan)
    }

    /// All parts of the project.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = vec![Part::Init];
        for resource in &self.resources {
            parts.extend(self.parts_of(resource));
        }
        let optional = OPTIONAL.iter().filter(|plugin| plugin.recorded(self).is_some());
        parts.extend(optional.map(Part::Optional));
        parts
    }

    /// The parts of a resource of the project.
    pub(crate) fn parts_of<'p>(&'p self, resource: &'p Resource) -> Vec<Part<'p>> {
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
                self.resources.iter().find(|other| {
                    let mut identity = resource.identity.clone();
                    identity.version.clone_from(version);
                    other.identity == identity
                })
            });
            parts.extend(spokes.map(|spoke| Part::Spoke(resource, spoke)));
        }
        parts
    }
}

impl Chain {
    /// The plan of the built-in plugins for some parts.
    pub fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        for plugin in &self.built_in {
            plan.extend(plugin.plan(request, project)?);
        }
        for part in request.parts {
            let Part::Optional(plugin) = part else { continue };
            let mut files = (plugin.plan)(&request.settings.context(part, project))?;
            for change in files.each().flat_map(|(_, changes)| changes) {
                if let Change::Create { if_exists, .. } = change
                    && request.force
                    && *if_exists == IfExists::Fail
                {
                    *if_exists = IfExists::Replace;
                }
            }
            plan.extend(files);
        }
        Ok(plan)
    }

    /// The plan of the built-in plugins for a whole project, by part.
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
