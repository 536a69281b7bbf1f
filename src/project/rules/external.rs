//! Types of other crates: the path of their module, and the crate.

use kubewright_core::diagnostic::Message;
use kubewright_core::names;
use semver::VersionReq;

use crate::project::names::KEYWORDS;
use crate::project::{Identity, Project, Resource};

/// Checks the path of a module.
pub(crate) fn path(path: &str) -> Result<(), Message> {
    let is_name = |part: &str| {
        let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(is_word)
            && !KEYWORDS.contains(&part)
    };
    match path.split("::").all(is_name) {
        true => Ok(()),
        false => Err(
            Message::new(format!("`--external-api-path {path}` is not a module path"))
                .help("write it as in Rust, such as `cert_manager::v1`"),
        ),
    }
}

/// Checks the group of a type.
pub(crate) fn group(identity: &Identity) -> Result<(), Message> {
    let group = identity.qualified_group();
    match names::check_group(&format!("{group}.x")) {
        Ok(()) => Ok(()),
        Err(_) => Err(Message::new(format!("the group `{group}` is not a DNS name"))
            .help("`--external-api-domain` is what follows `--group` in the type's group")),
    }
}

/// The resource of a type in this module: an existing one, or a new one.
pub(crate) fn resource(identity: Identity, path: &str, project: &Project) -> Result<Resource, Message> {
    let mut resources = project.resources.iter();
    let resource = match resources.find(|resource| resource.identity == identity) {
        Some(other) if other.external && other.path != path => {
            return Err(Message::new(format!(
                "{identity} already exists, with its type in `{}`",
                other.path
            ))
            .help("use that path, or delete it first with `kubewright delete api`"));
        }
        Some(same) if same.external => same.clone(),
        Some(_) => {
            return Err(Message::new(format!(
                "{identity} already exists, and its type is not in another crate"
            ))
            .help("remove `--external-api-...`"));
        }
        None => Resource {
            external: true,
            ..Resource::new(identity)
        },
    };
    Ok(Resource {
        path: path.to_owned(),
        ..resource
    })
}

/// Sets the crate of a resource, optionally with `@` and its version.
pub(crate) fn set_crate(resource: &mut Resource, module: &str) -> Result<(), Message> {
    let (name, version) = module.split_once('@').unwrap_or((module, "*"));
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "-_".contains(char));
    let is_version = VersionReq::parse(version).is_ok();
    if !is_name || !is_version {
        return Err(Message::new(format!(
            "`--external-api-module {module}` is not a crate; write its name, and its version after `@`: `cert-manager@1.2`"
        )));
    }
    if !resource.module.is_empty() && resource.module != module {
        return Err(Message::new(format!(
            "{} already exists, with its type in `{}`",
            resource.identity, resource.module
        ))
        .help("remove `--external-api-module`; change the version in `Cargo.toml`"));
    }
    module.clone_into(&mut resource.module);
    Ok(())
}
