//! Types that are not defined in the project.

use kubewright_core::names;
use kubewright_core::suggest::nearest;
use kubewright_core::tables::{self, Minor};

use super::stop::{Stop, fail, failure, misuse};
use crate::cli;
use crate::project::{Identity, Project, Resource, core_module};

/// A type of Kubernetes' own.
pub(super) fn of_kubernetes(identity: Identity, instead: &str) -> Result<Resource, Stop> {
    let module = core_module(&identity.group, &identity.version);
    let path = format!("{module}::{}", identity.kind);
    if !tables::contains(Minor::NEWEST, &path) {
        let group = module
            .rsplit_once("::")
            .map_or(module.as_str(), |(group, _)| group)
            .to_owned()
            + "::";
        let all: Vec<&str> = tables::paths(Minor::NEWEST)
            .filter(|path| path.starts_with(&group))
            .collect();
        let inside = format!("{module}::");
        let near = nearest(
            &identity.kind,
            all.iter().filter_map(|path| path.strip_prefix(&inside)),
        );
        let elsewhere = all
            .iter()
            .find(|path| path.rsplit("::").next() == Some(&identity.kind));
        let hint = match (near, elsewhere) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(path)) => format!("there is `k8s_openapi::{path}`"),
            (None, None) => instead.to_owned(),
        };
        return Err(fail(format!("Kubernetes has no {identity}"), hint));
    }
    Ok(Resource {
        path: format!("k8s_openapi::{module}"),
        core: true,
        ..Resource::new(identity)
    })
}

/// A type in another crate.
pub(super) fn of_other_crate(
    identity: Identity,
    args: &cli::ExternalType,
    project: &Project,
) -> Result<Resource, Stop> {
    let Some(path) = &args.external_api_path else {
        let other = if args.external_api_module.is_some() {
            "module"
        } else {
            "domain"
        };
        return Err(misuse(
            format!("`--external-api-{other}` has no effect without `--external-api-path`"),
            "add the path of the module that has the type, such as `cert_manager::v1`",
        ));
    };
    check_path(path.strip_prefix("crate::").unwrap_or(path))?;
    let path = &match path.strip_prefix("crate::") {
        Some(below) => format!("{}::{below}", project.crate_name()),
        None => path.clone(),
    };
    let domain = args.external_api_domain.clone().unwrap_or_default();
    let identity = Identity { domain, ..identity };
    if names::check_group(&format!("{}.x", identity.qualified_group())).is_err() {
        return Err(fail(
            format!("the group `{}` is not a DNS name", identity.qualified_group()),
            "`--external-api-domain` is what follows `--group` in the type's group",
        ));
    }
    let mut resource = match project
        .resources
        .iter()
        .find(|resource| resource.identity == identity)
    {
        Some(there) if there.external && there.path != *path => {
            return Err(fail(
                format!("{identity} already exists, with its type in `{}`", there.path),
                "use that path, or delete it first with `kubewright delete api`",
            ));
        }
        Some(there) if there.external => there.clone(),
        Some(_) => {
            return Err(fail(
                format!("{identity} already exists, and its type is not in another crate"),
                "remove `--external-api-...`",
            ));
        }
        None => Resource {
            external: true,
            ..Resource::new(identity)
        },
    };
    resource.path.clone_from(path);
    if let Some(module) = &args.external_api_module {
        check_crate(module)?;
        if !resource.module.is_empty() && resource.module != *module {
            return Err(fail(
                format!(
                    "{} already exists, with its type in `{}`",
                    resource.identity, resource.module
                ),
                "remove `--external-api-module`; change the version in `Cargo.toml`",
            ));
        }
        resource.module.clone_from(module);
    }
    Ok(resource)
}

/// A module path in another crate.
fn check_path(path: &str) -> Result<(), Stop> {
    let is_name = |part: &str| {
        let mut chars = part.chars();
        chars
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && chars.all(|char| char.is_ascii_alphanumeric() || char == '_')
            && !crate::project::names::KEYWORDS.contains(&part)
    };
    match path.split("::").all(is_name) {
        true => Ok(()),
        false => Err(fail(
            format!("`--external-api-path {path}` is not a module path"),
            "write it as in Rust, such as `cert_manager::v1`",
        )),
    }
}

/// A crate, optionally with `@` and its version.
fn check_crate(module: &str) -> Result<(), Stop> {
    let (name, version) = module.split_once('@').unwrap_or((module, "*"));
    let is_name = !name.is_empty()
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "-_".contains(char));
    let is_version = !version.is_empty()
        && version
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || ".-+*^~=<>, ".contains(char));
    match is_name && is_version {
        true => Ok(()),
        false => Err(failure(format!(
            "`--external-api-module {module}` is not a crate; write its name, and its version after `@`: `cert-manager@1.2`"
        ))),
    }
}
