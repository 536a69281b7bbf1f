//! The time of the controllers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// The time that controllers go by: the system's, moved forward by a test.
///
/// Clones share it.
///
/// ```
/// use kubewright_controllers::Clock;
/// use std::time::Duration;
///
/// let clock = Clock::system();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(600));
/// assert!(clock.now().duration_since(before).as_secs() >= 600);
/// ```
#[derive(Clone, Debug)]
pub struct Clock {
    state: Arc<Mutex<State>>,
    moved: Arc<watch::Sender<()>>,
}

#[derive(Debug, Default)]
struct State {
    ahead: SignedDuration,
    skips: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// Creates a clock that shows the system's time.
    #[must_use]
    pub fn system() -> Self {
        Self {
            state: Arc::default(),
            moved: Arc::new(watch::channel(()).0),
        }
    }

    /// Returns the current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + self.state().ahead
    }

    /// Moves the time forward. What is due by then happens at once.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut state = self.state();
        state.ahead = state.ahead.saturating_add(by);
        drop(state);
        self.moved.send_replace(());
    }

    /// Sets whether controllers that only wait for the time move it forward to the next thing that is due.
    pub fn skip_waiting(&self, skip: bool) {
        self.state().skips = skip;
        self.moved.send_replace(());
    }

    pub(crate) fn skips_waiting(&self) -> bool {
        self.state().skips
    }

    /// Moves the time forward to another, unless it is later already.
    pub(crate) fn advance_to(&self, time: Timestamp) {
        let mut state = self.state();
        let left = time.duration_since(Timestamp::now() + state.ahead);
        if left.is_positive() {
            state.ahead += left;
        }
    }

    pub(crate) fn moves(&self) -> watch::Receiver<()> {
        self.moved.subscribe()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
