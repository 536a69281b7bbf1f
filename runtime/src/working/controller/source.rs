//! What a controller watches.

use std::{fmt, sync::Arc};

use futures::future::BoxFuture;
use kube::{Resource, core::ApiResource};
use tokio_util::sync::CancellationToken;

use super::departed::Departed;
use crate::{
    objects::{
        dynamic::DynamicKind,
        key::{ObjectKey, version_of},
        kind::{AnyKind, Kind},
        which::Which,
    },
    watching::{
        cache::{Cache, CacheError},
        change::Change,
        predicate::Predicate,
    },
    working::{
        enqueue::Enqueue,
        queue::{Priority, Queue},
    },
};

/// A watch of a kind for a controller: which changes matter, and which objects to reconcile.
///
/// ```
/// use kubewright_runtime::controller::Watch;
/// use kubewright_runtime::k8s_openapi::api::{apps::v1::Deployment, core::v1::{ConfigMap, Pod}};
/// use kubewright_runtime::{enqueue::Owner, kube::core::PartialObjectMeta, predicate};
///
/// // Every owner, not only the controller, of Pods of which only the metadata are kept, when their labels change.
/// let watch = Watch::<PartialObjectMeta<Pod>>::new(Owner::<Deployment>::every()).when(predicate::labels());
/// # let _ = watch;
/// ```
#[must_use = "it does nothing before it is given to a controller"]
pub struct Watch<K: AnyKind> {
    pub(super) which: Which<K>,
    enqueue: Arc<dyn Enqueue<K>>,
    predicates: Vec<Box<dyn Predicate<K>>>,
    /// Remembers which objects are gone, for the controller whose own objects these are.
    pub(super) departed: Option<Arc<Departed>>,
}

impl<K: AnyKind> Watch<K> {
    /// Creates a watch that reconciles what `enqueue` finds.
    pub fn new(enqueue: impl Enqueue<K>) -> Self
    where
        K: Kind,
    {
        Self::of(Which::typed(), enqueue)
    }

    /// Creates a watch of a kind that is known only at run time.
    ///
    /// ```
    /// use kubewright_runtime::controller::Watch;
    /// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
    /// use kubewright_runtime::kube::core::{ApiResource, DynamicObject, GroupVersionKind};
    /// use kubewright_runtime::{DynamicKind, enqueue::Owner};
    ///
    /// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
    /// let kind = DynamicKind::namespaced(ApiResource::from_gvk(&gvk));
    /// let watch = Watch::<DynamicObject>::dynamic(&kind, Owner::<ConfigMap>::controller());
    /// # let _ = watch;
    /// ```
    pub fn dynamic(kind: &DynamicKind, enqueue: impl Enqueue<K>) -> Self
    where
        K: Resource<DynamicType = ApiResource>,
    {
        Self::of(Which::dynamic(kind), enqueue)
    }

    pub(super) fn of(which: Which<K>, enqueue: impl Enqueue<K>) -> Self {
        Self {
            which,
            enqueue: Arc::new(enqueue),
            predicates: Vec::new(),
            departed: None,
        }
    }

    /// Ignores changes that do not match the predicate. Several predicates must all match.
    pub fn when(mut self, predicate: impl Predicate<K>) -> Self {
        self.predicates.push(Box::new(predicate));
        self
    }
}

impl<K: AnyKind> fmt::Debug for Watch<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Watch")
            .field("kind", &self.which)
            .field("predicates", &self.predicates.len())
            .finish_non_exhaustive()
    }
}

/// A watch of any kind.
pub(super) trait Source: Send {
    /// Makes the cache know of the kind, so that it starts the watch with the others.
    fn register(&self, cache: &Cache);

    /// Fills the queue from now on, after the kind's first list, until it is told to stop.
    fn attach(
        self: Box<Self>,
        cache: Cache,
        queue: Queue<ObjectKey>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, Result<(), CacheError>>;
}

impl<K: AnyKind> Source for Watch<K> {
    fn register(&self, cache: &Cache) {
        drop(cache.reflector(&self.which));
    }

    fn attach(
        self: Box<Self>,
        cache: Cache,
        queue: Queue<ObjectKey>,
        _: CancellationToken,
    ) -> BoxFuture<'static, Result<(), CacheError>> {
        Box::pin(async move {
            let Self {
                which,
                enqueue,
                predicates,
                departed,
            } = *self;
            cache
                .of(which)
                .subscribe(move |change: &Change<K>| {
                    let passes = predicates.iter().all(|predicate| predicate.passes(change));
                    if let Some(departed) = &departed {
                        departed.saw(change, passes);
                    }
                    if passes {
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

/// Objects of the first list, and events without a change, can wait.
pub(super) fn priority<K: AnyKind>(change: &Change<K>) -> Priority {
    match change {
        Change::Created { initial: true, .. } | Change::Undecodable { initial: true, .. } => Priority::LOW,
        Change::Updated { old, new } if version_of(&**old) == version_of(&**new) => Priority::LOW,
        Change::Created { .. }
        | Change::Updated { .. }
        | Change::Deleted { .. }
        | Change::Undecodable { .. }
        | Change::DeletedUndecodable { .. } => Priority::NORMAL,
    }
}
