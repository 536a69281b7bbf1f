//! The license header that the flags give.

use kubewright_core::diagnostic::Message;

use super::Context;
use super::errors::{Stop, fail, misuse};
use crate::cli;
use crate::license::{self, License};
use crate::line_ends;
use crate::plan;

/// The header as it is stored. The defaults apply to flags that are not given.
pub(super) fn boilerplate(
    args: &cli::Header,
    default: License,
    default_owner: &str,
    cx: &Context<'_, '_>,
) -> Result<String, Stop> {
    let has_owner = args.owner.as_deref().is_some_and(|owner| !owner.is_empty());
    let owner = args.owner.as_deref().unwrap_or(default_owner);
    if owner.contains(|char: char| char.is_control()) {
        return Err(misuse(
            "`--owner` has more than one line",
            "write a name, such as `The Authors`",
        ));
    }
    let Some(path) = &args.license_file else {
        let license = args.license.unwrap_or(default);
        if has_owner && license == License::None {
            return Err(misuse(
                "`--owner` has no effect: the files have no license header",
                "add `--license copyright`, or leave out `--owner`",
            ));
        }
        return Ok(license.boilerplate(owner));
    };
    if has_owner {
        return Err(misuse(
            "`--owner` has no effect: the file of `--license-file` is the whole header",
            "write the owner there, and leave out `--owner`",
        ));
    }
    let text = line_ends::read(&cx.directory.join(path)).map_err(|error| {
        fail(
            format!("`{path}` cannot be read: {}", plan::reason(&error)),
            "pass a file with the license header to `--license-file`",
        )
    })?;
    license::check(&text).map_err(|reason| {
        Stop::from(Message::new(format!(
            "`{path}` is not a license header: {reason}"
        )))
    })?;
    let text = text.trim_end();
    Ok(if text.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    })
}
