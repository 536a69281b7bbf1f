//! The watch of one kind, and its objects.

mod retry;
mod watch;
mod watched;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use kube::{
    Client,
    core::{PartialObjectMeta, SelectorExt as _},
};
use tokio::{
    sync::watch as progress,
    time::{Instant, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    error::CacheError,
    held::{Arrived, Found},
    options::{CacheOptions, KindOptions, Namespaces},
    query::Query,
    store::{Replaced, Stay, Store},
    text::Text,
    writes::{self, Expected, Writes},
};
use crate::{
    objects::{key::ObjectKey, kind::AnyKind, undecodable::Undecodable, which::Which},
    reporting::panics,
    watching::{change::Change, gone::Gone},
};

pub(super) use watched::Watched;

/// A handler of changes. It runs in the task of the watch, so it must be quick.
pub(crate) type Handler<K> = dyn Fn(&Change<K>) + Send + Sync;

/// The watch of a kind, its objects, and the handlers of their changes.
pub(crate) struct Reflector<K: AnyKind> {
    which: Which<K>,
    context: Context,
    settings: Mutex<KindOptions<K>>,
    store: Store<K>,
    // Held while an object is replaced and handlers are called, so that a new handler misses nothing.
    handlers: Mutex<Vec<Arc<Handler<K>>>>,
    writes: Writes,
    progress: progress::Sender<Progress>,
}

/// How long an object stays decoded, at least, after it was read.
const UNREAD: Duration = Duration::from_secs(10);

/// What the reflectors of a cache share.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) client: Client,
    pub(super) options: CacheOptions,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
    /// Called when an undecodable object arrives.
    pub(super) on_undecodable: Arc<OnceLock<Box<OnUndecodable>>>,
}

type OnUndecodable = dyn Fn(&Undecodable) + Send + Sync;

/// How far the watches of a kind are.
#[derive(Debug, Default)]
struct Progress {
    started: bool,
    /// The number of watches without a list. There is one watch per namespace.
    unlisted: usize,
    error: Option<String>,
    /// The number of watches that fail now.
    failing: usize,
}

impl Progress {
    fn synced(&self) -> bool {
        self.started && self.unlisted == 0
    }
}

/// A write of this program.
#[derive(Clone)]
pub(super) struct Write {
    pub(super) key: ObjectKey,
    pub(super) expected: Expected,
    pub(super) labels: BTreeMap<String, String>,
    /// When the API server had answered.
    pub(super) at: Instant,
}

impl<K: AnyKind> Reflector<K> {
    pub(super) fn new(which: Which<K>, context: Context) -> Self {
        let settings = KindOptions::<K>::default();
        Self {
            context,
            store: Store::new(which.clone(), settings.kept),
            which,
            settings: Mutex::new(settings),
            handlers: Mutex::default(),
            writes: Writes::default(),
            progress: progress::Sender::default(),
        }
    }

    pub(super) fn configure(&self, settings: KindOptions<K>) -> Result<(), CacheError> {
        let mut current = self.settings();
        if self.is_started() {
            return Err(CacheError::Started {
                kind: self.which.name(),
            });
        }
        self.store.keep(settings.kept);
        *current = settings;
        Ok(())
    }

    pub(super) fn store(&self) -> &Store<K> {
        &self.store
    }

    pub(super) fn is_started(&self) -> bool {
        self.progress.borrow().started
    }

    /// Calls `handler` for every object in the cache, as if it had been listed now, and for each change from then on.
    pub(crate) fn subscribe(&self, handler: Arc<Handler<K>>) -> Result<(), CacheError> {
        let mut handlers = self.handlers();
        // One by one, because decoded objects may be large. None changes while the handlers are locked. Those that stay
        // decoded are there when a controller reconciles them.
        for (key, held) in self.store.select(&Query::all().skip_undecodable())? {
            let initial = true;
            let change = match self.store.decoded(&key, &held, Stay::IfRoom) {
                Found::Decoded(new) => Change::Created { new, initial },
                Found::Undecodable(new) => Change::Undecodable {
                    old: None,
                    new,
                    initial,
                },
            };
            self.tell(&*handler, &change);
        }
        handlers.push(handler);
        Ok(())
    }

