//! What a controller has decided.

use jiff::Timestamp;
use serde_json::Value;

use crate::object::{Key, Object};
use crate::world::World;

/// One request to the API server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Write {
    /// Creates an object in a namespace. Its `apiVersion` and `kind` say where.
    Create {
        /// The namespace, or nothing.
        namespace: String,
        /// The object.
        object: Value,
    },
    /// Replaces an object, if it has not changed since it was read.
    Replace {
        /// Its key.
        key: Key,
        /// The object, with its resource version.
        object: Value,
        /// The subresource to write: `status`, `finalize`, or nothing for the object itself.
        subresource: &'static str,
    },
    /// Merges a patch into an object.
    Patch {
        /// Its key.
        key: Key,
        /// A JSON merge patch.
        patch: Value,
    },
    /// Deletes an object, if it still has this uid.
    Delete {
        /// Its key.
        key: Key,
        /// Its uid.
        uid: String,
        /// `Background`, `Foreground`, `Orphan`, or nothing for the default of its kind.
        policy: &'static str,
        /// The grace period, if it is not the object's own.
        grace: Option<i64>,
    },
    /// Assigns a Pod to a node.
    Bind {
        /// The Pod.
        key: Key,
        /// Its uid.
        uid: String,
        /// The name of the node.
        node: String,
    },
    /// Reads an object, because it is not known whether the one with this uid exists.
    Look {
        /// Its key.
        key: Key,
        /// The uid that is asked for.
        uid: String,
    },
    /// Deletes all objects in a namespace, of every kind that the API server serves.
    Empty {
        /// The namespace.
        namespace: String,
    },
}

impl Write {
    /// Deletes an object in the way that is the default of its kind.
    pub(crate) fn delete(key: Key, object: &Object) -> Self {
        Self::Delete {
            key,
            uid: object.uid().to_owned(),
            policy: "",
            grace: None,
        }
    }

    /// Replaces the status of an object.
    pub(crate) fn status(key: Key, object: &Object, status: Value) -> Self {
        let mut object = object.to_value();
        object["status"] = status;
        Self::Replace {
            key,
            object,
            subresource: "status",
        }
    }

    /// Whether it may be sent at the same time as its neighbors.
    pub(crate) fn is_independent(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Delete { .. })
    }
}

/// What a controller does about one object now, and when it looks again by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decision {
    /// The requests, in this order.
    pub(crate) writes: Vec<Write>,
    /// When to decide again, even if nothing changes.
    pub(crate) again: Option<Timestamp>,
}

impl Decision {
    /// Nothing to do until something changes.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    pub(crate) fn write(write: Write) -> Self {
        Self {
            writes: vec![write],
            again: None,
        }
    }

    pub(crate) fn push(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// Decides again at this time, or earlier if that was wanted already.
    pub(crate) fn again_at(&mut self, time: Timestamp) {
        self.again = Some(self.again.map_or(time, |again| again.min(time)));
    }
}

/// What a controller decides from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The cluster.
    pub(crate) world: &'a World,
    /// The time.
    pub(crate) now: Timestamp,
    /// Why the last request for this object failed.
    pub(crate) failure: Option<&'a str>,
}

/// A controller: a function from what is known to what is done about it.
pub(crate) trait Controller: Send {
    /// The name by which the API server knows who wrote.
    fn manager(&self) -> &'static str;

    /// The objects to decide about again after a change.
    fn affected(&self, change: &crate::world::Change, world: &World) -> Vec<Key>;

    /// What to do about an object.
    fn decide(&self, key: &Key, view: &View<'_>) -> Decision;
}
