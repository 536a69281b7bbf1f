//! Projects whose operator is made of Ansible roles: `create api`, the CRDs and the role.

mod crd;
mod delete;
mod role;

use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use super::content::{self, watches};
use super::errors::{Stop, fail, failure};
use super::open::Session;
use super::written::Written;
use super::{Context, SUCCESS};
use crate::cli::{self, MessageFormat};
use crate::plan::Plan;
use crate::plugins::{Part, Request, ansible_content};
use crate::project::{Project, ROLE};

pub(super) use delete::adapt;
pub(super) use role::of_new as new_role;

/// Adds a kind, and its role or playbook.
pub(super) fn create_api(
    args: &cli::CreateApi,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let resource = content::resource(&args.named, args, &session.file.project, cx)?;
    let mut project = session.file.project.clone();
    project.put(resource.clone());
    let part = Part::Types(&resource);
    let force = args.scaffold.force;
    let mut plan = session.grow(&chain, &project, &[part], force)?;
    let playbook = args.ansible.generate_playbook;
    // A kind without either has nothing to run.
    let role = args.ansible.generate_role || !playbook;
    let watched = watches::read(cx.directory, watches::Operator::Ansible).ok();
    let other = watched
        .as_ref()
        .and_then(|watched| watched.of_other_version(&resource));
    // Another version of the kind has a role already, which may be edited.
    let reused = other.filter(|_| !playbook && !args.ansible.generate_role);
    if let Some((field, value)) = reused {
        watches::name_content(&mut plan, &resource, field, value);
    } else {
        if playbook {
            let kind = resource.identity.kind.to_lowercase();
            let path = format!("playbooks/{kind}.yml");
            watches::name_content(&mut plan, &resource, "playbook", Path::new(&path));
        }
        let request = Request {
            parts: &[part],
            force,
            settings: &session.settings,
        };
        let content = ansible_content(role, playbook, &request, &part, &project);
        plan.extend(content.map_err(failure)?);
    }
    watches::check_entry(&plan, &resource, watched.as_ref())?;
    cx.finish(&mut plan, &chain, "create api", (session, &project))?;
    if cx.write_project(plan, &args.scaffold)? == Written::Preview || !args.make.make {
        return Ok(SUCCESS);
    }
    let plan = generated(&project, cx)?;
    Ok(cx.carry_out(plan, cli::Mode::default(), MessageFormat::Human))
}

/// The CRDs, and the role with the rules for the kinds.
pub(super) fn generated(project: &Project, cx: &mut Context<'_, '_>) -> Result<Plan, Stop> {
    let mut plan = Plan::default();
    let crds = crd::all(project, cx.directory);
    for (path, text) in
        crds.map_err(|error| fail(error, "correct the file, or delete it to get a new one"))?
    {
        plan.write(path, text);
    }
    let role = role::text(project, cx.directory);
    if let Some(text) = role.map_err(|error| fail(error, "correct the file"))? {
        plan.write(PathBuf::from(ROLE), text);
    }
    // Nothing here comes from the file, but the operator would refuse it in the cluster.
    let watched = watches::read(cx.directory, watches::Operator::Ansible)?;
    let missing = watched.missing(cx.directory).into_iter().map(|path| {
        let text = format!(
            "`{}` names `{}`, which does not exist",
            watches::FILE,
            path.display()
        );
        Message::new(text).help("correct the name, or let `Dockerfile` install it")
    });
    cx.notes(&missing.collect::<Vec<_>>());
    Ok(plan)
}
