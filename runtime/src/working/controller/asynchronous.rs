//! Watches with an async mapping.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use futures::{FutureExt as _, future::BoxFuture};
use tokio_util::sync::CancellationToken;

use super::source::{Source, priority};
use crate::{
    objects::{key::ObjectKey, kind::Kind, which::Which},
    reporting::{causes::causes, panics},
    timing::backoff::Backoff,
    watching::{
        cache::{Cache, CacheError},
        change::Change,
    },
    working::{
        queue::{Priority, Queue},
        reconcile::Result,
    },
};

/// The delays of a mapping that fails.
const RETRY: Backoff = Backoff {
    base: Duration::from_millis(200),
    max: Duration::from_secs(30),
};

/// A kind that is watched, with a mapping that is a future.
pub(super) struct Asynchronous<K, F, I> {
    keys: Arc<dyn Fn(Arc<K>) -> F + Send + Sync>,
    found: PhantomData<fn() -> I>,
}

impl<K, F, I> Asynchronous<K, F, I> {
    pub(super) fn new(keys: impl Fn(Arc<K>) -> F + Send + Sync + 'static) -> Self {
        Self {
            keys: Arc::new(keys),
            found: PhantomData,
        }
    }
}

impl<K, F, I> Source for Asynchronous<K, F, I>
where
    K: Kind,
    F: Future<Output = Result<I>> + Send + 'static,
    I: IntoIterator<Item = ObjectKey> + Send + 'static,
{
    fn register(&self, cache: &Cache) {
        drop(cache.reflector(&Which::<K>::typed()));
    }

    fn attach(
        self: Box<Self>,
        cache: Cache,
        queue: Queue<ObjectKey>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, Result<(), CacheError>> {
        let handler = move |change: &Change<K>| {
            let priority = priority(change);
            for object in both(change) {
                let mapping = map(self.keys.clone(), object, queue.clone(), priority);
                tokio::spawn(stop.clone().run_until_cancelled_owned(mapping).map(drop));
            }
        };
        Box::pin(async move { cache.subscribe::<K>(handler).await })
    }
}

/// The object as it was and as it is.
fn both<K>(change: &Change<K>) -> impl Iterator<Item = Arc<K>> {
    let (old, new) = match change.clone() {
        Change::Created { new, .. } => (None, Some(new)),
        Change::Updated { old, new } => (Some(old), Some(new)),
        Change::Deleted { old } => (Some(old), None),
        Change::Undecodable { old, .. } => (old, None),
        Change::DeletedUndecodable { .. } => (None, None),
    };
    old.into_iter().chain(new)
}

/// Calls the mapping until it succeeds.
async fn map<K, F, I>(
    keys: Arc<dyn Fn(Arc<K>) -> F + Send + Sync>,
    object: Arc<K>,
    queue: Queue<ObjectKey>,
    priority: Priority,
) where
    K: Kind,
    F: Future<Output = Result<I>> + Send + 'static,
    I: IntoIterator<Item = ObjectKey> + Send + 'static,
{
    for failures in 0.. {
        let call = async { keys(object.clone()).await };
        let error = match panics::catch_future(call).await {
            Ok(Ok(keys)) => {
                keys.into_iter().for_each(|key| queue.add(key, priority));
                return;
            }
            Ok(Err(error)) => causes(error.as_ref()),
            Err(panic) => format!("it panicked: {panic}"),
        };
        let retry_in = RETRY.after(failures);
        tracing::error!(kind = Which::<K>::typed().name(), object = %ObjectKey::of(&*object), error, ?retry_in, "a mapping failed");
        tokio::time::sleep(retry_in).await;
    }
}
