//! The variables of a template.

use crate::Value;

/// The variables, the newest last.
pub(crate) struct Scope(Vec<(String, Value)>);

impl Scope {
    /// The variables of a new template: `$` alone.
    pub(crate) fn new(data: Value) -> Self {
        Self(vec![("$".to_owned(), data)])
    }

    /// What [`leave`](Self::leave) takes to forget later variables.
    pub(crate) fn enter(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn leave(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    pub(crate) fn declare(&mut self, name: &str, value: Value) {
        self.0.push((name.to_owned(), value));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .rev()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }

    /// Changes the newest variable of a name. `false` if no variable has it.
    pub(crate) fn assign(&mut self, name: &str, value: Value) -> bool {
        let found = self.0.iter_mut().rev().find(|(other, _)| other == name);
        match found {
            Some((_, old)) => {
                *old = value;
                true
            }
            None => false,
        }
    }
}
