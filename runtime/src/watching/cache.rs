//! The cache: one watch per kind, shared by all readers.

mod error;
mod guarded;
mod held;
mod index;
mod kind;
mod lookup;
mod options;
mod query;
mod recent;
mod reflector;
mod store;
mod text;
mod unmanaged;
mod writes;

use std::{
    any::TypeId,
    collections::{BTreeMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kube::{Client, Resource, ResourceExt as _, core::ApiResource};
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use error::CacheError;
pub use kind::KindCache;
pub use lookup::Index;
pub use options::{CacheOptions, Form, KindOptions, Namespaces, NoNamespace};
pub use query::Query;
pub use text::Text;

pub(crate) use held::Found;
pub(crate) use reflector::Reflector;

pub use crate::objects::undecodable::Undecodable;
use crate::objects::{
    dynamic::DynamicKind,
    key::{ObjectKey, version_of},
    kind::{AnyKind, Kind},
    which::Which,
};
use crate::watching::change::Change;
use reflector::{Context, Watched, Write};
use writes::Expected;

/// A cache of objects of any kind. Each kind is watched once, however many readers it has.
///
/// The watch of a kind starts with the first read, or with [`start`](Cache::start) if the kind was configured before. Reads
/// wait for the first list, and for what this program has written through its [`Client`](crate::Client). All readers of an
/// object share it. `metadata.managedFields` are removed, unless [`KindOptions::keep_managed_fields`] is set.
///
/// The cache keeps all objects of a kind as JSON and decodes them when they are read, see [`Form`]. To keep less, use
/// selectors, fewer namespaces, a transform, or `PartialObjectMeta` in place of the type.
///
/// A read that involves an undecodable object is an error, see [`Undecodable`].
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::kube::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::{ObjectKey, cache::{Cache, CacheOptions, KindOptions, Query}};
/// use kubewright_runtime::{k8s_openapi::api::core::v1::{Pod, Secret}, kube::core::PartialObjectMeta};
///
/// let cache = Cache::new(client, CacheOptions::default());
/// cache.configure(KindOptions::<Secret>::default().typed())?;
/// cache.index("node", |pod: &Pod| pod.spec.iter().filter_map(|spec| spec.node_name.clone()).collect())?;
///
/// let secret = cache.get::<Secret>(&ObjectKey::namespaced("default", "credentials")).await?;
/// let pods = cache.list::<Pod>(&Query::all().index("node", "node-1")).await?;
/// let names = cache.list::<PartialObjectMeta<Pod>>(&Query::in_namespace("default")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cache {
    context: Context,
    kinds: Arc<Mutex<Kinds>>,
}

#[derive(Default)]
struct Kinds {
    // By name first, so that the order is the same in every run.
    reflectors: BTreeMap<(String, TypeId), Arc<dyn Watched>>,
    /// Writes to kinds that have no reader yet. The first list of such a kind may be older than the write.
    recent: VecDeque<(String, Write)>,
}

impl Cache {
    /// Creates a cache that watches nothing yet.
    #[must_use]
    pub fn new(client: Client, options: CacheOptions) -> Self {
        Self {
            context: Context {
                client,
                options,
                tasks: TaskTracker::new(),
                stop: CancellationToken::new(),
                on_undecodable: Arc::default(),
            },
            kinds: Arc::default(),
        }
    }

    /// Sets the options of a kind.
    ///
    /// # Errors
    ///
    /// If the kind is watched already.
    pub fn configure<K: Kind>(&self, options: KindOptions<K>) -> Result<(), CacheError> {
        self.typed().configure(options)
    }

    /// Creates an index of a kind: objects by the values that `values_of` returns for them, see [`Query::index`].
    ///
    /// # Errors
    ///
    /// If the kind has an index with this name.
    pub fn index<K: Kind>(
        &self,
        name: impl Into<String>,
        values_of: impl Fn(&K) -> Vec<String> + Send + Sync + 'static,
    ) -> Result<Index<K>, CacheError> {
        self.typed().index(name, values_of)
    }

    /// Creates an index of a kind by reference: objects by the keys of the objects that they refer to, which `keys_of`
    /// returns. See [`Index`] and [`Controller::watches_by_index`](crate::Controller::watches_by_index).
    ///
    /// # Errors
    ///
    /// If the kind has an index with this name.
    pub fn index_keys<K: Kind, I: IntoIterator<Item = ObjectKey>>(
        &self,
        name: impl Into<String>,
        keys_of: impl Fn(&K) -> I + Send + Sync + 'static,
    ) -> Result<Index<K>, CacheError> {
        self.typed().index_keys(name, keys_of)
    }

    /// Returns an object, or `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// If the kind or the namespace is not cached, the first list does not arrive in time, or the object cannot be decoded.
    pub async fn get<K: Kind>(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, CacheError> {
        self.typed().get(key).await
    }

    /// Returns the objects of a query, sorted by namespace and name.
    ///
    /// # Errors
    ///
    /// If the kind or the namespace is not cached, the first list does not arrive in time, the kind has no such index, or an
    /// object of the list cannot be decoded, see [`Query::skip_undecodable`].
    pub async fn list<K: Kind>(&self, query: &Query) -> Result<Vec<Arc<K>>, CacheError> {
        self.typed().list(query).await
    }

    /// Calls `handler` for every object in the cache, and from then on for every change.
    ///
    /// The handler runs in the task of the watch and delays the next changes, so it must be quick: send the change to a
    /// channel, for example.
    ///
    /// # Errors
    ///
    /// If the kind is not cached, or its first list does not arrive in time.
    ///
    /// ```no_run
    /// # async fn example(cache: kubewright_runtime::Cache) -> Result<(), kubewright_runtime::cache::CacheError> {
    /// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::Node};
    ///
    /// let (send, changes) = tokio::sync::mpsc::unbounded_channel();
    /// cache.subscribe::<Node>(move |change| { send.send(change.clone()).ok(); }).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn subscribe<K: Kind>(
        &self,
        handler: impl Fn(&Change<K>) + Send + Sync + 'static,
    ) -> Result<(), CacheError> {
        self.typed().subscribe(handler).await
    }

    /// Returns the cache of a kind that is known only at run time: of `DynamicObject`s, or of
    /// `PartialObjectMeta<DynamicObject>`.
    ///
    /// ```no_run
    /// # async fn example(cache: kubewright_runtime::Cache, client: kubewright_runtime::kube::Client)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// use kubewright_runtime::kube::core::{DynamicObject, GroupVersionKind};
    /// use kubewright_runtime::{DynamicKind, ObjectKey};
    ///
    /// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
    /// let memcacheds = cache.dynamic::<DynamicObject>(&DynamicKind::find(&client, &gvk).await?);
    /// let sample = memcacheds.get(&ObjectKey::namespaced("default", "sample")).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dynamic<K: AnyKind + Resource<DynamicType = ApiResource>>(
        &self,
        kind: &DynamicKind,
    ) -> KindCache<K> {
        self.of(Which::dynamic(kind))
    }

    fn typed<K: Kind>(&self) -> KindCache<K> {
        self.of(Which::typed())
    }

    pub(crate) fn of<K: AnyKind>(&self, which: Which<K>) -> KindCache<K> {
        KindCache::new(self.clone(), which)
    }

    /// Starts the watches of all kinds that were configured, indexed or watched before.
    pub fn start(&self) {
        let reflectors: Vec<_> = self.kinds().reflectors.values().cloned().collect();
        for reflector in reflectors {
            reflector.start();
        }
    }

    /// Waits until all kinds have their first lists.
    ///
    /// # Errors
    ///
    /// If a list does not arrive in time.
    pub async fn synced(&self) -> Result<(), CacheError> {
        let reflectors: Vec<_> = self.kinds().reflectors.values().cloned().collect();
        futures::future::try_join_all(reflectors.into_iter().map(Watched::wait)).await?;
        Ok(())
    }

    /// Returns the number of objects per cached kind, or `None` for a kind whose first list has not arrived.
    #[must_use]
    pub fn sizes(&self) -> BTreeMap<String, Option<usize>> {
        let kinds = self.kinds();
        let sizes = kinds.reflectors.values();
        sizes
            .map(|reflector| (reflector.kind(), reflector.is_synced().then(|| reflector.len())))
            .collect()
    }

    /// Returns the undecodable objects of all cached kinds.
    ///
    /// ```no_run
    /// # fn example(cache: &kubewright_runtime::Cache) {
    /// for object in cache.undecodable() {
    ///     println!("{object}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn undecodable(&self) -> Vec<Arc<Undecodable>> {
        let kinds = self.kinds();
        let all = kinds.reflectors.values();
        all.flat_map(|reflector| reflector.undecodable()).collect()
    }

    /// Sets what is called when an undecodable object arrives.
    pub(crate) fn on_undecodable(&self, handler: impl Fn(&Undecodable) + Send + Sync + 'static) {
        // The manager sets it once.
        self.context
            .on_undecodable
            .set(Box::new(handler))
            .unwrap_or_default();
    }

    /// Returns the kinds that have no list yet, each with the reason.
    pub(crate) fn unsynced(&self) -> Vec<String> {
        let kinds = self.kinds();
        let all = kinds.reflectors.values();
        all.filter_map(|reflector| reflector.unsynced()).collect()
    }

    /// Stops all watches and waits until they have ended.
    pub async fn stop(&self) {
        self.context.stop.cancel();
        self.context.tasks.close();
        self.context.tasks.wait().await;
    }

    /// Returns the reflector of a kind, which may not have been started.
    pub(crate) fn reflector<K: AnyKind>(&self, which: &Which<K>) -> Arc<Reflector<K>> {
        let kind = which.name();
        let mut kinds = self.kinds();
        let Kinds { reflectors, recent } = &mut *kinds;
        let reflector = reflectors
            .entry((kind.clone(), TypeId::of::<K>()))
            .or_insert_with(|| {
                let reflector = Arc::new(Reflector::new(which.clone(), self.context.clone()));
                for (_, write) in recent.iter().filter(|(written, _)| *written == kind) {
                    reflector.expect(write);
                }
                reflector
            });
        match reflector.clone().as_any().downcast() {
            Ok(reflector) => reflector,
            Err(_) => unreachable!("reflectors stand under the ids of their types"),
        }
    }

    /// Makes later reads wait until the watch has delivered an object that this program wrote.
    pub(crate) fn wrote<K: AnyKind>(&self, which: &Which<K>, object: &K) {
        let write = Write {
            key: ObjectKey::of(object),
            expected: Expected::Version(version_of(object)),
            labels: object.labels().clone(),
            at: Instant::now(),
        };
        self.expect(which.name(), write);
    }

    /// Makes later reads wait until the watch has delivered the deletion of an object by this program.
    pub(crate) fn deleted<K: AnyKind>(&self, which: &Which<K>, key: &ObjectKey, uid: String) {
        let write = Write {
            key: key.clone(),
            expected: Expected::Gone(uid),
            labels: BTreeMap::new(),
            at: Instant::now(),
        };
        self.expect(which.name(), write);
    }

    fn expect(&self, kind: String, write: Write) {
        let mut kinds = self.kinds();
        for (_, reflector) in kinds.reflectors.iter().filter(|((other, _), _)| *other == kind) {
            reflector.expect(&write);
        }
        // Also if the kind has readers, because another form of it may be read later.
        let past = |(_, old): &(String, Write)| old.at + writes::LIMIT < write.at;
        while kinds.recent.front().is_some_and(past) {
            kinds.recent.pop_front();
        }
        kinds.recent.push_back((kind, write));
    }

    fn started<K: AnyKind>(&self, which: &Which<K>) -> Result<Arc<Reflector<K>>, CacheError> {
        let kind = which.name();
        let id = (kind.clone(), TypeId::of::<K>());
        let known = self.kinds().reflectors.contains_key(&id);
        if !known && !self.context.options.on_demand {
            return Err(CacheError::NotCached { kind });
        }
        let reflector = self.reflector(which);
        reflector.clone().start();
        Ok(reflector)
    }

    fn kinds(&self) -> MutexGuard<'_, Kinds> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cache")
            .field("options", &self.context.options)
            .field("sizes", &self.sizes())
            .finish_non_exhaustive()
    }
}
