//! What a controller watches.

use std::{fmt, sync::Arc};

use futures::future::BoxFuture;

use crate::{
    cache::{Cache, CacheError},
    change::Change,
    enqueue::Enqueue,
    object::{Kind, ObjectKey, version_of},
    predicate::Predicate,
    queue::{Priority, Queue},
};

/// A kind that is watched, which of its changes matter, and to what.
///
/// ```
/// use kubewright_runtime::controller::Watch;
/// use kubewright_runtime::k8s_openapi::api::{apps::v1::Deployment, core::v1::{ConfigMap, Pod}};
/// use kubewright_runtime::{enqueue::Owner, kube::core::PartialObjectMeta, predicate};
///
/// // Every owner, not only the controller, of Pods of which only the metadata are kept, when their labels change.
/// let watch = Watch::<PartialObjectMeta<Pod>>::new(Owner::<Deployment>::every()).when(predicate::labels_changed());
/// # let _ = watch;
/// ```
#[must_use = "it does nothing before it is given to a controller"]
pub struct Watch<K> {
    enqueue: Arc<dyn Enqueue<K>>,
    predicates: Vec<Box<dyn Predicate<K>>>,
}

impl<K: Kind> Watch<K> {
    /// Enqueues this for each change.
    pub fn new(enqueue: impl Enqueue<K>) -> Self {
        Self {
            enqueue: Arc::new(enqueue),
            predicates: Vec::new(),
        }
    }

    /// Acts only on changes that this predicate passes, and those before it.
    pub fn when(mut self, predicate: impl Predicate<K>) -> Self {
        self.predicates.push(Box::new(predicate));
        self
    }
}

impl<K> fmt::Debug for Watch<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Watch")
            .field("predicates", &self.predicates.len())
            .finish_non_exhaustive()
    }
}

/// A watch of any kind.
pub(super) trait Source: Send {
    /// Makes the cache know of the kind, so that it starts the watch with the others.
    fn register(&self, cache: &Cache);

    /// Fills the queue from now on, after the kind's first list.
    fn attach(
        self: Box<Self>,
        cache: Cache,
        queue: Queue<ObjectKey>,
    ) -> BoxFuture<'static, Result<(), CacheError>>;
}

impl<K: Kind> Source for Watch<K> {
    fn register(&self, cache: &Cache) {
        drop(cache.reflector::<K>());
    }

    fn attach(
        self: Box<Self>,
        cache: Cache,
        queue: Queue<ObjectKey>,
    ) -> BoxFuture<'static, Result<(), CacheError>> {
        Box::pin(async move {
            let Self { enqueue, predicates } = *self;
            cache
                .subscribe(move |change: &Change<K>| {
                    if predicates.iter().all(|predicate| predicate.passes(change)) {
                        let priority = priority(change);
                        for key in enqueue.keys(change) {
                            queue.add(key, priority);
                        }
                    }
                })
                .await
        })
    }
}

/// What was there before, and what is no change, can wait.
fn priority<K: Kind>(change: &Change<K>) -> Priority {
    match change {
        Change::Created { initial: true, .. } => Priority::LOW,
        Change::Updated { old, new } if version_of(&**old) == version_of(&**new) => Priority::LOW,
        Change::Created { .. } | Change::Updated { .. } | Change::Deleted { .. } => Priority::NORMAL,
    }
}
