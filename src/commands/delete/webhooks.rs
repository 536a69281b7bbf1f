//! Which webhooks a call deletes: those that it names, or all.

use crate::cli;
use crate::commands::errors::{Stop, fail};
use crate::project::{Resource, Webhooks};

/// The resource without the webhooks that the flags name, or without any if they name none.
pub(super) fn remove(resource: Resource, kinds: &cli::Webhooks) -> Result<Resource, Stop> {
    let Some(mut webhooks) = resource.webhooks.clone() else {
        return Err(fail(
            format!("{} has no webhooks", resource.identity),
            "nothing to delete",
        ));
    };
    check(kinds, &webhooks, &resource)?;
    let is_all =
        !kinds.defaulting && !kinds.programmatic_validation && !kinds.conversion && kinds.spoke.is_empty();
    if kinds.defaulting || is_all {
        webhooks.defaulting = false;
        webhooks.defaulting_path.clear();
    }
    if kinds.programmatic_validation || is_all {
        webhooks.validation = false;
        webhooks.validation_path.clear();
    }
    webhooks.spoke.retain(|spoke| !kinds.spoke.contains(spoke));
    if kinds.conversion || is_all {
        webhooks.conversion = false;
        webhooks.spoke.clear();
    }
    Ok(Resource {
        webhooks: (!webhooks.is_empty()).then_some(webhooks),
        ..resource
    })
}

/// Checks that the webhooks exist.
fn check(kinds: &cli::Webhooks, webhooks: &Webhooks, resource: &Resource) -> Result<(), Stop> {
    let missing = |what: &str| {
        Err(fail(
            format!("{} has no {what}", resource.identity),
            format!("it has {}", nouns(webhooks)),
        ))
    };
    let named = [
        (kinds.defaulting, webhooks.defaulting, "defaulting webhook"),
        (
            kinds.programmatic_validation,
            webhooks.validation,
            "validating webhook",
        ),
        (kinds.conversion, webhooks.conversion, "converting webhook"),
    ];
    if let Some((_, _, noun)) = named.iter().find(|(asked, has, _)| *asked && !has) {
        return missing(noun);
    }
    match kinds.spoke.iter().find(|spoke| !webhooks.spoke.contains(spoke)) {
        Some(spoke) => missing(&format!("spoke `{spoke}`")),
        None => Ok(()),
    }
}

/// The existing webhooks, for the fix of an error.
fn nouns(webhooks: &Webhooks) -> String {
    let spokes = match webhooks.spoke.is_empty() {
        true => String::new(),
        false => format!(" with spoke {}", webhooks.spoke.join(", ")),
    };
    let converting = format!("a converting one{spokes}");
    let all = [
        (webhooks.defaulting, "a defaulting one"),
        (webhooks.validation, "a validating one"),
        (webhooks.conversion, converting.as_str()),
    ];
    let existing = all.iter().filter(|(has, _)| *has);
    let nouns: Vec<_> = existing.map(|(_, noun)| *noun).collect();
    nouns.join(" and ")
}