    /// Waits until every watch has listed its objects once.
    pub(crate) async fn synced(&self) -> Result<(), CacheError> {
        let limit = self.context.options.sync_timeout;
        let mut progress = self.progress.subscribe();
        tokio::select! {
            biased;
            () = self.context.stop.cancelled() => Err(CacheError::Stopped { kind: self.which.name() }),
            result = timeout(limit, progress.wait_for(Progress::synced)) => match result {
                Ok(_) => Ok(()),
                Err(_) => Err(self.not_synced(limit)),
            },
        }
    }

    /// Waits for the first list and for this program's own writes to the objects of a namespace.
    pub(super) async fn list(&self, query: &Query) -> Result<Vec<Arc<K>>, CacheError> {
        self.check(query.namespace.as_deref())?;
        self.synced().await?;
        let namespace = query.namespace.as_deref();
        self.settle(|key| namespace.is_none() || key.namespace() == namespace)
            .await?;
        let selected = self.store.select(query)?;
        let stay = self.store.stay(&selected);
        let mut objects = Vec::with_capacity(selected.len());
        for (key, held) in selected {
            match self.store.decoded(&key, &held, stay) {
                Found::Decoded(object) => objects.push(object),
                Found::Undecodable(_) if query.skip_undecodable => {}
                Found::Undecodable(object) => return Err(CacheError::Undecodable { object, others: 0 }),
            }
            // Decoding a long list takes long.
            tokio::task::coop::consume_budget().await;
        }
        Ok(objects)
    }

