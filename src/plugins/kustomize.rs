//! Everything below `config/`.

use crate::plan::Plan;
use crate::project::Project;
use crate::templates::tree;

use super::settings::own_certificates;
use super::{Key, Part, Plugin, Request, rust};

/// `kustomize.common.kubebuilder.io/v2`.
pub(super) struct V2;

impl Plugin for V2 {
    fn key(&self) -> Key {
        Key {
            name: "kustomize.common.kubebuilder.io".to_owned(),
            version: "v2".to_owned(),
        }
    }

    fn about(&self) -> String {
        "The manifests below `config/`, for kustomize".to_owned()
    }

    fn plan(&self, request: &Request<'_>, project: &Project) -> anyhow::Result<Plan> {
        let mut plan = Plan::default();
        for part in request.parts {
            let context = request.settings.context(part, project);
            let if_exists = rust::policy(part, request.force);
            for name in trees(part, own_certificates(project)) {
                plan.extend(tree(name, &context).if_exists(if_exists).plan()?);
            }
        }
        Ok(plan)
    }
}

fn trees(part: &Part<'_>, own_certificates: bool) -> Vec<&'static str> {
    match part {
        Part::Init => vec!["kustomize/init"],
        Part::Types(_) => vec!["kustomize/api"],
        Part::Controller(..) => vec!["kustomize/controller"],
        Part::Webhooks(_) if own_certificates => vec!["kustomize/webhook", "kustomize/own-certs"],
        Part::Webhooks(_) => vec!["kustomize/webhook", "kustomize/cert-manager"],
        Part::Defaulting(_) => vec!["kustomize/webhook-defaulting"],
        Part::Validation(_) => vec!["kustomize/webhook-validation"],
        Part::Hub(_) if own_certificates => vec!["kustomize/conversion"],
        Part::Hub(_) => vec!["kustomize/conversion", "kustomize/conversion-cert-manager"],
        Part::Spoke(..) => vec!["kustomize/conversion-spoke"],
    }
}
