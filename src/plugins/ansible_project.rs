//! Operators that are made of Ansible roles and playbooks.

use crate::plan::Plan;
use crate::project::Project;
use crate::templates::{TemplateError, tree};

use super::{Key, Part, Plugin, Request, rust};

/// `base.ansible.kubewright.dev/v1`.
pub(super) struct V1;

impl Plugin for V1 {
    fn key(&self) -> Key {
        Key {
            name: "base.ansible.kubewright.dev".to_owned(),
            version: "v1".to_owned(),
        }
    }

    fn about(&self) -> &'static str {
        "watches.yaml, Makefile and image of an operator from Ansible roles"
    }

    fn plan(&self, request: &Request<'_>, project: &Project) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        for part in request.parts {
            let name = match part {
                Part::Init => "ansible-operator/init",
                Part::Types(_) => "ansible-operator/api",
                _ => continue,
            };
            let context = request.settings.context(part, project);
            let policy = rust::policy(part, request.force);
            plan.extend(tree(name, &context).if_exists(policy).plan()?);
        }
        Ok(plan)
    }
}

/// What `create api` writes for a kind once: from then on it is the user's, and no other command touches it.
pub(crate) fn content(
    role: bool,
    playbook: bool,
    request: &Request<'_>,
    part: &Part<'_>,
    project: &Project,
) -> Result<Plan, TemplateError> {
    let context = request.settings.context(part, project);
    let policy = rust::policy(part, request.force);
    let trees = [
        ("ansible-operator/role", role),
        ("ansible-operator/playbook-of-role", playbook && role),
        ("ansible-operator/playbook", playbook && !role),
        ("ansible-operator/tests", true),
    ];
    let mut plan = Plan::default();
    for (name, _) in trees.into_iter().filter(|(_, wanted)| *wanted) {
        plan.extend(tree(name, &context).if_exists(policy).plan()?);
    }
    Ok(plan)
}
