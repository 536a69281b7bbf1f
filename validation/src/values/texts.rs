//! The checks of texts.

use super::outcome::{Failure, Outcome};
use super::wrong_type;
use crate::cause::Reason;
use crate::node::Node;
use crate::path::Path;

/// Checks length and pattern; the first that fails is reported.
pub(super) fn check(text: &str, node: &Node, path: &Path<'_>) -> Outcome {
    let length = || text.chars().count() as u64;
    if let Some(most) = node.max_length.filter(|most| length() > *most) {
        let bytes = if most == 1 { "byte" } else { "bytes" };
        let message = format!("{} in body should be at most {most} chars long", path.dotted());
        let shown = format!("Too long: may not be more than {most} {bytes}");
        return Failure::new(path, Reason::TooLong, shown, message).into();
    }
    if let Some(least) = node.min_length.filter(|least| length() < *least) {
        let message = format!("{} in body should be at least {least} chars long", path.dotted());
        return Failure::invalid(path, &text.into(), message).into();
    }
    let Some(pattern) = &node.pattern else {
        return Outcome::default();
    };
    let shown = match pattern.is_found_in(text) {
        Ok(true) => return Outcome::default(),
        Ok(false) => pattern.text.clone(),
        Err(reason) => format!("{}, but pattern is invalid: {reason}", pattern.text),
    };
    let message = format!("{} in body should match '{shown}'", path.dotted());
    Failure::invalid(path, &text.into(), message).into()
}

/// Checks the format, if it is one of texts.
pub(super) fn check_format(text: &str, node: &Node, path: &Path<'_>) -> Option<Outcome> {
    match node.format.fits(text)? {
        true => Some(Outcome::default()),
        false => Some(wrong_type(path, &node.format.text, text).into()),
    }
}
