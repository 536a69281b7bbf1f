//! The objects of a kind, by key and by index.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use kube::core::SelectorExt as _;

use super::{
    error::CacheError,
    held::{Arrived, Compact, Found, Held},
    index::{ByValue, Indexer},
    options::Kept,
    query::Query,
    recent::Recent,
};
use crate::{
    objects::{decode::DecodeError, key::ObjectKey, kind::AnyKind, undecodable::Undecodable, which::Which},
    reporting::panics,
};

/// The objects of a kind in a cache.
pub(super) struct Store<K: AnyKind> {
    which: Which<K>,
    content: RwLock<Content<K>>,
    /// Held while an object is replaced or an index is created. Both call functions of the program.
    changing: Mutex<()>,
    recent: Recent,
    /// Whether an object may be decoded.
    has_decoded: AtomicBool,
}

struct Content<K> {
    kept: Kept,
    objects: BTreeMap<ObjectKey, Held<K>>,
    undecodable: BTreeMap<ObjectKey, Arc<Undecodable>>,
    indexes: BTreeMap<String, ByValue<K>>,
}

/// Whether an object that is read stays decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    /// Among those that were read last.
    Recent,
    /// The same, if no other object has to make room.
    IfRoom,
    /// With a long list: however many they are, until they have not been read for a while.
    Listed,
    No,
}

/// The result of a replacement.
pub(super) struct Replaced<K> {
    /// The old object, if a handler needs it.
    pub(super) old: Option<Found<K>>,
    /// The new object.
    pub(super) new: Option<Found<K>>,
}

impl<K: AnyKind> Store<K> {
    pub(super) fn new(which: Which<K>, kept: Kept) -> Self {
        Self {
            which,
            content: RwLock::new(Content {
                kept,
                objects: BTreeMap::new(),
                undecodable: BTreeMap::new(),
                indexes: BTreeMap::new(),
            }),
            changing: Mutex::new(()),
            recent: Recent::default(),
            has_decoded: AtomicBool::new(false),
        }
    }

