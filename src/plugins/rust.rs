//! The Rust code of a project, and the files beside it.

use crate::license;
use crate::plan::{Change, IfExists, Plan};
use crate::project::Project;
use crate::templates::{TemplateError, tree};

use super::naming::stores;
use super::{Key, Part, Plugin, Request, deploy_image};

/// `base.rust.kubewright.dev/v1`.
pub(super) struct V1;

impl Plugin for V1 {
    fn key(&self) -> Key {
        Key {
            name: "base.rust.kubewright.dev".to_owned(),
            version: "v1".to_owned(),
        }
    }

    fn about(&self) -> &'static str {
        "The Rust source of an operator, its tests, Makefile and image"
    }

    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        if request.parts.contains(&Part::Init) && !request.settings.boilerplate.is_empty() {
            let text = request.settings.boilerplate.clone();
            let change = Change::Create {
                text,
                if_exists: IfExists::Keep,
                template: license::PATH,
            };
            plan.change(license::PATH.into(), change);
        }
        for part in request.parts {
            let context = request.settings.context(part, project);
            let if_exists = policy(part, request.force);
            let mut files = Plan::default();
            for name in trees(part, project) {
                files.extend(tree(name, &context).if_exists(if_exists).plan()?);
            }
            if let Some(name) = instead(part, project) {
                deploy_image::replace(&mut files, &tree(name, &context).if_exists(if_exists).plan()?);
            }
            plan.extend(files);
        }
        Ok(plan)
    }
}

/// The tree whose files replace those of a part: for a type with kube's derive, or a controller that runs an image.
fn instead(part: &Part<'_>, project: &Project) -> Option<&'static str> {
    match part {
        Part::Types(resource) if resource.is_adopted() => None,
        Part::Types(resource) if project.has_kube_derive(resource) => Some("rust/kube-types"),
        Part::Types(resource) => project.deployed(resource).map(|_| "rust/deploy-image-types"),
        // A second controller of the kind does something else.
        Part::Controller(resource, name)
            if name.is_empty() || *name == resource.identity.kind.to_lowercase() =>
        {
            project.deployed(resource).map(|_| "rust/deploy-image-controller")
        }
        _ => None,
    }
}

fn trees(part: &Part<'_>, project: &Project) -> Vec<&'static str> {
    match part {
        Part::Init => vec!["rust/init"],
        // Its author put it where it is.
        Part::Types(resource) if resource.is_adopted() => Vec::new(),
        Part::Types(resource) => {
            let mut trees = vec!["rust/api"];
            // kube's derive states the versions that are not stored.
            let is_marked = stores(resource, project) && !project.has_kube_derive(resource);
            trees.extend(is_marked.then_some("rust/stored"));
            trees.extend(project.api_crate(resource).map(|_| "rust/api-crate"));
            trees
        }
        Part::Controller(resource, _) if resource.external => vec!["rust/external", "rust/controller"],
        Part::Controller(..) => vec!["rust/controller"],
        Part::Webhooks(resource) if resource.external => vec!["rust/external", "rust/webhook"],
        Part::Webhooks(_) => vec!["rust/webhook"],
        Part::Defaulting(_) => vec!["rust/webhook-defaulting"],
        Part::Validation(_) => vec!["rust/webhook-validation"],
        Part::Hub(_) => vec!["rust/conversion-hub"],
        Part::Spoke(..) => vec!["rust/conversion-spoke"],
        Part::Optional(_) => Vec::new(),
    }
}

/// What happens to existing files.
pub(super) fn policy(part: &Part<'_>, force: bool) -> fn(&str) -> IfExists {
    match (part, force) {
        (Part::Init, false) => |path| {
            if is_vital(path) {
                IfExists::Fail
            } else {
                IfExists::Keep
            }
        },
        (Part::Init, true) => |_| IfExists::Replace,
        (_, false) => |path| {
            if is_shared(path) {
                IfExists::Keep
            } else {
                IfExists::Fail
            }
        },
        (_, true) => |path| {
            if is_shared(path) {
                IfExists::Keep
            } else {
                IfExists::Replace
            }
        },
    }
}

/// Files that every project needs; an existing `README.md` is kept.
fn is_vital(path: &str) -> bool {
    let folders = ["src/", "config/", "tests/"];
    ["Cargo.toml", "Makefile"].contains(&path) || folders.iter().any(|folder| path.starts_with(folder))
}

/// Files that several resources share: lists of modules and of manifests. Their paths contain no name of a resource.
pub(crate) fn is_shared(template: &str) -> bool {
    let of_one = [
        "__kind__",
        "__stem__",
        "__kind_lower__",
        "__plural__",
        "__controller__",
    ];
    !of_one.iter().any(|name| template.contains(name))
}
