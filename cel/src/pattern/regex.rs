//! Regular expressions that run on any text, in time that is linear in it, as Go's do.

use super::parser::{Dialect, Parser};

/// The most bytes of a compiled pattern. Go has no limit but that on repetitions, which the translation keeps.
const LARGEST: usize = 64 * 1024 * 1024;

/// A compiled regular expression of Go.
///
/// ```
/// use kubewright_cel::Regex;
///
/// let regex = Regex::new(r"^\pL+\d?$")?;
/// assert!(regex.is_found_in("größe1"));
/// assert!(!regex.is_found_in("größe\u{663}")); // `\d` is a digit of ASCII
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct Regex {
    compiled: regex::bytes::Regex,
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    ///
    /// Why the API server rejects it, or if it is too large.
    pub fn new(text: &str) -> Result<Self, String> {
        let translated = Parser::new(text, Dialect::Full).run()?;
        let pattern = translated.unwrap_or_default();
        let compiled = regex::bytes::RegexBuilder::new(&pattern)
            .size_limit(LARGEST)
            .build()
            .map_err(|error| error.to_string().replace('\n', " "))?;
        Ok(Self { compiled })
    }

    /// Whether a text matches anywhere.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.compiled.is_match(text.as_bytes())
    }

    /// The matches in a text, from left to right; as many as the limit allows.
    pub(crate) fn find_all<'t>(&self, text: &'t str, limit: usize) -> Vec<&'t str> {
        let found = self.compiled.find_iter(text.as_bytes()).take(limit);
        found
            .map(|found| text.get(found.range()).unwrap_or_default())
            .collect()
    }
}
