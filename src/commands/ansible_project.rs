//! Projects whose operator is made of Ansible roles: `create api` and `manifests`.

mod crd;
mod role;

use std::path::{Path, PathBuf};

use super::errors::{Stop, fail, failure, misuse};
use super::open::Session;
use super::{Context, SUCCESS, identity};
use crate::cli::{self, MessageFormat};
use crate::plan::{Change, Plan};
use crate::plugins::{Part, Request, ansible_content};
use crate::project::{Api, Project, ROLE, Resource, rules};

/// The file that lists the kinds.
const WATCHES: &str = "watches.yaml";

/// Refuses flags of `init` that are for Rust.
pub(super) fn check_init(args: &cli::Init) -> Result<(), Stop> {
    match args.workspace {
        Some(_) => Err(misuse(
            "`--workspace` is for operators in Rust, and this one is made of Ansible roles",
            "leave it out",
        )),
        None => Ok(()),
    }
}

/// Refuses flags for roles in other projects.
pub(super) fn check_no_role(args: &cli::CreateApi) -> Result<(), Stop> {
    let flag = match (args.ansible.generate_role, args.ansible.generate_playbook) {
        (true, _) => "--generate-role",
        (_, true) => "--generate-playbook",
        _ => return Ok(()),
    };
    Err(misuse(
        format!("`{flag}` is for operators that are made of Ansible roles"),
        "remove it, or make such a project with `kubewright init --plugins ansible` in another folder",
    ))
}

/// Refuses webhooks, which need code.
pub(super) fn check_no_webhooks(project: &Project) -> Result<(), Stop> {
    match project.is_ansible_operator() {
        true => Err(fail(
            "an operator that is made of Ansible roles has no webhooks",
            "check the variables in the role; webhooks need an operator in Rust",
        )),
        false => Ok(()),
    }
}

/// Adds a kind, and its role or playbook.
pub(super) fn create_api(
    args: &cli::CreateApi,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    check_flags(args)?;
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let resource = resource(args, &session.file.project, cx)?;
    let mut project = session.file.project.clone();
    project.put(resource.clone());
    let part = Part::Types(&resource);
    let force = args.scaffold.force;
    let mut plan = session.grow(&chain, &project, &[part], force)?;
    let playbook = args.ansible.generate_playbook;
    // A kind without either has nothing to run.
    let role = args.ansible.generate_role || !playbook;
    fill_in(&mut plan, &resource, playbook);
    let request = Request {
        parts: &[part],
        force,
        settings: &session.settings,
    };
    let content = ansible_content(role, playbook, &request, &part, &project);
    plan.extend(content.map_err(failure)?);
    cx.finish(&mut plan, &chain, "create api", (session, &project))?;
    if !cx.write_project(plan, &args.scaffold)? || !args.make.make {
        return Ok(SUCCESS);
    }
    let plan = generated(&project, cx)?;
    Ok(cx.carry_out(plan, cli::Mode::default(), MessageFormat::Human))
}

/// `kubewright manifests`: writes the CRDs, and adds rules to the role.
pub(super) fn manifests(project: &Project, args: &cli::Manifests, mut cx: Context<'_, '_>) -> u8 {
    let plan = check_manifests(args).and_then(|()| generated(project, &cx));
    match plan {
        Ok(plan) => cx.carry_out(plan, args.mode, args.messages.message_format),
        Err(stop) => cx.end(Err(stop)),
    }
}

/// Refuses flags about sources in Rust.
fn check_manifests(args: &cli::Manifests) -> Result<(), Stop> {
    let given = [
        (
            args.options.first().map_or("", String::as_str),
            !args.options.is_empty(),
        ),
        ("--deny-breaking", args.deny_breaking),
        ("--explain-cost", args.explain_cost),
        ("--prune", args.prune),
        ("--stdout", args.mode.stdout),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(misuse(
            format!(
                "`{flag}` is for manifests of sources in Rust, and this project is made of Ansible roles"
            ),
            "leave it out",
        )),
        None => Ok(()),
    }
}

fn check_flags(args: &cli::CreateApi) -> Result<(), Stop> {
    let given = [
        ("--controller", args.controller.is_some()),
        ("--resource", args.resource == Some(false)),
        ("--controller-name", args.controller_name.is_some()),
        ("--crate", args.api_crate.is_some()),
        ("--image", args.deployed.image.is_some()),
        ("--external-api-path", args.external.external_api_path.is_some()),
        ("--from-crd", args.from_crd.is_some()),
        ("--helm-chart", args.helm.helm_chart.is_some()),
        ("--open-schema", args.helm.open_schema),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(misuse(
            format!("`{flag}` has no meaning for a kind that is reconciled with Ansible"),
            "remove it",
        )),
        None => Ok(()),
    }
}

fn resource(args: &cli::CreateApi, project: &Project, cx: &mut Context<'_, '_>) -> Result<Resource, Stop> {
    let asked = identity::ask(&args.named, cx)?;
    let mut resource = identity::with_type(&asked, project)?;
    if let Some(plural) = &args.plural {
        rules::identity::set_plural(&mut resource, plural)?;
    }
    rules::types::check(&resource, args.namespaced.unwrap_or(true), project)?;
    resource.api = Some(Api {
        crd_version: "v1".to_owned(),
        namespaced: args.namespaced.unwrap_or(true),
        ..resource.api.take().unwrap_or_default()
    });
    Ok(resource)
}

/// Puts a value into the sample, and the playbook into `watches.yaml`.
fn fill_in(plan: &mut Plan, resource: &Resource, playbook: bool) {
    let kind = resource.identity.kind.to_lowercase();
    let role = format!("role: {kind}");
    for (path, changes) in plan.each() {
        let is_sample = path.starts_with("config/samples");
        for change in changes {
            match change {
                Change::Create { text, .. } if is_sample => {
                    if let Some(at) = text.find("# TODO: Set the fields") {
                        text.replace_range(at.., "spec:\n  size: 1\n");
                    }
                }
                Change::Insert { text, .. } if playbook && path == Path::new(WATCHES) => {
                    *text = text.replace(&role, &format!("playbook: playbooks/{kind}.yml"));
                }
                _ => {}
            }
        }
    }
}

/// The CRDs, and the role with the rules for the kinds.
fn generated(project: &Project, cx: &Context<'_, '_>) -> Result<Plan, Stop> {
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
    Ok(plan)
}
