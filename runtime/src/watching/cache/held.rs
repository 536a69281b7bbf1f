//! One object in a cache, in the form of its kind.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::core::PartialObjectMeta;

use super::options::{Form, Kept};
use super::unmanaged::{Managed, names_its_kind};
use crate::objects::{
    decode::{self, DecodeError},
    key::{ObjectKey, version_of},
    kind::AnyKind,
    undecodable::Undecodable,
    which::Which,
};

/// An object as the watch delivered it.
pub(super) enum Arrived<K> {
    Decoded {
        object: Arc<K>,
        /// The text that it was decoded from, unless the object has been changed since.
        text: Option<Box<str>>,
        /// What the API server sent beside that text.
        managed: Option<Managed>,
    },
    Undecodable(Arc<Undecodable>),
}

/// An object as readers get it.
#[derive(Debug)]
pub(crate) enum Found<K> {
    Decoded(Arc<K>),
    Undecodable(Arc<Undecodable>),
}

/// An object in the cache. Clones share it.
pub(super) enum Held<K> {
    Typed(Arc<K>),
    Compact(Arc<Compact<K>>),
    Undecodable(Arc<Undecodable>),
}

/// An object as JSON, and what is needed without decoding.
pub(super) struct Compact<K> {
    json: Box<str>,
    /// What the API server sent beside the JSON, if its text is kept.
    sent: Option<Sent>,
    version: u64,
    uid: Box<str>,
    labels: Box<[(Box<str>, Box<str>)]>,
    decoded: Mutex<Decoded<K>>,
}

/// What completes the JSON of an object to the text that the API server sent.
struct Sent {
    managed: Option<Managed>,
}

/// The decoded object, while it is kept.
struct Decoded<K> {
    object: Option<Arc<K>>,
    /// Whether it was read again since the last call of [`Compact::make_room`].
    again: bool,
    /// Whether it was read since the last call of [`Compact::age`].
    read: bool,
    /// Whether a long list decoded it.
    listed: bool,
}

impl<K: AnyKind> Held<K> {
    /// Keeps an object. An object that cannot be decoded from its compact form is found here, not by the first reader.
    pub(super) fn new(which: &Which<K>, key: &ObjectKey, arrived: Arrived<K>, kept: Kept) -> Self {
        let (object, text, managed) = match arrived {
            Arrived::Decoded {
                object,
                text,
                managed,
            } => (object, text, managed),
            Arrived::Undecodable(object) => return Self::Undecodable(object),
        };
        if kept.form == Form::Typed {
            return Self::Typed(object);
        }
        if kept.text
            && let Some(text) = text.as_deref().filter(|text| names_its_kind(text))
        {
            let sent = Some(Sent { managed });
            return Self::Compact(Arc::new(Compact::new(text.into(), sent, &*object)));
        }
        match compacted(&*object, text) {
            Ok(json) => Self::Compact(Arc::new(Compact::new(json, None, &*object))),
            Err(error) => {
                let metadata = object.meta().clone();
                Self::Undecodable(Arc::new(Undecodable::new(which, key, metadata, error)))
            }
        }
    }

    /// Returns the object, decoded if necessary.
    pub(super) fn read(&self, which: &Which<K>, key: &ObjectKey) -> Found<K> {
        match self {
            Self::Typed(object) => Found::Decoded(object.clone()),
            Self::Compact(compact) => {
                let known = compact.decoded().object.clone();
                known.map_or_else(|| compact.decode(which, key), Found::Decoded)
            }
            Self::Undecodable(object) => Found::Undecodable(object.clone()),
        }
    }

    /// Returns the version, and the text that the API server sent, if that is kept.
    pub(super) fn text(&self) -> Option<(u64, String)> {
        let Self::Compact(compact) = self else { return None };
        let text = match &compact.sent.as_ref()?.managed {
            Some(managed) => managed.restored(&compact.json),
            None => compact.json.to_string(),
        };
        Some((compact.version, text))
    }

    pub(super) fn version(&self) -> u64 {
        match self {
            Self::Typed(object) => version_of(&**object),
            Self::Compact(compact) => compact.version,
            Self::Undecodable(object) => {
                let version = object.metadata.resource_version.as_deref();
                version
                    .and_then(|version| version.parse().ok())
                    .unwrap_or_default()
            }
        }
    }

    pub(super) fn uid(&self) -> &str {
        match self {
            Self::Typed(object) => object.meta().uid.as_deref().unwrap_or_default(),
            Self::Compact(compact) => &compact.uid,
            Self::Undecodable(object) => object.metadata.uid.as_deref().unwrap_or_default(),
        }
    }

