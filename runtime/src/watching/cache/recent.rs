//! Which compact objects stay decoded.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use super::held::Held;
use crate::objects::{key::ObjectKey, kind::AnyKind};

/// The keys of the decoded objects: a queue in which objects that were read again get a second turn.
///
/// A key can be in it twice, when its object was replaced. Then another object is dropped a little earlier.
#[derive(Default)]
pub(super) struct Recent {
    keys: Mutex<VecDeque<ObjectKey>>,
}

impl Recent {
    /// Adds an object that was decoded, and drops others beyond `most`.
    pub(super) fn add<K: AnyKind>(
        &self,
        key: &ObjectKey,
        objects: &BTreeMap<ObjectKey, Held<K>>,
        most: usize,
    ) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push_back(key.clone());
        while keys.len() > most {
            let Some(oldest) = keys.pop_front() else {
                return;
            };
            if let Some(Held::Compact(compact)) = objects.get(&oldest)
                && compact.age()
            {
                keys.push_back(oldest);
            }
        }
    }
}
