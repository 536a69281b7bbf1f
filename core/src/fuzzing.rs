//! What the fuzz targets need of private modules. Not part of the API.

use crate::check::pattern::Pattern;

/// Parses a pattern as the API server does, and returns whether it matches a text, if that is known.
///
/// # Errors
///
/// If the API server rejects the pattern.
pub fn pattern_is_found(pattern: &str, text: &str) -> Result<Option<bool>, String> {
    Ok(Pattern::parse(pattern)?.is_found_in(text))
}
