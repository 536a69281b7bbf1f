//! Reconcilers, and what they return.

use std::{fmt, sync::Arc, time::Duration};

use k8s_openapi::jiff::Timestamp;

use crate::{
    objects::{key::ObjectKey, kind::AnyKind, undecodable::Undecodable},
    timing::clock::Clock,
    working::queue::Priority,
};

pub use crate::watching::gone::Gone;

/// The result of a reconciler. Any error can be returned; it is logged with its causes.
pub type Result<T, E = anyhow::Error> = std::result::Result<T, E>;

/// Reconciles the objects of one kind.
///
/// A reconciler is called with the current object, not with a change, so it compares the desired state with the current one
/// and fixes the difference. It is never called concurrently for the same object. A failed call is retried, with a longer
/// delay each time.
///
/// ```
/// use kubewright_runtime::reconcile::{Action, Reconciler, Result};
/// use kubewright_runtime::{Client, k8s_openapi::api::core::v1::ConfigMap};
/// use std::{sync::Arc, time::Duration};
///
/// struct Settings {
///     client: Client,
/// }
///
/// impl Reconciler for Settings {
///     type Object = ConfigMap;
///
///     async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
///         self.client.apply(&*map, "settings-operator").await?;
///         Ok(Action::requeue(Duration::from_secs(300)))
///     }
/// }
/// ```
pub trait Reconciler: Send + Sync + 'static {
    /// The kind of the objects, or [`DynamicObject`](kube::core::DynamicObject) if the kind is known only at run time.
    type Object: AnyKind;

    /// Reconciles one object.
    ///
    /// # Errors
    ///
    /// Any error; the object is retried unless the error is [`terminal`].
    fn reconcile(&self, object: Arc<Self::Object>) -> impl Future<Output = Result<Action>> + Send;

    /// Called when an object that this controller has seen is gone, with the reason. Does nothing by default.
    ///
    /// It is retried until it succeeds. It is not called for an undecodable object, nor for one that was deleted while the
    /// program was not running. So work that must happen before an object is deleted needs a [finalizer](crate::finalizer).
    ///
    /// # Errors
    ///
    /// Any error; the call is retried unless the error is [`terminal`].
    fn gone(&self, key: ObjectKey, reason: Gone) -> impl Future<Output = Result<Action>> + Send {
        drop((key, reason));
        async { Ok(Action::await_change()) }
    }

    /// Called in place of `reconcile` for an object that exists but cannot be decoded. By default it fails with this error,
    /// which is counted and not retried before the object, or one that is mapped to it, changes. The cache has logged the
    /// object.
    ///
    /// If the object is deleted later, `gone` is called for it.
    ///
    /// # Errors
    ///
    /// Any error; the call is retried unless the error is [`terminal`].
    ///
    /// ```
    /// use kubewright_runtime::cache::Undecodable;
    /// use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// use kubewright_runtime::{ObjectKey, k8s_openapi::api::core::v1::ConfigMap};
    /// use std::sync::Arc;
    ///
    /// struct Settings;
    ///
    /// impl Reconciler for Settings {
    ///     type Object = ConfigMap;
    ///
    ///     async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
    ///         Ok(Action::await_change())
    ///     }
    ///
    ///     async fn undecodable(&self, key: ObjectKey, error: Arc<Undecodable>) -> Result<Action> {
    ///         println!("{key} is left as it is: {}", error.error);
    ///         Ok(Action::await_change())
    ///     }
    /// }
    /// ```
    fn undecodable(
        &self,
        key: ObjectKey,
        error: Arc<Undecodable>,
    ) -> impl Future<Output = Result<Action>> + Send {
        drop(key);
        async move { Err(terminal(Undecodable::clone(&error))) }
    }
}

/// When to reconcile an object again after a success.
///
/// ```
/// use kubewright_runtime::reconcile::Action;
/// use std::time::Duration;
///
/// assert_eq!(Action::await_change().after(), None);
/// assert_eq!(Action::requeue(Duration::from_secs(60)).after(), Some(Duration::from_secs(60)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    due: Option<Due>,
    priority: Option<Priority>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    After(Duration),
    At(Timestamp),
}

impl Action {
    /// Reconciles again when the object changes, or one that it owns or watches.
    #[must_use]
    pub fn await_change() -> Self {
        Self {
            due: None,
            priority: None,
        }
    }

    /// Reconciles again after a delay, or earlier if something changes.
    #[must_use]
    pub fn requeue(after: Duration) -> Self {
        Self {
            due: Some(Due::After(after)),
            priority: None,
        }
    }

    /// Reconciles again at a time, or earlier if something changes. If the time has passed, reconciles again at once.
    ///
    /// ```
    /// use kubewright_runtime::clock::TestClock;
    /// use kubewright_runtime::reconcile::Action;
    /// use std::time::Duration;
    ///
    /// let clock = TestClock::at("2026-01-01T12:00:00Z".parse()?).clock();
    /// let action = Action::requeue_at("2026-01-01T12:30:00Z".parse()?);
    /// assert_eq!(action.delay(&clock), Some(Duration::from_secs(1800)));
    /// # Ok::<(), kubewright_runtime::k8s_openapi::jiff::Error>(())
    /// ```
    #[must_use]
    pub fn requeue_at(time: Timestamp) -> Self {
        Self {
            due: Some(Due::At(time)),
            priority: None,
        }
    }

    /// Sets the priority of the requeue. By default the priority stays the same.
    #[must_use]
    pub fn at(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Returns the delay given to [`requeue`](Self::requeue).
    #[must_use]
    pub fn after(&self) -> Option<Duration> {
        match self.due? {
            Due::After(after) => Some(after),
            Due::At(_) => None,
        }
    }

    /// Returns the time given to [`requeue_at`](Self::requeue_at).
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        match self.due? {
            Due::After(_) => None,
            Due::At(time) => Some(time),
        }
    }

    /// Returns the delay until the next reconcile, if one is requested.
    #[must_use]
    pub fn delay(&self, clock: &Clock) -> Option<Duration> {
        Some(match self.due? {
            Due::After(after) => after,
            Due::At(time) => clock.until(time).unwrap_or_default(),
        })
    }

    /// Returns the priority, if it changes.
    #[must_use]
    pub fn priority(&self) -> Option<Priority> {
        self.priority
    }
}

/// Marks an error that a retry does not fix: the object is reconciled when it changes, not before.
///
/// ```
/// use kubewright_runtime::reconcile::{is_terminal, terminal};
///
/// let error = terminal(std::io::Error::other("the image has no name"));
/// assert_eq!(error.to_string(), "the image has no name");
/// assert!(is_terminal(&error.context("making the Deployment")));
/// ```
pub fn terminal(error: impl Into<anyhow::Error>) -> anyhow::Error {
    anyhow::Error::new(Terminal(error.into()))
}

/// Returns whether the error, or one of its causes, is [`terminal`].
#[must_use]
pub fn is_terminal(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Terminal>())
}

/// Returns whether the error is that of the default [`Reconciler::undecodable`], which the cache has logged.
pub(crate) fn is_undecodable(error: &anyhow::Error) -> bool {
    let terminal = error.downcast_ref::<Terminal>();
    terminal.is_some_and(|terminal| terminal.0.is::<Undecodable>())
}

struct Terminal(anyhow::Error);

impl std::error::Error for Terminal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl fmt::Display for Terminal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}
