//! Group, version and kind, and the resource that they identify.

use kubewright_core::diagnostic::Message;
use kubewright_core::names;

use super::Context;
use super::elsewhere::{of_kubernetes, of_other_crate};
use super::stop::{Stop, fail, failure, misuse};
use crate::cli;
use crate::project::{Identity, Project, Resource, core_domain};

/// The flags of the call.
pub(super) struct Complete {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
}

/// Asks for missing flags, if somebody can answer.
pub(super) fn complete(named: &cli::Named, cx: &mut Context<'_, '_>) -> Result<Complete, Stop> {
    let group = match (&named.group, cx.printer.asks()) {
        (Some(group), _) => group.clone(),
        (None, true) => cx.answer("Group:")?,
        (None, false) => String::new(),
    };
    let mut needed = |value: &Option<String>, flag: &str, question: &str| match value {
        Some(value) => Ok(value.clone()),
        None if cx.printer.asks() => cx.answer(question),
        None => Err(misuse(
            format!("the {flag} is missing"),
            format!("add `--{flag}`"),
        )),
    };
    Ok(Complete {
        version: needed(&named.version, "version", "Version:")?,
        kind: needed(&named.kind, "kind", "Kind:")?,
        group,
    })
}

impl Context<'_, '_> {
    /// The value of a flag, or an answer, or else the default.
    pub(super) fn decide(&mut self, flag: Option<bool>, question: &str, usual: bool) -> Result<bool, Stop> {
        if let Some(value) = flag {
            return Ok(value);
        }
        if !self.printer.asks() {
            return Ok(usual);
        }
        loop {
            match self.answer(question)?.to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => {}
            }
        }
    }

    pub(super) fn answer(&mut self, question: &str) -> Result<String, Stop> {
        let ended = || {
            misuse(
                "the question got no answer",
                "answer it, or pass the flags; run with `--help` for the list",
            )
        };
        self.printer.ask(question).ok_or_else(ended)
    }
}

pub(super) fn is_external(args: &cli::ExternalType) -> bool {
    args.external_api_path.is_some()
        || args.external_api_domain.is_some()
        || args.external_api_module.is_some()
}

/// The named resource: an existing one, or a new one. `types` says that the call makes its type,
/// and `instead` what to do if Kubernetes does not have it.
pub(super) fn resource(
    named: &Complete,
    external: &cli::ExternalType,
    project: &Project,
    types: bool,
    instead: &str,
) -> Result<Resource, Stop> {
    check(named, project)?;
    let identity = |domain: &str| Identity {
        group: named.group.clone(),
        domain: domain.to_owned(),
        version: named.version.clone(),
        kind: named.kind.clone(),
    };
    if is_external(external) {
        return of_other_crate(identity(""), external, project);
    }
    let own = project
        .resources
        .iter()
        .find(|resource| resource.identity == identity(&project.domain));
    if types {
        return Ok(own
            .cloned()
            .unwrap_or_else(|| Resource::new(identity(&project.domain))));
    }
    if let Some(there) = own.or_else(|| project.find(&identity(&project.domain))) {
        return Ok(there.clone());
    }
    match core_domain(&named.group) {
        Some(domain) => of_kubernetes(identity(domain), instead),
        None => Ok(Resource::new(identity(&project.domain))),
    }
}

/// Names that the file of a type needs for something else, and a keyword of Rust.
const TAKEN: [&str; 6] = ["Deserialize", "Option", "Self", "Serialize", "String", "Vec"];

/// What is wrong with the value of a flag.
fn check_one(
    flag: &str,
    value: &str,
    check: fn(&str) -> Result<(), names::InvalidName>,
    help: &str,
) -> Option<Message> {
    if value.is_empty() {
        return Some(Message::new(format!("the {flag} is empty")).help(format!("give it with `--{flag}`")));
    }
    let error = check(value).err()?;
    Some(Message::new(error.to_string()).help(help))
}

/// Checks the names.
pub(super) fn check(named: &Complete, project: &Project) -> Result<(), Stop> {
    let checked = [
        check_one(
            "version",
            &named.version,
            names::check_conventional_version,
            "write one of these",
        ),
        check_one(
            "kind",
            &named.kind,
            names::check_kind,
            "write it like `Memcached`",
        ),
    ];
    let wrong: Vec<_> = checked.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(Stop::Failure(wrong));
    }
    if TAKEN.contains(&named.kind.as_str()) {
        return Err(fail(
            format!(
                "a type cannot have the name `{}`, which its file needs for something else",
                named.kind
            ),
            "choose another kind",
        ));
    }
    if named.group.is_empty() && project.domain.is_empty() {
        return Err(fail(
            "the group and the project's domain are both empty",
            "set the group with `--group`",
        ));
    }
    let group = match (named.group.as_str(), project.domain.as_str()) {
        ("", domain) => format!("x.{domain}"),
        (group, "") => format!("{group}.x"),
        (group, domain) => format!("{group}.{domain}"),
    };
    if names::check_group(&group).is_err() {
        let wrong = if names::check_group(&format!("{}.x", named.group)).is_err() && !named.group.is_empty() {
            format!("the group `{}` is not a DNS name", named.group)
        } else {
            format!("the group `{group}`, with the project's domain, is not a DNS name")
        };
        return Err(fail(wrong, "write it in a-z, 0-9 and `-`, such as `cache`"));
    }
    Ok(())
}

/// Sets the plural, which is recorded if it differs from the default.
pub(super) fn set_plural(resource: &mut Resource, wanted: &str) -> Result<(), Stop> {
    names::check_label("plural", wanted).map_err(failure)?;
    if !resource.is_empty() && *wanted != resource.plural() {
        return Err(fail(
            format!(
                "the plural of {} is `{}`, not `{wanted}`",
                resource.identity,
                resource.plural()
            ),
            "remove `--plural`, or delete it first with `kubewright delete api`",
        ));
    }
    resource.plural = if *wanted == names::plural(&resource.identity.kind) {
        String::new()
    } else {
        wanted.to_owned()
    };
    Ok(())
}
