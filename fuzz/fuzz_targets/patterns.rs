//! Go's regular expressions: what is accepted can be run, and means the same to the engine where both dialects do.
//!
//! The first line is the pattern, the rest is searched.
#![no_main]

use kubewright_core::fuzzing::pattern_is_found;
use libfuzzer_sys::fuzz_target;

/// Syntax that is not run: Unicode classes and surrogates.
const NOT_RUN: [&str; 4] = ["\\p", "\\P", "\\x{d", "\\x{D"];

/// Syntax that Go reads differently, or that it alone has.
const DIFFERENT: [&str; 8] = ["[", "\\s", "\\S", "\\Q", "{", "(?", "\\<", "\\>"];

fuzz_target!(|input: &str| {
    let (pattern, text) = input.split_once('\n').unwrap_or((input, ""));
    let engine = regex_lite::Regex::new(pattern);
    let found = match pattern_is_found(pattern, text) {
        Ok(found) => found,
        Err(reason) => {
            assert!(!reason.is_empty() && !reason.contains('\n'), "{reason}");
            return;
        }
    };
    let not_run = NOT_RUN.iter().any(|syntax| pattern.contains(syntax));
    // A long or deep pattern may be too much for the engine.
    let large = pattern.len() > 100 || pattern.contains('{');
    let folds = pattern.contains("(?") && !(pattern.is_ascii() && text.is_ascii());
    assert!(
        found.is_some() || not_run || large || folds,
        "`{pattern}` is accepted and not run"
    );
    let same = !DIFFERENT.iter().any(|syntax| pattern.contains(syntax));
    if let (Some(found), Ok(engine), true) = (found, engine, same) {
        assert_eq!(found, engine.is_match(text), "`{pattern}` in {text:?}");
    }
});
