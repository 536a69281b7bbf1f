//! The names of controllers.

use kubewright_core::diagnostic::Message;
use kubewright_core::names;

use crate::project::{Project, Resource};
use kubewright_analysis::quoted::quoted;

/// Checks a controller that is added to a resource, and returns its name, if it needs one.
pub(crate) fn name(
    wanted: Option<&str>,
    resource: &Resource,
    project: &Project,
) -> Result<Option<String>, Message> {
    if let Some(name) = wanted {
        names::check_label("controller name", name).map_err(|error| Message::new(error.to_string()))?;
    }
    let own = resource.controller_names();
    let kind = resource.identity.kind.to_lowercase();
    if let Some(same) = own.iter().find(|other| wanted.is_some_and(|name| name == *other)) {
        // The same controller again; its files show whether anything differs.
        return Ok((!resource.controller || *same != kind).then(|| same.clone()));
    }
    if wanted.is_none() && !resource.controller && !own.is_empty() {
        return Err(Message::new(format!(
            "{} already has controllers: {}",
            resource.identity,
            quoted(own)
        ))
        .help("name the new one with `--controller-name`"));
    }
    let new = wanted.unwrap_or(&kind);
    for other in &project.resources {
        let is_own = other.identity == resource.identity;
        if !is_own && project.multigroup && other.identity.group != resource.identity.group {
            continue;
        }
        if !is_own || wanted.is_some() {
            is_free(new, other)?;
        }
    }
    Ok(wanted.map(str::to_owned))
}

/// Checks a name against the controllers of a resource. Names that differ only in punctuation would share files and metrics.
fn is_free(new: &str, other: &Resource) -> Result<(), Message> {
    let names = other.controller_names();
    let Some(taken) = names.iter().find(|taken| letters(taken) == letters(new)) else {
        return Ok(());
    };
    let reason = match taken == new {
        true => format!("is already used by {}", other.identity),
        false => format!("is too similar to the name `{taken}` of {}", other.identity),
    };
    Err(Message::new(format!("the controller name `{new}` {reason}"))
        .help("choose another with `--controller-name`"))
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
