//! Checks regular expressions as the API server does: in Go's `regexp`, an RE2 dialect.
//!
//! A pattern is parsed in Go's dialect and translated to that of `regex_lite`, because they differ: Go takes a brace,
//! or a `[` inside a class, literally, has `\Q...\E` and octal escapes, and allows at most a thousand repetitions.

mod class;
mod escape;
mod parser;
#[cfg(feature = "regex")]
mod regex;

use parser::{Dialect, Parser};
#[cfg(feature = "regex")]
pub use regex::Regex;

/// A regular expression that is valid for the API server.
///
/// ```
/// use kubewright_cel::Pattern;
///
/// assert_eq!(Pattern::parse("^a{2}$").unwrap().is_found_in("aa"), Some(true));
/// assert!(Pattern::parse("a(?=b)").is_err());
/// ```
#[derive(Debug)]
pub struct Pattern {
    /// The pattern in the dialect of `regex_lite`; `None` if it has Unicode property classes.
    runnable: Option<String>,
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    ///
    /// Why the API server rejects it.
    pub fn parse(text: &str) -> Result<Self, String> {
        // The pattern may span lines; a message must not.
        let runnable = Parser::new(text, Dialect::Lite)
            .run()
            .map_err(|reason| reason.replace('\n', "\\n"))?;
        Ok(Self { runnable })
    }

    /// Returns whether a text matches, if that is known.
    pub fn is_found_in(&self, text: &str) -> Option<bool> {
        let pattern = self.runnable.as_deref()?;
        let folds_case = pattern.contains("(?") && pattern.contains('i');
        if folds_case && !(pattern.is_ascii() && text.is_ascii()) {
            return None;
        }
        regex_lite::Regex::new(pattern)
            .ok()
            .map(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Pattern;

    /// Patterns with the verdict of Go's `regexp`, and whether they are found in the text behind `~`.
    const CASES: &str = include_str!("../../testdata/patterns.txt");

    #[test]
    fn agrees_with_go() {
        let mut count = 0;
        for line in CASES
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let mut parts = line.splitn(3, '\t');
            let (verdict, pattern) = (parts.next().unwrap(), parts.next().unwrap());
            let pattern: String = serde_json::from_str(pattern).unwrap();
            let parsed = Pattern::parse(&pattern);
            match verdict {
                "refused" => assert!(parsed.is_err(), "{pattern} must be refused"),
                "found" | "not-found" => {
                    let text: String = serde_json::from_str(parts.next().unwrap()).unwrap();
                    let found = parsed
                        .unwrap_or_else(|reason| panic!("{pattern}: {reason}"))
                        .is_found_in(&text);
                    let agrees = found.is_none_or(|found| found == (verdict == "found"));
                    assert!(agrees, "{pattern} in {text}: {found:?}, and Go says {verdict}");
                    // Classes by property, surrogates and the folding of other letters than ASCII's are not run.
                    let not_run = ["\\p", "\\P", "\\x{d800}"]
                        .iter()
                        .any(|part| pattern.contains(part));
                    assert!(
                        found.is_some() || not_run || !(text.is_ascii() && pattern.is_ascii()),
                        "{pattern} was not run"
                    );
                }
                other => panic!("{other} is no verdict"),
            }
            count += 1;
        }
        assert!(count > 100);
    }

    #[test]
    fn says_why() {
        let deep = "(".repeat(super::parser::DEEPEST + 1);
        let cases = [
            (
                deep.as_str(),
                "groups nest deeper than 1000; write a simpler pattern",
            ),
            ("(?Px)", "`(?P` does not begin a group; write `(?P<name>...)`"),
            (
                "(?P<a-b>x)",
                "the group name `a...` has characters other than letters, digits and `_`; write `(?P<name>...)`",
            ),
            ("(?P<>x)", "a group has an empty name; write `(?P<name>...)`"),
            (
                "(?x)",
                "unknown flag in `(?...x`; the flags are `i`, `m`, `s` and `U`",
            ),
            (
                "(?\n",
                r"unknown flag in `(?...\n`; the flags are `i`, `m`, `s` and `U`",
            ),
            ("(?i", "`(?` is not closed; write `(?:...)`"),
            ("(a", "`(` is not closed"),
            ("a)", r"`)` has no opening `(`; write `\)` for the character"),
            ("*", r"`*` has nothing to repeat; write `\*` for the text itself"),
            (
                "a**",
                "`*` repeats a repetition; put the inner one in parentheses",
            ),
            ("a{2,1}", "`{2,1}` is not a repeat count of at most 1000"),
            (
                "(a{100}){100}",
                "`{100}` and the repetitions inside it multiply to more than 1000; use fewer",
            ),
            ("(?P=a)", "back-references are not supported"),
            ("(?=a)", "look-around is not supported"),
            (r"\p{", r"`\p{` is not closed"),
            (
                r"\p{a.b}",
                r"`a.b` is not a Unicode class; write one such as `\p{Greek}`",
            ),
            (r"\pX", r"`X` is not a Unicode class; write one such as `\pL`"),
            (r"\p", r"`\` ends the pattern; write `\\` for the character"),
            ("a\\", r"`\` ends the pattern; write `\\` for the character"),
            (r"\Z", r"unknown escape `\Z`; write `\z` for the end of the text"),
            (r"\y", r"unknown escape `\y`"),
            (r"\xg", r"`\x` needs two hexadecimal digits, or digits in braces"),
            ("[a", "`[` is not closed"),
            ("[z-a]", "the range `z-a` is reversed; write `a-z`"),
            (
                "[[:letter:]]",
                "unknown class `[:letter:]`; the classes are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, \
                 print, punct, space, upper, word, xdigit",
            ),
        ];
        for (pattern, reason) in cases {
            assert_eq!(Pattern::parse(pattern).unwrap_err(), reason, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in r"[\[\]\\(){}?*+^$|:<>,=!\-a-fPpQExzdws0-9é&]{0,30}", other in ".*") {
            if let Ok(pattern) = Pattern::parse(&text) {
                _ = pattern.is_found_in(&other);
            }
            _ = Pattern::parse(&other);
        }
    }
}
