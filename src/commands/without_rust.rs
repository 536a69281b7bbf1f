//! What the commands do in projects whose operator is made of Helm charts or Ansible roles.

use std::path::Path;

use super::errors::Stop;
use super::open::Session;
use super::{Context, ansible_project, content, helm_project};
use crate::cli;
use crate::options::Generator;
use crate::plan::Plan;
use crate::project::{Content, Project, ROLE, Resource};

/// `kubewright manifests`.
pub(super) fn manifests(
    made_of: Content,
    project: &Project,
    args: &cli::Manifests,
    mut cx: Context<'_, '_>,
) -> u8 {
    let plan = content::check_manifests(made_of, args).and_then(|()| generated(made_of, project, &mut cx));
    match plan {
        Ok(plan) => cx.carry_out(plan, args.mode, args.messages.message_format),
        Err(stop) => cx.end(Err(stop)),
    }
}

/// The CRDs, and the role of the operator.
pub(super) fn generated(made_of: Content, project: &Project, cx: &mut Context<'_, '_>) -> Result<Plan, Stop> {
    match made_of {
        Content::Charts => helm_project::generated(project, None, cx),
        Content::Roles => ansible_project::generated(project, cx),
    }
}

/// Puts the role into the plan of a new project, whose template has no rules.
pub(super) fn write_role(made_of: Content, plan: &mut Plan, project: &Project) {
    let role = match made_of {
        Content::Charts => helm_project::new_role(project),
        Content::Roles => ansible_project::new_role(project),
    };
    plan.write(ROLE.into(), role);
}

/// Makes the plan that deletes a kind cover what `create api` has filled in, and what it has written for the user to change. `deleted`
/// is the kind, and the project without it. Returns notes.
pub(super) fn adapt_deletion(
    made_of: Content,
    plan: &mut Plan,
    deleted: (&Resource, &Project),
    (session, force): (&Session, bool),
    cx: &Context<'_, '_>,
) -> Result<Vec<String>, Stop> {
    match made_of {
        Content::Charts => helm_project::adapt(plan, deleted.0, force, cx),
        Content::Roles => ansible_project::adapt(plan, deleted, (session, force), cx),
    }
}

/// Adds to the plan of a whole project what no template writes: `watches.yaml` and the CRDs as they are, and the charts, or the roles,
/// playbooks and their tests.
pub(super) fn carry_over(
    made_of: Content,
    plan: &mut Plan,
    project: &Project,
    cx: &Context<'_, '_>,
) -> Result<(), Stop> {
    match made_of {
        Content::Charts => helm_project::carry_over(plan, project, cx)?,
        Content::Roles => {
            for folder in ["roles", "playbooks", "molecule/default/tasks"] {
                content::copy(plan, Path::new(folder), cx.directory)?;
            }
        }
    }
    // They say whether a schema is open; in a project from roles, schemas are written by hand.
    content::copy(plan, Path::new(Generator::Crd.folder()), cx.directory)?;
    let file = Path::new(content::watches::FILE);
    let text = std::fs::read_to_string(cx.directory.join(file))
        .map_err(|error| content::unreadable(file, &error))?;
    plan.write(file.to_owned(), text);
    Ok(())
}
