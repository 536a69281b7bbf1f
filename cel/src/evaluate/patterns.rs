//! The regular expressions of a rule, compiled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::pattern::Regex;

/// How many are kept: a rule writes one or two, but may also take them from the object.
const MOST: usize = 16;

/// The patterns that a compiled expression has used last. It runs them on every item of a list, and on object after object.
#[derive(Debug, Default)]
pub(super) struct Patterns(Mutex<VecDeque<(String, Arc<Regex>)>>);

impl Patterns {
    /// The compiled pattern.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub(super) fn get(&self, pattern: &str) -> Result<Arc<Regex>, String> {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().position(|(text, _)| text == pattern);
        let entry = match known.and_then(|at| recent.remove(at)) {
            Some(entry) => entry,
            None => (pattern.to_owned(), Arc::new(Regex::new(pattern)?)),
        };
        let regex = Arc::clone(&entry.1);
        recent.truncate(MOST - 1);
        recent.push_front(entry);
        Ok(regex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_compiled_once_and_the_oldest_go() {
        let patterns = Patterns::default();
        let first = patterns.get("a+").unwrap();
        assert!(Arc::ptr_eq(&first, &patterns.get("a+").unwrap()));
        assert!(patterns.get("(").is_err());
        for number in 0..MOST {
            patterns.get(&format!("b{number}")).unwrap();
        }
        assert!(!Arc::ptr_eq(&first, &patterns.get("a+").unwrap()));
    }
}
