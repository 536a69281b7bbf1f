//! The flags of an image, and what they need.

use super::request::{self, Request};
use crate::cli;
use crate::commands::errors::{Stop, fail, misuse};
use crate::commands::external_types;
use crate::plugins::Deployed;
use crate::project::Project;

/// The container that the flags describe. `is_named` says whether `--plugins` names `deploy-image`.
pub(super) fn ask(
    args: &cli::CreateApi,
    is_named: bool,
    request: &Request,
    project: &Project,
) -> Result<Option<Deployed>, Stop> {
    let flags = &args.deployed;
    let Some(image) = &flags.image else {
        // Without flags, the same API again keeps its image.
        return match (is_named, project.deployed(&request.resource)) {
            (true, None) => Err(misuse(
                "`deploy-image` needs an image",
                "add `--image`, such as `--image memcached:1.6`",
            )),
            (_, deployed) => Ok(deployed),
        };
    };
    if image.is_empty() || image.chars().any(|char| char.is_whitespace() || char == '"') {
        return Err(misuse(
            format!("`{image}` is not the name of an image"),
            "write it like `memcached:1.6` or `registry.example.com/memcached@sha256:...`",
        ));
    }
    check_parts(args, request, project)?;
    if request.resource.api.as_ref().is_some_and(|api| !api.namespaced) {
        return Err(fail(
            "a Deployment needs a namespace, and cluster-scoped objects have none",
            "leave out `--namespaced=false`",
        ));
    }
    let text = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    let new = Deployed {
        image: image.clone(),
        container_command: flags.image_container_command.clone().unwrap_or_default(),
        container_port: text(flags.image_container_port.map(u32::from)),
        run_as_user: text(flags.run_as_user),
    };
    let identity = &request.resource.identity;
    let exists = project.resources.iter().any(|other| other.identity == *identity);
    match project.deployed(&request.resource) {
        Some(old) if old == new => Ok(Some(new)),
        None if !exists => Ok(Some(new)),
        _ if args.scaffold.force => Ok(Some(new)),
        Some(_) => Err(fail(
            format!("{identity} was created with another image or other flags for it"),
            "edit its type and its controller; `--force` overwrites them",
        )),
        None => Err(fail(
            format!("{identity} already exists, and its controller runs no image"),
            "create another kind; `--force` overwrites the type and the controller",
        )),
    }
}

/// Checks that the call creates the type and the controller that the image is for.
fn check_parts(args: &cli::CreateApi, request: &Request, project: &Project) -> Result<(), Stop> {
    if args.controller_name.is_some() {
        return Err(misuse(
            "`--image` is for the controller with the name of the kind",
            "leave out `--controller-name`",
        ));
    }
    if !request.types {
        let fix = match args.resource {
            Some(_) => "leave out `--resource=false`",
            None if external_types::is_given(&args.external) => "leave out `--external-api-...`",
            None => "add `--resource`",
        };
        return Err(misuse("`--image` needs a type, and this call makes none", fix));
    }
    if let Some(other) = request::version_with_controller(&request.resource.identity, project) {
        return Err(fail(
            format!(
                "`--image` needs a new controller, but {} already has that of the kind",
                other.identity
            ),
            "leave out `--image`: one controller handles all versions of a kind",
        ));
    }
    match request.controller {
        true => Ok(()),
        false => Err(misuse(
            "`--image` needs a controller, and this call makes none",
            "create it with `--controller`",
        )),
    }
}
