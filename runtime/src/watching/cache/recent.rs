//! Which compact objects stay decoded after they were read or changed.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::held::Held;
use crate::objects::{key::ObjectKey, kind::AnyKind};

/// The decoded objects: a queue in which objects that were read again get a second turn.
///
/// An object can be in it twice, when it was replaced. Then another object is dropped a little earlier.
#[derive(Default)]
pub(super) struct Recent {
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Each with the bytes of its JSON.
    keys: VecDeque<(ObjectKey, usize)>,
    bytes: usize,
}

impl Recent {
    /// Adds an object that was decoded, and drops others beyond so many bytes of JSON.
    pub(super) fn add<K: AnyKind>(
        &self,
        key: &ObjectKey,
        size: usize,
        objects: &BTreeMap<ObjectKey, Held<K>>,
        most: usize,
    ) {
        let mut queue = self.queue();
        queue.push(key.clone(), size);
        while queue.bytes > most {
            let Some((oldest, size)) = queue.keys.pop_front() else {
                return;
            };
            queue.bytes -= size;
            if let Some(Held::Compact(compact)) = objects.get(&oldest)
                && compact.make_room()
            {
                queue.push(oldest, size);
            }
        }
    }

    /// Drops the objects that were not read since the last call. Returns whether others stay.
    pub(super) fn age<K: AnyKind>(&self, objects: &BTreeMap<ObjectKey, Held<K>>) -> bool {
        let mut queue = self.queue();
        queue.keys.retain(|(key, _)| match objects.get(key) {
            Some(Held::Compact(compact)) => compact.age(),
            Some(Held::Typed(_) | Held::Undecodable(_)) | None => false,
        });
        queue.bytes = queue.keys.iter().map(|(_, size)| size).sum();
        !queue.keys.is_empty()
    }

    /// Returns whether an object of this size can be added without dropping others.
    pub(super) fn has_room(&self, size: usize, most: usize) -> bool {
        self.queue().bytes + size <= most
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, key: ObjectKey, size: usize) {
        self.keys.push_back((key, size));
        self.bytes += size;
    }
}
