//! Indexes: objects by the values that a function returns for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::objects::key::ObjectKey;

/// The function of an index.
pub(super) type Indexer<K> = dyn Fn(&K) -> Vec<String> + Send + Sync;

/// The keys of objects by value.
pub(super) struct ByValue<K> {
    pub(super) values_of: Arc<Indexer<K>>,
    keys: BTreeMap<Arc<str>, BTreeSet<ObjectKey>>,
    /// The values of each object, so that it can be removed without being decoded.
    values: BTreeMap<ObjectKey, Box<[Arc<str>]>>,
}

impl<K> ByValue<K> {
    pub(super) fn new(values_of: Arc<Indexer<K>>) -> Self {
        Self {
            values_of,
            keys: BTreeMap::new(),
            values: BTreeMap::new(),
        }
    }

    /// Returns the keys of the objects with this value.
    pub(super) fn keys(&self, value: &str) -> impl Iterator<Item = &ObjectKey> + use<'_, K> {
        self.keys.get(value).into_iter().flatten()
    }

    /// Replaces the values of an object.
    pub(super) fn set(&mut self, key: &ObjectKey, values: Vec<String>) {
        for value in self.values.remove(key).iter().flatten() {
            if let Some(keys) = self.keys.get_mut(value) {
                keys.remove(key);
                if keys.is_empty() {
                    self.keys.remove(value);
                }
            }
        }
        if values.is_empty() {
            return;
        }
        let shared = values.into_iter().map(|value| {
            let known = self
                .keys
                .get_key_value(value.as_str())
                .map(|(known, _)| known.clone());
            let value = known.unwrap_or_else(|| value.into());
            self.keys.entry(value.clone()).or_default().insert(key.clone());
            value
        });
        let values = shared.collect();
        self.values.insert(key.clone(), values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_an_object_has_no_more_do_not_find_it() {
        let mut index = ByValue::<()>::new(Arc::new(|()| Vec::new()));
        let (a, b) = (ObjectKey::cluster("a"), ObjectKey::cluster("b"));
        index.set(&a, vec!["1".to_owned(), "2".to_owned(), "2".to_owned()]);
        index.set(&b, vec!["2".to_owned()]);
        assert!(index.keys("2").eq([&a, &b]));
        index.set(&a, vec!["3".to_owned()]);
        assert!(index.keys("1").next().is_none() && index.keys("2").eq([&b]));
        index.set(&a, Vec::new());
        index.set(&b, Vec::new());
        assert!(index.keys.is_empty() && index.values.is_empty());
    }
}