    /// Sets how objects are kept from now on.
    pub(super) fn keep(&self, kept: Kept) {
        self.write().kept = kept;
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Option<Found<K>> {
        let content = self.read();
        match content.objects.get(key)? {
            Held::Compact(compact) => Some(self.share(key, compact, &content)),
            held @ (Held::Typed(_) | Held::Undecodable(_)) => Some(held.read(&self.which, key)),
        }
    }

    /// Returns the resource version and the UID of an object.
    pub(super) fn version(&self, key: &ObjectKey) -> Option<(u64, String)> {
        let content = self.read();
        let held = content.objects.get(key)?;
        Some((held.version(), held.uid().to_owned()))
    }

    /// Returns the version of an object and the text that the API server sent, if that is kept.
    pub(super) fn text(&self, key: &ObjectKey) -> Option<(u64, String)> {
        let held = self.read().objects.get(key).cloned();
        held?.text()
    }

    /// Returns the objects of a query, to be read with [`Store::decoded`].
    pub(super) fn select(&self, query: &Query) -> Result<Vec<(ObjectKey, Held<K>)>, CacheError> {
        let content = self.read();
        if !query.skip_undecodable {
            content.check(query)?;
        }
        let found: Vec<(&ObjectKey, &Held<K>)> = match &query.index {
            None => content
                .range(query.namespace.as_deref())
                .filter(|(_, held)| matches(query, held))
                .collect(),
            Some((name, value)) => {
                let keys = self.index_of(&content, name)?.keys(value);
                keys.filter(|key| query.namespace.is_none() || key.namespace() == query.namespace.as_deref())
                    .filter_map(|key| content.objects.get_key_value(key))
                    .filter(|(_, held)| matches(query, held))
                    .collect()
            }
        };
        let found = found.into_iter();
        Ok(found.map(|(key, held)| (key.clone(), held.clone())).collect())
    }

    /// Reads one of the objects of [`Store::select`].
    pub(super) fn decoded(&self, key: &ObjectKey, held: &Held<K>, stay: Stay) -> Found<K> {
        let Held::Compact(compact) = held else {
            return held.read(&self.which, key);
        };
        match stay {
            Stay::Recent => self.share(key, compact, &self.read()),
            Stay::IfRoom => {
                let content = self.read();
                match self.recent.has_room(compact.size(), content.kept.decoded) {
                    true => self.share(key, compact, &content),
                    false => held.read(&self.which, key),
                }
            }
            // Without the lock, so that changes need not wait until a long list is decoded.
            Stay::Listed => {
                let (found, _) = compact.share(&self.which, key, true);
                self.has_decoded.store(true, Ordering::Relaxed);
                found
            }
            Stay::No => held.read(&self.which, key),
        }
    }

    /// Reads an object, which stays decoded among those that were read last.
    fn share(&self, key: &ObjectKey, compact: &Compact<K>, content: &Content<K>) -> Found<K> {
        let (found, decoded) = compact.share(&self.which, key, false);
        if decoded {
            self.add_recent(key, compact.size(), content);
        }
        found
    }

    /// Returns how the objects of a list stay decoded.
    pub(super) fn stay(&self, objects: &[(ObjectKey, Held<K>)]) -> Stay {
        let kept = self.read().kept;
        let sizes = objects.iter().map(|(_, held)| match held {
            Held::Compact(compact) => compact.size(),
            Held::Typed(_) | Held::Undecodable(_) => 0,
        });
        match sizes.sum::<usize>() {
            bytes if bytes <= kept.decoded / 4 => Stay::Recent,
            _ if kept.decoded == 0 => Stay::No,
            _ => Stay::Listed,
        }
    }

    /// Drops the decoded objects that nobody has read since the last call.
    pub(super) fn age(&self) {
        if !self.has_decoded.swap(false, Ordering::Relaxed) {
            return;
        }
        let content = self.read();
        let mut stay = self.recent.age(&content.objects);
        for held in content.objects.values() {
            match held {
                Held::Compact(compact) => stay |= compact.age_listed(),
                Held::Typed(_) | Held::Undecodable(_) => {}
            }
        }
        if stay {
            self.has_decoded.store(true, Ordering::Relaxed);
        }
    }

    fn add_recent(&self, key: &ObjectKey, size: usize, content: &Content<K>) {
        self.has_decoded.store(true, Ordering::Relaxed);
        self.recent.add(key, size, &content.objects, content.kept.decoded);
    }

    /// Returns the keys of the objects with this value in an index.
    pub(super) fn indexed(&self, index: &str, value: &str) -> Result<Vec<ObjectKey>, CacheError> {
        let content = self.read();
        Ok(self.index_of(&content, index)?.keys(value).cloned().collect())
    }

    /// Returns the keys of a namespace, or of all.
    pub(super) fn keys(&self, namespace: Option<&str>) -> Vec<ObjectKey> {
        self.read().range(namespace).map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn undecodable(&self) -> Vec<Arc<Undecodable>> {
        self.read().undecodable.values().cloned().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.read().objects.len()
    }

    /// Replaces or removes an object.
    ///
    /// With `stays_decoded` the new object stays decoded, because it is likely to be read soon.
    pub(super) fn replace(
        &self,
        key: &ObjectKey,
        new: Option<Arrived<K>>,
        wants_old: bool,
        stays_decoded: bool,
    ) -> Replaced<K> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, indexers) = {
            let content = self.read();
            let indexers = content.indexes.iter();
            let indexers: Vec<_> = indexers
                .map(|(name, index)| (name.clone(), index.values_of.clone()))
                .collect();
            (content.kept, indexers)
        };
        let mut values = BTreeMap::new();
        let new = match new {
            Some(Arrived::Decoded {
                object,
                text,
                managed,
            }) => Some(match values_of(&indexers, &object) {
                Ok(found) => {
                    values = found;
                    Arrived::Decoded {
                        object,
                        text,
                        managed,
                    }
                }
                // Otherwise lists by the index would not contain it, as if it did not exist.
                Err(error) => {
                    let metadata = object.meta().clone();
                    Arrived::Undecodable(Arc::new(Undecodable::new(&self.which, key, metadata, error)))
                }
            }),
            other => other,
        };
        let decoded = match &new {
            Some(Arrived::Decoded { object, .. }) => Some(object.clone()),
            Some(Arrived::Undecodable(_)) | None => None,
        };
        let held = new.map(|arrived| Held::new(&self.which, key, arrived, kept));
        let new = held.as_ref().map(|held| match (held, decoded) {
            (Held::Undecodable(object), _) => Found::Undecodable(object.clone()),
            (Held::Typed(object), _) => Found::Decoded(object.clone()),
            (Held::Compact(_), Some(object)) => Found::Decoded(object),
            (Held::Compact(_), None) => held.read(&self.which, key),
        });
        if matches!(new, Some(Found::Undecodable(_))) {
            values.clear();
        }
        let mut content = self.write();
        match &new {
            Some(Found::Undecodable(object)) => content.undecodable.insert(key.clone(), object.clone()),
            Some(Found::Decoded(_)) | None => content.undecodable.remove(key),
        };
        let stays = match (&held, &new) {
            (Some(Held::Compact(compact)), Some(Found::Decoded(object)))
                if stays_decoded && kept.decoded > 0 =>
            {
                compact.set_decoded(object.clone());
                Some(compact.size())
            }
            _ => None,
        };
        let old = match held {
            Some(held) => content.objects.insert(key.clone(), held),
            None => content.objects.remove(key),
        };
        for (name, index) in &mut content.indexes {
            index.set(key, values.remove(name).unwrap_or_default());
        }
        if let Some(size) = stays {
            self.add_recent(key, size, &content);
        }
        drop(content);
        let old = old.filter(|_| wants_old);
        Replaced {
            old: old.map(|held| held.read(&self.which, key)),
            new,
        }
    }

