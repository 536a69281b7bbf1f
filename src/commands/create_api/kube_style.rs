//! `create api --style kube`: a type with kube's own derive.

use std::path::Path;

use crate::cli::{self, Style};
use crate::commands::Context;
use crate::commands::adopted::{self, modules};
use crate::commands::errors::{Stop, fail, failure, misuse};
use crate::commands::open::Session;
use crate::commands::{external_types, kube_crates};
use crate::plugins::{Chain, Part, type_module};
use crate::project::{Project, Resource, rules};

use super::request;

const NO_CONTROLLER: &str = "no controller is written with a type that has kube's derive; `kubewright create api --resource=false --controller` adds one";

/// Whether the type has kube's derive: the flag says so, or the project was adopted.
pub(super) fn is_asked(args: &cli::CreateApi, project: &Project, directory: &Path) -> Result<bool, Stop> {
    let is_adopted = adopted::is_project(project, directory);
    match args.style {
        Some(Style::Kubewright) if is_adopted => Err(fail(
            "types with kubewright's derives and their controllers belong to a program of `kubewright init`, and this crate was adopted",
            "leave out `--style` for a type with kube's derive, or create a project for the new kind with `kubewright init` in another folder",
        )),
        Some(style) => Ok(style == Style::Kube),
        None => Ok(is_adopted),
    }
}

pub(super) fn create(
    args: &cli::CreateApi,
    session: &Session,
    chain: &Chain,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    let old = &session.file.project;
    let is_adopted = adopted::is_project(old, cx.directory);
    if args.resource == Some(false) || external_types::is_given(&args.external) {
        return Err(match is_adopted {
            true => misuse(
                "a controller of a type outside of this crate needs kubewright's runtime, and this crate uses kube without it",
                "write it with kube's `Controller`, and its permissions as `+kubebuilder:rbac` markers; `kubewright rbac suggest` prints them",
            ),
            false => misuse(
                "`--style` is for a type, and this call makes none",
                "leave it out, or leave out `--resource=false` and `--external-api-...`",
            ),
        });
    }
    let given = [
        ("--controller", args.controller == Some(true)),
        ("--controller-name", args.controller_name.is_some()),
        ("--from-crd", args.from_crd.is_some()),
        ("--crate", args.api_crate.is_some()),
        // The other flags about images need this one.
        ("--image", args.deployed.image.is_some()),
    ];
    if let Some((flag, _)) = given.iter().find(|(_, given)| *given) {
        return Err(misuse(
            format!("`{flag}` is for types with kubewright's derives, and this one has kube's"),
            "leave it out, or pass `--style kubewright`",
        ));
    }
    let is_unasked = args.controller.is_none() && !is_adopted;
    let mut args = args.clone();
    args.resource = Some(true);
    args.controller = Some(false);
    let mut resource = request::ask(&args, old, cx)?.resource;
    let known = old.types().find(|known| known.identity == resource.identity);
    if known.is_some_and(Resource::is_adopted) {
        return Err(fail(
            format!(
                "the crate already has {}, which its author wrote",
                resource.identity
            ),
            "edit that type, or add another version with `--version`",
        ));
    }
    rules::types::derive(&resource.identity, true, old)?;
    let mut project = old.clone();
    resource.path = type_module(&resource, &project);
    project.put(resource.clone());
    project.set_kube_derive(&resource.identity);
    let parts = [Part::Types(&resource)];
    let mut plan = session.grow(chain, &project, &parts, args.scaffold.force)?;
    let mut notes = Vec::new();
    notes.extend(is_unasked.then(|| NO_CONTROLLER.to_owned()));
    if is_adopted {
        let (fitting, missing) = modules::grown(&plan, &resource, cx.directory).map_err(failure)?;
        plan = fitting;
        notes.extend(missing);
    }
    let manifest = std::fs::read_to_string(cx.directory.join("Cargo.toml")).unwrap_or_default();
    notes.extend(kube_crates::add(&mut plan, &manifest));
    cx.finish(&mut plan, chain, "create api", (session, &project))?;
    cx.notes(&notes);
    cx.write_all(plan, &args.scaffold, args.make.make)
}
