//! One object in a cache, in the form of its kind.

use std::{collections::BTreeMap, sync::Arc};

use super::options::Form;
use crate::object::{AnyKind, version_of};

/// An object, kept.
pub(super) enum Held<K> {
    Typed(Arc<K>),
    // Apart, so that typed objects do not take the room of these.
    Compact(Box<Compact>),
}

/// An object as JSON, and beside it what is asked for without decoding.
pub(super) struct Compact {
    json: Box<str>,
    version: u64,
    uid: Box<str>,
    labels: Box<[(Box<str>, Box<str>)]>,
}

impl<K: AnyKind> Held<K> {
    pub(super) fn new(object: &Arc<K>, form: Form) -> serde_json::Result<Self> {
        match form {
            Form::Typed => Ok(Self::Typed(object.clone())),
            Form::Compact => {
                let labels = object.meta().labels.iter().flatten();
                Ok(Self::Compact(Box::new(Compact {
                    json: serde_json::to_string(&**object)?.into(),
                    version: version_of(&**object),
                    uid: object.meta().uid.as_deref().unwrap_or_default().into(),
                    labels: labels
                        .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
                        .collect(),
                })))
            }
        }
    }

    pub(super) fn read(&self) -> serde_json::Result<Arc<K>> {
        match self {
            Self::Typed(object) => Ok(object.clone()),
            // As the watch does: from bytes, every type would be decoded by a second copy of its code.
            Self::Compact(compact) => serde_json::from_str(&compact.json).map(Arc::new),
        }
    }

    pub(super) fn version(&self) -> u64 {
        match self {
            Self::Typed(object) => version_of(&**object),
            Self::Compact(compact) => compact.version,
        }
    }

    pub(super) fn uid(&self) -> &str {
        match self {
            Self::Typed(object) => object.meta().uid.as_deref().unwrap_or_default(),
            Self::Compact(compact) => &compact.uid,
        }
    }

    /// Asks about the labels.
    pub(super) fn has_labels(&self, ask: impl FnOnce(&BTreeMap<String, String>) -> bool) -> bool {
        match self {
            Self::Typed(object) => match &object.meta().labels {
                Some(labels) => ask(labels),
                None => ask(&BTreeMap::new()),
            },
            Self::Compact(compact) => {
                let labels = compact.labels.iter();
                ask(&labels
                    .map(|(name, value)| (name.to_string(), value.to_string()))
                    .collect())
            }
        }
    }
}
