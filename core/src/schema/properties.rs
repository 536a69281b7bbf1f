//! The named properties of an object.

use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Schema;

/// Properties by name, sorted.
///
/// The map is shared, because a type's schema is part of many others and a copy must be cheap. A map of schemas by
/// value would also reserve space for eleven of them in every schema with properties.
///
/// ```
/// use kubewright_core::schema::{Properties, Schema};
///
/// let mut properties = Properties::default();
/// properties.insert("size".to_owned(), Schema::of("integer"));
/// assert!(properties.get("size").is_some_and(|size| size.is("integer")));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties(BTreeMap<String, Arc<Schema>>);

impl Properties {
    /// Returns the property with this name.
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.0.get(name).map(|schema| &**schema)
    }

    /// Returns the property with this name, mutably.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Schema> {
        self.0.get_mut(name).map(Arc::make_mut)
    }

    /// Returns whether it has a property with this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns whether it has no properties.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Inserts a property, and returns the previous one with this name.
    pub fn insert(&mut self, name: String, schema: Schema) -> Option<Schema> {
        self.0.insert(name, Arc::new(schema)).map(Arc::unwrap_or_clone)
    }

    /// Removes a property.
    pub fn remove(&mut self, name: &str) -> Option<Schema> {
        self.0.remove(name).map(Arc::unwrap_or_clone)
    }

    /// Iterates over the names.
    pub fn keys(&self) -> btree_map::Keys<'_, String, Arc<Schema>> {
        self.0.keys()
    }

    /// Iterates over the schemas.
    pub fn values(&self) -> impl Iterator<Item = &Schema> {
        self.0.values().map(|schema| &**schema)
    }

    /// Iterates over the schemas, mutably.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.0.values_mut().map(Arc::make_mut)
    }

    /// Iterates over names and schemas.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Schema)> {
        self.0.iter().map(|(name, schema)| (name, &**schema))
    }

    /// Iterates over names and schemas, the schemas mutably.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Schema)> {
        self.0
            .iter_mut()
            .map(|(name, schema)| (name, Arc::make_mut(schema)))
    }
}

impl IntoIterator for Properties {
    type Item = (String, Schema);
    type IntoIter = std::iter::Map<
        btree_map::IntoIter<String, Arc<Schema>>,
        fn((String, Arc<Schema>)) -> (String, Schema),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0
            .into_iter()
            .map(|(name, schema)| (name, Arc::unwrap_or_clone(schema)))
    }
}

impl FromIterator<(String, Schema)> for Properties {
    fn from_iter<I: IntoIterator<Item = (String, Schema)>>(iter: I) -> Self {
        Self(
            iter.into_iter()
                .map(|(name, schema)| (name, Arc::new(schema)))
                .collect(),
        )
    }
}

impl<const N: usize> From<[(String, Schema); N]> for Properties {
    fn from(list: [(String, Schema); N]) -> Self {
        list.into_iter().collect()
    }
}

impl Extend<(String, Schema)> for Properties {
    fn extend<I: IntoIterator<Item = (String, Schema)>>(&mut self, iter: I) {
        self.0
            .extend(iter.into_iter().map(|(name, schema)| (name, Arc::new(schema))));
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from_iter)
    }
}
