//! Types that the project does not define: Kubernetes' own, and those of other crates.

use kubewright_core::suggest::nearest;
use kubewright_core::tables::{self, Minor};

use super::errors::{Stop, fail, misuse};
use crate::cli;
use crate::project::{Identity, Project, Resource, core_module, rules};

/// Whether the call has a flag for a type of another crate.
pub(super) fn is_given(args: &cli::ExternalType) -> bool {
    args.external_api_path.is_some()
        || args.external_api_domain.is_some()
        || args.external_api_module.is_some()
}

/// A resource whose type is in `k8s_openapi`.
pub(super) fn of_kubernetes(identity: Identity, instead: &str) -> Result<Resource, Stop> {
    let module = core_module(&identity.group, &identity.version);
    let path = format!("{module}::{}", identity.kind);
    if !tables::contains(Minor::NEWEST, &path) {
        let fix = similar_type(&identity.kind, &module).unwrap_or_else(|| instead.to_owned());
        return Err(fail(format!("Kubernetes has no {identity}"), fix));
    }
    if tables::is_namespaced(&identity.qualified_group(), &identity.kind).is_none() {
        return Err(fail(
            format!("{identity} is a type, but not a kind: the API server has no objects of it"),
            "name one that `kubectl api-resources` lists",
        ));
    }
    Ok(Resource {
        path: format!("k8s_openapi::{module}"),
        core: true,
        ..Resource::new(identity)
    })
}

/// Names the type that was probably meant: one with a similar name, or the same one in another version.
fn similar_type(kind: &str, module: &str) -> Option<String> {
    let group = module
        .rsplit_once("::")
        .map_or(module, |(group, _)| group)
        .to_owned()
        + "::";
    let all: Vec<&str> = tables::paths(Minor::NEWEST)
        .filter(|path| path.starts_with(&group))
        .collect();
    let version = format!("{module}::");
    let kinds = all.iter().filter_map(|path| path.strip_prefix(&version));
    if let Some(near) = nearest(kind, kinds) {
        return Some(format!("did you mean `{near}`?"));
    }
    let mut others = all.iter();
    let other = others.find(|path| path.rsplit("::").next() == Some(kind))?;
    Some(format!("there is `k8s_openapi::{other}`"))
}

/// A resource whose type is in another crate.
pub(super) fn of_crate(
    identity: Identity,
    args: &cli::ExternalType,
    project: &Project,
) -> Result<Resource, Stop> {
    let Some(path) = &args.external_api_path else {
        let other = match args.external_api_module {
            Some(_) => "module",
            None => "domain",
        };
        return Err(misuse(
            format!("`--external-api-{other}` has no effect without `--external-api-path`"),
            "add the path of the module that has the type, such as `cert_manager::v1`",
        ));
    };
    let below = path.strip_prefix("crate::");
    rules::external::path(below.unwrap_or(path))?;
    let path = match below {
        Some(below) => format!("{}::{below}", project.crate_name()),
        None => path.clone(),
    };
    let domain = args.external_api_domain.clone().unwrap_or_default();
    let identity = Identity { domain, ..identity };
    rules::external::group(&identity)?;
    let mut resource = rules::external::resource(identity, &path, project)?;
    if let Some(module) = &args.external_api_module {
        rules::external::set_crate(&mut resource, module)?;
    }
    Ok(resource)
}
