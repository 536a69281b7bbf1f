//! The project that the kinds are added to: the one in the folder, or a new one.

use std::collections::BTreeSet;

use super::names::{self, Package};
use super::request::Request;
use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::project::{Project, VERSION, rules};
use kubewright_analysis::quoted::quoted;
use kubewright_kube_types::Kind;

/// The project without the kinds that it lacks.
pub(super) fn project(
    args: &cli::Adopt,
    request: &Request,
    kinds: &[Kind],
    layout: &[String],
) -> Result<Project, Stop> {
    let package = &request.package;
    let Some(old) = request.known() else {
        return new_project(args, package, kinds, layout);
    };
    if let Some(domain) = args.domain.as_ref().filter(|_| !old.domain.is_empty())
        && *domain != old.domain
    {
        return Err(fail(
            format!("`PROJECT` has the domain `{}`", old.domain),
            "leave out `--domain`",
        ));
    }
    if !old.domain.is_empty() && !old.name.is_empty() && !old.layout.is_empty() {
        return Ok(old.clone());
    }
    let mut args = args.clone();
    if !old.domain.is_empty() {
        args.domain = Some(old.domain.clone());
    }
    if !old.name.is_empty() {
        args.project_name = Some(old.name.clone());
    }
    let new = new_project(&args, package, kinds, layout)?;
    let layout = match old.layout.is_empty() {
        true => new.layout,
        false => old.layout.clone(),
    };
    Ok(Project {
        domain: new.domain,
        name: new.name,
        multigroup: old.multigroup || new.multigroup,
        layout,
        ..old.clone()
    })
}

/// A new project without its kinds.
fn new_project(
    args: &cli::Adopt,
    package: &Package,
    kinds: &[Kind],
    layout: &[String],
) -> Result<Project, Stop> {
    let groups: BTreeSet<&str> = kinds.iter().map(|kind| kind.group.as_str()).collect();
    let domain = match args.domain.clone().or_else(|| names::domain(&groups)) {
        Some(domain) => domain,
        None => {
            return Err(fail(
                format!("the API groups {} share no domain", quoted(&groups)),
                "pass the domain of your own kinds to `--domain`; the other kinds are then external",
            ));
        }
    };
    rules::package::domain(&domain)?;
    let own = groups
        .iter()
        .filter(|group| names::group(group, &domain).is_some());
    let own = own.count();
    if own == 0 {
        return Err(fail(
            format!("no API group ends in the domain `{domain}`"),
            format!("the groups are {}", quoted(&groups)),
        ));
    }
    let name = args
        .project_name
        .clone()
        .unwrap_or_else(|| package.name.replace('_', "-"));
    rules::package::project_name(&name, ", from the name of the package,")?;
    Ok(Project {
        version: VERSION.to_owned(),
        cli_version: env!("CARGO_PKG_VERSION").to_owned(),
        domain,
        name,
        layout: layout.to_vec(),
        multigroup: own > 1,
        ..Project::default()
    })
}
