//! What an operator's own runs have written. Their changes do not start the next run, which would never end.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kubewright_runtime::ObjectKey;

/// How many writes are remembered. The watch reports each a moment later.
const REMEMBERED: usize = 2048;

/// The writes of the runs for objects of one kind; clones are the same.
///
/// ```
/// use kubewright_operator_kit::own_writes::OwnWrites;
/// use kubewright_runtime::ObjectKey;
///
/// let (writes, site) = (OwnWrites::default(), ObjectKey::namespaced("shop", "site"));
/// writes.begin(&site);
/// writes.wrote("7".to_owned());
/// // The watch reports a change of the run itself, and one of somebody else.
/// assert!(!writes.starts(&site, "7") && !writes.starts(&site, "8"));
/// // So after the run another one is due.
/// assert!(writes.end(&site));
/// ```
#[derive(Clone, Debug, Default)]
pub struct OwnWrites(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    recent: VecDeque<String>,
    /// The owners that runs are active for, with the changes that were reported meanwhile. The answer to the write may come after
    /// the report of the watch, so they are judged at the end.
    active: HashMap<ObjectKey, Vec<String>>,
}

impl OwnWrites {
    /// A run for an owner begins.
    pub fn begin(&self, owner: &ObjectKey) {
        self.state().active.entry(owner.clone()).or_default();
    }

    /// Remembers a write, by the resource version or another unique text.
    pub fn wrote(&self, write: String) {
        let mut state = self.state();
        if state.recent.len() == REMEMBERED {
            state.recent.pop_front();
        }
        state.recent.push_back(write);
    }

    /// Returns whether a change starts a run now.
    #[must_use]
    pub fn starts(&self, owner: &ObjectKey, change: &str) -> bool {
        let mut state = self.state();
        match state.active.get_mut(owner) {
            Some(held) => {
                held.push(change.to_owned());
                false
            }
            None => !state.forget(change),
        }
    }

    /// A run ends. Returns whether somebody else has changed something meanwhile.
    #[must_use]
    pub fn end(&self, owner: &ObjectKey) -> bool {
        let mut state = self.state();
        let held = state.active.remove(owner).unwrap_or_default();
        // All of them, so that each own write is forgotten.
        let foreign = held.iter().filter(|change| !state.forget(change));
        foreign.count() > 0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Removes a write from those that are remembered, and returns whether it was one.
    fn forget(&mut self, change: &str) -> bool {
        let found = self.recent.iter().position(|write| write == change);
        found.is_some_and(|at| self.recent.remove(at).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_of_others_start_a_run() {
        let (writes, a, b) = (
            OwnWrites::default(),
            ObjectKey::cluster("a"),
            ObjectKey::cluster("b"),
        );
        assert!(writes.starts(&a, "1"));
        writes.begin(&a);
        // The watch is faster than the answer.
        assert!(!writes.starts(&a, "2"));
        writes.wrote("2".to_owned());
        writes.wrote("3".to_owned());
        // Another object has no run.
        assert!(writes.starts(&b, "4"));
        assert!(!writes.end(&a));
        // The watch is slower than the run.
        assert!(!writes.starts(&a, "3"));
        // The same text again is another change.
        assert!(writes.starts(&a, "3"));
        writes.begin(&a);
        assert!(!writes.starts(&a, "5"));
        assert!(writes.end(&a));
        for number in 0..REMEMBERED + 2 {
            writes.wrote(format!("w{number}"));
        }
        assert!(writes.starts(&a, "w0") && !writes.starts(&a, "w5"));
    }
}
