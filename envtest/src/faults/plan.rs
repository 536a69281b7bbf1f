//! Which faults happen next.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Method;
use http::request::Parts;
use tokio::sync::watch;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is answered with this status, and never reaches the API server.
    Status(u16),
    /// It reaches the API server, and the connection ends before the answer.
    Unanswered,
}

/// Which requests a fault is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Any,
    Write,
    Update,
    Watch,
}

#[derive(Debug)]
pub(super) struct Plan {
    state: Mutex<State>,
    away: watch::Sender<bool>,
    happened: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    next: Vec<(String, Verb, Fault)>,
    kinds: HashMap<String, Watches>,
}

/// What concerns the watches of a kind.
#[derive(Debug)]
struct Watches {
    delay: Duration,
    cut: watch::Sender<usize>,
}

/// What a watch must heed while it runs.
#[derive(Clone, Debug)]
pub(super) struct Leash {
    pub(super) cut: watch::Receiver<usize>,
    pub(super) kind: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            away: watch::channel(false).0,
            happened: AtomicUsize::new(0),
        }
    }
}

impl Plan {
    pub(super) fn add(&self, kind: &str, verb: Verb, fault: Fault) {
        self.state().next.push((kind.to_owned(), verb, fault));
    }

    pub(super) fn cut(&self, kind: &str) {
        self.happened.fetch_add(1, Ordering::Relaxed);
        let mut state = self.state();
        let watches = state.kinds.entry(kind.to_owned()).or_insert_with(Watches::new);
        watches.cut.send_modify(|cuts| *cuts += 1);
    }

    pub(super) fn delay(&self, kind: &str, by: Duration) {
        self.state()
            .kinds
            .entry(kind.to_owned())
            .or_insert_with(Watches::new)
            .delay = by;
    }

    pub(super) fn set_away(&self, away: bool) {
        self.happened.fetch_add(usize::from(away), Ordering::Relaxed);
        self.away.send_replace(away);
    }

    pub(super) fn away(&self) -> watch::Receiver<bool> {
        self.away.subscribe()
    }

    pub(super) fn happened(&self) -> usize {
        self.happened.load(Ordering::Relaxed)
    }

    /// The fault that happens to a request, which then happens no more.
    pub(super) fn take(&self, request: &Parts) -> Option<Fault> {
        let kind = kind(request.uri.path())?;
        let mut state = self.state();
        let position = state
            .next
            .iter()
            .position(|(wanted, verb, _)| *wanted == kind && verb.is_of(request))?;
        self.happened.fetch_add(1, Ordering::Relaxed);
        Some(state.next.remove(position).2)
    }

    /// What a watch must heed; `None` for other requests.
    pub(super) fn leash(&self, request: &Parts) -> Option<Leash> {
        if !is_watch(request) {
            return None;
        }
        let kind = kind(request.uri.path())?;
        let mut state = self.state();
        let watches = state.kinds.entry(kind.clone()).or_insert_with(Watches::new);
        Some(Leash {
            cut: watches.cut.subscribe(),
            kind,
        })
    }

    pub(super) fn delay_of(&self, kind: &str) -> Duration {
        self.state()
            .kinds
            .get(kind)
            .map_or(Duration::ZERO, |watches| watches.delay)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watches {
    fn new() -> Self {
        Self {
            delay: Duration::ZERO,
            cut: watch::channel(0).0,
        }
    }
}

impl Verb {
    fn is_of(self, request: &Parts) -> bool {
        match self {
            Self::Any => true,
            Self::Write => request.method != Method::GET,
            Self::Update => request.method == Method::PUT || request.method == Method::PATCH,
            Self::Watch => is_watch(request),
        }
    }
}

fn is_watch(request: &Parts) -> bool {
    let query = request.uri.query().unwrap_or_default();
    query
        .split('&')
        .any(|part| matches!(part, "watch=true" | "watch=1" | "watch"))
}

/// The group, version and plural of a path.
fn kind(path: &str) -> Option<String> {
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let (root, rest) = match parts.as_slice() {
        ["api", version, rest @ ..] => (format!("/api/{version}"), rest),
        ["apis", group, version, rest @ ..] => (format!("/apis/{group}/{version}"), rest),
        _ => return None,
    };
    let plural = match rest {
        // A namespace itself, or its subresource, has no object below it that is a kind of its own.
        ["namespaces", _, plural, ..] if !matches!(*plural, "status" | "finalize") => plural,
        [plural, ..] => plural,
        [] => return None,
    };
    Some(format!("{root} {plural}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_kind() {
        for (path, expected) in [
            ("/api/v1/namespaces/default/pods/web/status", Some("/api/v1 pods")),
            ("/api/v1/namespaces/default", Some("/api/v1 namespaces")),
            ("/api/v1/namespaces/default/finalize", Some("/api/v1 namespaces")),
            ("/apis/apps/v1/deployments", Some("/apis/apps/v1 deployments")),
            ("/version", None),
        ] {
            assert_eq!(kind(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_fault_happens_once_to_the_requests_that_it_is_for() {
        let plan = Plan::default();
        plan.add("/api/v1 pods", Verb::Update, Fault::Status(409));
        let request = |method: Method, path: &str| {
            http::Request::builder()
                .method(method)
                .uri(path)
                .body(())
                .unwrap()
                .into_parts()
                .0
        };
        assert_eq!(plan.take(&request(Method::GET, "/api/v1/pods")), None);
        let put = request(Method::PUT, "/api/v1/namespaces/n/pods/p");
        assert_eq!(plan.take(&put), Some(Fault::Status(409)));
        assert_eq!(plan.take(&put), None);
        assert_eq!(plan.happened(), 1);
    }
}
