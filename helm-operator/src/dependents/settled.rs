//! What the objects of a release were when they last matched.

use kubewright_runtime::{DynamicKind, ObjectKey};

/// The objects of one release, as they matched what the chart rendered.
pub(super) struct Settled {
    /// The revision that they matched.
    pub(super) secret: String,
    pub(super) uid: String,
    pub(super) objects: Vec<Seen>,
}

pub(super) struct Seen {
    pub(super) kind: DynamicKind,
    pub(super) key: ObjectKey,
    pub(super) version: String,
}
