//! What is known of the cluster.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use crate::kind::{Kind, Resource};
use crate::object::{Key, Object};

/// How many deleted objects are remembered, so that a late event does not bring them back.
const REMEMBERED: usize = 20_000;

/// All objects that were reported, and where their kinds are served.
#[derive(Debug, Default)]
pub(crate) struct World {
    objects: BTreeMap<Kind, BTreeMap<Key, Object>>,
    resources: BTreeMap<Kind, Resource>,
    by_uid: HashMap<String, Key>,
    dependents: HashMap<String, BTreeSet<Key>>,
    gone: HashSet<String>,
    gone_order: VecDeque<String>,
}

/// An object that has changed: before and after.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Its key.
    pub(crate) key: Key,
    /// The object before, if it was known.
    pub(crate) old: Option<Object>,
    /// The object after, if it exists.
    pub(crate) new: Option<Object>,
}

impl Change {
    /// The object after, or before if it is gone.
    pub(crate) fn object(&self) -> Option<&Object> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

impl World {
    pub(crate) fn get(&self, key: &Key) -> Option<&Object> {
        self.objects.get(&key.kind)?.get(key)
    }

    pub(crate) fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        self.get(&Key::new(kind, namespace, name))
    }

    /// The objects of a kind, in one namespace or, if it is empty, in all.
    pub(crate) fn list<'a>(
        &'a self,
        kind: &Kind,
        namespace: &'a str,
    ) -> impl Iterator<Item = &'a Object> + use<'a> {
        self.keys(kind, namespace).map(|(_, object)| object)
    }

    pub(crate) fn keys<'a>(
        &'a self,
        kind: &Kind,
        namespace: &'a str,
    ) -> impl Iterator<Item = (&'a Key, &'a Object)> + use<'a> {
        let start = Key::new(kind.clone(), namespace, "");
        let objects = self.objects.get(kind).into_iter();
        objects
            .flat_map(move |objects| objects.range(start.clone()..))
            .take_while(move |(key, _)| namespace.is_empty() || key.namespace == namespace)
    }

    /// The objects of all kinds in a namespace.
    pub(crate) fn in_namespace<'a>(
        &'a self,
        namespace: &'a str,
    ) -> impl Iterator<Item = (&'a Key, &'a Object)> {
        let kinds = self.objects.keys();
        kinds.flat_map(move |kind| self.keys(kind, namespace))
    }

    pub(crate) fn by_uid(&self, uid: &str) -> Option<(&Key, &Object)> {
        let key = self.by_uid.get(uid)?;
        Some((key, self.get(key)?))
    }

    /// The objects of a kind that an object controls.
    pub(crate) fn controlled<'a>(
        &'a self,
        kind: &'a Kind,
        owner: &'a Object,
    ) -> impl Iterator<Item = &'a Object> {
        self.dependents(owner.uid())
            .filter(move |(key, object)| key.kind == *kind && object.is_controlled_by(owner))
            .map(|(_, object)| object)
    }

    /// The objects that refer to an owner.
    pub(crate) fn dependents(&self, uid: &str) -> impl Iterator<Item = (&Key, &Object)> {
        let keys = self.dependents.get(uid).into_iter().flatten();
        keys.filter_map(|key| Some((key, self.get(key)?)))
    }

    /// Whether an object is known not to exist any more.
    pub(crate) fn is_gone(&self, uid: &str) -> bool {
        self.gone.contains(uid)
    }

    pub(crate) fn resource(&self, kind: &Kind) -> Option<&Resource> {
        self.resources.get(kind)
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    pub(crate) fn serve(&mut self, resource: Resource) {
        self.resources.insert(resource.kind(), resource);
    }

    /// Forgets a kind that is served no more, with its objects.
    pub(crate) fn unserve(&mut self, kind: &Kind) -> Vec<Change> {
        self.resources.remove(kind);
        let keys: Vec<_> = self
            .keys(kind, "")
            .map(|(key, object)| (key.clone(), object.uid().to_owned()))
            .collect();
        keys.into_iter()
            .filter_map(|(key, uid)| self.remove(&key, &uid))
            .collect()
    }

    /// Takes an object as it is now, unless a newer state of it is known.
    pub(crate) fn observe(&mut self, key: Key, object: Object) -> Option<Change> {
        let uid = object.uid().to_owned();
        if self.gone.contains(&uid) {
            return None;
        }
        let old = self.get(&key).cloned();
        if let Some(old) = &old {
            if old.version() >= object.version() {
                return None;
            }
            if old.uid() != uid {
                self.bury(old.uid().to_owned());
            }
            self.unlink(&key, old);
        }
        for owner in object.owners() {
            self.dependents
                .entry(owner.uid().to_owned())
                .or_default()
                .insert(key.clone());
        }
        self.by_uid.insert(uid, key.clone());
        self.objects
            .entry(key.kind.clone())
            .or_default()
            .insert(key.clone(), object.clone());
        Some(Change {
            key,
            old,
            new: Some(object),
        })
    }

    /// Takes note that an object is gone.
    pub(crate) fn remove(&mut self, key: &Key, uid: &str) -> Option<Change> {
        self.bury(uid.to_owned());
        let old = self.get(key).filter(|object| object.uid() == uid).cloned()?;
        self.unlink(key, &old);
        if let Some(objects) = self.objects.get_mut(&key.kind) {
            objects.remove(key);
        }
        Some(Change {
            key: key.clone(),
            old: Some(old),
            new: None,
        })
    }

    /// Takes a list of all objects of a kind at a version.
    pub(crate) fn replace(&mut self, kind: &Kind, version: u64, objects: Vec<(Key, Object)>) -> Vec<Change> {
        let listed: HashSet<_> = objects
            .iter()
            .map(|(_, object)| object.uid().to_owned())
            .collect();
        let stale: Vec<_> = self
            .keys(kind, "")
            // What was written after the list is not in it.
            .filter(|(_, object)| !listed.contains(object.uid()) && object.version() <= version)
            .map(|(key, object)| (key.clone(), object.uid().to_owned()))
            .collect();
        let mut changes: Vec<_> = stale
            .into_iter()
            .filter_map(|(key, uid)| self.remove(&key, &uid))
            .collect();
        changes.extend(
            objects
                .into_iter()
                .filter_map(|(key, object)| self.observe(key, object)),
        );
        changes
    }

    fn unlink(&mut self, key: &Key, old: &Object) {
        for owner in old.owners() {
            if let Some(keys) = self.dependents.get_mut(owner.uid()) {
                keys.remove(key);
                if keys.is_empty() {
                    self.dependents.remove(owner.uid());
                }
            }
        }
        self.by_uid.remove(old.uid());
    }

    pub(crate) fn bury(&mut self, uid: String) {
        if self.gone.insert(uid.clone()) {
            self.gone_order.push_back(uid);
        }
        if self.gone_order.len() > REMEMBERED
            && let Some(oldest) = self.gone_order.pop_front()
        {
            self.gone.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(uid: &str, version: u64) -> Object {
        Object::new(
            json!({ "metadata": { "name": "a", "uid": uid, "resourceVersion": version.to_string(),
            "ownerReferences": [{ "uid": "owner" }] } }),
        )
    }

    #[test]
    fn older_states_and_deleted_objects_do_not_come_back() {
        let mut world = World::default();
        let key = Key::new(Kind::POD, "n", "a");
        assert!(world.observe(key.clone(), object("1", 5)).is_some());
        assert!(world.observe(key.clone(), object("1", 4)).is_none());
        assert_eq!(world.dependents("owner").count(), 1);
        assert!(world.remove(&key, "1").is_some());
        assert!(world.observe(key.clone(), object("1", 9)).is_none());
        assert!(world.observe(key.clone(), object("2", 10)).is_some());
        // The deletion of its predecessor is reported late.
        assert!(world.remove(&key, "1").is_none());
        assert!(world.get(&key).is_some());
    }

    #[test]
    fn a_list_removes_what_it_lacks_unless_that_is_newer() {
        let mut world = World::default();
        let key = |name: &str| Key::new(Kind::POD, "n", name);
        world.observe(key("a"), object("1", 5));
        world.observe(key("b"), object("2", 30));
        let changes = world.replace(&Kind::POD, 20, vec![(key("c"), object("3", 12))]);
        assert_eq!(changes.len(), 2);
        assert!(world.get(&key("a")).is_none() && world.get(&key("b")).is_some());
    }
}