    /// Waits for the first list and for this program's own writes to the object.
    pub(crate) async fn get(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, CacheError> {
        match self.find(key).await? {
            Some(Found::Decoded(object)) => Ok(Some(object)),
            Some(Found::Undecodable(object)) => Err(CacheError::Undecodable { object, others: 0 }),
            None => Ok(None),
        }
    }

    /// As [`get`](Self::get), where an object that cannot be decoded is an answer too.
    pub(crate) async fn find(&self, key: &ObjectKey) -> Result<Option<Found<K>>, CacheError> {
        self.check(key.namespace())?;
        self.synced().await?;
        self.settle(|other| other == key).await?;
        Ok(self.store.get(key))
    }

    /// Returns an object as the API server sent it, if the cache has it and nothing says that it is old.
    pub(super) fn text(&self, key: &ObjectKey) -> Option<Text> {
        let current = {
            let progress = self.progress.borrow();
            progress.synced() && progress.failing == 0
        };
        if !current || self.check(key.namespace()).is_err() || self.writes.awaits(key) {
            return None;
        }
        let (version, json) = self.store.text(key)?;
        Some(Text { version, json })
    }

    /// Finds out why an object is not in the cache any more.
    pub(crate) async fn why_gone(&self, key: &ObjectKey, uid: Option<&str>) -> kube::Result<Gone> {
        // A watch delivers an object that its selectors do not match any more as deleted.
        let selects = {
            let settings = self.settings();
            settings.labels.is_some() || settings.fields.is_some()
        };
        if !selects {
            return Ok(Gone::Deleted);
        }
        let namespace = key.namespace().unwrap_or_default();
        let api = self.which.api::<K>(&self.context.client, namespace);
        let live = api.get_metadata_opt(key.name()).await?;
        let is_same = |live: &PartialObjectMeta<K>| live.metadata.uid.as_deref() == uid;
        Ok(match live.filter(is_same) {
            Some(_) => Gone::Unselected,
            None => Gone::Deleted,
        })
    }

    async fn settle(&self, concerns: impl Fn(&ObjectKey) -> bool) -> Result<(), CacheError> {
        self.writes
            .settle(concerns)
            .await
            .map_err(|key| CacheError::Behind {
                kind: self.which.name(),
                key,
                waited: writes::LIMIT,
            })
    }

    /// Replaces an object and calls the handlers.
    fn replace(&self, key: &ObjectKey, new: Option<Arrived<K>>, initial: bool) {
        let handlers = self.handlers();
        let Replaced { old, new } = self.store.replace(key, new, !handlers.is_empty(), !initial);
        if let Some(Found::Undecodable(object)) = &new {
            self.report(object);
        }
        let change = match (old, new) {
            (None | Some(Found::Undecodable(_)), Some(Found::Decoded(new))) => {
                Change::Created { new, initial }
            }
            (Some(Found::Decoded(old)), Some(Found::Decoded(new))) => Change::Updated { old, new },
            (old, Some(Found::Undecodable(new))) => Change::Undecodable {
                old: match old {
                    Some(Found::Decoded(old)) => Some(old),
                    Some(Found::Undecodable(_)) | None => None,
                },
                new,
                initial,
            },
            (Some(Found::Decoded(old)), None) => Change::Deleted { old },
            (Some(Found::Undecodable(old)), None) => Change::DeletedUndecodable { old },
            (None, None) => return,
        };
        for handler in &*handlers {
            self.tell(&**handler, &change);
        }
    }

    /// Drops decoded objects that nobody has read for a while. Never returns.
    async fn age(self: Arc<Self>) {
        loop {
            sleep(UNREAD).await;
            self.store.age();
        }
    }

    /// Logs an undecodable object, once per version of the object.
    fn report(&self, object: &Undecodable) {
        let Undecodable { kind, key, error, .. } = object;
        let field = error.field.as_str();
        let cause = error.cause.as_str();
        tracing::error!(kind, object = %key, field, cause, "cannot decode an object; reads of it fail until it is fixed or its type can read it");
        if let Some(handler) = self.context.on_undecodable.get() {
            handler(object);
        }
    }

    /// Calls a handler and catches its panic.
    fn tell(&self, handler: &Handler<K>, change: &Change<K>) {
        if let Err(panic) = panics::catch(|| handler(change)) {
            let key = change.key();
            let backtrace = panic.backtrace();
            tracing::error!(kind = self.which.name(), object = %key, %panic, backtrace, "a mapping or predicate panicked; it misses the change");
        }
    }

    /// Refuses namespaces that are not watched, for which "no objects" would be wrong.
    fn check(&self, namespace: Option<&str>) -> Result<(), CacheError> {
        match namespace {
            Some(namespace) if !self.namespaces().contains(namespace) => Err(CacheError::NotInNamespaces {
                kind: self.which.name(),
                namespace: namespace.to_owned(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Returns whether the watch will deliver an object with this name and these labels.
    fn is_watched(&self, key: &ObjectKey, labels: &BTreeMap<String, String>) -> bool {
        let settings = self.settings();
        // Only the API server knows whether an object matches a field selector.
        let selected = settings.fields.is_none()
            && match &settings.labels {
                // An object that loses the labels is delivered as deleted.
                Some(selector) => selector.matches(labels) || self.store.version(key).is_some(),
                None => true,
            };
        drop(settings);
        selected
            && key
                .namespace()
                .is_none_or(|namespace| self.namespaces().contains(namespace))
    }

    fn namespaces(&self) -> Namespaces {
        if self.which.is_namespaced() {
            let settings = self.settings();
            let own = settings.namespaces.as_ref();
            own.unwrap_or(&self.context.options.namespaces).clone()
        } else {
            Namespaces::All
        }
    }

    /// Returns the namespaces that are watched, `None` for all, and the one name that a field selector allows: what a role
    /// must allow.
    pub(crate) fn watched(&self) -> (Option<Vec<String>>, String) {
        let namespaces = match self.namespaces() {
            Namespaces::All => None,
            Namespaces::These(names) => Some(names.into_iter().collect()),
        };
        let fields = self.settings().fields.clone().unwrap_or_default();
        let name = fields
            .split(',')
            .find_map(|field| field.trim().strip_prefix("metadata.name="));
        let name = name.map(|name| name.trim_start_matches('=').to_owned());
        (namespaces, name.unwrap_or_default())
    }

    fn not_synced(&self, waited: Duration) -> CacheError {
        let reason = self.progress.borrow().error.clone();
        CacheError::NotSynced {
            kind: self.which.name(),
            waited,
            reason: reason.unwrap_or_else(|| {
                "the API server has not answered; check that it can be reached".to_owned()
            }),
        }
    }

    fn settings(&self) -> MutexGuard<'_, KindOptions<K>> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handlers(&self) -> MutexGuard<'_, Vec<Arc<Handler<K>>>> {
        self.handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
