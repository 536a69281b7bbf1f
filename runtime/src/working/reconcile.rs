//! What a program does for each of its objects.

use std::{fmt, sync::Arc, time::Duration};

use k8s_openapi::jiff::Timestamp;

use crate::{
    objects::{key::ObjectKey, kind::AnyKind, undecodable::Undecodable},
    timing::clock::Clock,
    working::queue::Priority,
};

pub use crate::watching::gone::Gone;

/// What a reconciler returns. Any error will do; it is logged with its causes.
pub type Result<T, E = anyhow::Error> = std::result::Result<T, E>;

/// Brings the world to what an object says.
///
/// It is called with the object as it is now, not with what has changed, so it compares and fixes the difference. It is not called for
/// the same object twice at once. What fails is called again, later each time.
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
    /// The kind that it is for, or [`DynamicObject`](kube::core::DynamicObject) if that is known only at run time.
    type Object: AnyKind;

    /// Brings the world to what this object says.
    ///
    /// # Errors
    ///
    /// It is called again later, unless the error is [`terminal`].
    fn reconcile(&self, object: Arc<Self::Object>) -> impl Future<Output = Result<Action>> + Send;

    /// Called when an object that this controller has seen is gone, with the reason. Does nothing by default.
    ///
    /// It is called once, or until it succeeds. It is not called for an object that exists and cannot be decoded, nor for
    /// one that was deleted while the program did not run. So what must happen before an object is deleted needs a
    /// [finalizer](crate::finalizer).
    ///
    /// # Errors
    ///
    /// It is called again later, unless the error is [`terminal`].
    fn gone(&self, key: ObjectKey, reason: Gone) -> impl Future<Output = Result<Action>> + Send {
        drop((key, reason));
        async { Ok(Action::await_change()) }
    }

    /// Called when an object exists and cannot be decoded, in place of `reconcile`. Fails by default with this error, so
    /// that it is logged and counted; it is not called again before the object or something that belongs to it changes.
    ///
    /// When the object is deleted afterwards, `gone` is called, for it was seen.
    ///
    /// # Errors
    ///
    /// It is called again later, unless the error is [`terminal`].
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

/// When to reconcile an object next, after a success.
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
    /// When it changes, or what it owns or watches does.
    #[must_use]
    pub fn await_change() -> Self {
        Self {
            due: None,
            priority: None,
        }
    }

    /// When this time has passed, or earlier if something changes.
    #[must_use]
    pub fn requeue(after: Duration) -> Self {
        Self {
            due: Some(Due::After(after)),
            priority: None,
        }
    }

    /// At this time, or earlier if something changes. If the time has passed, at once.
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

    /// At this priority, and not at the one that it had.
    #[must_use]
    pub fn at(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The duration given to [`requeue`](Self::requeue).
    #[must_use]
    pub fn after(&self) -> Option<Duration> {
        match self.due? {
            Due::After(after) => Some(after),
            Due::At(_) => None,
        }
    }

    /// The time given to [`requeue_at`](Self::requeue_at).
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        match self.due? {
            Due::After(_) => None,
            Due::At(time) => Some(time),
        }
    }

    /// How long it is until the next reconcile, if one is asked for.
    #[must_use]
    pub fn delay(&self, clock: &Clock) -> Option<Duration> {
        Some(match self.due? {
            Due::After(after) => after,
            Due::At(time) => clock.until(time).unwrap_or_default(),
        })
    }

    /// The priority, if it changes.
    #[must_use]
    pub fn priority(&self) -> Option<Priority> {
        self.priority
    }
}

/// Marks an error as one that a retry does not fix: the object is reconciled when it changes, not before.
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

/// The error, or one that caused it, is [`terminal`].
#[must_use]
pub fn is_terminal(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Terminal>())
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
