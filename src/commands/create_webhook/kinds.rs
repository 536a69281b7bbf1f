//! Which webhooks a call adds: defaulting, validating, converting.

use crate::cli;
use crate::commands::Context;
use crate::commands::errors::{Stop, fail, misuse};
use crate::project::{Resource, Webhooks, rules};

/// Asks for the kinds of webhooks, if none is given and somebody can answer, and checks their flags.
pub(super) fn ask(args: &cli::CreateWebhook, cx: &mut Context<'_, '_>) -> Result<cli::CreateWebhook, Stop> {
    let mut args = args.clone();
    let kinds = &mut args.kinds;
    if cx.printer.asks() && !kinds.selects_any() {
        kinds.defaulting = Some(cx.decide(None, "Set defaults [y/n]", false)?);
        kinds.programmatic_validation = Some(cx.decide(None, "Validate [y/n]", false)?);
        kinds.conversion = Some(cx.decide(None, "Convert versions [y/n]", false)?);
    }
    check_flags(&args)?;
    Ok(args)
}

fn check_flags(args: &cli::CreateWebhook) -> Result<(), Stop> {
    let kinds = &args.kinds;
    if !kinds.has_defaulting() && !kinds.has_validation() && !kinds.has_conversion() {
        return Err(misuse(
            "no type of webhook is given",
            "add `--defaulting`, `--programmatic-validation` or `--conversion`",
        ));
    }
    if !kinds.spoke.is_empty() && !kinds.has_conversion() {
        return Err(misuse(
            "`--spoke` is for a converting webhook",
            "add `--conversion`",
        ));
    }
    let paths = [
        (
            &args.defaulting_path,
            "--defaulting-path",
            "--defaulting",
            kinds.has_defaulting(),
        ),
        (
            &args.validation_path,
            "--validation-path",
            "--programmatic-validation",
            kinds.has_validation(),
        ),
    ];
    for (path, flag, kind, is_wanted) in paths {
        let Some(path) = path else { continue };
        if !is_wanted {
            return Err(misuse(
                format!("`{flag}` has no effect without `{kind}`"),
                format!("add `{kind}`"),
            ));
        }
        rules::webhooks::path(flag, path)?;
    }
    Ok(())
}

/// A kind of webhook that a call adds.
struct Added {
    noun: &'static str,
    flag: &'static str,
    exists: bool,
    /// Whether the call would change nothing.
    is_same: bool,
}

/// Checks that the webhooks do not exist, or that the call asks for exactly those that exist.
pub(super) fn check_new(args: &cli::CreateWebhook, old: &Webhooks, resource: &Resource) -> Result<(), Stop> {
    let added = added(args, old);
    let is_again = added.iter().all(|added| added.exists && added.is_same);
    match added.iter().find(|added| added.exists) {
        Some(Added { noun, flag, .. }) if !is_again => Err(fail(
            format!("{} already has a {noun} webhook", resource.identity),
            format!("remove `{flag}`, or add `--force` to write it again"),
        )),
        Some(_) | None => Ok(()),
    }
}

fn added(args: &cli::CreateWebhook, old: &Webhooks) -> Vec<Added> {
    let kinds = &args.kinds;
    let is_path = |path: &Option<String>, old: &str| path.as_deref().is_none_or(|path| path == old);
    let mut added = Vec::new();
    if kinds.has_defaulting() {
        added.push(Added {
            noun: "defaulting",
            flag: "--defaulting",
            exists: old.defaulting,
            is_same: is_path(&args.defaulting_path, &old.defaulting_path),
        });
    }
    if kinds.has_validation() {
        added.push(Added {
            noun: "validating",
            flag: "--programmatic-validation",
            exists: old.validation,
            is_same: is_path(&args.validation_path, &old.validation_path),
        });
    }
    if kinds.has_conversion() {
        // A new spoke adds to a hub.
        let has_all = kinds.spoke.iter().all(|spoke| old.spoke.contains(spoke));
        added.push(Added {
            noun: "converting",
            flag: "--conversion",
            exists: old.conversion && has_all,
            is_same: true,
        });
    }
    added
}

/// The webhooks after the call.
pub(super) fn add(args: &cli::CreateWebhook, old: Webhooks) -> Webhooks {
    let mut spoke = old.spoke;
    for version in &args.kinds.spoke {
        if !spoke.contains(version) {
            spoke.push(version.clone());
        }
    }
    Webhooks {
        webhook_version: "v1".to_owned(),
        defaulting: old.defaulting || args.kinds.has_defaulting(),
        validation: old.validation || args.kinds.has_validation(),
        conversion: old.conversion || args.kinds.has_conversion(),
        spoke,
        defaulting_path: args.defaulting_path.clone().unwrap_or(old.defaulting_path),
        validation_path: args.validation_path.clone().unwrap_or(old.validation_path),
        other: old.other,
    }
}
