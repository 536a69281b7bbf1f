//! What the fuzz targets need of private modules. Not part of the API.

use kubewright_cel::{Context, Pattern};

use crate::check::cel;
use crate::diagnostic::Message;
use crate::schema::Schema;

/// Parses a pattern as the API server does, and returns whether it matches a text, if that is known.
///
/// # Errors
///
/// If the API server rejects the pattern.
pub fn pattern_is_found(pattern: &str, text: &str) -> Result<Option<bool>, String> {
    Ok(Pattern::parse(pattern)?.is_found_in(text))
}

/// Compiles a rule as the API server does, on the root of a schema or on a node of it.
///
/// # Errors
///
/// Everything that is wrong with the rule.
pub fn rule(schema: &Schema, text: &str, root: bool, optional_old_self: bool) -> Result<u64, Vec<Message>> {
    let context = match root {
        true => Context::root(schema),
        false => Context::part(schema),
    };
    cel::rule(&context, text, optional_old_self).map(|compiled| compiled.cost)
}
