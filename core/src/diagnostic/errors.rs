use std::thread;

/// Collects errors, so that all of them are reported at once.
///
/// Dropping it before somebody has asked for the errors is a defect of the caller, and panics, even if there are none.
///
/// ```
/// use kubewright_core::diagnostic::{Errors, Message};
///
/// let mut errors = Errors::new();
/// errors.push(Message::new("the group is empty"));
/// errors.push(Message::new("the version is empty"));
/// assert_eq!(errors.check().unwrap_err().len(), 2);
/// ```
#[derive(Debug)]
#[must_use]
pub struct Errors<T> {
    /// `None` once the errors have been taken.
    found: Option<Vec<T>>,
}

impl<T> Errors<T> {
    /// Creates a collection without errors.
    pub fn new() -> Self {
        Self {
            found: Some(Vec::new()),
        }
    }

    /// Adds an error.
    pub fn push(&mut self, error: T) {
        self.found.get_or_insert_default().push(error);
    }

    /// Returns how many errors there are.
    pub fn len(&self) -> usize {
        self.found.as_ref().map_or(0, Vec::len)
    }

    /// Returns whether there is no error.
    pub fn is_empty(&self) -> bool {
        self.found.as_ref().is_none_or(Vec::is_empty)
    }

    /// Takes the errors.
    pub fn take(&mut self) -> Vec<T> {
        self.found.take().unwrap_or_default()
    }

    /// Takes the errors as a result.
    ///
    /// # Errors
    ///
    /// If there are any: all of them.
    pub fn check(mut self) -> Result<(), Vec<T>> {
        let found = self.take();
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// Like [`Self::check`], with the errors sorted by place.
    ///
    /// # Errors
    ///
    /// If there are any: all of them.
    pub fn check_sorted(mut self) -> Result<(), Vec<T>>
    where
        T: Ord,
    {
        self.found.iter_mut().for_each(|found| found.sort());
        self.check()
    }
}

impl<T> Default for Errors<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Extend<T> for Errors<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, errors: I) {
        self.found.get_or_insert_default().extend(errors);
    }
}

impl<T> Drop for Errors<T> {
    fn drop(&mut self) {
        // For whoever writes this code, not for users. A second panic would abort the program and hide the first one.
        if cfg!(debug_assertions) && self.found.is_some() && !thread::panicking() {
            panic!("errors were collected and never read");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;

    #[test]
    #[should_panic(expected = "never read")]
    fn unread_errors_panic() {
        let mut errors = Errors::new();
        errors.push("lost");
    }

    #[test]
    #[should_panic(expected = "never read")]
    fn no_errors_must_be_read_too() {
        drop(Errors::<&str>::new());
    }

    #[test]
    #[should_panic(expected = "the first panic")]
    fn a_panic_is_not_hidden() {
        let _errors = Errors::<&str>::new();
        panic!("the first panic");
    }

    #[test]
    fn what_is_added_after_taking_must_be_read_again() {
        let mut errors = Errors::new();
        assert_eq!(errors.take(), [""; 0]);
        errors.extend(["late"]);
        assert_eq!(errors.check(), Err(vec!["late"]));
    }
}
