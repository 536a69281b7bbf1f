//! Operators that are made of Helm charts.

use crate::plan::Plan;
use crate::project::{HELM, HELM_OPERATOR, Project};
use crate::templates::{TemplateError, tree};

use super::{Key, OPTIONAL, Part, Plugin, Request, rust};

/// `base.helm-operator.kubewright.dev/v1`.
pub(super) struct V1;

impl Plugin for V1 {
    fn key(&self) -> Key {
        Key {
            name: "base.helm-operator.kubewright.dev".to_owned(),
            version: "v1".to_owned(),
        }
    }

    fn about(&self) -> &'static str {
        "watches.yaml, Makefile and image of an operator from Helm charts"
    }

    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        for part in request.parts {
            let name = match part {
                Part::Init => "helm-operator/init",
                Part::Types(_) => "helm-operator/api",
                _ => continue,
            };
            let context = request.settings.context(part, project);
            let policy = rust::policy(part, request.force);
            plan.extend(tree(name, &context).if_exists(policy).plan()?);
        }
        Ok(plan)
    }
}

/// The plugins of a call of `init`, where `helm` is operator-sdk's word for an operator that is made of charts. kubebuilder's
/// plugin of that name writes a chart of an operator; it has no part in `init`, and keeps its other names there.
pub(crate) fn of_init(called: &[String]) -> Vec<String> {
    let parsed = |text: &String| Key::parse(text.trim()).ok();
    let means = |text: &String, full: &str| {
        let full = Key::parse(full).ok();
        parsed(text).zip(full).is_some_and(|(key, full)| key.means(&full))
    };
    // Beside the plugin of a layout, such as `rust/v1,helm`, it is that chart.
    let is_optional = |text: &String| {
        let mut all = OPTIONAL.iter();
        all.any(|plugin| means(text, plugin.key) || plugin.aliases.iter().any(|alias| means(text, alias)))
    };
    let is_helm = |text: &String| {
        let short = parsed(text).is_some_and(|key| key.name == "helm" && !key.is_unstable());
        short && means(text, HELM[0]) || means(text, HELM_OPERATOR[1])
    };
    let other_layout = called.iter().any(|text| !is_optional(text) && !is_helm(text));
    let change = |text: &String| match is_helm(text) && !other_layout {
        true => HELM_OPERATOR[0].to_owned(),
        false => text.clone(),
    };
    called.iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helm_is_a_layout_unless_there_is_another() {
        let of = |keys: &[&str]| of_init(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
        for key in ["helm", "helm/v1", "helm.sdk.operatorframework.io/v1"] {
            assert_eq!(of(&[key, "olm"]), [HELM_OPERATOR[0], "olm"], "{key}");
        }
        for keys in [
            &["rust/v1", "helm"][..],
            &["helm/v2-alpha"],
            &["helm.kubewright.dev/v1"],
            &["grafana"],
        ] {
            assert_eq!(of(keys), keys);
        }
    }
}
