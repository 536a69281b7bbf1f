//! Group, version, kind and plural of a resource.

use kubewright_core::diagnostic::Message;
use kubewright_core::names;

use crate::project::{Identity, Project, Resource};

/// Names that the file of a type needs for something else, and a keyword of Rust.
const TAKEN: [&str; 6] = ["Deserialize", "Option", "Self", "Serialize", "String", "Vec"];

/// Checks the names of a resource. All wrong names are reported at once.
pub(crate) fn check(identity: &Identity, project: &Project) -> Result<(), Vec<Message>> {
    let Identity { version, kind, .. } = identity;
    let version = name(
        "version",
        version,
        names::check_conventional_version,
        "write one of these",
    );
    let checked = [
        group(&identity.group, &project.domain),
        version,
        name("kind", kind, names::check_kind, "write it like `Memcached`"),
    ];
    let wrong: Vec<_> = checked.into_iter().filter_map(Result::err).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    kind_is_free(kind).map_err(|message| vec![message])
}

/// Checks one name. `fix` follows the reason.
fn name(
    noun: &str,
    value: &str,
    check: fn(&str) -> Result<(), names::InvalidName>,
    fix: &str,
) -> Result<(), Message> {
    if value.is_empty() {
        return Err(Message::new(format!("the {noun} is empty")).help(format!("give it with `--{noun}`")));
    }
    check(value).map_err(|error| Message::new(error.to_string()).help(fix))
}

fn kind_is_free(kind: &str) -> Result<(), Message> {
    match TAKEN.contains(&kind) {
        true => Err(Message::new(format!(
            "a type cannot have the name `{kind}`, which its file needs for something else"
        ))
        .help("choose another kind")),
        false => Ok(()),
    }
}

fn group(group: &str, domain: &str) -> Result<(), Message> {
    let full = match (group, domain) {
        ("", "") => {
            return Err(Message::new("the group and the project's domain are both empty")
                .help("set the group with `--group`"));
        }
        ("", domain) => format!("x.{domain}"),
        (group, "") => format!("{group}.x"),
        (group, domain) => format!("{group}.{domain}"),
    };
    if names::check_group(&full).is_ok() {
        return Ok(());
    }
    let text = match !group.is_empty() && names::check_group(&format!("{group}.x")).is_err() {
        true => format!("the group `{group}` is not a DNS name"),
        false => format!("the group `{full}`, with the project's domain, is not a DNS name"),
    };
    Err(Message::new(text).help("write it in a-z, 0-9 and `-`, such as `cache`"))
}

/// Sets the plural of a resource. Only one that differs from the default is recorded.
pub(crate) fn set_plural(resource: &mut Resource, plural: &str) -> Result<(), Message> {
    names::check_label("plural", plural).map_err(|error| Message::new(error.to_string()))?;
    if !resource.is_empty() && plural != resource.plural() {
        return Err(Message::new(format!(
            "the plural of {} is `{}`, not `{plural}`",
            resource.identity,
            resource.plural()
        ))
        .help("remove `--plural`, or delete it first with `kubewright delete api`"));
    }
    record_plural(resource, plural);
    Ok(())
}

/// Sets the plural of a renamed resource.
pub(crate) fn rename_plural(resource: &mut Resource, plural: &str) -> Result<(), Message> {
    names::check_label("plural", plural).map_err(|error| Message::new(error.to_string()))?;
    record_plural(resource, plural);
    Ok(())
}

fn record_plural(resource: &mut Resource, plural: &str) {
    resource.plural = match plural == names::plural(&resource.identity.kind) {
        true => String::new(),
        false => plural.to_owned(),
    };
}
