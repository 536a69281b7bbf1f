//! The cap on runs at the same time, over all kinds. Whoever waits is let in by priority, then by order.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// How urgent a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// Somebody waits: an object is new, changed, or being deleted.
    Changed,
    /// Nobody has changed the object.
    Periodic,
}

/// The gate; clones are the same gate.
#[derive(Clone, Debug)]
pub(crate) struct Gate(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    free: usize,
    order: u64,
    waiting: BTreeMap<(Urgency, u64), oneshot::Sender<Pass>>,
}

/// Allows one run, until it is dropped.
#[derive(Debug)]
pub(crate) struct Pass(Option<Gate>);

impl Gate {
    pub(crate) fn new(runs: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            free: runs.max(1),
            order: 0,
            waiting: BTreeMap::new(),
        })))
    }

    /// Waits until a run may start.
    pub(crate) async fn enter(&self, urgency: Urgency) -> Pass {
        let waits = {
            let mut state = self.state();
            if state.free > 0 {
                state.free -= 1;
                return Pass(Some(self.clone()));
            }
            let (send, receive) = oneshot::channel();
            state.order += 1;
            let key = (urgency, state.order);
            state.waiting.insert(key, send);
            receive
        };
        // The sender is dropped only with the gate, of which this is a part.
        waits.await.unwrap_or(Pass(None))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(self) {
        loop {
            let next = {
                let mut state = self.state();
                match state.waiting.pop_first() {
                    Some((_, next)) => next,
                    None => {
                        state.free += 1;
                        return;
                    }
                }
            };
            match next.send(Pass(Some(self.clone()))) {
                Ok(()) => return,
                // It does not wait any more; the pass goes to the next, not back through its `drop`.
                Err(mut unused) => unused.0 = None,
            }
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(gate) = self.0.take() {
            gate.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn changes_go_before_periods_and_those_who_left_are_passed_over() {
        let gate = Gate::new(1);
        let first = gate.enter(Urgency::Periodic).await;
        let (send, mut receive) = mpsc::unbounded_channel();
        for (name, urgency) in [
            ("p1", Urgency::Periodic),
            ("p2", Urgency::Periodic),
            ("c1", Urgency::Changed),
        ] {
            let (gate, send) = (gate.clone(), send.clone());
            let (ready, is_ready) = oneshot::channel();
            tokio::spawn(async move {
                let entered = gate.enter(urgency);
                let mut entered = std::pin::pin!(entered);
                // It waits in the queue before the next one starts.
                assert!(futures::poll!(entered.as_mut()).is_pending());
                ready.send(()).unwrap();
                let pass = entered.await;
                send.send(name).unwrap();
                drop(pass);
            });
            is_ready.await.unwrap();
        }
        // Someone who does not wait any more.
        let left = tokio::time::timeout(Duration::ZERO, gate.enter(Urgency::Changed)).await;
        assert!(left.is_err());
        drop(first);
        let mut order = Vec::new();
        for _ in 0..3 {
            order.push(receive.recv().await.unwrap());
        }
        assert_eq!(order, ["c1", "p1", "p2"]);
        drop(gate.enter(Urgency::Periodic).await);
    }
}
