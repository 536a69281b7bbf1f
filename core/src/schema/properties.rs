//! The named properties of an object.

use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Schema;

/// Properties by name, sorted.
///
/// They are shared: a type's schema stands in many others, and a copy must cost little. A map of schemas by value would also
/// reserve room for eleven of them wherever there is one.
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
    /// The property of this name.
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.0.get(name).map(|schema| &**schema)
    }

    /// The property of this name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Schema> {
        self.0.get_mut(name).map(Arc::make_mut)
    }

    /// Whether there is one of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one; the one that had the name is given back.
    pub fn insert(&mut self, name: String, schema: Schema) -> Option<Schema> {
        self.0.insert(name, Arc::new(schema)).map(Arc::unwrap_or_clone)
    }

    /// Takes one away.
    pub fn remove(&mut self, name: &str) -> Option<Schema> {
        self.0.remove(name).map(Arc::unwrap_or_clone)
    }

    /// The names.
    pub fn keys(&self) -> btree_map::Keys<'_, String, Arc<Schema>> {
        self.0.keys()
    }

    /// The schemas.
    pub fn values(&self) -> impl Iterator<Item = &Schema> {
        self.0.values().map(|schema| &**schema)
    }

    /// The schemas, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        self.0.values_mut().map(Arc::make_mut)
    }

    /// Names and schemas.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Schema)> {
        self.0.iter().map(|(name, schema)| (name, &**schema))
    }

    /// Names and schemas, to change these.
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
