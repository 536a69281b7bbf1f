//! Which webhooks a call deletes: those that it names, or all.

use crate::cli;
use crate::commands::errors::{Stop, fail, misuse};
use crate::project::{Resource, Webhooks};
use kubewright_analysis::quoted::quoted;

/// The resource without the webhooks that the flags name, or without any if they name none.
pub(super) fn remove(resource: Resource, kinds: &cli::Webhooks) -> Result<Resource, Stop> {
    let Some(mut webhooks) = resource.webhooks.clone() else {
        return Err(fail(
            format!("{} has no webhooks", resource.identity),
            "nothing to delete",
        ));
    };
    check_selection(kinds)?;
    check(kinds, &webhooks, &resource)?;
    let is_all = !kinds.selects_any();
    if kinds.has_defaulting() || is_all {
        webhooks.defaulting = false;
        webhooks.defaulting_path.clear();
    }
    if kinds.has_validation() || is_all {
        webhooks.validation = false;
        webhooks.validation_path.clear();
    }
    webhooks.spoke.retain(|spoke| !kinds.spoke.contains(spoke));
    if kinds.has_conversion() || is_all {
        webhooks.conversion = false;
        webhooks.spoke.clear();
    }
    Ok(Resource {
        webhooks: (!webhooks.is_empty()).then_some(webhooks),
        ..resource
    })
}

/// Checks that flags that are all `false` do not count as a call without flags, which deletes all webhooks.
fn check_selection(kinds: &cli::Webhooks) -> Result<(), Stop> {
    let flags = [
        ("--defaulting", kinds.defaulting),
        ("--programmatic-validation", kinds.programmatic_validation),
        ("--conversion", kinds.conversion),
    ];
    let (excluded, others): (Vec<_>, Vec<_>) = flags.iter().partition(|(_, given)| *given == Some(false));
    if excluded.is_empty() || kinds.selects_any() {
        return Ok(());
    }
    let excluded = quoted(excluded.iter().map(|(flag, _)| format!("{flag}=false")));
    let others: Vec<_> = others.iter().map(|(flag, _)| format!("`{flag}`")).collect();
    Err(misuse(
        format!("the call deletes no webhook: it has only {excluded}"),
        match others.is_empty() {
            true => "leave out the flags to delete all webhooks".to_owned(),
            false => format!(
                "select webhooks with {}, or leave out the flags to delete all",
                others.join(" or ")
            ),
        },
    ))
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
        (kinds.has_defaulting(), webhooks.defaulting, "defaulting webhook"),
        (kinds.has_validation(), webhooks.validation, "validating webhook"),
        (kinds.has_conversion(), webhooks.conversion, "converting webhook"),
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
