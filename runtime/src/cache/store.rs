//! The objects of a kind, by key and by index.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use kube::core::SelectorExt as _;

use super::{error::CacheError, held::Held, options::Form, query::Query};
use crate::object::{AnyKind, ObjectKey};

/// What an index finds an object by.
pub(super) type Indexer<K> = dyn Fn(&K) -> Vec<String> + Send + Sync;

/// The objects that a cache has of a kind.
pub(super) struct Store<K> {
    /// The kind's name, for errors.
    kind: String,
    content: RwLock<Content<K>>,
}

struct Content<K> {
    form: Form,
    objects: BTreeMap<ObjectKey, Held<K>>,
    indexes: BTreeMap<String, Index<K>>,
}

struct Index<K> {
    values_of: Arc<Indexer<K>>,
    keys: BTreeMap<String, BTreeSet<ObjectKey>>,
}

impl<K: AnyKind> Store<K> {
    pub(super) fn new(kind: String, form: Form) -> Self {
        Self {
            kind,
            content: RwLock::new(Content {
                form,
                objects: BTreeMap::new(),
                indexes: BTreeMap::new(),
            }),
        }
    }

    /// Changes how objects are kept from now on.
    pub(super) fn set_form(&self, form: Form) {
        self.write().form = form;
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Result<Option<Arc<K>>, CacheError> {
        let content = self.read();
        content
            .objects
            .get(key)
            .map(|held| self.decoded(held))
            .transpose()
    }

    /// The version that is there, and its id.
    pub(super) fn version(&self, key: &ObjectKey) -> Option<(u64, String)> {
        let content = self.read();
        let held = content.objects.get(key)?;
        Some((held.version(), held.uid().to_owned()))
    }

    pub(super) fn list(&self, query: &Query) -> Result<Vec<Arc<K>>, CacheError> {
        let content = self.read();
        let Some((name, value)) = &query.index else {
            return content
                .range(query.namespace.as_deref())
                .filter(|(_, held)| matches(query, held))
                .map(|(_, held)| self.decoded(held))
                .collect();
        };
        let index = content.indexes.get(name).ok_or_else(|| CacheError::NoIndex {
            kind: self.kind.clone(),
            index: name.clone(),
        })?;
        let keys = index.keys.get(value).into_iter().flatten();
        keys.filter(|key| query.namespace.is_none() || key.namespace() == query.namespace.as_deref())
            .filter_map(|key| content.objects.get(key))
            .filter(|held| matches(query, held))
            .map(|held| self.decoded(held))
            .collect()
    }

    /// The keys of a namespace, or of all.
    pub(super) fn keys(&self, namespace: Option<&str>) -> Vec<ObjectKey> {
        self.read().range(namespace).map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.read().objects.len()
    }

    /// Puts an object in the place of the old one, or takes the old one out.
    ///
    /// The old one is `None` too if nobody wants it or it cannot be read any more.
    pub(super) fn replace(
        &self,
        key: &ObjectKey,
        new: Option<&Arc<K>>,
        wants_old: bool,
    ) -> Result<Option<Arc<K>>, serde_json::Error> {
        let held = match new {
            Some(object) => {
                let form = self.read().form;
                Some(Held::new(object, form)?)
            }
            None => None,
        };
        let mut content = self.write();
        let old = match held {
            Some(held) => content.objects.insert(key.clone(), held),
            None => content.objects.remove(key),
        };
        let wants_old = wants_old || !content.indexes.is_empty();
        let old = old.filter(|_| wants_old).and_then(|held| held.read().ok());
        for index in content.indexes.values_mut() {
            if let Some(old) = &old {
                index.remove(key, old);
            }
            if let Some(new) = new {
                index.add(key, new);
            }
        }
        Ok(old)
    }

    /// Adds an index over what is there and what comes.
    pub(super) fn index(&self, name: String, values_of: Arc<Indexer<K>>) -> Result<(), CacheError> {
        let mut content = self.write();
        if content.indexes.contains_key(&name) {
            return Err(CacheError::IndexExists {
                kind: self.kind.clone(),
                index: name,
            });
        }
        let mut index = Index {
            values_of,
            keys: BTreeMap::new(),
        };
        for (key, held) in &content.objects {
            index.add(key, &*self.decoded(held)?);
        }
        content.indexes.insert(name, index);
        Ok(())
    }

    fn decoded(&self, held: &Held<K>) -> Result<Arc<K>, CacheError> {
        held.read().map_err(|source| CacheError::Decode {
            kind: self.kind.clone(),
            source,
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
}

impl<K> Index<K> {
    fn add(&mut self, key: &ObjectKey, object: &K) {
        for value in (self.values_of)(object) {
            self.keys.entry(value).or_default().insert(key.clone());
        }
    }

    fn remove(&mut self, key: &ObjectKey, object: &K) {
        for value in (self.values_of)(object) {
            if let Some(keys) = self.keys.get_mut(&value) {
                keys.remove(key);
                if keys.is_empty() {
                    self.keys.remove(&value);
                }
            }
        }
    }
}

fn matches<K: AnyKind>(query: &Query, held: &Held<K>) -> bool {
    match &query.labels {
        Some(selector) => held.has_labels(|labels| selector.matches(labels)),
        None => true,
    }
}
