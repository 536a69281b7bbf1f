//! The files in `config/`.

use crate::plan::{IfExists, Plan};
use crate::project::Project;
use crate::templates::{TemplateError, tree};

use super::{Key, Part, Plugin, Request, Settings, deploy_image, rust};

/// `kustomize.common.kubebuilder.io/v2`.
pub(super) struct V2;

impl Plugin for V2 {
    fn key(&self) -> Key {
        Key {
            name: "kustomize.common.kubebuilder.io".to_owned(),
            version: "v2".to_owned(),
        }
    }

    fn about(&self) -> &'static str {
        "The manifests below `config/`, for kustomize"
    }

    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        for part in request.parts {
            let context = request.settings.context(part, project);
            let policy = rust::policy(part, request.force);
            let mut files = Plan::default();
            for name in trees(part, project) {
                let if_exists = if name == ROLES {
                    |_: &str| IfExists::Keep
                } else {
                    policy
                };
                files.extend(tree(name, &context).if_exists(if_exists).plan()?);
            }
            if let Part::Types(resource) = part
                && project.deployed(resource).is_some()
            {
                let sample = tree("kustomize/deploy-image", &context).if_exists(policy);
                deploy_image::replace(&mut files, &sample.plan()?);
            }
            plan.extend(files);
        }
        Ok(plan)
    }
}

/// The roles of a kind serve all its versions, so they belong to its first version.
const ROLES: &str = "kustomize/roles";

/// The manifests of a validating webhook.
const VALIDATION: &str = "kustomize/webhook-validation";

/// What all webhooks of a project share: the Service of the server, and the source of its certificate.
fn server(project: &Project) -> [&'static str; 2] {
    let certificate = match project.own_certificates() {
        true => "kustomize/own-certs",
        false => "kustomize/cert-manager",
    };
    ["kustomize/webhook", certificate]
}

/// The manifests of webhooks for kinds that the project does not have, such as Pods.
pub(crate) fn webhooks_of_other_kinds(project: &Project, settings: &Settings) -> Result<Plan, TemplateError> {
    let context = settings.context(&Part::Init, project);
    let mut plan = Plan::default();
    for name in server(project).into_iter().chain([VALIDATION]) {
        plan.extend(tree(name, &context).plan()?);
    }
    Ok(plan)
}

fn trees(part: &Part<'_>, project: &Project) -> Vec<&'static str> {
    match part {
        Part::Init => vec!["kustomize/init"],
        Part::Types(resource) if project.namespaced && resource.is_cluster_scoped() => {
            vec!["kustomize/api", ROLES, "kustomize/cluster-role"]
        }
        Part::Types(_) => vec!["kustomize/api", ROLES],
        // A kind of Kubernetes has no types here, and its controller needs permissions all the same.
        Part::Controller(resource, _)
            if project.namespaced && resource.core && resource.is_cluster_scoped() =>
        {
            vec!["kustomize/cluster-role"]
        }
        Part::Webhooks(_) => server(project).to_vec(),
        Part::Defaulting(_) => vec!["kustomize/webhook-defaulting"],
        Part::Validation(_) => vec![VALIDATION],
        Part::Hub(_) => vec!["kustomize/conversion"],
        Part::Controller(..) | Part::Spoke(..) | Part::Optional(_) => Vec::new(),
    }
}