    /// Adds an index over all current and future objects.
    pub(super) fn index(&self, name: String, values_of: Arc<Indexer<K>>) -> Result<(), CacheError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let objects: Vec<(ObjectKey, Held<K>)> = {
            let content = self.read();
            if content.indexes.contains_key(&name) {
                return Err(CacheError::IndexExists {
                    kind: self.which.name(),
                    index: name,
                });
            }
            let objects = content.objects.iter();
            objects.map(|(key, held)| (key.clone(), held.clone())).collect()
        };
        let mut index = ByValue::new(values_of);
        for (key, held) in &objects {
            if let Found::Decoded(object) = held.read(&self.which, key) {
                index.set(key, (index.values_of)(&object));
            }
        }
        self.write().indexes.insert(name, index);
        Ok(())
    }

    fn index_of<'a>(&self, content: &'a Content<K>, name: &str) -> Result<&'a ByValue<K>, CacheError> {
        content.indexes.get(name).ok_or_else(|| CacheError::NoIndex {
            kind: self.which.name(),
            index: name.to_owned(),
        })
    }

    fn read(&self) -> RwLockReadGuard<'_, Content<K>> {
        self.content.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Content<K>> {
        self.content.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: AnyKind> Content<K> {
    fn range(&self, namespace: Option<&str>) -> impl Iterator<Item = (&ObjectKey, &Held<K>)> {
        let first = ObjectKey::namespaced(namespace.unwrap_or_default(), "");
        self.objects
            .range(first..)
            .take_while(move |(key, _)| namespace.is_none() || key.namespace() == namespace)
    }

    /// Fails if an object of the query, or one that may belong to it by an index, cannot be decoded.
    fn check(&self, query: &Query) -> Result<(), CacheError> {
        let mut affected = self.undecodable.iter().filter(|(key, object)| {
            (query.namespace.is_none() || key.namespace() == query.namespace.as_deref())
                && matches(query, &Held::<K>::Undecodable((*object).clone()))
        });
        match affected.next() {
            Some((_, object)) => Err(CacheError::Undecodable {
                object: object.clone(),
                others: affected.count(),
            }),
            None => Ok(()),
        }
    }
}

/// Returns the values of an object in each index, by the name of the index.
fn values_of<K>(
    indexers: &[(String, Arc<Indexer<K>>)],
    object: &K,
) -> Result<BTreeMap<String, Vec<String>>, DecodeError> {
    let values = indexers.iter().map(|(name, values_of)| {
        let values = panics::catch(|| values_of(object)).map_err(|panic| DecodeError {
            field: String::new(),
            cause: format!("the function of the index `{name}` panicked: {panic}"),
        })?;
        Ok((name.clone(), values))
    });
    values.collect()
}

fn matches<K: AnyKind>(query: &Query, held: &Held<K>) -> bool {
    match &query.labels {
        Some(selector) => held.has_labels(|labels| selector.matches(labels)),
        None => true,
    }
}

#[cfg(test)]
mod tests;