    /// Tests the labels.
    pub(super) fn has_labels(&self, ask: impl Fn(&BTreeMap<String, String>) -> bool) -> bool {
        let of = |metadata: &ObjectMeta| match &metadata.labels {
            Some(labels) => ask(labels),
            None => ask(&BTreeMap::new()),
        };
        match self {
            Self::Typed(object) => of(object.meta()),
            Self::Undecodable(object) => of(&object.metadata),
            Self::Compact(compact) => {
                let labels = compact.labels.iter();
                ask(&labels
                    .map(|(name, value)| (name.to_string(), value.to_string()))
                    .collect())
            }
        }
    }
}

impl<K> Clone for Held<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Typed(object) => Self::Typed(object.clone()),
            Self::Compact(compact) => Self::Compact(compact.clone()),
            Self::Undecodable(object) => Self::Undecodable(object.clone()),
        }
    }
}

impl<K: AnyKind> Compact<K> {
    fn new(json: Box<str>, sent: Option<Sent>, object: &K) -> Self {
        let labels = object.meta().labels.iter().flatten();
        Self {
            json,
            sent,
            version: version_of(object),
            uid: object.meta().uid.as_deref().unwrap_or_default().into(),
            labels: labels
                .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
                .collect(),
            decoded: Mutex::new(Decoded {
                object: None,
                again: false,
                read: false,
                listed: false,
            }),
        }
    }

    /// The bytes of the JSON.
    pub(super) fn size(&self) -> usize {
        self.json.len()
    }

    /// Returns the object and whether it had to be decoded. It stays decoded.
    pub(super) fn share(&self, which: &Which<K>, key: &ObjectKey, listed: bool) -> (Found<K>, bool) {
        let mut decoded = self.decoded();
        if let Some(object) = &decoded.object {
            let object = object.clone();
            decoded.again = true;
            decoded.read = true;
            return (Found::Decoded(object), false);
        }
        let found = self.decode(which, key);
        if let Found::Decoded(object) = &found {
            *decoded = Decoded {
                object: Some(object.clone()),
                again: false,
                read: true,
                listed,
            };
        }
        (found, true)
    }

    /// Keeps the decoded object too.
    pub(super) fn set_decoded(&self, object: Arc<K>) {
        let mut decoded = self.decoded();
        decoded.object = Some(object);
        decoded.read = true;
    }

    /// Drops the decoded object for another, unless it was read again since the last call. Returns whether it stays.
    pub(super) fn make_room(&self) -> bool {
        let mut decoded = self.decoded();
        let stays = std::mem::take(&mut decoded.again);
        decoded.drop_unless(stays)
    }

    /// Drops the decoded object, unless it was read since the last call. Returns whether it stays.
    pub(super) fn age(&self) -> bool {
        self.decoded().age()
    }

    /// The same for an object that a long list decoded. Others stay.
    pub(super) fn age_listed(&self) -> bool {
        let mut decoded = self.decoded();
        decoded.listed && decoded.age()
    }

    fn decode(&self, which: &Which<K>, key: &ObjectKey) -> Found<K> {
        // From text, as the watch does: decoding from bytes would compile the code of every type a second time.
        match decode::from_str::<K>(&self.json) {
            Ok(mut object) => {
                which.complete(&mut object);
                Found::Decoded(Arc::new(object))
            }
            // Only a type that decodes differently each time gets here.
            Err(error) => {
                let partial = serde_json::from_str::<PartialObjectMeta>(&self.json);
                let metadata = partial.map(|partial| partial.metadata).unwrap_or_default();
                Found::Undecodable(Arc::new(Undecodable::new(which, key, metadata, error)))
            }
        }
    }

    fn decoded(&self) -> MutexGuard<'_, Decoded<K>> {
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Decoded<K> {
    fn age(&mut self) -> bool {
        let stays = std::mem::take(&mut self.read);
        self.drop_unless(stays)
    }

    fn drop_unless(&mut self, stays: bool) -> bool {
        if !stays {
            self.object = None;
            self.listed = false;
        }
        self.object.is_some()
    }
}

/// Returns the text from which the object is decoded when it is read.
fn compacted<K: AnyKind>(object: &K, text: Option<Box<str>>) -> Result<Box<str>, DecodeError> {
    let written = serde_json::to_string(object);
    match (text, written) {
        // It has been decoded from this text, so it can be decoded again.
        (Some(text), Ok(written)) if text.len() <= written.len() + written.len() / 2 => Ok(text),
        // The type has a fraction of the fields. It may not be able to read what it writes.
        (text, Ok(written)) => match (decode::from_str::<K>(&written), text) {
            (Ok(_), _) => Ok(written.into()),
            (Err(_), Some(text)) => Ok(text),
            (Err(error), None) => Err(DecodeError {
                cause: format!("{} (the type does not read what it writes)", error.cause),
                ..error
            }),
        },
        (Some(text), Err(_)) => Ok(text),
        (None, Err(error)) => Err(DecodeError {
            field: String::new(),
            cause: format!("its type cannot be written as JSON: {error}"),
        }),
    }
}
